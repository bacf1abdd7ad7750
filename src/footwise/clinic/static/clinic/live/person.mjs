// The person's screen: it comes in by a code, and shows what the walk itself tells them and no more.

import { follow } from "./connection.mjs";
import { drawFeet, fill, forgetFeet, forgetSteps, said, silentFor, where } from "./picture.mjs";

const box = document.getElementById("live");
const form = document.getElementById("code-form");
// The radio of a sensor may be away for a moment: that is nothing to look at.
const SILENT_MS = 5000;
let told = null;
let heard_ms = 0;

function watch(code) {
  form.hidden = true;
  fill("where", said("waits-person"));
  follow(`${box.dataset.socket}socket/`, {
    greet: { code },
    hear(message) {
      heard_ms = performance.now();
      if (message.kind === "waits") {
        told = null;
        forgetSteps();
        fill("where", said("waits-person"));
      }
      if (message.kind === "picture") {
        told = message;
        drawFeet(told, true);
      }
      if (told && message.elapsed_s !== undefined) fill("where", where(told, message.elapsed_s, true));
    },
    lost() {
      told = null;
      forgetSteps();
      fill("where", said("lost"));
    },
    over(word, heard) {
      told = null;
      forgetFeet();
      const ended = heard || word === "ended";
      fill("where", said(ended ? "ended" : word === "not-in" ? "bad-code" : word));
      if (!ended) ask();
    },
  });
  navigator.wakeLock?.request("screen").catch(() => {});
}

setInterval(() => {
  const silent = silentFor(told, heard_ms);
  if (silent < SILENT_MS || told.phase !== "training") return;
  forgetSteps();
  fill("where", said("silent", { seconds: silent / 1000 }));
}, 1000);

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
