// What a saved file says of a course and of walks, looked at name by name; whatever is not as this page writes it is refused.

import { homeSchedule } from "./course.mjs";

export const MOST_DEG = 10;
export const FEWEST_MINUTES = 5;
export const MOST_MINUTES = 60;
export const MOST_LETTERS = 120;
const MOST_ROWS = 5000;
const MOST_BESIDE = 2000;
const DAY = /^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const NAME = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const isWhole = (value, least, most) => Number.isInteger(value) && value >= least && value <= most;
const isNumber = (value, least, most) => typeof value === "number" && value >= least && value <= most;
const isDay = (value) => typeof value === "string" && DAY.test(value) && !Number.isNaN(Date.parse(value));
const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

// A target as it is typed and as a file may hold it; null where it is none.
export function readPlan(told) {
  if (!isObject(told) || !["left", "right"].includes(told.side) || !isWhole(told.minutes, FEWEST_MINUTES, MOST_MINUTES)) return null;
  if (!isWhole(told.change_deg, -MOST_DEG, MOST_DEG) || told.change_deg === 0) return null;
  const from = told.from ?? "";
  if (typeof from !== "string" || from.length > MOST_LETTERS) return null;
  return { side: told.side, change_deg: told.change_deg, minutes: told.minutes, from };
}

function rows(told, read) {
  if (!Array.isArray(told) || told.length > MOST_ROWS) return null;
  const found = told.map(read);
  return found.includes(null) ? null : found;
}

function readFigures(told) {
  const { day, minutes, steps, right } = told;
  if (!isDay(day) || !isNumber(minutes, 0, 600)) return null;
  if (!(steps === null && right === null) && !(isWhole(steps, 0, 50000) && isWhole(right, 0, steps))) return null;
  return { day, minutes, steps, right };
}

function readWalked(told) {
  const figures = isObject(told) ? readFigures(told) : null;
  return figures !== null && NAME.test(told.session) ? { session: told.session, ...figures } : null;
}

const readPain = (told) => (isObject(told) && isDay(told.day) && isNumber(told.rating, 0, 10) ? { day: told.day, rating: told.rating } : null);

const byDay = (one, other) => (one.day < other.day ? -1 : 1);

export function readCourse(told) {
  if (!isObject(told) || !isObject(told.baseline_deg)) return null;
  const plan = told.plan === null ? null : readPlan(told.plan);
  const [walks, pains, medials] = [rows(told.walks, readWalked), rows(told.pains, readPain), rows(told.medials, readPain)];
  const natural = Object.entries(told.baseline_deg).filter(([side]) => side === "left" || side === "right");
  const stopped = told.stopped;
  const stop = stopped === null || (isObject(stopped) && ["pain", "fall"].includes(stopped.why) && isDay(stopped.day));
  const sound =
    (told.plan === null || plan !== null) && walks !== null && pains !== null && medials !== null && stop &&
    natural.every(([, angle]) => isNumber(angle, -90, 90)) &&
    isWhole(told.next_session, 1, MOST_ROWS) && isWhole(told.stage, 1, MOST_ROWS) && isNumber(told.stage_min, 0, 600) &&
    (told.pain_stop_day === undefined || isDay(told.pain_stop_day));
  if (!sound) return null;
  return {
    agreed: true,
    plan,
    schedule: plan === null ? [] : homeSchedule(plan.minutes),
    next_session: told.next_session,
    stage: told.stage,
    stage_min: told.stage_min,
    baseline_deg: Object.fromEntries(natural),
    walks,
    pains: pains.sort(byDay),
    medials: medials.sort(byDay),
    stopped: stopped === null ? null : { why: stopped.why, day: stopped.day },
    ...(told.pain_stop_day === undefined ? {} : { pain_stop_day: told.pain_stop_day }),
  };
}

export function readWalk(told) {
  if (!isObject(told) || !NAME.test(told.session) || !isNumber(told.began_ms, 0, 4e12) || !Array.isArray(told.beside)) return null;
  const figures = told.minutes === null ? readFigures({ ...told, minutes: 0 }) : readFigures(told);
  const known = told.number === null || isWhole(told.number, 1, MOST_ROWS);
  const file = told.file === null || typeof told.file === "string";
  if (figures === null || !known || !file || told.beside.length > MOST_BESIDE || !told.beside.every(isObject)) return null;
  return {
    session: told.session,
    began_ms: told.began_ms,
    ...figures,
    minutes: told.minutes,
    number: told.number,
    beside: told.beside,
  };
}
