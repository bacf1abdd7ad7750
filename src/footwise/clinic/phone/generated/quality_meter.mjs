// Made from src/footwise/foot_sensor/live/quality_meter.py by `make phone`: change that file, not this one.
// How good a sensor's samples are, measured while they come: its clock, its losses, its range, what its strides leave.

import * as py from "../python/python.mjs";
import { SensorQuality } from "./sensor_quality.mjs";
import { Reason } from "./stride.mjs";

// A step of the clock that is longer than the usual one by this factor is no jitter: a sample was lost.
const _ONE_STEP = 1.5;

// A stream that stamps whole packets has even steps within each, and waits between them that are no whole steps and are
// balanced by short ones: more than this share of steps within so much of the middle one, and most longer steps below
// two of it.
const _WITHIN_PACKETS = 0.55;
const _ALIKE = 0.05;

const _NOT_TWO = 1.8;
const _TWO = 2.5;

// Steps of which fewer than this share are alike have no usual one, nor have short ones that are followed by waits.
const _MOST = 0.6;
const _NEARLY_ALL = 0.9;

// Up to this many lost samples on end a step still says how even the clock is.
const _FEW = 3.5;

// No gap of a session is longer: the clock was set anew.
const _LONGEST_STEP_S = 3600.0;

// Samples that are as far apart as this share of each other belong to one even stretch.
const _EVEN = 1.5;

// A channel that holds still in a moving foot holds its last sample, rad²/s².
const _MOVING = 1.0;

// Standing is looked for in stretches this long, in which the foot turns by less than this, rad/s.
const _WINDOW_S = 0.5;

const _STANDING = 0.2;

const _SUMMED = 6;

// A rate changes where the steps of a tenth are even, all but this share, and longer than those of another by a half.
const _STRETCHES = 10;
const _FEWEST_STEPS = 20;
const _UNEVEN = 0.1;

const _CHANNELS = ["accelerometer", "gyroscope"].flatMap((sensor) => [..."xyz"].map((axis) => `${sensor} ${axis}`));

// What no sensor measures, as the tracker has it (squares, rad²/s² and m²/s⁴).
const _SPIN_LIMIT = py.power(70.0, 2);

const _PULL_LIMIT = py.power(700.0, 2);

/** Steps of a device's clock: its rate, how even it is, what is missing. */
export class ClockMeter {
  constructor() {
    this.samples = this.unusable = 0;
    this.seconds = 0.0;
    this._last_s = NaN;
    this._steps = [];
  }

  /**
   * Take the time of the next sample; give the step to it, NaN where there is none.
   * @param {number} time_s
   * @returns {number}
   */
  update(time_s) {
    time_s = py.number(time_s);
    this.samples += 1;
    if (!py.isfinite(time_s)) {
      this.unusable += 1;
      return NaN;
    }
    const step = time_s - this._last_s;
    if (step <= 0.0 || step > _LONGEST_STEP_S) {
      this.unusable += 1;
      // A clock that was set anew goes on from there.
      if (step !== 0.0) {
        this._last_s = time_s;
      }
      return NaN;
    }
    this._last_s = time_s;
    // The first sample has no step.
    if (step === step) {
      this._steps.push(step);
      this.seconds += step;
    }
    return step;
  }

  /**
   * Give the slowest and the fastest rate where stretches of the clock are even and differ; None where not.
   * @returns {[number, number]|null}
   */
  rates_hz() {
    let step;
    const width = py.whole_floordiv(this._steps.length, _STRETCHES);
    if (width < _FEWEST_STEPS) {
      return null;
    }
    const stretches = py.range(_STRETCHES).map((k) => this._steps.slice(py.whole_mul(k, width), py.whole_mul(k + 1, width)));
    const usual = stretches.flatMap((stretch) => ((step = _even_stretch(stretch)) !== null ? [step] : []));
    if (usual.length < 2 || py.max_of(usual) < _ONE_STEP * py.min_of(usual)) {
      return null;
    }
    return [py.div(1.0, py.max_of(usual)), py.div(1.0, py.min_of(usual))];
  }

  /**
   * Give the rate in Hz, the spread of the steps in s, the share of samples that is lost, the longest gap in s.
   * @returns {[number, number, number, number]}
   */
  measured() {
    let spread, lost, counted, step;
    const steps = py.sorted(this._steps);
    if (steps.length < 2) {
      return [0.0, NaN, 0.0, 0.0];
    }
    const middle = py.item(steps, py.whole_floordiv(steps.length, 2));
    const near = steps.filter((step) => (2.0 - _ONE_STEP) * middle < step && step < _ONE_STEP * middle);
    const usual = _in_packets(steps, middle) ? middle : py.div(py.sum(near), near.length);
    const mean = py.div(py.sum(steps), steps.length);
    if (near.length < _MOST * steps.length || (usual < 0.5 * mean && near.length < _NEARLY_ALL * steps.length)) {
      // In bunches: most of them together, then a wait.
      return [
        py.div(1.0, mean),
        py.sqrt(py.div(py.sum(steps.map((step) => py.power(step - mean, 2))), steps.length)),
        0.0,
        py.item(steps, -1),
      ];
    }
    spread = lost = 0.0;
    counted = 0;
    for (step of steps) {
      const whole = py.max(1.0, Number(py.round(py.div(step, usual))));
      if (step > _ONE_STEP * usual) {
        lost += whole - 1.0;
      }
      if (step < _FEW * usual) {
        spread += py.power(step - whole * usual, 2);
        counted += 1;
      }
    }
    // Steps that are only uneven are short and long in turns: what is really lost is missing from the sum, too.
    const missing = py.max(0.0, py.div(py.sum(steps), usual) - steps.length);
    lost = py.min(lost, missing);
    return [
      py.div(1.0, usual),
      py.sqrt(py.div(spread, py.max(counted, 1))),
      py.div(lost, lost + steps.length),
      py.item(steps, -1),
    ];
  }
}

/**
 * Give the usual step of a stretch of the clock that is even; None where samples are lost or come in bunches.
 * @param {number[]} steps
 * @returns {number|null}
 */
function _even_stretch(steps) {
  const middle = py.item(py.sorted(steps), py.whole_floordiv(steps.length, 2));
  const apart = py.sum(steps.map((step) => Math.abs(step - middle) > (_ONE_STEP - 1.0) / 2.0 * middle));
  return apart <= _UNEVEN * steps.length ? middle : null;
}

/**
 * Whether steps are those of packets: even within each, of any length between them, and nothing need be lost.
 * @param {number[]} steps
 * @param {number} middle
 * @returns {boolean}
 */
function _in_packets(steps, middle) {
  const alike = py.sum(steps.map((step) => Math.abs(step - middle) < _ALIKE * middle));
  const longer = steps.filter((step) => _ONE_STEP * middle <= step && step < _TWO * middle);
  const waits = py.sum(longer.map((step) => step < _NOT_TWO * middle));
  return alike > _WITHIN_PACKETS * steps.length && waits > longer.length / 2;
}

/** What one foot's sensor sends, looked at while the person stands and takes the first strides. */
export class QualityMeter {
  /** @param {string} side */
  constructor(side) {
    this._side = side;
    this._clock = new ClockMeter();
    // Channels that have held their first value so far: none of a sound sensor, a moment after it began.
    this._dead = [...py.range(_SUMMED)];
    this._first = [];
    this._last = [];
    this._before = [];
    this._step_s = NaN;
    this._jump = 0.0;
    this._held = this._moving = this.strides = 0;
    this._drifts = [];
    this._rises = [];
    this._reasons = new Map();
    this._noise = null;
    this._window_from_s = Infinity;
    this._window_samples = 0;
    this._sums = py.repeated([0.0], py.whole_mul(2, _SUMMED));
  }

  /**
   * Device time that was seen.
   * @returns {number}
   */
  get seconds() {
    return this._clock.seconds;
  }

  /**
   * Take one sample, as `StrideTracker.update` does. Nothing is ever raised, whatever comes in.
   * @param {number} time_s
   * @param {number} ax
   * @param {number} ay
   * @param {number} az
   * @param {number} gx
   * @param {number} gy
   * @param {number} gz
   */
  update(time_s, ax, ay, az, gx, gy, gz) {
    let spin, sound, step;
    time_s = py.number(time_s);
    ax = py.number(ax);
    ay = py.number(ay);
    az = py.number(az);
    gx = py.number(gx);
    gy = py.number(gy);
    gz = py.number(gz);
    try {
      spin = gx * gx + gy * gy + gz * gz;
      // A comparison with a number that is none is False.
      sound = spin < _SPIN_LIMIT && ax * ax + ay * ay + az * az < _PULL_LIMIT;
      step = this._clock.update(time_s);
    } catch (error) {
      py.only(error, TypeError, py.ValueError, py.OverflowError, py.ArithmeticError);
      sound = false;
      step = NaN;
      spin = 0.0;
    }
    if (!sound || step !== step) {
      this._last = sound ? [ax, ay, az, gx, gy, gz] : [];
      this._before = [];
      this._step_s = NaN;
      this._window_from_s = Infinity;
      return;
    }
    const values = [ax, ay, az, gx, gy, gz];
    if (this._dead.length > 0) {
      this._first = this._first.length > 0 ? this._first : values;
      this._dead = this._dead.filter((k) => py.item(values, k) === py.item(this._first, k));
    }
    if (this._last.length > 0) {
      if (spin > _MOVING) {
        this._moving += 1;
        this._held += Number(py.equal(values, this._last));
      }
      if (this._before.length > 0 && (py.div(this._step_s, _EVEN) < step && step < this._step_s * _EVEN)) {
        // How far the middle one of three samples is from the line through its neighbours.
        const bx = py.item(this._before, 0);
        const by = py.item(this._before, 1);
        const bz = py.item(this._before, 2);
        const lx = py.item(this._last, 0);
        const ly = py.item(this._last, 1);
        const lz = py.item(this._last, 2);
        const dx = lx - (ax + bx) / 2.0;
        const dy = ly - (ay + by) / 2.0;
        const dz = lz - (az + bz) / 2.0;
        this._jump += dx * dx + dy * dy + dz * dz;
      }
    }
    this._before = this._last;
    this._last = values;
    this._step_s = step;
    this._look_at_rest(time_s, values, spin);
  }

  /**
   * Take a stride that these samples made.
   * @param {Stride} stride
   */
  stride(stride) {
    this.strides += 1;
    this._reasons.set(stride.reason, py.get(this._reasons, stride.reason, 0) + 1);
    if (stride.reason === Reason.TURNING || stride.reason === Reason.STANDING) {
      // A foot that turns on the floor, or sets off, is not still there.
      return;
    }
    if (stride.drift_m_s2 !== null) {
      this._drifts.push(stride.drift_m_s2);
    }
    if (stride.rise_m !== null) {
      this._rises.push(stride.rise_m);
    }
  }

  /**
   * Judge what was seen so far.
   * @returns {SensorQuality}
   */
  measured() {
    const [rate, spread, lost, longest] = this._clock.measured();
    const noise = this._noise;
    return new SensorQuality({
      side: this._side,
      what: "sensor",
      seconds: this._clock.seconds,
      strides: this.strides,
      rate_hz: rate,
      stamp_spread_s: py.isfinite(spread) ? spread : null,
      lost_share: lost,
      longest_gap_s: longest,
      unusable_share: py.div(this._clock.unusable, py.max(1, this._clock.samples)),
      held_share: this._moving !== 0 ? py.div(this._held, this._moving) : 0.0,
      clipped_share: this._share(Reason.CLIPPED),
      gap_share: this._share(Reason.GAP),
      standing_noise_m_s2: noise === null ? null : noise[0],
      standing_noise_deg_s: noise === null ? null : py.degrees(noise[1]),
      jump_m_s: this.strides !== 0 && rate > 0.0 ? py.div(py.sqrt(py.div(this._jump, this.strides)), rate) : null,
      drift_m_s2: _median(this._drifts),
      rise_spread_m: _spread_of(this._rises),
      dead_axes: this._first.length > 0 ? this._dead.map((k) => py.item(_CHANNELS, k)).join(", ") : "",
      rates_hz: this._clock.rates_hz(),
    });
  }

  /**
   * @param {Reason} reason
   * @returns {number}
   */
  _share(reason) {
    return this.strides !== 0 ? py.div(py.get(this._reasons, reason, 0), this.strides) : 0.0;
  }

  /**
   * Keep the noise of the calmest half second in which the foot stood.
   * @param {number} time_s
   * @param {number[]} values
   * @param {number} spin
   */
  _look_at_rest(time_s, values, spin) {
    let k;
    if (spin > _STANDING * _STANDING || this._window_from_s === Infinity) {
      this._window_from_s = spin <= _STANDING * _STANDING ? time_s : Infinity;
      this._window_samples = 0;
      this._sums = py.repeated([0.0], py.whole_mul(2, _SUMMED));
      return;
    }
    const sums = this._sums;
    this._window_samples += 1;
    for (k of py.range(_SUMMED)) {
      sums[py.place(sums, k)] += py.item(values, k);
      sums[py.place(sums, _SUMMED + k)] += py.item(values, k) * py.item(values, k);
    }
    if (time_s - this._window_from_s < _WINDOW_S) {
      return;
    }
    const count = this._window_samples;
    const spreads = py.range(_SUMMED).map((k) => py.max(
      0.0,
      py.div(py.item(sums, _SUMMED + k), count) - py.power(py.div(py.item(sums, k), count), 2),
    ));
    const [pull, turn] = [py.sqrt(py.sum(spreads.slice(0, 3)) / 3.0), py.sqrt(py.sum(spreads.slice(3)) / 3.0)];
    if (this._noise === null || Math.hypot(pull, turn) < Math.hypot(this._noise[0], this._noise[1])) {
      this._noise = [pull, turn];
    }
    this._window_from_s = Infinity;
  }
}

/**
 * @param {number[]} values
 * @returns {number|null}
 */
function _median(values) {
  return values.length > 0 ? py.item(py.sorted(values), py.whole_floordiv(values.length, 2)) : null;
}

/**
 * Median distance from the median: a slope is no spread.
 * @param {number[]} values
 * @returns {number|null}
 */
function _spread_of(values) {
  const middle = _median(values);
  return middle === null ? null : _median(values.map((value) => Math.abs(value - middle)));
}
