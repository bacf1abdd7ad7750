// A person's own data as one file that any browser shows and any program reads, now and in years.

import { daysOf } from "./calendar.mjs";
import { LOCALE } from "./due.mjs";
import { said } from "./screens.mjs";

const STYLE =
  "body{font:20px/1.5 sans-serif;max-width:50em;margin:2em auto;padding:0 1em;color:#10181f;background:#fff}" +
  "table{border-collapse:collapse;margin-bottom:1em}th,td{border:1px solid #6b7883;padding:.3em .6em;text-align:left}" +
  "h2{margin-top:2em}";

const written = new Intl.DateTimeFormat(LOCALE, { dateStyle: "long" });
const numbers = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 1 });

const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
// Whatever stands in it, a text stays text.
const safe = (text) => String(text).replace(/[&<>"]/g, (sign) => SIGNS[sign]);
const part = (name, text) => `<${name}>${safe(text)}</${name}>`;

// `clinic`: what its server has given, or null without a network; `here`: what lies in this phone.
export function dataFile(clinic, here) {
  const title = said("file-title");
  const body = [part("h1", title), part("p", written.format(new Date())), part("p", said("file-private"))];
  if (!clinic) body.push(part("p", said("file-part")));
  for (const section of [...(clinic?.sections ?? []), ...sectionsOf(here)]) {
    body.push(part("h2", section.title), ...(section.points ?? []).map((point) => part("p", point)));
    if (section.rows?.length) body.push(table(section));
  }
  const data = JSON.stringify({ clinic, phone: here }, null, 1).replaceAll("<", "\\u003c");
  body.push(part("h2", said("file-programs")), `<script type="application/json">${data}</script>`, part("p", said("file-research")));
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width">${part("title", title)}<style>${STYLE}</style>`;
  return `<!doctype html>\n<html lang="${document.documentElement.lang}"><head>${head}</head>\n<body>${body.join("\n")}</body></html>\n`;
}

function table({ head, rows }) {
  const first = head.map((name) => `<th scope="col">${safe(name)}</th>`).join("");
  const lines = rows.map((row) => `<tr>${row.map((cell) => part("td", cell)).join("")}</tr>`);
  return `<table><tr>${first}</tr>${lines.join("\n")}</table>`;
}

function sectionsOf({ course, waiting }) {
  const days = [...daysOf(course)].sort();
  const cell = (value) => (value === null || value === undefined ? "" : numbers.format(value));
  return [
    {
      title: said("file-days"),
      head: [said("file-day"), said("file-minutes"), said("file-pain"), said("file-medial")],
      rows: days.map(([day, one]) => [written.format(new Date(`${day}T12:00`)), ...[one.minutes, one.pain, one.medial].map(cell)]),
    },
    { title: said("file-waiting"), points: [said("kept", { count: waiting.length })] },
  ];
}
