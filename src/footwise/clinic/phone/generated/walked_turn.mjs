// Made from src/footwise/foot_sensor/live/walked_turn.py by `make phone`: change that file, not this one.
// The largest turn of a walk: the one thing by which a person can check that left and right are not exchanged.

import * as py from "../python/python.mjs";
import { PATH_KNOWN, Reason } from "./stride.mjs";

// A turn that people remember, and how long it may take.
export const REMEMBERED_DEG = 60.0;

export const LONGEST_TURN_S = 5.0;

// Of a foot that turned by nearly half a circle in one stride it is not known to which side.
const _EITHER_SIDE_DEG = 150.0;

// Strides of which it is known how the foot turned; not those of a sensor that is put on a shoe by hand.
const _TURN_KNOWN = py.union(
  PATH_KNOWN,
  new Set([Reason.TOO_QUICK, Reason.TOO_SLOW, Reason.TILTED, Reason.SHIFTED, Reason.IMPLAUSIBLE]),
);

/** A turn of the walker, as one foot's sensor saw it. */
export class WalkedTurn {
  static fields = { at_s: "number", angle_deg: "number" };

  constructor({ at_s, angle_deg, ...unknown }) {
    this.at_s = at_s;
    this.angle_deg = angle_deg;
    py.dataclass(this, unknown);
    Object.freeze(this);
  }

  /**
   * Left or right.
   * @returns {string}
   */
  get to() {
    return this.angle_deg > 0 ? "left" : "right";
  }
}

/**
 * Find the largest turn within 5 s.
 * @param {Iterable} strides
 * @returns {WalkedTurn|null}
 */
export function largest_turn(strides) {
  let best, first, change, way;
  best = [0.0, []];
  for (const headings of _stretches(strides)) {
    first = 0;
    for (const last of py.range(1, headings.length)) {
      const [at_s, heading] = py.item(headings, last);
      while (at_s - py.item(headings, first)[0] > LONGEST_TURN_S) {
        first += 1;
      }
      for (const begin of py.range(first, last)) {
        change = heading - py.item(headings, begin)[1];
        if (Math.abs(change) > Math.abs(best[0])) {
          best = [change, headings.slice(begin, last + 1)];
        }
      }
    }
  }
  [change, way] = best;
  return Math.abs(change) >= REMEMBERED_DEG ? new WalkedTurn({ at_s: _half_way_s(way, change), angle_deg: change }) : null;
}

/**
 * Time and heading of the foot whenever it lay still, in stretches within which the heading is known.
 * @param {Iterable} strides
 * @returns {Iterable}
 */
function* _stretches(strides) {
  let headings, stretch;
  headings = [];
  stretch = null;
  for (const stride of strides) {
    const heading = stride.start_heading_deg;
    const turn = stride.turn_deg;
    const known = stride.start_s !== null && heading !== null && turn !== null && _TURN_KNOWN.has(stride.reason);
    if (!known || stride.stretch !== stretch || Math.abs(py.truth(turn) ? turn : 0.0) >= _EITHER_SIDE_DEG) {
      yield headings;
      headings = [];
    }
    stretch = stride.stretch;
    if (known && Math.abs(py.truth(turn) ? turn : 0.0) < _EITHER_SIDE_DEG) {
      headings.push([py.truth(stride.start_s) ? stride.start_s : 0.0, py.truth(heading) ? heading : 0.0]);
      headings.push([stride.mid_stance_s, (py.truth(heading) ? heading : 0.0) + (py.truth(turn) ? turn : 0.0)]);
    }
  }
  yield headings;
}

/**
 * @param {[number, number][]} way
 * @param {number} change
 * @returns {number}
 */
function _half_way_s(way, change) {
  const begin = py.item(way, 0)[1];
  for (const [[before_s, before], [after_s, after]] of py.pairwise(way)) {
    const missing = begin + change / 2 - before;
    if (py.div(missing, change) <= py.div(after - before, change)) {
      return before_s + py.div((after_s - before_s) * missing, after - before);
    }
  }
  return py.item(way, -1)[0];
}
