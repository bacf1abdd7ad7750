// A questionnaire with its paper beside it: one question a screen, back and forward, gone on with where it was.
//
// Every tick lies on the disk before the next question is shown. What was ticked so far goes to the clinic part by part,
// each time as a whole, so that whichever packet comes last or twice makes the same form.

import { dayOf } from "./course.mjs";
import { PARTS, WORDS } from "./form_items.mjs";
import { openJournal } from "./journal.mjs";
import { fill, on, said, show } from "./screens.mjs";

const LANGUAGE = document.documentElement.lang;
// What the knee can do: always is good.
const CAN_DO = ["S4", "S5"];

const itemsOf = (instrument) =>
  PARTS[instrument].flatMap(([part, items]) =>
    // The paper of the WOMAC numbers each part anew.
    items.map((item, k) => ({ item, part, label: instrument === "koos" ? item : String(k + 1), ends: k === items.length - 1 })),
  );

const wordsOf = (item) => (WORDS[LANGUAGE] ?? []).find(([, items]) => items.includes(item))?.[0] ?? [];

export function prepareQuestions({ store, course, kept, tellOutbox }) {
  let draft = null;
  let items = [];
  let journal = null;
  let begun = 0;
  let busy = false;
  const buttons = document.querySelector(".answers");

  async function begin() {
    draft = (await store.get("form")) ?? null;
    const instrument = course.told.asked?.instrument ?? "koos";
    // Since it was begun another one was finished, in the clinic or on another phone.
    if (draft && (course.told.asked?.last ?? "") >= draft.on) draft = null;
    draft ??= { form: crypto.randomUUID(), on: dayOf(), instrument, at: 0, answers: {} };
    items = itemsOf(draft.instrument);
    const name = draft.instrument.toUpperCase();
    const begunBefore = Object.keys(draft.answers).length > 0;
    fill("questions-which", said("questions-which", { name, count: items.length }));
    fill("questions-go-on", begunBefore ? said("questions-go-on", { at: Math.min(draft.at + 1, items.length), count: items.length }) : "");
    show("questions");
  }

  async function start() {
    journal ??= await openJournal(store, tellOutbox);
    begun = performance.now();
    ask(draft.at);
  }

  function ask(at) {
    if (at >= items.length) return look();
    draft.at = at;
    const { item, part, label } = items[at];
    const chosen = draft.answers[item];
    fill("question-title", said("question-title", { label }));
    fill("question-where", said("question-where", { part: said(`part-${part}`), at: at + 1, count: items.length }));
    fill("question-scale", said(CAN_DO.includes(item) ? "question-can-do" : "question-scale"));
    const words = wordsOf(item);
    buttons.replaceChildren(...[0, 1, 2, 3, 4].map((value) => answerButton(value, words[value], chosen === value)));
    for (const one of document.querySelectorAll('[data-do="question-none"]')) one.setAttribute("aria-pressed", String(chosen === null));
    for (const one of document.querySelectorAll('[data-do="question-next"]')) one.hidden = chosen === undefined;
    document.getElementById("question-bar").setAttribute("width", String((100 * at) / items.length));
    show("question", true);
  }

  function answerButton(value, word, chosen) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "answer";
    button.textContent = word ? `${value}  ${word}` : String(value);
    button.setAttribute("aria-pressed", String(chosen));
    button.addEventListener("click", () => tick(value));
    return button;
  }

  const keep = () => {
    // From the first tick on nobody says that all has reached the clinic.
    document.getElementById("sent").textContent = "";
    return kept(store.set("form", draft));
  };

  async function tick(value) {
    // Two taps on one button are one answer.
    if (busy) return;
    busy = true;
    await ticked(value).finally(() => (busy = false));
  }

  async function ticked(value) {
    const { item, ends } = items[draft.at];
    draft.answers[item] = value;
    draft.at += 1;
    await keep();
    if (ends && Object.keys(draft.answers).length) await tell(false);
    ask(draft.at);
  }

  // All that was ticked so far.
  async function tell(done) {
    const { form, instrument, answers } = draft;
    const after_s = (performance.now() - begun) / 1000;
    await kept(journal.append({ kind: "answer", question: "form", after_s, form, instrument, language: LANGUAGE, answers: { ...answers }, done }));
    await kept(journal.flush());
  }

  function look() {
    draft.at = items.length;
    const lacking = items.filter(({ item }) => (draft.answers[item] ?? null) === null);
    const all = lacking.length === items.length;
    fill("questions-lacking", lacking.length ? said("questions-lacking", { labels: lacking.map((one) => one.label).join(", ") }) : said("questions-whole"));
    for (const one of document.querySelectorAll('[data-do="questions-send"]')) one.hidden = all;
    show("questions-look");
  }

  async function send() {
    await tell(true);
    await kept(journal.close({ kind: "closed" }));
    journal = null;
    await course.answered(dayOf());
    await kept(store.set("form", undefined));
    draft = null;
    show("saved");
  }

  async function leave() {
    await keep();
    if (journal && Object.keys(draft.answers).length) await tell(false);
    if (journal) await kept(journal.close({ kind: "closed" }));
    journal = null;
    show("home");
  }

  on("questions-start", start);
  on("question-none", () => tick(null));
  on("question-next", () => ask(draft.at + 1));
  on("question-back", () => (draft.at > 0 ? ask(draft.at - 1) : show("questions")));
  on("questions-back", () => ask(items.length - 1));
  on("questions-send", send);
  on("questions-leave", leave);
  return { begin };
}
