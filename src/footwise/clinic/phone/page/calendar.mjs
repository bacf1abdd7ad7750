// What was walked and said so far: a month day by day, and a year in one picture. Nothing counts days in a row.

import { dayOf } from "./course.mjs";
import { LOCALE, dayInWords } from "./due.mjs";
import { fill, on, said, show } from "./screens.mjs";

const SVG = "http://www.w3.org/2000/svg";
const CELL = { wide: 50, high: 62 };
// Of the picture of a year: where its bars and its line lie, in units of the drawing.
const YEAR = { left: 30, right: 345, top: 16, middle: 122, pain: 152, bottom: 252, weeks: 53 };
const WORST = 10;
const SHORTEST_MINUTES = 30;
const BROKEN_WEEKS = 4;

const drawn = (name, told, text) => {
  const one = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(told)) one.setAttribute(key, String(value));
  if (text !== undefined) one.textContent = text;
  return one;
};
const later = (day, days) => new Date(day.getFullYear(), day.getMonth(), day.getDate() + days, 12);
const monday = (day) => later(day, -((day.getDay() + 6) % 7));

// Day to minutes and pain: what the clinic has told, and what this phone has written down since.
export function daysOf({ year, walks, pains, medials }) {
  const days = new Map(year.map(([day, minutes, pain, medial]) => [day, { minutes, pain, medial }]));
  const of = (day) => {
    if (!days.has(day)) days.set(day, { minutes: 0, pain: null, medial: null });
    return days.get(day);
  };
  const here = new Map();
  for (const one of walks) here.set(one.day, (here.get(one.day) ?? 0) + one.minutes);
  for (const [day, minutes] of here) of(day).minutes = Math.max(of(day).minutes, minutes);
  for (const one of pains) of(one.day).pain = one.rating;
  for (const one of medials) of(one.day).medial = one.rating;
  return days;
}

export function prepareCalendar({ course }) {
  let month = null;

  function begin() {
    const today = new Date();
    month = new Date(today.getFullYear(), today.getMonth(), 1, 12);
    drawMonth();
    show("month");
  }

  function drawMonth() {
    const days = daysOf(course.told);
    const visits = new Set(course.told.visits);
    const first = monday(month);
    const shown = [];
    const told = [];
    let walked = 0;
    for (const [k, name] of weekdays().entries()) {
      shown.push(drawn("text", { class: "head", x: k * CELL.wide + CELL.wide / 2, y: 18 }, name));
    }
    const count = Math.round((monday(later(new Date(month.getFullYear(), month.getMonth() + 1, 1, 12), 6)) - first) / 864e5);
    for (let k = 0; k < count; k += 1) {
      const day = later(first, k);
      if (day.getMonth() !== month.getMonth()) continue;
      const name = dayOf(day);
      const what = days.get(name) ?? { minutes: 0, pain: null };
      shown.push(cell(k, day, what, visits.has(name)));
      if (what.minutes > 0) walked += 1;
      const words = inWords(name, what, visits.has(name));
      if (words) told.push(words);
    }
    const picture = document.getElementById("month-picture");
    picture.setAttribute("viewBox", `0 0 350 ${26 + Math.ceil(count / 7) * CELL.high}`);
    picture.replaceChildren(...shown);
    fill("month-name", new Intl.DateTimeFormat(LOCALE, { month: "long", year: "numeric" }).format(month));
    fill("month-sum", said("month-sum", { days: walked }));
    const list = document.getElementById("month-list");
    list.replaceChildren(...told.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    list.closest("details").hidden = told.length === 0;
    const today = new Date();
    const newest = month.getFullYear() === today.getFullYear() && month.getMonth() === today.getMonth();
    for (const one of document.querySelectorAll('[data-do="month-later"]')) one.disabled = newest && visits.size === 0;
    for (const one of document.querySelectorAll('[data-do="month-earlier"]')) one.disabled = today - month > 366 * 864e5;
  }

  function cell(k, day, { minutes, pain }, visit) {
    const [x, y] = [(k % 7) * CELL.wide + 2, 26 + Math.floor(k / 7) * CELL.high];
    const group = drawn("g", { class: `${minutes > 0 ? "walked" : ""}${dayOf(day) === dayOf() ? " today" : ""}` });
    group.append(drawn("rect", { x, y, width: CELL.wide - 4, height: CELL.high - 4, rx: 7 }));
    group.append(drawn("text", { x: x + 7, y: y + 19 }, String(day.getDate())));
    if (minutes > 0) group.append(drawn("text", { class: "minutes", x: x + 4, y: y + 49 }, String(Math.max(1, Math.round(minutes)))));
    if (pain !== null) {
      group.append(drawn("circle", { cx: x + 35, cy: y + 44, r: 10 }));
      group.append(drawn("text", { class: "pain", x: x + 35, y: y + 49 }, String(Math.round(pain))));
    }
    if (visit) group.append(drawn("path", { class: "flag", d: `M${x + 31} ${y + 25}V${y + 5}l11 5-11 5` }));
    return group;
  }

  function inWords(day, { minutes, pain }, visit) {
    const parts = [];
    if (minutes > 0) parts.push(said("day-minutes", { minutes: Math.max(1, Math.round(minutes)) }));
    if (pain !== null) parts.push(said("day-pain", { pain }));
    if (visit) parts.push(said("day-visit"));
    return parts.length ? `${dayInWords(day, { day: "numeric", month: "long" })}: ${parts.join(", ")}` : "";
  }

  function weekdays() {
    const written = new Intl.DateTimeFormat(LOCALE, { weekday: "short" });
    // The first of January 2024 was a Monday.
    return [...Array(7).keys()].map((k) => written.format(new Date(2024, 0, 1 + k, 12)).slice(0, 2));
  }

  // Bars are minutes a week; the lines are the mean pain of a week. Each is said in words below it as well.
  function year() {
    const days = daysOf(course.told);
    const first = later(monday(new Date()), -7 * (YEAR.weeks - 1));
    const weeks = [...Array(YEAR.weeks).keys()].map((k) => weekFrom(days, later(first, 7 * k)));
    const wide = (YEAR.right - YEAR.left) / YEAR.weeks;
    const most = Math.max(SHORTEST_MINUTES, ...weeks.map((one) => one.minutes));
    const shown = [...frame(first, wide, most)];
    for (const [k, { minutes }] of weeks.entries()) {
      const high = ((YEAR.middle - YEAR.top) * minutes) / most;
      if (high > 0) shown.push(drawn("rect", { class: "bar-of-week", x: YEAR.left + k * wide + 0.8, y: YEAR.middle - high, width: wide - 1.6, height: high }));
    }
    for (const place of ["medial", "pain"]) shown.push(...line(weeks.map((one) => one[place]), wide, place));
    document.getElementById("year-picture").replaceChildren(...shown);
    const walked = [...days].filter(([day, one]) => day >= dayOf(first) && one.minutes > 0);
    const minutes = walked.reduce((sum, [, one]) => sum + one.minutes, 0);
    fill("year-walked", said("year-walked", { days: walked.length, minutes: Math.round(minutes) }));
    const rated = [...days].filter(([day, one]) => day >= dayOf(first) && one.pain !== null).sort();
    const [then, now] = [rated[0], rated.at(-1)];
    const values = rated.length > 1 && { then: then[1].pain, now: now[1].pain, first: inFull(then[0]), last: inFull(now[0]) };
    fill("year-pain", values ? said("year-pain", values) : said("year-no-pain"));
    show("year");
  }

  const inFull = (day) => dayInWords(day, { day: "numeric", month: "long", year: "numeric" });

  function weekFrom(days, from) {
    const told = [...Array(7).keys()].map((k) => days.get(dayOf(later(from, k)))).filter(Boolean);
    const mean = (place) => {
      const known = told.map((one) => one[place]).filter((one) => one !== null);
      return known.length ? known.reduce((sum, one) => sum + one, 0) / known.length : null;
    };
    return { minutes: told.reduce((sum, one) => sum + one.minutes, 0), pain: mean("pain"), medial: mean("medial") };
  }

  const heightOf = (pain) => YEAR.bottom - ((YEAR.bottom - YEAR.pain) * pain) / WORST;

  function* frame(first, wide, most) {
    yield drawn("path", { class: "axis", d: `M${YEAR.left} ${YEAR.middle}H${YEAR.right}M${YEAR.left} ${YEAR.bottom}H${YEAR.right}M${YEAR.left} ${YEAR.pain}H${YEAR.right}` });
    yield drawn("text", { class: "end", x: YEAR.left - 5, y: YEAR.top + 6 }, String(Math.round(most)));
    for (const [value, y] of [[0, YEAR.middle], [WORST, YEAR.pain + 5], [0, YEAR.bottom]]) {
      yield drawn("text", { class: "end", x: YEAR.left - 5, y }, String(value));
    }
    const letter = new Intl.DateTimeFormat(LOCALE, { month: "narrow" });
    for (let k = 0; k < YEAR.weeks; k += 1) {
      const begins = [...Array(7).keys()].map((one) => later(first, 7 * k + one)).find((one) => one.getDate() === 1);
      if (begins) yield drawn("text", { class: "head", x: YEAR.left + (k + 0.5) * wide, y: YEAR.bottom + 20 }, letter.format(begins));
    }
  }

  // A month without a rating breaks the line; one alone is a dot.
  function* line(values, wide, place) {
    let d = "";
    let last = -Infinity;
    for (const [k, value] of values.entries()) {
      if (value === null) continue;
      const [x, y] = [YEAR.left + (k + 0.5) * wide, heightOf(value)].map((one) => one.toFixed(1));
      d += `${k - last <= BROKEN_WEEKS ? "L" : "M"}${x} ${y}`;
      last = k;
      if (place === "pain") yield drawn("circle", { class: place, cx: x, cy: y, r: 2.6 });
      else yield drawn("rect", { class: place, x: x - 2.2, y: y - 2.2, width: 4.4, height: 4.4 });
    }
    if (d) yield drawn("path", { class: `line-of-${place}`, d });
  }

  const turn = (by) => () => {
    month = new Date(month.getFullYear(), month.getMonth() + by, 1, 12);
    drawMonth();
    show("month", true);
  };
  on("month-earlier", turn(-1));
  on("month-later", turn(1));
  return { begin, year };
}
