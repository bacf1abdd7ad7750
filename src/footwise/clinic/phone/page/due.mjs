// What is due by the plan that travels with the course: known without a network, too.

import { dayOf } from "./course.mjs";

// The newest time point of a questionnaire that has come and was not answered; `time_point` of the clinic's side.
export function dueForm({ asked }, today = dayOf()) {
  if (!asked || today > asked.until) return null;
  const point = asked.points.filter((one) => one.on <= today).at(-1);
  return point && asked.last < point.counts_from ? point : null;
}

// A pause that the person has said and that is not over.
export const pauseOn = ({ pause }, today = dayOf()) => (pause && pause.until > today ? pause : null);

const LANGUAGE = document.documentElement.lang;
// Of a language the way of writing dates that its readers here know.
export const LOCALE = { en: "en-GB" }[LANGUAGE] ?? LANGUAGE;

// A day of the course as the reader writes it.
export const dayInWords = (day, style = { day: "numeric", month: "long" }) =>
  new Intl.DateTimeFormat(LOCALE, style).format(new Date(`${day}T12:00`));
