// The first page of the day, the weeks so far, and what is known of this phone.

import { dayOf } from "./course.mjs";
import { dayInWords, dueForm, pauseOn } from "./due.mjs";
import { fill, said } from "./screens.mjs";

const WEEKS = 5;
const SVG = "http://www.w3.org/2000/svg";

export function drawHome(course) {
  const { plan, stopped } = course.told;
  const done = course.minutesToday();
  const way = plan && (plan.change_deg < 0 ? "in" : "out");
  fill("today", plan ? said(`today-${way}-${plan.side}`, { minutes: plan.minutes }) : said("today-none"));
  fill("today-done", plan ? said("today-done", { done: Math.round(done), minutes: plan.minutes }) : "");
  const bar = document.getElementById("today-bar");
  bar.setAttribute("width", plan ? String(Math.min(100, (100 * done) / plan.minutes)) : "0");
  document.querySelector(".bar").toggleAttribute("hidden", !plan);
  document.getElementById("stopped").hidden = !stopped;
  if (stopped) fill("stop-why", said(`stop-${stopped.why}`));
  const { agreed } = course.told;
  const pause = pauseOn(course.told);
  fill("not-agreed", agreed ? "" : said("not-agreed"));
  fill("pausing", agreed && pause ? said("pausing", { day: dayInWords(pause.until) }) : "");
  document.querySelector('[data-go="begin"]').hidden = Boolean(stopped) || !agreed;
  document.querySelector('[data-screen="home"] [data-go="diary"]').hidden = !agreed;
  document.querySelector('[data-screen="home"] [data-go="questions"]').hidden = !agreed || !dueForm(course.told);
  const blocks = document.getElementById("blocks");
  blocks.replaceChildren(...(plan ? course.blocks().map(row) : []));
  blocks.closest("details").hidden = !plan;
}

function row(block) {
  const item = document.createElement("li");
  const minutes = Math.max(1, Math.round(block.block_s / 60));
  const word = block.share === 0 ? "block-alone" : block.share === 1 ? "block-every" : "block-told";
  item.textContent = said(word, { minutes, share: Math.round(100 * block.share) });
  return item;
}

// Five weeks, a square a day, Monday on the left; days are told by their number as well.
export function drawWeeks(course) {
  const picture = document.getElementById("weeks-picture");
  const walked = new Set(course.told.walks.filter((one) => one.minutes > 0).map((one) => one.day));
  const today = new Date();
  const monday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - ((today.getDay() + 6) % 7) - 7 * (WEEKS - 1));
  const squares = [];
  let days = 0;
  for (let k = 0; k < 7 * WEEKS; k += 1) {
    const day = new Date(monday.getFullYear(), monday.getMonth(), monday.getDate() + k);
    if (day > today) break;
    const square = document.createElementNS(SVG, "rect");
    const text = document.createElementNS(SVG, "text");
    const [x, y] = [(k % 7) * 50 + 2, Math.floor(k / 7) * 50 + 2];
    for (const [name, value] of Object.entries({ x, y, width: 46, height: 46, rx: 8 })) square.setAttribute(name, value);
    if (walked.has(dayOf(day))) {
      square.setAttribute("class", "walked");
      days += 1;
    }
    text.setAttribute("x", x + 8);
    text.setAttribute("y", y + 20);
    text.textContent = day.getDate();
    squares.push(square, text);
  }
  picture.replaceChildren(...squares);
  fill("weeks-sum", said("weeks-sum", { days }));
}

export function download(name, told) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(told, null, 1)], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
