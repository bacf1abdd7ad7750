// Made from src/footwise/foot_sensor/live/calibration_choice.py by `make phone`: change that file, not this one.
// Which calibration is wanted, and what it rests on: the same choice for recordings and for the coach.

import * as py from "../python/python.mjs";
import { FEWEST_STRIDES, Method, STILL_S, clinic_value, relative_to_baseline, stand_then_walk } from "./calibration.mjs";

export const SIDES = ["left", "right"];

/** What a calibration rests on. */
export class HowToCalibrate {
  static fields = {
    method: "string",
    clinic_deg: "object",
    foot_to_line_deg: "object",
    still_s: "number",
  };

  constructor({
    method = Method.RELATIVE,
    clinic_deg = new Map(),
    foot_to_line_deg = new Map(),
    still_s = STILL_S,
    ...unknown
  }) {
    this.method = method;
    this.clinic_deg = py.mapping(clinic_deg);
    this.foot_to_line_deg = py.mapping(foot_to_line_deg);
    this.still_s = still_s;
    py.dataclass(this, unknown);
    Object.freeze(this);
  }
}

/**
 * Make the choice of its fields as plain data.
 * @param {Map} data
 * @returns {HowToCalibrate}
 */
export function how_from_json(data) {
  data = py.mapping(data);
  return new HowToCalibrate(Object.fromEntries(new Map([...data, ["method", py.member(Method, py.key(data, "method"))]])));
}

/**
 * Calibrate one foot.
 * @param {Stride[]} strides
 * @param {[number, number, number]|null} forward
 * @param {HowToCalibrate} how
 * @param {{fewest: number, line_strides: number}} named
 * @returns {[Calibration|null, string]}
 */
export function calibrate(
  strides,
  forward,
  how,
  { fewest = FEWEST_STRIDES, line_strides = FEWEST_STRIDES } = {},
) {
  let found;
  const side = strides.length > 0 ? py.item(strides, 0).side : "";
  if (how.method === Method.STAND_THEN_WALK) {
    const line = py.get(how.foot_to_line_deg, side, 0.0);
    found = stand_then_walk(
      strides,
      forward,
      { foot_to_line_deg: line, still_s: how.still_s, fewest: line_strides },
    );
    return [
      found,
      found !== null ? "" : `no stand of ${py.general(how.still_s)} s with ${py.digits(line_strides + 1)} strides straight on after it, all of them well recorded`,
    ];
  }
  if (how.method === Method.CLINIC_VALUE) {
    if (side !== "" && !how.clinic_deg.has(side)) {
      return [null, `no clinic angle was given for the ${side} foot`];
    }
    found = clinic_value(strides, forward, py.get(how.clinic_deg, side, 0.0), { fewest });
  } else {
    found = relative_to_baseline(strides, forward, { fewest });
  }
  const valid = py.sum(strides.map((stride) => stride.valid));
  if (found !== null) {
    return [found, ""];
  }
  const has = valid !== 0 ? `${py.digits(valid)} straight, level stride${valid === 1 ? "" : "s"}` : "no stride is straight and level";
  return [null, `${has}; ${py.digits(fewest)} are needed`];
}
