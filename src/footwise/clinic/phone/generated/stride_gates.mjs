// Made from src/footwise/foot_sensor/live/stride_gates.py by `make phone`: change that file, not this one.
// Which strides count: straight, level, of a plausible time and length, and soundly integrated.

import * as py from "../python/python.mjs";
import { Reason, wrapped_deg } from "./stride.mjs";

// Up to this much rise over a stride is within the drift of the integration, however short the stride.
const _LEVEL_M = 0.1;

const _LARGEST_ANGLE_DEG = 60.0;

// A flight of stairs rises more and is steeper; a ramp, or a long stride with a poor sensor, is not.
const _STAIR_M = 0.13;
const _STAIR_STEEPEST = 0.2;

// Strides on end without a turn that only a belt gives room for, or a corridor of 30 m.
export const BELT_STRIDES = 30;

/** Middle of a person's own straight and level strides. */
export class UsualStride {
  static fields = { stride_m: "number", stride_s: "number", stood_s: "number" };

  constructor({ stride_m, stride_s, stood_s = 0.0, ...unknown }) {
    this.stride_m = stride_m;
    this.stride_s = stride_s;
    this.stood_s = stood_s;
    py.dataclass(this, unknown);
    Object.freeze(this);
  }
}

/**
 * Longest time for which a foot of this person lies still without standing.
 * @param {TrackerSettings} gates
 * @param {UsualStride|null} usual
 * @returns {number}
 */
export function longest_stand_s(gates, usual) {
  const mine = usual === null ? 0.0 : py.min(gates.most_stand_s, gates.longest_share * usual.stood_s);
  return py.max(gates.longest_stand_s, mine);
}

/**
 * Give the first reason not to trust a stride whose samples are complete; see `Stride` for the quantities.
 * @param {TrackerSettings} gates
 * @param {{stride_s: number, stride_m: number, turn_deg: number, rise_m: number, drift_m_s2: number, stood_s: number, shift_deg: number|null, sensor_angle_deg: number, beside_stair: boolean, usual: UsualStride|null, on_belt: boolean}} named
 * @returns {Reason}
 */
export function reason_against(
  gates,
  {
    stride_s,
    stride_m,
    turn_deg,
    rise_m,
    drift_m_s2,
    stood_s,
    shift_deg,
    sensor_angle_deg,
    beside_stair = false,
    usual = null,
    on_belt = false,
  },
) {
  let shortest, longest;
  const rise = Math.abs(rise_m);
  shortest = gates.shortest_m;
  longest = gates.longest_s;
  if (usual !== null) {
    shortest = py.min(shortest, py.max(gates.least_m, gates.shortest_share * usual.stride_m));
    longest = py.max(longest, py.min(gates.most_s, gates.longest_share * usual.stride_s));
  }
  const steepest = on_belt ? _STAIR_STEEPEST : gates.steepest;
  // Written so that a number that is none fails.
  const checks = [
    [stood_s > longest_stand_s(gates, usual), Reason.STANDING],
    [stride_s < gates.shortest_s, Reason.TOO_QUICK],
    [stride_s > longest, Reason.TOO_SLOW],
    [Math.abs(turn_deg) >= gates.largest_turn_deg, Reason.TURNING],
    [rise >= gates.largest_rise_m, Reason.STAIR],
    [rise > _LEVEL_M && rise > steepest * stride_m, Reason.STAIR],
    [beside_stair, Reason.BESIDE_STAIR],
    [stride_m < shortest, Reason.TOO_SHORT],
    [stride_m > gates.longest_m, Reason.TOO_LONG],
    [!(drift_m_s2 <= gates.largest_drift_m_s2), Reason.NOT_STILL],
    [shift_deg !== null && shift_deg > gates.largest_shift_deg, Reason.SHIFTED],
    [
      gates.gravity !== null && Math.abs(wrapped_deg(sensor_angle_deg - gates.offset_deg)) > _LARGEST_ANGLE_DEG,
      Reason.IMPLAUSIBLE,
    ],
  ];
  return py.first(checks.flatMap(([failed, reason]) => (failed ? [reason] : [])), Reason.NONE);
}

/**
 * Say whether a stride is on stairs for certain, so that those beside it are in doubt.
 * @param {number} rise_m
 * @param {number} stride_m
 * @returns {boolean}
 */
export function is_on_stairs(rise_m, stride_m) {
  const rise = Math.abs(rise_m);
  return rise > _STAIR_M && rise > _STAIR_STEEPEST * stride_m;
}
