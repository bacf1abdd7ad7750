// Before the phone is strapped on: it lies on a table, and is turned in the hand where this browser was not looked at yet.

import { askForDot, hasBluetooth } from "./dot.mjs";
import { allowed } from "./motion.mjs";
import { isNotice } from "./notices.mjs";
import { fill, said, show } from "./screens.mjs";
import { speak } from "./sound.mjs";
import { lookAtTable } from "./table_check.mjs";
import { MOVES, watchTurns } from "./turn_check.mjs";

// What was found of the turns holds for this browser and this way to the sensor.
const KEPT = "turned";
const agent = () => navigator.userAgent;

export function offerBluetooth() {
  for (const one of document.querySelectorAll('[data-do="bluetooth"]')) one.hidden = !hasBluetooth();
}

export function showShoe(source, side) {
  const kind = source === "dot" ? "sensor" : "phone";
  fill("shoe-title", said(`shoe-title-${kind}`));
  fill("shoe-how", said(`shoe-how-${kind}`));
  fill("which-shoe", said(`shoe-${side}`));
  show("setup-shoe");
}

export function showTurn(slot, done) {
  fill(`${slot}-how`, said(`turn-${Math.min(done, MOVES - 1)}`));
  for (const one of document.querySelectorAll(`[data-turn="${slot}"]`)) {
    one.setAttribute("href", `#drawn-turn-${Math.min(done, MOVES - 1)}`);
  }
}

// `note` writes what went wrong into the log; `isOn` says whether the person still waits for this. Gives what was measured,
// or null where the person was told what to do; `stops` is given what ends the listening before.
export async function lookAtPhone({ store, note, isOn, stops, aloud }) {
  const wrong = (slot, word) => {
    fill(slot, said(word));
    if (isNotice(word)) note(word);
    return null;
  };
  const leave = await allowed();
  if (leave !== "granted") return wrong("setup-table", leave === "denied" ? "denied" : "no-motion");
  const setup = await lookAtTable((seconds) => isOn() && fill("setup-table", said("counting", { seconds })), undefined, stops);
  if (!isOn()) return null;
  if (setup.verdict) return wrong("setup-table", setup.verdict);
  fill("setup-table", "");
  const known = await store.get(KEPT);
  if (known?.agent === agent() && known.source === setup.source) return { ...setup, turned: known.turned };
  fill("setup-turn", "");
  show("setup-turn");
  for (;;) {
    const watch = watchTurns(setup, (done) => {
      if (!isOn()) return watch.stop();
      showTurn("setup-turn", done);
      if (aloud && done < MOVES) speak(said(`turn-${done}`));
    });
    stops(watch.stop);
    showTurn("setup-turn", 0);
    if (aloud) speak(said("turn-0"));
    const turned = await watch.done;
    if (!isOn()) return null;
    if (turned.verdict === "turn-again") fill("setup-turn", said("turn-again"));
    else if (turned.verdict) return wrong("setup-turn", turned.verdict);
    else {
      await store.set(KEPT, { agent: agent(), source: setup.source, turned }).catch(() => {});
      return { ...setup, turned };
    }
  }
}

// A sensor of its own, which measures gravity as it should and names its axes itself.
export async function chooseBluetooth() {
  const dot = await askForDot();
  return dot && { dot, setup: { verdict: "", source: "dot", name: dot.name, sign: 1 } };
}
