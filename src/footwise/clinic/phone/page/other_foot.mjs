// Whether the phone may be on the other foot, where "in" and "out" change places: only the person can say it.

import { wrapped_deg } from "../generated/stride.mjs";

// Few people turn their toes in by more than this of themselves (mean 5 to 7° out, standard deviation 5°).
const FEW_DEG = -4;
// The mirrored angle must fit so much better than the known one and the one that is practised.
const CLEARLY_DEG = 5;
const LEAST_STRIDES = 4;

// Mean foot angle of valid strides (deg, toe-out positive); null where there are too few.
export function meanAngle(strides, offset_deg) {
  const angles = strides
    .filter((one) => one.valid && one.sensor_angle_deg !== null)
    .map((one) => wrapped_deg(one.sensor_angle_deg - offset_deg));
  return angles.length < LEAST_STRIDES ? null : angles.reduce((sum, one) => sum + one, 0) / angles.length;
}

// `natural_deg` is what an earlier session has measured, undefined in the first one.
export function mayBeTheOther(today_deg, natural_deg, change_deg) {
  if (today_deg === null) return false;
  if (natural_deg === undefined) return today_deg < FEW_DEG;
  const off = (angle) => Math.abs(today_deg - angle);
  return off(-natural_deg) + CLEARLY_DEG < Math.min(off(natural_deg), off(natural_deg + change_deg));
}
