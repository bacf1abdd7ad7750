// Whether the phone stands upright and level before a walk, and whether it is turned while it films.

import { isApple, listen } from "./motion.mjs";

const DEGREES = 180 / Math.PI;
// So level is level enough; so far up or down it sees ceilings and floors instead of people.
const LEVEL_DEG = 3;
const UPRIGHT_DEG = 20;
// The picture of a page that does not turn with the phone lies on its side.
const SIDEWAYS_DEG = 45;
// So far it may be turned while somebody walks: more than Footwise allows, as the sensor of a phone is no better.
const TURNED_DEG = 1.5;
const SMOOTHED_S = 0.5;
// The finger that has started it moves it, and nobody walks yet.
const SETTLES_S = 2;

// Which way is up, in the picture as it is seen (x to the right, y up, z out of the screen), from what the sensor says.
export function upInPicture(ax, ay, az, angle, apple = isApple()) {
  const s = apple ? -1 : 1;
  const [x, y, z] = [s * ax, s * ay, s * az];
  if (angle === 90) return [-y, x, z];
  if (angle === 180) return [-x, -y, z];
  if (angle === 270) return [y, -x, z];
  return [x, y, z];
}

// Roll: how far the picture leans to the left; pitch: how far the camera looks down. Degrees.
export const leanOf = ([x, y, z]) => ({ roll: Math.atan2(x, y) * DEGREES, pitch: Math.atan2(z, Math.hypot(x, y)) * DEGREES });

// The word for how it stands.
export function wordOf({ roll, pitch }) {
  if (Math.abs(pitch) > 70) return "film-level-flat";
  if (Math.abs(roll) > SIDEWAYS_DEG) return "film-level-sideways";
  if (Math.abs(pitch) > UPRIGHT_DEG) return pitch > 0 ? "film-level-down" : "film-level-up";
  if (Math.abs(roll) > LEVEL_DEG) return roll > 0 ? "film-level-right" : "film-level-left";
  return "film-level-good";
}

const angleNow = () => {
  const angle = screen.orientation?.angle ?? globalThis.orientation ?? 0;
  return (angle + 360) % 360;
};

// Watch until `stop` is called; `lean` is null where no sensor says anything.
export function watchLevel() {
  let up = null;
  let last = NaN;
  let from = null;
  let settles = null;
  let turned = 0;
  const stop = listen((time, ax, ay, az) => {
    const now = upInPicture(ax, ay, az, angleNow());
    if (!now.every(Number.isFinite) || Math.hypot(...now) < 1) return;
    const share = up === null ? 1 : Math.min(1, (time - last) / SMOOTHED_S);
    up = up === null ? now : up.map((one, k) => one + share * (now[k] - one));
    last = time;
    if (settles === null) return;
    if (Number.isNaN(settles)) settles = time + SETTLES_S;
    if (time < settles) return;
    from ??= up;
    turned = Math.max(turned, between(from, up));
  });
  return {
    stop,
    get lean() {
      return up === null ? null : leanOf(up);
    },
    // From now on it should stand still.
    begin() {
      from = null;
      settles = NaN;
      turned = 0;
    },
    get hasTurned() {
      return turned > TURNED_DEG;
    },
  };
}

function between(one, other) {
  const inner = one.reduce((sum, value, k) => sum + value * other[k], 0);
  return Math.acos(Math.min(1, Math.max(-1, inner / (Math.hypot(...one) * Math.hypot(...other))))) * DEGREES;
}
