// A first user with a real phone looks at its sensor, without a code, and sends back what stands there.

import { allowed } from "./motion.mjs";
import { fill, on, said } from "./screens.mjs";
import { showTurn } from "./setup.mjs";
import { lookAtTable } from "./table_check.mjs";
import { watchTurns } from "./turn_check.mjs";

const whole = new Intl.NumberFormat(document.documentElement.lang);
const LOOK_S = 10;
// Whoever cannot turn it has the table's figures all the same.
const LONGEST_TURNS_MS = 60_000;

const can = () => ({
  wake_lock: "wakeLock" in navigator,
  locks: "locks" in navigator,
  speech: "speechSynthesis" in globalThis,
  bluetooth: "bluetooth" in navigator,
  generic_sensor: "Accelerometer" in globalThis,
  vibrates: "vibrate" in navigator,
  installed: matchMedia("(display-mode: standalone)").matches,
});

export function prepareCheck() {
  const figures = document.getElementById("check-figures");
  const list = document.getElementById("check-told");
  const shown = (what, yes) => {
    for (const one of document.querySelectorAll(`[data-do="${what}"]`)) one.hidden = !yes;
  };

  function tell(leave, table, turned) {
    const about = { agent: navigator.userAgent, screen: [screen.width, screen.height], ratio: devicePixelRatio };
    const outlet = new (globalThis.AudioContext ?? globalThis.webkitAudioContext)();
    const sound = { base_s: outlet.baseLatency ?? null, output_s: outlet.outputLatency ?? null };
    outlet.close();
    const told = { page: document.documentElement.dataset.version, ...about, ...can(), leave, sound, motion: table, turned };
    figures.textContent = JSON.stringify(told, null, 1);
    list.replaceChildren(...lines(table, turned).flatMap(([word, text]) => [part("dt", said(word)), part("dd", text)]));
    document.getElementById("check-all").hidden = false;
    shown("check-copy", Boolean(navigator.clipboard));
    shown("check-share", typeof navigator.share === "function");
  }

  const drawing = document.querySelector('[data-turn="check"]');
  const begin = { how: document.querySelector('[data-slot="check-how"]').textContent, drawn: drawing.getAttribute("href") };

  async function look() {
    list.replaceChildren();
    fill("check-how", begin.how);
    drawing.setAttribute("href", begin.drawn);
    const leave = await allowed();
    if (leave !== "granted") {
      fill("check", said(leave === "denied" ? "denied" : "no-motion"));
      return tell(leave, null, null);
    }
    const table = await lookAtTable((seconds) => fill("check", said("counting", { seconds })), LOOK_S);
    if (table.verdict) {
      fill("check", said(table.verdict));
      return tell(leave, table, null);
    }
    fill("check", "");
    showTurn("check", 0);
    const watch = watchTurns(table, (done) => showTurn("check", done));
    const turned = await Promise.race([watch.done, new Promise((resolve) => setTimeout(resolve, LONGEST_TURNS_MS, null))]);
    watch.stop();
    fill("check-how", "");
    fill("check", said(turned?.verdict || "check-done"));
    return tell(leave, table, turned);
  }

  on("check", look);
  on("check-copy", () => navigator.clipboard?.writeText(figures.textContent));
  on("check-share", () => navigator.share({ title: "Footwise", text: figures.textContent }).catch(() => {}));
}

function part(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

// What somebody who does not read figures wants to know.
function lines(table, turned) {
  const told = [["check-browser", browser()]];
  if (table === null || table.rate_hz === undefined) return told;
  const spread = Math.round(1000 * (table.step_spread_s ?? 0));
  told.push(["check-rate", whole.format(Math.round(table.rate_hz ?? 0))]);
  told.push(["check-stamps", said(`check-${table.source}`, { spread })]);
  told.push(["check-lost", `${whole.format(Math.round(100 * (table.lost_share ?? 0)))} %`]);
  told.push(["check-gravity", `${whole.format(Math.round(table.gravity_m_s2[2]))} m/s²`]);
  if (turned !== null) {
    const error = Math.round(turned.error_deg);
    told.push(["check-turns", turned.verdict ? said(turned.verdict) : said("check-turns-good", { error })]);
  }
  return told;
}

// Its name as its makers hand it on; without it what it calls itself.
function browser() {
  const named = navigator.userAgentData?.brands?.filter(({ brand }) => !/not.?a.?brand/i.test(brand)).at(-1);
  return named ? `${named.brand} ${named.version}` : navigator.userAgent;
}
