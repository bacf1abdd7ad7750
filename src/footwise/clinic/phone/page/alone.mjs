// The page for people without a clinic: a first welcome, a target typed in from a letter, and whose the data are.

import { NOBODY_S } from "./behind.mjs";
import { dayOf } from "./course.mjs";
import { dayInWords } from "./due.mjs";
import { MOST_DEG, readPlan } from "./saved_course.mjs";
import { readSaved, savedFile } from "./saved_file.mjs";
import { fill, on, onScreen, said, screenShown, show } from "./screens.mjs";
import { StoreFull } from "./store.mjs";
import { NoZip } from "./zip.mjs";

const MINUTES = [5, 10, 15, 20, 30, 45, 60];
// So many days of walks may lie in the phone alone before the page speaks of it.
const UNSAVED_DAYS = 7;
const DAY_MS = 24 * 3600 * 1000;
const TROUBLE = {
  "not ours": "file-not-ours",
  newer: "file-newer",
  "too large": "file-too-large",
  "old browser": "file-old-browser",
};

// Nobody lets a phone in: whoever opens the page is told first what it is, until they have gone on from there.
export async function beginAlone(phone, open) {
  const known = await phone.get("welcomed");
  await open(NOBODY_S);
  if (known) return;
  show("welcome");
  onScreen((shown) => shown !== "welcome" && remembered(phone, "welcomed", true));
}

// A full phone forgets it, and asks or says it once more.
const remembered = (phone, name, value) =>
  phone.set(name, value).catch((error) => {
    if (!(error instanceof StoreFull)) throw error;
  });

export function prepareAlone({ phone, store, course, archived }) {
  const letter = {};
  const field = document.getElementById("letter-from");

  const numbers = (name, values, chosen) => {
    const buttons = values.map((value) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = String(value);
      button.addEventListener("click", () => chosen(value));
      return button;
    });
    document.getElementById(name).replaceChildren(...buttons);
  };
  const next = (what, value, screen) => {
    letter[what] = value;
    show(screen);
  };
  for (const side of ["left", "right"]) on(`letter-${side}`, () => next("side", side, "letter-turn"));
  for (const turn of ["in", "out"]) on(`letter-${turn}`, () => next("turn", turn, "letter-degrees"));
  numbers("letter-degrees", Array.from({ length: MOST_DEG }, (_, k) => k + 1), (value) => next("degrees", value, "letter-minutes"));
  numbers("letter-minutes", MINUTES, (value) => next("minutes", value, "letter-from"));
  document.getElementById("letter-from-form").onsubmit = (event) => {
    event.preventDefault();
    letter.from = field.value.trim();
    fill("letter-told", toldOf(letter));
    fill("letter-from-told", letter.from && said("letter-from", { from: letter.from }));
    show("letter-sure");
  };
  on("letter-sure", async () => {
    const change_deg = letter.turn === "in" ? -letter.degrees : letter.degrees;
    const plan = readPlan({ side: letter.side, change_deg, minutes: letter.minutes, from: letter.from });
    if (plan === null) return show("letter");
    await course.choose(plan);
    show("home");
  });

  on("talked-sure", async () => {
    await course.talked();
    show("home");
  });

  const told = (slot, other) => (text) => {
    fill(slot, text);
    fill(other, "");
  };
  const done = told("file", "file-trouble");
  const wrong = told("file-trouble", "file");

  async function save() {
    try {
      await archived();
      const file = await savedFile(await store.walks(), course.told, await store.all());
      download(`footwise-${dayOf()}.zip`, file);
      await remembered(phone, "saved", Date.now());
      done(said("file-saved"));
    } catch (error) {
      if (!(error instanceof NoZip)) throw error;
      wrong(said(TROUBLE[error.message] ?? "file-damaged"));
    }
    await standing();
  }
  on("save-file", save);

  const chosen = document.getElementById("file");
  on("choose-file", () => chosen.click());
  chosen.onchange = async () => {
    const [file] = chosen.files;
    if (file === undefined) return;
    try {
      await archived();
      if ((await store.walked()) > 0 || (await store.count()) > 0) wrong(said("file-not-empty"));
      else {
        const { walks, course: read } = await readSaved(file);
        await store.restore(walks, read);
        await course.refresh();
        await remembered(phone, "saved", Date.now());
        done(said("file-read", { count: walks.length }));
      }
    } catch (error) {
      if (!(error instanceof NoZip || error instanceof StoreFull)) throw error;
      wrong(said(error instanceof StoreFull ? "full" : (TROUBLE[error.message] ?? "file-damaged")));
    } finally {
      // The same file may be chosen again.
      chosen.value = "";
    }
    await standing();
  };

  on("delete-sure", async () => {
    await Promise.all([store.forget(), phone.forget()]);
    sessionStorage.clear();
    location.replace(location.pathname);
  });

  async function standing() {
    const kept = await store.walked();
    const saved = await phone.get("saved");
    fill("kept", said("kept", { count: kept }));
    fill("saved-when", saved ? said("saved-when", { day: dayInWords(dayOf(new Date(saved))) }) : said("saved-never"));
    const promised = await navigator.storage?.persisted?.();
    fill("promised", said(promised ? "promised" : "not-promised"));
    fill("offline", said((await worksOffline()) ? "offline" : "not-offline"));
  }

  async function home() {
    const { plan, walks } = course.told;
    fill("call-whom", plan?.from ? said("call-whom", { from: plan.from }) : "");
    for (const one of document.querySelectorAll('[data-shown="no-target"]')) one.hidden = plan !== null;
    const saved = (await phone.get("saved")) ?? 0;
    const oldest = walks.map((one) => Date.parse(one.day)).filter((day) => day > saved).sort((one, other) => one - other)[0];
    const late = oldest !== undefined && Date.now() - oldest > UNSAVED_DAYS * DAY_MS;
    if (screenShown() !== "home") return;
    fill("home-notice", globalThis.isSecureContext ? (late ? said("save-it") : "") : said("not-secure"));
  }

  onScreen((shown) => {
    if (shown === "home") home();
    if (shown === "file") done("");
    if (shown === "file" || shown === "mine") standing();
    if (shown === "letter-from") field.value = course.told.plan?.from ?? "";
  });
}

function toldOf({ side, turn, degrees, minutes }) {
  return said(`letter-${turn}-${side}`, { degrees, minutes });
}

async function worksOffline() {
  const registered = await navigator.serviceWorker?.getRegistration().catch(() => undefined);
  return Boolean(registered?.active);
}

function download(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // A phone may ask first where it shall go.
  setTimeout(() => URL.revokeObjectURL(link.href), 10 * 60 * 1000);
}
