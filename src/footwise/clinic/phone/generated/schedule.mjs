// Made from src/footwise/coaching/schedule.py by `make phone`: change that file, not this one.
// Fading as data: which session gives feedback for how long, on which share of the steps, and how.

import * as py from "../python/python.mjs";
import { Mode, NARROWEST_BAND_DEG, WIDEST_BAND_DEG } from "./feedback.mjs";

// What the trial asked for (registry NCT02767570): supervised sessions once a week, with less feedback from week to week
// and none in the last one; practice at home every day meanwhile; then more walking every day for a year.
export const SUPERVISED_WEEKS = 6;

export const HOME_MINUTES_PER_DAY = 10;

export const MORE_MINUTES_PER_DAY = 10;

// The share of a block is exact in every run of this many steps.
const _DEAL = 20;

/** What a block is for: to practise, or to see what stays without feedback. */
export const Purpose = py.enumeration("Purpose", {PRACTICE: "practice", RETENTION: "retention"});

/** One stretch of walking: a row of the schedule. */
export class Block {
  static fields = {
    session: "number",
    block_s: "number",
    share: "number",
    band_deg: "number",
    mode: "string",
    every: "number",
    purpose: "string",
  };

  constructor({
    session,
    block_s,
    share,
    band_deg = 3.0,
    mode = Mode.BANDWIDTH,
    every = 3,
    purpose = Purpose.PRACTICE,
    ...unknown
  }) {
    this.session = session;
    this.block_s = block_s;
    this.share = share;
    this.band_deg = band_deg;
    this.mode = mode;
    this.every = every;
    this.purpose = purpose;
    py.dataclass(this, unknown);
    this.__post_init__();
    Object.freeze(this);
  }

  __post_init__() {
    this.mode = py.member(Mode, this.mode);
    this.purpose = py.member(Purpose, this.purpose);
    const where = `session ${py.digits(this.session)}`;
    if (this.session < 1 || this.every < 1) {
      throw new py.ValueError(`${where}: sessions and N count from 1`);
    }
    if (!(0.0 < this.block_s && this.block_s < Infinity)) {
      throw new py.ValueError(`${where}: a block of ${py.decimal(this.block_s)} s has no length`);
    }
    if (!(0.0 <= this.share && this.share <= 1.0)) {
      throw new py.ValueError(`${where}: the share of steps with feedback is ${py.decimal(this.share)}, and must lie in 0 to 1`);
    }
    if (!(NARROWEST_BAND_DEG <= this.band_deg && this.band_deg <= WIDEST_BAND_DEG)) {
      throw new py.ValueError(`${where}: the band is ±${py.decimal(this.band_deg)}°, and must lie between 2° and 5°`);
    }
    if (this.purpose === Purpose.RETENTION && this.share !== 0) {
      throw new py.ValueError(`${where}: a retention block has no feedback`);
    }
  }
}

export const DEFAULT_SCHEDULE = py.enumerate([1.0, 1.0, 0.75, 0.5, 0.25, 0.0], 1).flatMap(([session, share]) => [
  new Block({ session, block_s: 900.0, share }),
  new Block({ session, block_s: 120.0, share: 0.0, purpose: Purpose.RETENTION }),
]);

/**
 * Blocks of one session, in their order.
 * @param {Iterable} schedule
 * @param {number} session
 * @returns {Block[]}
 */
export function session_blocks(schedule, session) {
  return [...schedule].filter((block) => block.session === session);
}

/**
 * Number of the block (from 0) in which `elapsed_s` of a session lies; None when it is over.
 * @param {Block[]} blocks
 * @param {number} elapsed_s
 * @returns {number|null}
 */
export function block_at(blocks, elapsed_s) {
  for (const [number, block] of py.enumerate(blocks)) {
    if (elapsed_s < block.block_s) {
      return number;
    }
    elapsed_s -= block.block_s;
  }
  return null;
}

/**
 * Say whether a step of a block gets feedback.
 * @param {Block} block
 * @param {number} seed
 * @param {number} number
 * @param {number} step
 * @returns {boolean}
 */
export function step_has_feedback(block, seed, number, step) {
  const [deal, place] = py.divmod(step, _DEAL);
  const told = _share_of(block.share, py.whole_mul(deal + 1, _DEAL)) - _share_of(block.share, py.whole_mul(deal, _DEAL));
  const draw = new py.Random(`${py.digits(seed)}/${py.digits(block.session)}/${py.digits(number)}/${py.digits(deal)}`);
  const order = [...py.range(_DEAL)];
  // Shuffled by hand from random(), the one method whose sequence Python promises to keep.
  for (const last of py.range(_DEAL - 1, 0, -1)) {
    const chosen = py.int(draw.random() * (last + 1));
    [order[py.place(order, last)], order[py.place(order, chosen)]] = [py.item(order, chosen), py.item(order, last)];
  }
  return py.item(order, place) < told;
}

/**
 * @param {number} share
 * @param {number} steps
 * @returns {number}
 */
function _share_of(share, steps) {
  return py.int(share * steps + 0.5 + 1e-09);
}
