// The therapist's screen: all steps with their degrees, what is asked of the walk, and notes.

import { follow } from "./connection.mjs";
import { drawFeet, fill, forgetSteps, said, silentFor, where } from "./picture.mjs";

const box = document.getElementById("live");
const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
const alive = box.querySelector('[data-slot="alive"]');
const trouble = box.querySelector('[data-slot="trouble"]');
const KEPT = 100;
const SILENT_MS = 2000;
const OLD_MS = 5000;
const felt = [];
let told = null;
let heard_ms = 0;

async function ask(what, more = {}) {
  const body = new URLSearchParams({ what, csrfmiddlewaretoken: token, ...more });
  let word = "not-sent";
  try {
    const answer = await fetch(box.dataset.tell, { method: "POST", body, redirect: "error" });
    if (answer.ok) word = "";
    else if (answer.status === 409) word = "nobody";
  } catch {
    // The network is away: said below.
  }
  trouble.hidden = word === "";
  trouble.textContent = word ? said(word) : "";
}

for (const button of document.querySelectorAll("[data-ask]")) button.onclick = () => ask(button.dataset.ask);

function buttons() {
  const goes = told !== null && !told.paused && told.phase !== "home";
  const can = { start: told !== null && !goes, pause: goes && !["after", "finished", "refused"].includes(told.phase) };
  for (const button of document.querySelectorAll("[data-ask]")) button.hidden = !can[button.dataset.ask];
}

function blocks() {
  const list = box.querySelector('[data-slot="blocks"]');
  const made = JSON.stringify([told.blocks, told.block]);
  if (list.dataset.made === made) return;
  list.dataset.made = made;
  const held = document.activeElement?.dataset?.block;
  list.replaceChildren(...told.blocks.map((block, number) => {
    const item = document.createElement("li");
    const name = document.createElement("span");
    const values = { number: number + 1, minutes: block.block_s / 60, share: 100 * block.share };
    name.textContent = said(block.share ? "block" : "block-alone", values);
    item.append(name);
    if (number === told.block) item.setAttribute("aria-current", "step");
    if (number < (told.block ?? 0)) item.className = "gone";
    else if (block.share) {
      const button = document.createElement("button");
      button.className = "switch";
      button.dataset.block = number;
      button.setAttribute("aria-pressed", String(!block.quiet));
      button.textContent = said(block.quiet ? "feedback-off" : "feedback-on");
      button.onclick = () => ask("feedback", { block: number, on: block.quiet ? "yes" : "no" });
      item.append(button);
    }
    return item;
  }));
  if (held) list.querySelector(`[data-block="${held}"]`)?.focus();
  box.querySelector('[data-slot="no-blocks"]').hidden = told.blocks.length > 0;
}

function pulse({ motion, elapsed_s }) {
  if (motion === undefined) return;
  felt.push(motion);
  if (felt.length > KEPT) felt.shift();
  alive.hidden = false;
  const most = Math.max(8, ...felt);
  const points = felt.map((one, k) => `${((300 * k) / (KEPT - 1)).toFixed(1)},${(38 - (36 * one) / most).toFixed(1)}`);
  alive.querySelector("polyline").setAttribute("points", points.join(" "));
  if (told) fill("where", where(told, elapsed_s, false));
}

function forget() {
  told = null;
  felt.length = 0;
  alive.hidden = true;
  forgetSteps();
}

// Until here the page says that it needs a script.
fill("where", said("connecting"));
follow(box.dataset.socket.replace(/state\/$/, "socket/"), {
  hear(message) {
    heard_ms = performance.now();
    box.dataset.packet = message.packet ?? box.dataset.packet ?? "";
    if (message.kind === "waits") {
      forget();
      fill("where", said("waits"));
    } else if (message.kind === "picture") {
      told = message;
      drawFeet(told, false);
      blocks();
      fill("where", where(told, told.elapsed_s, false));
      pulse(message);
    } else if (message.kind === "pulse") pulse(message);
    buttons();
  },
  lost() {
    forget();
    fill("where", said("lost"));
    buttons();
  },
  over(word) {
    forget();
    fill("where", said(word));
    buttons();
  },
});

setInterval(() => {
  const silent = silentFor(told, heard_ms);
  if (silent > OLD_MS) forgetSteps();
  if (silent > SILENT_MS) fill("where", said("silent", { seconds: silent / 1000 }));
}, 1000);

document.getElementById("note").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "error" });
    if (!answer.ok) throw new Error();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.getElementById("notes").replaceChildren(...page.body.childNodes);
    form.reset();
    trouble.hidden = true;
  } catch {
    trouble.hidden = false;
    trouble.textContent = said("not-sent");
  }
});
