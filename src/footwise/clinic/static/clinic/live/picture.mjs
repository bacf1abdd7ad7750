// Draws a walk as a live session tells it, on both screens: the foot from above, the band, the last ten steps.

const words = new Map(
  [...document.getElementById("words").content.querySelectorAll("[data-word]")].map((one) => [one.dataset.word, one.textContent]),
);
const language = document.documentElement.lang;
const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
const signed = new Intl.NumberFormat(language, { maximumFractionDigits: 0, signDisplay: "exceptZero" });
const ANKLE = [160, 262];
const REACH = 246;
// Angles are drawn twice as large: of a band of three degrees little would be seen otherwise.
const TWICE = 2;
const FURTHEST_DEG = 40;
const LAST = 10;

// Words with their blanks filled in; a number is written as the language writes it.
export function said(word, values = {}) {
  return words.get(word).replace(/\{(\w+)\}/g, (_, name) => {
    const value = values[name];
    return typeof value === "number" ? whole.format(value) : String(value);
  });
}

export function fill(slot, text) {
  for (const one of document.querySelectorAll(`[data-slot="${slot}"]`)) if (one.textContent !== text) one.textContent = text;
}

export const clock = (seconds) => {
  const left = Math.max(0, Math.round(seconds));
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
};

// Toes of a left foot turn outwards to the left.
const onPage = (side, degrees) => {
  const held = Math.max(-FURTHEST_DEG, Math.min(FURTHEST_DEG, degrees));
  return TWICE * held * (side === "left" ? -1 : 1);
};
const at = (turn, reach) => {
  const radians = (turn * Math.PI) / 180;
  return `${(ANKLE[0] + reach * Math.sin(radians)).toFixed(1)} ${(ANKLE[1] - reach * Math.cos(radians)).toFixed(1)}`;
};
const toLeft = (side, turn) => (turn === "out") === (side === "left");

export function drawFeet(told, person) {
  const box = document.querySelector('[data-slot="feet"]');
  const sides = Object.keys(told.feet).sort();
  if (box.dataset.sides !== sides.join()) {
    box.dataset.sides = sides.join();
    box.replaceChildren(...sides.map(newFoot));
  }
  const block = told.block === null ? null : told.blocks[told.block];
  for (const side of sides) drawFoot(box.querySelector(`[data-side="${side}"]`), side, told.feet[side], block, told, person);
}

// Takes off what was said of steps: what is older than the connection is not to be walked by.
export function forgetSteps() {
  for (const drawn of document.querySelectorAll('[data-slot="feet"] > [data-side]')) {
    const turning = part(drawn, "turning");
    turning.style.transform = "";
    turning.classList.remove("right");
    turning.classList.add("unknown");
    part(drawn, "said").textContent = said("foot-unknown");
    part(drawn, "cue").textContent = "";
    part(drawn, "cue").dataset.cue = "";
    part(drawn, "share").textContent = "–";
    part(drawn, "ten").replaceChildren();
  }
}

// Takes off the feet as well: nobody is to be seen here any more.
export function forgetFeet() {
  const box = document.querySelector('[data-slot="feet"]');
  box.replaceChildren();
  delete box.dataset.sides;
}

// For so long a walk that goes on has said nothing; 0 while it need not say anything.
export function silentFor(told, heard_ms) {
  if (!told || told.paused || ["home", "timer", "after", "finished", "refused"].includes(told.phase)) return 0;
  return performance.now() - heard_ms;
}

function newFoot(side) {
  const drawn = document.getElementById("foot-drawn").content.firstElementChild.cloneNode(true);
  drawn.dataset.side = side;
  part(drawn, "name").textContent = said(side);
  // It is drawn as the right one.
  if (side === "left") part(drawn, "mirror").setAttribute("transform", "translate(320 0) scale(-1 1)");
  return drawn;
}

const part = (drawn, name) => drawn.querySelector(`[data-foot="${name}"]`);

function drawFoot(drawn, side, foot, block, told, person) {
  const judged = person ? foot.steps.filter((one) => one.told) : foot.steps.filter((one) => one.angle_deg !== null);
  const last = foot.steps.at(-1);
  const shown = judged.at(-1);
  const hidden = person && (!last || !last.told);
  const aimed = foot.target_deg !== null;
  const band = block?.band_deg || 3;
  const ends = aimed ? [foot.target_deg - band, foot.target_deg + band].map((one) => onPage(side, one)) : [0, 0];
  const [low, high] = ends.sort((a, b) => a - b);
  const wedge = `M${ANKLE.join(" ")}L${at(low, REACH)}A${REACH} ${REACH} 0 0 1 ${at(high, REACH)}Z`;
  part(drawn, "band").setAttribute("d", aimed ? wedge : "");
  part(drawn, "aim").setAttribute("d", aimed ? `M${ANKLE.join(" ")}L${at(onPage(side, foot.target_deg), REACH)}` : "");
  const turning = part(drawn, "turning");
  if (shown) turning.style.transform = `rotate(${onPage(side, shown.angle_deg)}deg)`;
  turning.classList.toggle("unknown", hidden || !shown);
  turning.classList.toggle("right", Boolean(shown?.in_band && !hidden));
  const figures = { angle: shown?.angle_deg ?? 0, target: foot.target_deg ?? 0, band };
  part(drawn, "said").textContent = shown && aimed && !hidden ? said("foot-said", figures) : said("foot-hidden");
  const [right, steps] = foot.share;
  part(drawn, "share").textContent = steps ? `${whole.format((100 * right) / steps)} %` : "–";
  if (person) part(drawn, "share-words").textContent = said("share-told");
  const word = told.paused || told.phase !== "training" ? "" : cueOf(last);
  const cue = part(drawn, "cue");
  const text = word ? `${word === "keep" ? "✓" : toLeft(side, word) ? "←" : "→"} ${said(`cue-${word}`)}` : "";
  if (cue.textContent !== text) cue.textContent = text;
  cue.dataset.cue = word;
  part(drawn, "ten").replaceChildren(...foot.steps.slice(-LAST).map((one) => step(one, side, person)));
}

const cueOf = (step) => (!step?.told ? "" : (step.turn ?? (step.in_band ? "keep" : "")));

function step(one, side, person) {
  const drawn = document.createElement("li");
  drawn.dataset.step = one.number;
  const mark = document.createElement("span");
  mark.setAttribute("aria-hidden", "true");
  const hears = document.createElement("span");
  hears.className = "sr";
  let [sign, word, kind] = ["·", "walked", "plain"];
  if (!one.valid) [sign, word, kind] = ["×", "not-counted", "plain"];
  else if (one.in_band) [sign, word, kind] = ["✓", "in-band", "right"];
  else if (one.error_deg !== null) {
    const left = toLeft(side, one.error_deg > 0 ? "in" : "out");
    [sign, word, kind] = [left ? "←" : "→", left ? "turn-left" : "turn-right", "off"];
  }
  drawn.className = kind;
  if (one.counts && !one.told) drawn.classList.add("untold");
  mark.textContent = sign;
  hears.textContent = said(word);
  drawn.append(mark, hears);
  if (!person && one.error_deg !== null) {
    const degrees = document.createElement("small");
    degrees.textContent = `${signed.format(one.error_deg)}°`;
    drawn.append(degrees);
  }
  return drawn;
}

// Where the walk stands, in a sentence.
export function where(told, elapsed_s, person) {
  const simulated = told.simulated && !person ? `${said("simulated")} · ` : "";
  if (told.paused) return simulated + said("paused");
  if (told.phase !== "training") return simulated + said(told.phase || "setup");
  const block = told.block ?? 0;
  const gone = told.blocks.slice(0, block).reduce((sum, one) => sum + one.block_s, 0);
  const left = clock((told.blocks[block]?.block_s ?? 0) - (elapsed_s - gone));
  if (!person) return simulated + said("training", { block: block + 1, blocks: told.blocks.length, left });
  const alone = told.blocks[block]?.share === 0 || told.blocks[block]?.quiet;
  return `${alone ? `${said("alone")} · ` : ""}${said("training-person", { left })}`;
}
