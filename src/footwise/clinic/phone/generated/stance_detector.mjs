// Made from src/footwise/foot_sensor/live/stance_detector.py by `make phone`: change that file, not this one.
// When a foot lies still on the floor: quiet after a swing, with thresholds that follow the walker.

import * as py from "../python/python.mjs";

// not quiet
export const MOVING = 0;

// quiet, for too short a time to be certain
export const QUIET = 1;

// quiet for long enough, without a swing since the last mid-stance
export const STILL = 2;

// the first sample at which mid-stance is certain
export const MID_STANCE = 3;

// Where a walker begins, and the bounds within which the thresholds follow, rad/s.
const _PEAK = py.radians(200.0);

const _MOVE = py.radians(100.0);

const _QUIET = py.radians(60.0);

const _LOWEST_PEAK = py.radians(70.0);

const _LOWEST_MOVE = py.radians(45.0);

const _LOWEST_QUIET = py.radians(25.0);

const _HIGHEST_QUIET = py.radians(80.0);

// A swing lasts this long and is this far above the noise before it is remembered.
const _SHORTEST_SWING_S = 0.25;

const _LEAST_REMEMBERED = py.radians(50.0);

// Peaks that are remembered, and stretches of which the stillest moment is.
const _PEAKS = 8;

const _BUCKET_S = 1.5;

const _BUCKETS = 5;

const _SLOW_S = 0.05;

/** A state machine over the size of the angular velocity. */
export class StanceDetector {
  /** @param {number} quiet_s */
  constructor(quiet_s) {
    this._quiet_s = quiet_s;
    this._peaks = new py.Deque([], _PEAKS);
    this._minima = new py.Deque([], _BUCKETS);
    this._quiet2 = py.power(_QUIET, 2);
    this._move2 = py.power(_MOVE, 2);
    this._peak2 = py.power(_PEAK, 2);
    this.interrupt();
  }

  /** Forget the movement in progress; what was learnt about the walker stays. */
  interrupt() {
    this._quiet_from_s = this._moved_from_s = this._moved_to_s = NaN;
    this.still_from_s = this.swing_from_s = this._stood_from_s = NaN;
    this._peak = this._slow = 0.0;
    this._least = Infinity;
    this._bucket_end_s = -Infinity;
  }

  /** A few samples are missing: begin to count the quiet time again. */
  pause() {
    this._quiet_from_s = NaN;
  }

  /**
   * Take the squared angular velocity of the next sample, rad²/s²; say what the foot does.
   * @param {number} time_s
   * @param {number} dt
   * @param {number} spin
   * @returns {number}
   */
  update(time_s, dt, spin) {
    let slow;
    time_s = py.number(time_s);
    dt = py.number(dt);
    spin = py.number(spin);
    this._slow = slow = this._slow + (spin - this._slow) * py.div(dt, _SLOW_S + dt);
    if (slow < this._least) {
      this._least = slow;
    }
    if (time_s > this._bucket_end_s) {
      this._next_bucket(time_s);
    }
    if (spin >= this._quiet2) {
      this._quiet_from_s = NaN;
      if (spin > this._move2) {
        // nan is the one number that is not itself: no movement has begun yet.
        if (this._moved_from_s !== this._moved_from_s) {
          this._moved_from_s = time_s;
        }
        this._moved_to_s = time_s;
        if (spin > this._peak) {
          this._peak = spin;
        }
      }
      return MOVING;
    }
    const since = this._quiet_from_s;
    if (since !== since) {
      this._quiet_from_s = time_s;
      return QUIET;
    }
    if (time_s - since < this._quiet_s) {
      return QUIET;
    }
    if (this._moved_from_s !== this._moved_from_s) {
      if (this.still_from_s !== this.still_from_s) {
        this.still_from_s = since;
      }
      return STILL;
    }
    return this._after_movement(since);
  }

  /**
   * How long the foot was still before the last swing; 0 where that is not known.
   * @returns {number}
   */
  stood_s() {
    const stood = this.swing_from_s - this._stood_from_s;
    return stood > 0.0 ? stood : 0.0;
  }

  /**
   * Decide whether the movement that has just ended was a swing.
   * @param {number} quiet_from_s
   * @returns {number}
   */
  _after_movement(quiet_from_s) {
    const peak = this._peak;
    const lasted = this._moved_to_s - this._moved_from_s;
    const swing = lasted >= _SHORTEST_SWING_S && peak > this._peak2;
    if (swing) {
      this.swing_from_s = this._moved_from_s;
      this._stood_from_s = this.still_from_s;
    }
    this.still_from_s = quiet_from_s;
    if (lasted >= 0.6 * _SHORTEST_SWING_S && peak > py.power(_LEAST_REMEMBERED, 2)) {
      this._peaks.append(py.sqrt(peak));
      this._follow();
    }
    this._moved_from_s = NaN;
    this._peak = 0.0;
    return swing ? MID_STANCE : STILL;
  }

  /** @param {number} time_s */
  _next_bucket(time_s) {
    if (this._bucket_end_s > -Infinity) {
      this._minima.append(py.sqrt(py.max(this._least, 0.0)));
      this._follow();
    }
    this._least = Infinity;
    this._bucket_end_s = time_s + _BUCKET_S;
  }

  /** Set the thresholds from what the walker did. */
  _follow() {
    let quiet;
    const peak = this._peaks.length >= 3 ? _median(this._peaks) : Infinity;
    this._peak2 = py.power(py.min(py.max(0.45 * peak, _LOWEST_PEAK), _PEAK), 2);
    this._move2 = py.power(py.min(py.max(0.3 * peak, _LOWEST_MOVE), _MOVE), 2);
    quiet = py.min(py.max(0.2 * peak, _LOWEST_QUIET), _QUIET);
    if (this._minima.length >= 3) {
      quiet = py.max(quiet, py.min(1.4 * _median(this._minima), _HIGHEST_QUIET));
    }
    this._quiet2 = py.power(quiet, 2);
    // Movement must lie above quiet, else a foot could be both.
    this._move2 = py.max(this._move2, py.power(1.2 * quiet, 2));
  }
}

/**
 * @param {number[]} values
 * @returns {number}
 */
function _median(values) {
  const ordered = py.sorted(values);
  return py.item(ordered, py.whole_floordiv(ordered.length, 2));
}
