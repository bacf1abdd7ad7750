// The stop rule: pain up by 2 or more for two days; the same as `stop_rule.py`, so that it holds without a network.

const RISE = 2;
const APART_MS = 2 * 24 * 3600 * 1000;
const ROUNDING = 1e-9;

// `pains`: {day: "2026-11-28", rating}, one a day, in the order of days.
export function painIsUp(pains) {
  if (pains.length < 3) return false;
  const before = pains.slice(0, -2);
  const [one, two] = pains.slice(-2);
  if (Date.parse(two.day) - Date.parse(one.day) > APART_MS) return false;
  const lowest = Math.min(before[0].rating, before.at(-1).rating);
  return Math.min(one.rating, two.rating) - lowest >= RISE - ROUNDING;
}

// Of several ratings of a day the worst counts.
export function withPain(pains, day, rating) {
  const known = new Map(pains.map((one) => [one.day, one.rating]));
  known.set(day, Math.max(rating, known.get(day) ?? 0));
  return [...known].sort().map(([on, worst]) => ({ day: on, rating: worst }));
}
