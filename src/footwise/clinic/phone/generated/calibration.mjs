// Made from src/footwise/foot_sensor/live/calibration.py by `make phone`: change that file, not this one.
// How the sensor sits on the shoe: the constant angle between its forward axis and the foot.

import * as py from "../python/python.mjs";
import { PATH_KNOWN, Reason, TrackerSettings, wrapped_deg } from "./stride.mjs";

export const FEWEST_STRIDES = 8;

export const STILL_S = 2.0;

// What the heading of a foot sensor drifts by after its bias was taken at rest (measured: 0.02 to 0.05 °/s).
const _DRIFT_DEG_S = 0.05;

// What the heading is carried wrong by over a stride of which two samples on end are missing (60 Hz, walk with markers:
// standard deviation 1.1 to 1.4°, wherever they are missing).
export const CARRIED_DEG = 1.3;

// So many such strides along a line: with more it is begun anew.
const _MOST_GAPS = 4;

// Every stride along a line goes its way within this; whoever turns has left it.
const _LINE_DEG = 15.0;

// Standard error of a median, over that of a mean.
const _MEDIAN = py.sqrt(Math.PI / 2);

/** Which calibration was used. */
export const Method = py.enumeration("Method", {
  STAND_THEN_WALK: "stand then walk",
  CLINIC_VALUE: "clinic value",
  RELATIVE: "relative to baseline",
  MARKERS: "markers on the foot",
});

/** The mount of one sensor on one foot. */
export class Calibration {
  static fields = {
    method: "string",
    side: "string",
    offset_deg: "number",
    standard_error_deg: "number",
    strides: "number",
    forward: "object",
    gravity: "object",
  };

  constructor({
    method,
    side,
    offset_deg,
    standard_error_deg,
    strides,
    forward,
    gravity,
    ...unknown
  }) {
    this.method = method;
    this.side = side;
    this.offset_deg = offset_deg;
    this.standard_error_deg = standard_error_deg;
    this.strides = strides;
    this.forward = forward;
    this.gravity = gravity;
    py.dataclass(this, unknown);
    Object.freeze(this);
  }

  /**
   * Give the settings of a tracker that uses this calibration.
   * @param {TrackerSettings|null} settings
   * @returns {TrackerSettings}
   */
  settings(settings = null) {
    return py.replace(settings !== null ? settings : new TrackerSettings({}), { forward: this.forward, gravity: this.gravity, offset_deg: this.offset_deg });
  }

  /** @returns {string} */
  toString() {
    return `${this.side} foot, ${this.method}: offset ${py.fixed(this.offset_deg, 1)}° ± ${py.fixed(this.standard_error_deg, 1)}° from ${py.digits(this.strides)} strides`;
  }
}

/**
 * Calibrate from standing still with the foot along a line, then walking along that line.
 * @param {Iterable} strides
 * @param {[number, number, number]|null} forward
 * @param {{foot_to_line_deg: number, still_s: number, fewest: number}} named
 * @returns {Calibration|null}
 */
export function stand_then_walk(
  strides,
  forward,
  { foot_to_line_deg = 0.0, still_s = STILL_S, fewest = FEWEST_STRIDES } = {},
) {
  let once_1;
  const [walk, carried] = _along_line(strides, still_s, fewest);
  if (walk.length < fewest + 1 || forward === null) {
    return null;
  }
  const standing = py.truth(once_1 = py.item(walk, 0).start_heading_deg) ? once_1 : 0.0;
  const line = walk.slice(1);
  const sign = py.item(line, 0).side === "right" ? -1.0 : 1.0;
  const direction = _direction_deg(line);
  const offset = wrapped_deg(sign * (standing - direction) - foot_to_line_deg);
  const without = py.range(line.length).map((k) => wrapped_deg(_direction_deg([...line.slice(0, k), ...line.slice(k + 1)]) - direction));
  const jackknife = py.sqrt(py.div(line.length - 1, line.length) * py.sum(without.map((change) => py.power(change, 2))));
  const drift = _DRIFT_DEG_S * (py.item(line, -1).mid_stance_s - py.item(walk, 0).mid_stance_s) / 2;
  // What a gap has turned the heading by is shared by the strides after it, and by none before.
  const over_gaps = CARRIED_DEG * py.sqrt(py.sum(carried.map((before) => py.power(py.div(line.length - before, line.length), 2))));
  const error = py.sqrt(py.power(jackknife, 2) + py.power(drift, 2) + py.power(over_gaps, 2));
  return new Calibration({
    method: Method.STAND_THEN_WALK,
    side: py.item(line, 0).side,
    offset_deg: offset,
    standard_error_deg: error,
    strides: line.length,
    forward,
    gravity: _mean_gravity(line),
  });
}

/**
 * The stride that leaves the place of standing, and those along the line after it, up to `fewest`.
 * @param {Iterable} strides
 * @param {{still_s: number, fewest: number}} named
 * @returns {Stride[]}
 */
export function strides_along_line(
  strides,
  { still_s = STILL_S, fewest = FEWEST_STRIDES } = {},
) {
  return _along_line(strides, still_s, fewest)[0];
}

/**
 * The strides, and after how many of the line each gap came over which the heading was carried.
 * @param {Iterable} strides
 * @param {number} still_s
 * @param {number} fewest
 * @returns {[Stride[], number[]]}
 */
function _along_line(strides, still_s, fewest) {
  let walk, carried;
  walk = [];
  carried = [];
  for (const stride of strides) {
    if (stride.stood_s >= still_s && stride.start_heading_deg !== null) {
      walk = [stride];
      // A gap in the stride that leaves the place of standing is before the whole line.
      carried = stride.reason === Reason.GAP ? [0] : [];
    } else if (walk.length > 0 && stride.stretch === py.item(walk, 0).stretch && stride.reason === Reason.GAP) {
      carried.push(walk.length - 1);
      if (carried.length > _MOST_GAPS) {
        walk = [];
      }
    } else if (walk.length > 0 && (!PATH_KNOWN.has(stride.reason) || stride.stretch !== py.item(walk, 0).stretch)) {
      walk = [];
    } else if (walk.length > 0) {
      walk.push(stride);
      const way = _direction_deg(walk.slice(1));
      if (walk.slice(1).some((one) => Math.abs(wrapped_deg((py.truth(one.direction_deg) ? one.direction_deg : 0.0) - way)) > _LINE_DEG)) {
        walk = [];
      }
    }
    // The first stride leaves the place of standing; the line is walked from there on.
    if (walk.length >= fewest + 1) {
      break;
    }
  }
  return [walk, carried];
}

/**
 * Calibrate so that the median foot angle of `strides` is what the clinic measured, toe-out positive.
 * @param {Iterable} strides
 * @param {[number, number, number]|null} forward
 * @param {number} measured_deg
 * @param {{fewest: number}} named
 * @returns {Calibration|null}
 */
export function clinic_value(strides, forward, measured_deg, { fewest = FEWEST_STRIDES } = {}) {
  return _from_median(Method.CLINIC_VALUE, strides, forward, measured_deg, fewest);
}

/**
 * Make the person's own natural walking the zero: every angle is then a change, toe-out positive.
 * @param {Iterable} strides
 * @param {[number, number, number]|null} forward
 * @param {{fewest: number}} named
 * @returns {Calibration|null}
 */
export function relative_to_baseline(strides, forward, { fewest = FEWEST_STRIDES } = {}) {
  return _from_median(Method.RELATIVE, strides, forward, 0.0, fewest);
}

/**
 * @param {Method} method
 * @param {Iterable} strides
 * @param {[number, number, number]|null} forward
 * @param {number} becomes_deg
 * @param {number} fewest
 * @returns {Calibration|null}
 */
function _from_median(method, strides, forward, becomes_deg, fewest) {
  const valid = [...strides].filter((stride) => stride.valid && stride.sensor_angle_deg !== null);
  if (valid.length < py.max(fewest, 2) || forward === null) {
    return null;
  }
  const angles = valid.map((stride) => py.radians(py.truth(stride.sensor_angle_deg) ? stride.sensor_angle_deg : 0.0));
  // About their own direction, lest a sensor that looks backwards (180°) be torn in two.
  const centre = py.degrees(Math.atan2(py.sum(angles.map((one) => py.sin(one))), py.sum(angles.map((one) => py.cos(one)))));
  const around = py.sorted(angles.map((angle) => wrapped_deg(py.degrees(angle) - centre)));
  const middle = py.whole_floordiv(around.length, 2);
  const median = py.whole_mod(around.length, 2) !== 0 ? py.item(around, middle) : (py.item(around, middle - 1) + py.item(around, middle)) / 2;
  const mean = py.div(py.sum(around), around.length);
  const spread = py.sqrt(py.div(py.sum(around.map((angle) => py.power(angle - mean, 2))), around.length - 1));
  return new Calibration({
    method,
    side: py.item(valid, 0).side,
    offset_deg: wrapped_deg(centre + median - becomes_deg),
    standard_error_deg: py.div(_MEDIAN * spread, py.sqrt(around.length)),
    strides: around.length,
    forward,
    gravity: _mean_gravity(valid),
  });
}

/**
 * Direction of the sum of displacements.
 * @param {Stride[]} strides
 * @returns {number}
 */
function _direction_deg(strides) {
  const ways = strides.map((stride) => [
    py.truth(stride.stride_m) ? stride.stride_m : 0.0,
    py.radians(py.truth(stride.direction_deg) ? stride.direction_deg : 0.0),
  ]);
  return py.degrees(Math.atan2(
    py.sum(ways.map(([m, angle]) => m * py.sin(angle))),
    py.sum(ways.map(([m, angle]) => m * py.cos(angle))),
  ));
}

/**
 * @param {Stride[]} strides
 * @returns {[number, number, number]}
 */
function _mean_gravity(strides) {
  let once_1;
  const [x, y, z] = py.unpack(py.range(3).map((axis) => py.sum(strides.map((stride) => py.item(stride.gravity, axis)))), 3);
  const size = (once_1 = py.sqrt(x * x + y * y + z * z)) !== 0 ? once_1 : Infinity;
  return [py.div(x, size), py.div(y, size), py.div(z, size)];
}
