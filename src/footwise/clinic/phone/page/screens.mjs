// One thing at a time: which screen is shown, what stands in its slots, and the words that stand in the page.

const words = new Map(
  [...document.getElementById("words").content.querySelectorAll("[data-word]")].map((one) => [one.dataset.word, one.textContent]),
);
const whole = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 0 });
let shown = "wait";
const listeners = [];

// Words with their blanks filled in; a number is written as the language writes it.
export function said(word, values = {}) {
  return words.get(word).replace(/\{(\w+)\}/g, (_, name) => {
    const value = values[name];
    return typeof value === "number" ? whole.format(value) : String(value);
  });
}

export const screenShown = () => shown;
export const onScreen = (listener) => listeners.push(listener);

// `anew`: the same screen with something else on it, which is read and announced as another.
export function show(name, anew = false) {
  for (const section of document.querySelectorAll("[data-screen]")) section.hidden = section.dataset.screen !== name;
  const changed = anew || shown !== name;
  shown = name;
  if (!changed) return;
  window.scrollTo(0, 0);
  const heading = document.querySelector(`[data-screen="${name}"] h1`);
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  for (const listener of listeners) listener(name, document.querySelector(`[data-screen="${name}"]`));
}

// What stands in a slot, wherever it is; what has nothing to say and may hide, hides.
export function fill(slot, text) {
  for (const one of document.querySelectorAll(`[data-slot="${slot}"]`)) {
    if (one.textContent !== text) one.textContent = text;
    if (one.classList.contains("alert")) one.hidden = text === "";
  }
}

export const on = (what, listener) => {
  for (const one of document.querySelectorAll(`[data-do="${what}"]`)) one.addEventListener("click", listener);
};
