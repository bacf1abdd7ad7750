// Made from src/footwise/foot_sensor/live/stride.py by `make phone`: change that file, not this one.
// One stride as the live path knows it, and why a stride is not to be trusted.

import * as py from "../python/python.mjs";

/** Why a stride has no foot progression angle; empty where it has one. */
export const Reason = py.enumeration("Reason", {
  NONE: "",
  NO_START: "no still foot before it",
  STANDING: "starts from standing",
  TOO_QUICK: "too quick for a stride",
  TOO_SLOW: "too slow for a stride",
  TOO_SHORT: "too short for a stride",
  TOO_LONG: "too long for a stride",
  TURNING: "turning",
  STAIR: "a step up or down",
  BESIDE_STAIR: "next to a step up or down",
  NOT_STILL: "the foot was not still between the strides",
  IMPLAUSIBLE: "foot angle far from the calibration",
  TILTED: "the foot stood tilted, or the sensor has moved",
  SHIFTED: "the sensor has moved on the shoe: calibrate again",
  GAP: "samples are missing",
  NO_NUMBER: "a sample has no number",
  BACKWARDS: "time ran backwards",
  RATE: "the sampling rate changed",
  CLIPPED: "the sensor reached the end of its range",
  HIDDEN: "heel or toe was hidden from the cameras",
});

// These say something about the walking, not about the sensor: where the foot went is known all the same.
export const PATH_KNOWN = new Set([
  Reason.NONE,
  Reason.STANDING,
  Reason.TURNING,
  Reason.TOO_SHORT,
  Reason.TOO_LONG,
  Reason.STAIR,
  Reason.BESIDE_STAIR,
]);

/** A stride from one mid-stance of a foot to the next, and the foot angle of the stance that ends it. */
export class Stride {
  static fields = {
    side: "string",
    contact_s: "number?",
    start_s: "number?",
    mid_stance_s: "number",
    decided_s: "number",
    foot_progression_angle_deg: "number?",
    sensor_angle_deg: "number?",
    stride_s: "number?",
    stride_m: "number?",
    speed_m_s: "number?",
    turn_deg: "number?",
    rise_m: "number?",
    stood_s: "number",
    start_heading_deg: "number?",
    direction_deg: "number?",
    stretch: "number",
    gravity: "object",
    drift_m_s2: "number?",
    shift_deg: "number?",
    valid: "boolean",
    reason: "string",
  };

  constructor({
    side,
    contact_s,
    start_s,
    mid_stance_s,
    decided_s,
    foot_progression_angle_deg,
    sensor_angle_deg,
    stride_s,
    stride_m,
    speed_m_s,
    turn_deg,
    rise_m,
    stood_s,
    start_heading_deg,
    direction_deg,
    stretch,
    gravity,
    drift_m_s2,
    shift_deg,
    valid,
    reason,
    ...unknown
  }) {
    this.side = side;
    this.contact_s = contact_s;
    this.start_s = start_s;
    this.mid_stance_s = mid_stance_s;
    this.decided_s = decided_s;
    this.foot_progression_angle_deg = foot_progression_angle_deg;
    this.sensor_angle_deg = sensor_angle_deg;
    this.stride_s = stride_s;
    this.stride_m = stride_m;
    this.speed_m_s = speed_m_s;
    this.turn_deg = turn_deg;
    this.rise_m = rise_m;
    this.stood_s = stood_s;
    this.start_heading_deg = start_heading_deg;
    this.direction_deg = direction_deg;
    this.stretch = stretch;
    this.gravity = gravity;
    this.drift_m_s2 = drift_m_s2;
    this.shift_deg = shift_deg;
    this.valid = valid;
    this.reason = reason;
    py.dataclass(this, unknown);
    Object.freeze(this);
  }
}

/**
 * Make a stride of its fields as plain data; what else stands there is passed over.
 * @param {Map} data
 * @returns {Stride}
 */
export function stride_from_json(data) {
  data = py.mapping(data);
  const values = new Map(py.fields(Stride).map((one) => [one.name, py.key(data, one.name)]));
  return new Stride(Object.fromEntries(new Map([...values, ...new Map([
    ["gravity", [...py.each(py.key(values, "gravity"))]],
    ["reason", py.member(Reason, py.key(values, "reason"))],
  ])])));
}

/** How the sensor sits on the shoe, and what counts as a stride. */
export class TrackerSettings {
  static fields = {
    forward: "object?",
    gravity: "object?",
    offset_deg: "number",
    shortest_s: "number",
    longest_s: "number",
    shortest_m: "number",
    longest_m: "number",
    shortest_share: "number",
    least_m: "number",
    longest_share: "number",
    most_s: "number",
    most_stand_s: "number",
    largest_turn_deg: "number",
    largest_rise_m: "number",
    steepest: "number",
    longest_pause_s: "number",
    longest_stand_s: "number",
    quiet_s: "number",
    largest_shift_deg: "number",
    largest_drift_m_s2: "number",
    gyro_limit_rad_s: "number?",
    acceleration_limit_m_s2: "number?",
  };

  constructor({
    forward = null,
    gravity = null,
    offset_deg = 0.0,
    shortest_s = 0.6,
    longest_s = 2.0,
    shortest_m = 0.5,
    longest_m = 2.2,
    shortest_share = 0.4,
    least_m = 0.15,
    longest_share = 1.5,
    most_s = 3.0,
    most_stand_s = 2.0,
    largest_turn_deg = 12.0,
    largest_rise_m = 0.25,
    steepest = 0.13,
    longest_pause_s = 0.03,
    longest_stand_s = 1.2,
    quiet_s = 0.12,
    largest_shift_deg = 5.0,
    largest_drift_m_s2 = 1.0,
    gyro_limit_rad_s = null,
    acceleration_limit_m_s2 = null,
    ...unknown
  }) {
    this.forward = forward;
    this.gravity = gravity;
    this.offset_deg = offset_deg;
    this.shortest_s = shortest_s;
    this.longest_s = longest_s;
    this.shortest_m = shortest_m;
    this.longest_m = longest_m;
    this.shortest_share = shortest_share;
    this.least_m = least_m;
    this.longest_share = longest_share;
    this.most_s = most_s;
    this.most_stand_s = most_stand_s;
    this.largest_turn_deg = largest_turn_deg;
    this.largest_rise_m = largest_rise_m;
    this.steepest = steepest;
    this.longest_pause_s = longest_pause_s;
    this.longest_stand_s = longest_stand_s;
    this.quiet_s = quiet_s;
    this.largest_shift_deg = largest_shift_deg;
    this.largest_drift_m_s2 = largest_drift_m_s2;
    this.gyro_limit_rad_s = gyro_limit_rad_s;
    this.acceleration_limit_m_s2 = acceleration_limit_m_s2;
    py.dataclass(this, unknown);
    Object.freeze(this);
  }
}

/**
 * Give the same angle in -180 (included) to 180 degrees.
 * @param {number} angle_deg
 * @returns {number}
 */
export function wrapped_deg(angle_deg) {
  return py.mod(angle_deg + 180.0, 360.0) - 180.0;
}
