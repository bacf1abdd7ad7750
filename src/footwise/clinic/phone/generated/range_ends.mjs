// Made from src/footwise/foot_sensor/live/range_ends.py by `make phone`: change that file, not this one.
// Whether a channel sits at the end of its range, told from its samples alone.

import * as py from "../python/python.mjs";

// Closer to zero than this no sensor ends: 200 °/s and 3.6 g, in rad/s and m/s².
export const FAR_SPIN = 3.5;
export const FAR_PULL = 35.0;

// The flat top of a channel has three samples.
const _SHORTEST_CLIP = 3;

// A moving foot holds no speed for so many samples, wherever that is.
const _PLATEAU = 6;

const _NEAREST = [FAR_PULL, FAR_PULL, FAR_PULL, FAR_SPIN, FAR_SPIN, FAR_SPIN];

/** How far each channel went so far, and where it stayed in the stride in progress. */
export class RangeEnds {
  constructor() {
    this._high = [..._NEAREST];
    this._low = _NEAREST.map((one) => -one);
    this._held = py.repeated([1], _NEAREST.length);
    this._last = [];
    this._stayed = [];
    this._plateau = false;
  }

  /**
   * Take a sample that is far from zero: acceleration x, y, z in m/s², angular velocity x, y, z in rad/s.
   * @param {number[]} values
   */
  look(values) {
    let last;
    last = this._last;
    this._last = values;
    if (py.equal(values, last)) {
      return;
    }
    for (const k of py.range(values.length)) {
      const value = py.item(values, k);
      if (value > py.item(this._high, k)) {
        this._high[py.place(this._high, k)] = value;
      } else if (value < py.item(this._low, k)) {
        this._low[py.place(this._low, k)] = value;
      }
      if (!(last.length > 0) || value !== py.item(last, k)) {
        this._held[py.place(this._held, k)] = 1;
        continue;
      }
      this._held[py.place(this._held, k)] += 1;
      if (py.item(this._held, k) === _SHORTEST_CLIP && this._is_end(k, value)) {
        this._stayed.push([k, value]);
      } else if (py.item(this._held, k) >= _PLATEAU && Math.abs(value) > py.item(_NEAREST, k)) {
        this._plateau = true;
      }
    }
  }

  /** Take note of a sample that is not far from zero. */
  near() {
    this._last = [];
  }

  /** A stride begins. */
  begin() {
    this._stayed.length = 0;
    this._plateau = false;
  }

  /**
   * Say whether a channel was at the end of its range in this stride.
   * @returns {boolean}
   */
  reached() {
    return this._plateau || this._stayed.some(([k, value]) => this._is_end(k, value));
  }

  /**
   * No sample was beyond this value; those closer to zero than any range are none.
   * @param {number} k
   * @param {number} value
   * @returns {boolean}
   */
  _is_end(k, value) {
    const far = py.item(_NEAREST, k);
    return (value > far && value >= py.item(this._high, k)) || (value < -far && value <= py.item(this._low, k));
  }
}
