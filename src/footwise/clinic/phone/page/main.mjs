// Begins the page: who it is, what is kept, which screen comes first.

import { startJoining } from "./join.mjs";
import { show } from "./screens.mjs";

for (const button of document.querySelectorAll("[data-go]")) {
  button.addEventListener("click", () => show(button.dataset.go));
}
if ("serviceWorker" in navigator) navigator.serviceWorker.register(`${document.documentElement.dataset.base}worker.js`);
startJoining(() => show("home"));
