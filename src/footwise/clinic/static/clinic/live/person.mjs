// The person's screen: it comes in by a code, and shows what the walk itself tells them and no more.

import { follow } from "./connection.mjs";
import { drawFeet, fill, said, where } from "./picture.mjs";

const box = document.getElementById("live");
const form = document.getElementById("code-form");
let told = null;

function watch(code) {
  form.hidden = true;
  fill("where", said("waits-person"));
  follow(`${box.dataset.socket}socket/`, {
    greet: { code },
    hear(message) {
      if (message.kind === "waits") fill("where", said("waits-person"));
      if (message.kind === "picture") {
        told = message;
        drawFeet(told, true);
      }
      if (told && message.elapsed_s !== undefined) fill("where", where(told, message.elapsed_s, true));
    },
    lost: () => fill("where", said("lost")),
    over(word, heard) {
      told = null;
      document.querySelector('[data-slot="feet"]').replaceChildren();
      const ended = heard || word === "ended";
      fill("where", said(ended ? "ended" : word === "not-in" ? "bad-code" : word));
      if (!ended) ask();
    },
  });
  navigator.wakeLock?.request("screen").catch(() => {});
}

function ask() {
  form.hidden = false;
  form.elements.code.focus();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const code = form.elements.code.value.trim();
  history.replaceState(null, "", `#code=${encodeURIComponent(code)}`);
  watch(code);
});
// Until here the page says that it needs a script.
fill("where", "");
const code = new URLSearchParams(location.hash.slice(1)).get("code");
if (code) watch(code);
else ask();
