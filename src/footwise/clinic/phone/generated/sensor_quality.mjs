// Made from src/footwise/foot_sensor/live/sensor_quality.py by `make phone`: change that file, not this one.
// Whether a foot sensor is good enough to coach with: what was measured of it, the verdict, and what to do.

import * as py from "../python/python.mjs";

// A sensor is looked at for this long, or for so many strides after a shorter time.
export const LOOK_S = 30.0;
export const SHORTEST_LOOK_S = 5.0;

export const LOOK_STRIDES = 8;

// Dead band with a sensor that is usable: single steps are off by 1.5 to 2.5° more than with a good one.
export const WIDER_BAND_DEG = 4.0;
export const WIDEST_BAND_DEG = 5.0;

/** What a sensor can be used for. */
export const Verdict = py.enumeration("Verdict", {GOOD: "good", USABLE: "usable with a wider band", NOT_USABLE: "not usable"});

/** What can be wrong with a sensor's samples. */
export const Fault = py.enumeration("Fault", {
  RATE: "rate",
  STAMPS: "time stamps",
  LOST: "lost samples",
  NO_NUMBERS: "samples that are none",
  HELD: "held samples",
  DEAD: "dead axis",
  CLIPPED: "clipping",
  NOISE: "noise",
  COARSE: "coarse samples",
  DRIFT: "drift",
});

/** One thing that is wrong. */
export class Finding {
  static fields = {
    fault: "string",
    verdict: "string",
    band_deg: "number",
    trouble: "string",
    remedy: "string",
  };

  constructor({ fault, verdict, band_deg, trouble, remedy, ...unknown }) {
    this.fault = fault;
    this.verdict = verdict;
    this.band_deg = band_deg;
    this.trouble = trouble;
    this.remedy = remedy;
    py.dataclass(this, unknown);
    Object.freeze(this);
  }
}

/** What was measured of one sensor. */
export class SensorQuality {
  static fields = {
    side: "string",
    what: "string",
    seconds: "number",
    strides: "number",
    rate_hz: "number",
    stamp_spread_s: "number?",
    lost_share: "number",
    longest_gap_s: "number",
    unusable_share: "number",
    held_share: "number",
    clipped_share: "number",
    gap_share: "number",
    standing_noise_m_s2: "number?",
    standing_noise_deg_s: "number?",
    jump_m_s: "number?",
    drift_m_s2: "number?",
    rise_spread_m: "number?",
    dead_axes: "string",
    rates_hz: "object?",
  };

  constructor({
    side,
    what,
    seconds,
    strides,
    rate_hz,
    stamp_spread_s,
    lost_share,
    longest_gap_s,
    unusable_share,
    held_share,
    clipped_share,
    gap_share,
    standing_noise_m_s2,
    standing_noise_deg_s,
    jump_m_s,
    drift_m_s2,
    rise_spread_m,
    dead_axes = "",
    rates_hz = null,
    ...unknown
  }) {
    this.side = side;
    this.what = what;
    this.seconds = seconds;
    this.strides = strides;
    this.rate_hz = rate_hz;
    this.stamp_spread_s = stamp_spread_s;
    this.lost_share = lost_share;
    this.longest_gap_s = longest_gap_s;
    this.unusable_share = unusable_share;
    this.held_share = held_share;
    this.clipped_share = clipped_share;
    this.gap_share = gap_share;
    this.standing_noise_m_s2 = standing_noise_m_s2;
    this.standing_noise_deg_s = standing_noise_deg_s;
    this.jump_m_s = jump_m_s;
    this.drift_m_s2 = drift_m_s2;
    this.rise_spread_m = rise_spread_m;
    this.dead_axes = dead_axes;
    this.rates_hz = rates_hz;
    py.dataclass(this, unknown);
    Object.freeze(this);
  }

  /**
   * What is wrong, the worst first.
   * @returns {Finding[]}
   */
  get findings() {
    const found = [..._of_the_clock(this), ..._of_the_samples(this), ..._of_the_strides(this)];
    return py.sorted(found, (one) => [one.verdict !== Verdict.NOT_USABLE, -one.band_deg]);
  }

  /**
   * The worst of the findings; good without any.
   * @returns {Verdict}
   */
  get verdict() {
    return this.findings.length > 0 ? py.item(this.findings, 0).verdict : Verdict.GOOD;
  }

  /**
   * Dead band that the sensor needs at the least; 0 where it is good.
   * @returns {number}
   */
  get band_deg() {
    return py.max_of(this.findings.map((one) => one.band_deg), 0.0);
  }

  /**
   * What is wrong, by kind.
   * @returns {Set}
   */
  get faults() {
    return new Set(this.findings.map((one) => one.fault));
  }

  /**
   * What to do about it, in sentences; empty for a good sensor.
   * @returns {string}
   */
  get remedy() {
    return [...py.fromkeys(this.findings.map((one) => one.remedy)).keys()].join(". ");
  }

  /**
   * Give the verdict and its reasons in one line.
   * @returns {string}
   */
  toString() {
    const said = this.findings.map((one) => one.trouble).join("; ");
    return `the ${this.side} ${this.what} is ${this.verdict}: ${said !== "" ? said : this.measures()}`;
  }

  /**
   * What was measured, where nothing is wrong with it.
   * @returns {string}
   */
  measures() {
    let spread;
    const lost = this.lost_share >= 0.0005 ? `${py.fixed(100 * this.lost_share, 1)} % lost` : "nothing lost";
    spread = "";
    if (this.stamp_spread_s !== null) {
      const within = `${py.fixed(1000 * this.stamp_spread_s, 1)}`;
      spread = within === "0.0" ? ", even time stamps" : `, time stamps within ${within} ms`;
    }
    return `${py.general(py.round_to(this.rate_hz, 1))} samples a second, ${lost}${spread}`;
  }
}

/**
 * Give verdict, reasons, and what to do, in one line without its full stop.
 * @param {SensorQuality} quality
 * @returns {string}
 */
export function quality_line(quality) {
  return quality.findings.length > 0 ? `${quality}. ${quality.remedy}` : `${quality}`;
}

const _FASTER = "Set it to 60 samples a second or more, 100 is comfortable";

const _OWN_CLOCK = "Let the device send its own clock or counter, not the time of arrival";

const _NEARER = "Bring the receiver nearer to the walker, charge the battery, and use fewer devices on one radio";

const _WHOLE = "Let it send all three axes of accelerometer and gyroscope, or take another sensor";

const _RANGE = "Set its range to ±2000 °/s and ±16 g";

const _FILTER = "Sample faster, or switch the sensor's low-pass filter on, at 40 % of its rate";

const _FASTEN = "Fasten it tight to the shoe, and let the person stand still for two seconds so that it finds its zero";

const _GYROSCOPE = "Fasten it tight to the shoe, and check axes, unit and scale of its gyroscope, or take another sensor";

const _ONE_RATE = "Set it to one rate, and switch off what saves its battery";

// From the first value on usable, from the second on not; measured on walks with markers (docs/validation.md).
const _RATE_HZ = [45.0, 33.0];

const _STAMPS_S = [0.002, 0.01];
const _STAMPS_SHARE = 0.4;

const _LOST = [0.03, 0.1];

const _GAPS = [0.25, 0.75];

const _NO_NUMBERS = [0.02, 0.2];

const _HELD = [0.05, 0.6];

const _CLIPPED = [0.25, 0.6];

const _NOISE_M_S2 = 0.5;
const _NOISE_DEG_S = 5.0;

// What fast samples jump is no harm, nor is a foot that is not quite still: both together, and heights that scatter,
// tell what was folded in. The spectrum does not, as good sensors have energy near half of their rate, too.
const _COARSE_JUMP_M_S = 1.0;
const _COARSE_M2_S3 = 0.65;
const _COARSE_RISE_M = 0.045;

const _TOO_COARSE_M_S2 = 1.5;

// People whose foot is hardly still leave up to 0.9 m/s²; more than the second is a gyroscope that measures wrong.
const _DRIFT_M_S2 = [0.8, 1.5];

// Fewer strides say nothing of what strides leave.
const _FEWEST_STRIDES = 5;

/**
 * Judge a value that is the worse the larger it is.
 * @param {Fault} fault
 * @param {number} value
 * @param {[number, number]} steps
 * @param {string} trouble
 * @param {string} remedy
 * @param {number} band_deg
 * @returns {Finding[]}
 */
function _finding(fault, value, steps, trouble, remedy, band_deg = WIDER_BAND_DEG) {
  if (value < steps[0]) {
    return [];
  }
  const bad = value >= steps[1];
  return [new Finding({
    fault,
    verdict: bad ? Verdict.NOT_USABLE : Verdict.USABLE,
    band_deg: bad ? WIDEST_BAND_DEG : band_deg,
    trouble,
    remedy,
  })];
}

/**
 * @param {SensorQuality} one
 * @returns {Finding[]}
 */
function _of_the_clock(one) {
  let found;
  found = [];
  if (one.rate_hz < _RATE_HZ[0]) {
    const bad = one.rate_hz < _RATE_HZ[1];
    found.push(new Finding({
      fault: Fault.RATE,
      verdict: bad ? Verdict.NOT_USABLE : Verdict.USABLE,
      band_deg: bad ? WIDEST_BAND_DEG : WIDER_BAND_DEG,
      trouble: `${py.fixed(one.rate_hz, 0)} samples a second are too few for a foot`,
      remedy: _FASTER,
    }));
  }
  if (one.stamp_spread_s !== null) {
    const said = `time stamps that jump by ${py.fixed(1000 * one.stamp_spread_s, 1)} ms`;
    const worst = one.rate_hz > 0.0 ? py.max(_STAMPS_S[1], py.div(_STAMPS_SHARE, one.rate_hz)) : _STAMPS_S[1];
    found.push(..._finding(
      Fault.STAMPS,
      one.stamp_spread_s,
      [_STAMPS_S[0], worst],
      said,
      _OWN_CLOCK,
      WIDEST_BAND_DEG,
    ));
  }
  if (one.rates_hz !== null) {
    const [slow, fast] = py.unpack(one.rates_hz, 2);
    const changes = `its rate changes between ${py.fixed(slow, 0)} and ${py.fixed(fast, 0)} samples a second`;
    found.push(..._finding(Fault.RATE, one.lost_share, _LOST, changes, _ONE_RATE));
  } else {
    const lost = `${py.fixed(100 * one.lost_share, 1)} % of the samples are lost`;
    found.push(..._finding(Fault.LOST, one.lost_share, _LOST, lost, _NEARER));
  }
  if (one.strides >= _FEWEST_STRIDES) {
    // A few that fall badly can cost most of the strides.
    const cost = `${py.fixed(100 * one.gap_share, 0)} % of the strides have too many samples missing`;
    found.push(..._finding(Fault.LOST, one.gap_share, _GAPS, cost, _NEARER));
  }
  return found;
}

/**
 * @param {SensorQuality} one
 * @returns {Finding[]}
 */
function _of_the_samples(one) {
  const none = `${py.fixed(100 * one.unusable_share, 0)} % of the samples have no number or come out of order`;
  const held = `${py.fixed(100 * one.held_share, 0)} % of the samples of a moving foot only repeat the one before`;
  return [
    ..._finding(Fault.NO_NUMBERS, one.unusable_share, _NO_NUMBERS, none, _OWN_CLOCK),
    ..._finding(Fault.HELD, one.held_share, _HELD, held, _FASTER, WIDEST_BAND_DEG),
    ..._dead(one),
    ..._noise(one),
  ];
}

/**
 * @param {SensorQuality} one
 * @returns {Finding[]}
 */
function _dead(one) {
  if (one.dead_axes === "" || one.strides < _FEWEST_STRIDES) {
    return [];
  }
  const said = `its ${one.dead_axes} never changes`;
  return [new Finding({
    fault: Fault.DEAD,
    verdict: Verdict.NOT_USABLE,
    band_deg: WIDEST_BAND_DEG,
    trouble: said,
    remedy: _WHOLE,
  })];
}

/**
 * @param {SensorQuality} one
 * @returns {Finding[]}
 */
function _noise(one) {
  const pull = one.standing_noise_m_s2;
  const turn = one.standing_noise_deg_s;
  if (pull === null || turn === null || (pull < _NOISE_M_S2 && turn < _NOISE_DEG_S)) {
    return [];
  }
  const said = `noise of ${py.fixed(pull, 2)} m/s² and ${py.fixed(turn, 1)} °/s while the foot stands`;
  return [new Finding({
    fault: Fault.NOISE,
    verdict: Verdict.USABLE,
    band_deg: WIDER_BAND_DEG,
    trouble: said,
    remedy: _FASTEN,
  })];
}

/**
 * @param {SensorQuality} one
 * @returns {Finding[]}
 */
function _of_the_strides(one) {
  let said;
  if (one.strides < _FEWEST_STRIDES) {
    return [];
  }
  const clipped = `${py.fixed(100 * one.clipped_share, 0)} % of the strides reach the end of its range`;
  const found = _finding(Fault.CLIPPED, one.clipped_share, _CLIPPED, clipped, _RANGE);
  const drift = one.drift_m_s2;
  if (drift === null) {
    return found;
  }
  const jump = py.truth(one.jump_m_s) ? one.jump_m_s : 0.0;
  const rise = py.truth(one.rise_spread_m) ? one.rise_spread_m : 0.0;
  if (jump > _COARSE_JUMP_M_S && jump * drift > _COARSE_M2_S3 && rise > _COARSE_RISE_M) {
    const bad = drift > _TOO_COARSE_M_S2;
    said = `samples too coarse for the strike of the heel (drift ${py.fixed(drift, 2)} m/s²)`;
    const verdict = bad ? Verdict.NOT_USABLE : Verdict.USABLE;
    found.push(new Finding({
      fault: Fault.COARSE,
      verdict,
      band_deg: WIDEST_BAND_DEG,
      trouble: said,
      remedy: _FILTER,
    }));
  } else if (drift > _DRIFT_M_S2[1]) {
    said = `its strides do not end at rest: accelerometer and gyroscope do not fit together (${py.fixed(drift, 2)} m/s²)`;
    found.push(new Finding({
      fault: Fault.DRIFT,
      verdict: Verdict.NOT_USABLE,
      band_deg: WIDEST_BAND_DEG,
      trouble: said,
      remedy: _GYROSCOPE,
    }));
  } else if (drift > _DRIFT_M_S2[0]) {
    said = `the foot is hardly still between its strides, or the sensor drifts (${py.fixed(drift, 2)} m/s²)`;
    found.push(new Finding({
      fault: Fault.DRIFT,
      verdict: Verdict.USABLE,
      band_deg: WIDEST_BAND_DEG,
      trouble: said,
      remedy: _FASTEN,
    }));
  }
  return found;
}
