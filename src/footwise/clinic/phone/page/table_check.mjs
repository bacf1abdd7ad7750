// The phone lies flat on a table, screen up: which way it measures gravity, its zero, how often and how evenly it speaks.

import { isApple, listen } from "./motion.mjs";

const LOOK_S = 3;
// Nothing at all within it: this browser has no sensor.
const NOTHING_S = 2.5;
// Flat within ten degrees; a table that shakes more than this is touched.
const FLAT = 0.985;
const SHAKEN_M_S2 = 0.6;
const SHAKEN_RAD_S = 0.15;
// No chip's gyroscope is off by more while it lies still.
const MOST_ZERO_RAD_S = 0.35;
// A sensor's own stamps are its clock where they run as the page's does, and hardly a sample is missing.
const PACE = 0.1;
const NEARLY_ALL = 0.9;

const mean = (values) => values.reduce((sum, one) => sum + one, 0) / values.length;
const spread = (values) => Math.sqrt(mean(values.map((one) => (one - mean(values)) ** 2)));

// Gives {verdict, ...what was measured}: verdict is "", or the word for what is wrong.
export function judged(rows, apple = isApple()) {
  const sound = rows.filter((row) => row.slice(0, 7).every((value) => Number.isFinite(value)));
  if (!sound.length) {
    const pulls = rows.some((row) => row.slice(1, 4).every((value) => Number.isFinite(value)));
    return { verdict: pulls ? "no-gyroscope" : "no-motion", samples: rows.length };
  }
  const column = (k) => sound.map((row) => row[k]);
  const [ax, ay, az] = [mean(column(1)), mean(column(2)), mean(column(3))];
  const gravity = Math.hypot(ax, ay, az);
  const steps = sound.slice(1).map((row, k) => row[0] - sound[k][0]);
  const usual = steps.length ? [...steps].sort((a, b) => a - b)[Math.floor(steps.length / 2)] : null;
  const told = {
    verdict: "",
    apple,
    samples: rows.length,
    unusable: rows.length - sound.length,
    rate_hz: steps.length ? 1 / mean(steps) : null,
    step_spread_s: steps.length ? spread(steps) : null,
    longest_step_s: steps.length ? Math.max(...steps) : null,
    lost_share: steps.length ? Math.max(0, 1 - (steps.length * usual) / steps.reduce((sum, one) => sum + one, 0)) : null,
    gravity_m_s2: [ax, ay, az],
    noise_m_s2: Math.max(...[1, 2, 3].map((k) => spread(column(k)))),
    noise_rad_s: Math.max(...[4, 5, 6].map((k) => spread(column(k)))),
    zero_rad_s: [4, 5, 6].map((k) => mean(column(k))),
    sign: az > 0 ? 1 : -1,
  };
  if (gravity < 1e-6) return { ...told, verdict: "all-zero" };
  const rests = Math.hypot(...told.zero_rad_s) < MOST_ZERO_RAD_S;
  const still = rests && told.noise_m_s2 < SHAKEN_M_S2 && told.noise_rad_s < SHAKEN_RAD_S;
  if (!still || Math.abs(az) < FLAT * gravity || gravity < 8.5 || gravity > 11) return { ...told, verdict: "not-flat" };
  // Screen down looks like the other maker's sign: with the wrong one, in and out would change places.
  if (told.sign !== (apple ? -1 : 1)) return { ...told, verdict: "upside-down" };
  return told;
}

// Of the two ways to the sensor the one with its own clock, where that is one; rows end with the moment of arrival.
export function chosen({ motion, stamped }, apple = isApple()) {
  const mine = judged(stamped, apple);
  const ran_s = stamped.length ? stamped.at(-1)[0] - stamped[0][0] : 0;
  const came_s = stamped.length ? stamped.at(-1)[7] - stamped[0][7] : 0;
  const keeps = came_s > 0 && Math.abs(ran_s / came_s - 1) < PACE;
  const whole = stamped.length >= NEARLY_ALL * motion.length && !mine.unusable && !["no-motion", "no-gyroscope", "all-zero"].includes(mine.verdict);
  const other = judged(motion, apple);
  if (!keeps || !whole) return { ...other, source: "motion", stamped: { samples: stamped.length, keeps } };
  return { ...mine, source: "stamped", motion: { samples: other.samples, step_spread_s: other.step_spread_s ?? null } };
}

// `stops` is given what ends it before its time.
export function lookAtTable(tell, seconds = LOOK_S, stops = () => {}) {
  return new Promise((resolve) => {
    const rows = { motion: [], stamped: [] };
    const listening = Object.keys(rows).map((source) =>
      listen((...row) => rows[source].push([...row, performance.now() / 1000]), source),
    );
    const begun = performance.now();
    const timer = setInterval(() => {
      const gone = (performance.now() - begun) / 1000;
      tell(Math.max(0, Math.ceil(seconds - gone)));
      if (gone < seconds && (rows.motion.length || rows.stamped.length || gone < NOTHING_S)) return;
      stop();
      resolve(chosen(rows));
    }, 200);
    const stop = () => {
      clearInterval(timer);
      for (const one of listening) one();
    };
    stops(stop);
  });
}
