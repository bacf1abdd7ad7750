// The first page of the day.

import { dayInWords, dueForm, pauseOn } from "./due.mjs";
import { fill, said } from "./screens.mjs";

export function drawHome(course) {
  const { agreed, stopped } = course.told;
  // Who has withdrawn is asked for nothing.
  const plan = agreed ? course.told.plan : null;
  const done = course.minutesToday();
  const way = plan && (plan.change_deg < 0 ? "in" : "out");
  fill("today", plan ? said(`today-${way}-${plan.side}`, { minutes: plan.minutes }) : said("today-none"));
  if (!agreed) fill("today", "");
  fill("today-done", plan ? said("today-done", { done: Math.round(done), minutes: plan.minutes }) : "");
  const bar = document.getElementById("today-bar");
  bar.setAttribute("width", plan ? String(Math.min(100, (100 * done) / plan.minutes)) : "0");
  document.querySelector(".bar").toggleAttribute("hidden", !plan);
  document.getElementById("stopped").hidden = !stopped;
  if (stopped) fill("stop-why", said(`stop-${stopped.why}`));
  const pause = pauseOn(course.told);
  fill("not-agreed", agreed ? "" : said("not-agreed"));
  fill("pausing", agreed && pause ? said("pausing", { day: dayInWords(pause.until) }) : "");
  document.querySelector('[data-go="begin"]').hidden = Boolean(stopped) || !agreed;
  document.querySelector('[data-screen="home"] [data-go="diary"]').hidden = !agreed;
  document.querySelector('[data-screen="home"] [data-go="film"]')?.toggleAttribute("hidden", !agreed);
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

export function download(name, text, type = "application/json") {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
