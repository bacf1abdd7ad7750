// The phone's own Back: what the shown screen's Back does; nothing where it has none, as in a walk; away only from home.

import { onScreen, screenShown } from "./screens.mjs";

// From these it leads away from the page, as without any of this.
const FIRST = new Set(["home", "wait", "welcome", "join", "revoked"]);
const BACK = ["[data-go]", ...["leave", "film-back", "film-camera-back", "question-back", "questions-back"].map((one) => `[data-do="${one}"]`)];

const backOf = (screen) => {
  const all = [...document.querySelectorAll(`[data-screen="${screen}"] :is(${BACK.join()})`)];
  // The last one is the way back; the others lead on.
  return all.filter((one) => one.offsetParent !== null).at(-1);
};

// One entry of the history lies above home while any other screen is shown.
export function prepareBack() {
  if (history.state === null) history.replaceState("home", "");
  onScreen((shown) => {
    if (!FIRST.has(shown) && history.state !== "away") history.pushState("away", "");
  });
  addEventListener("popstate", ({ state }) => {
    if (state !== "home") return;
    const shown = screenShown();
    if (FIRST.has(shown)) return history.back();
    const button = backOf(shown);
    // An entry that is gone back to stays one for the browser; one made without a touch is passed over the next time.
    if (button?.dataset.go !== "home" && button?.dataset.do !== "leave") history.forward();
    button?.click();
  });
}
