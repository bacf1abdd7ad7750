// The phone lies flat on a table, screen up: which way it measures gravity, its zero, how often and how evenly it speaks.

import { isApple, listen } from "./motion.mjs";

const LOOK_S = 3;
// Nothing at all within it: this browser has no sensor.
const NOTHING_S = 2.5;
// Flat within ten degrees; a table that shakes more than this is touched.
const FLAT = 0.985;
const SHAKEN_M_S2 = 0.6;
const SHAKEN_RAD_S = 0.15;

const mean = (values) => values.reduce((sum, one) => sum + one, 0) / values.length;
const spread = (values) => Math.sqrt(mean(values.map((one) => (one - mean(values)) ** 2)));

// Gives {verdict, ...what was measured}: verdict is "", or the word for what is wrong.
export function judged(rows, apple = isApple()) {
  const sound = rows.filter((row) => row.every((value) => Number.isFinite(value)));
  if (!rows.length || !sound.length) return { verdict: "no-motion", samples: rows.length };
  const column = (k) => sound.map((row) => row[k]);
  const [ax, ay, az] = [mean(column(1)), mean(column(2)), mean(column(3))];
  const gravity = Math.hypot(ax, ay, az);
  const steps = sound.slice(1).map((row, k) => row[0] - sound[k][0]);
  const told = {
    verdict: "",
    apple,
    samples: rows.length,
    unusable: rows.length - sound.length,
    rate_hz: steps.length ? 1 / mean(steps) : null,
    step_spread_s: steps.length ? spread(steps) : null,
    longest_step_s: steps.length ? Math.max(...steps) : null,
    gravity_m_s2: [ax, ay, az],
    noise_m_s2: Math.max(...[1, 2, 3].map((k) => spread(column(k)))),
    noise_rad_s: Math.max(...[4, 5, 6].map((k) => spread(column(k)))),
    zero_rad_s: [4, 5, 6].map((k) => mean(column(k))),
    sign: az > 0 ? 1 : -1,
  };
  if (gravity < 1e-6) return { ...told, verdict: "all-zero" };
  const still = told.noise_m_s2 < SHAKEN_M_S2 && told.noise_rad_s < SHAKEN_RAD_S;
  if (!still || Math.abs(az) < FLAT * gravity || gravity < 8.5 || gravity > 11) return { ...told, verdict: "not-flat" };
  // Screen down looks like the other maker's sign: with the wrong one, in and out would change places.
  if (told.sign !== (apple ? -1 : 1)) return { ...told, verdict: "upside-down" };
  return told;
}

export function lookAtTable(tell, seconds = LOOK_S) {
  return new Promise((resolve) => {
    const rows = [];
    const stop = listen((...row) => rows.push(row));
    const begun = performance.now();
    const timer = setInterval(() => {
      const gone = (performance.now() - begun) / 1000;
      tell(Math.max(0, Math.ceil(seconds - gone)));
      if (gone < seconds && (rows.length || gone < NOTHING_S)) return;
      clearInterval(timer);
      stop();
      resolve(judged(rows));
    }, 200);
  });
}
