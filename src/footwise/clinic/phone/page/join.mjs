// The way in: the code of the sheet, typed or behind the # of the link, becomes the key of this phone.

import { Trouble, ask } from "./server.mjs";
import { said, show } from "./screens.mjs";

const TROUBLE = {
  unknown: "join-unknown",
  used: "join-used",
  expired: "join-expired",
  "too many tries": "join-tries",
  "old page": "old",
};
const field = document.getElementById("code");
const told = document.getElementById("join-trouble");

// The same for every try of this browser: where the answer was lost on its way, the code works for it once more.
function attempt() {
  const kept = sessionStorage.getItem("attempt");
  if (kept) return kept;
  const made = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  sessionStorage.setItem("attempt", made);
  return made;
}

export function codeOfTheLink() {
  const code = new URLSearchParams(location.hash.slice(1)).get("code") ?? "";
  // The code stays in no history and on no screenshot of the address.
  if (code) history.replaceState(null, "", location.pathname);
  return code;
}

export function startJoining(joined, code = codeOfTheLink()) {
  if (code) field.value = code;
  show("join");
  document.getElementById("join-form").onsubmit = async (event) => {
    event.preventDefault();
    told.hidden = true;
    try {
      const { person } = await ask("join/", { code: field.value.trim(), attempt: attempt() });
      field.value = "";
      sessionStorage.removeItem("attempt");
      await joined(person);
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      told.textContent = said(TROUBLE[error.kind] ?? "join-network");
      told.hidden = false;
      field.focus();
    }
  };
}
