// Begins the page: whose phone it is, what is kept in it, which screen comes first.

import { prepareAfter } from "./after.mjs";
import { prepareBack } from "./back.mjs";
import { ALONE } from "./behind.mjs";
import { openCourse } from "./course.mjs";
import { prepareCheck } from "./check.mjs";
import { drawHome } from "./home.mjs";
import { closeLeft } from "./journal.mjs";
import { codeOfTheLink, startJoining } from "./join.mjs";
import { startOutbox } from "./outbox.mjs";
import { fill, on, onScreen, said, screenShown, show } from "./screens.mjs";
import { BASE, Trouble, ask } from "./server.mjs";
import { speak } from "./sound.mjs";
import { StoreFull, openPhone, openStore } from "./store.mjs";
import { prepareWalks } from "./walk.mjs";

const REFRESH_AGAIN_MS = 30000;
const FILMS_AFTER_MS = 1000;
const sent = document.getElementById("sent");

async function begin() {
  const phone = await openPhone();
  const prefs = { sound: true, speak: false, raw: false, ...((await phone.get("prefs")) ?? {}) };
  const code = codeOfTheLink();
  const known = await phone.get("person");
  watchForUpdate();
  for (const button of document.querySelectorAll("[data-go]")) button.onclick = () => location.replace(location.pathname);
  const joined = async (name) => {
    await phone.set("person", name);
    navigator.storage?.persist?.();
    await open(name, phone, prefs);
  };
  prepareCheck();
  if (location.hash === "#check") return show("check");
  if (ALONE) return (await import("./alone.mjs")).beginAlone(phone, (name) => open(name, phone, prefs));
  // A link that was opened again by somebody who is in already changes nothing.
  if (known && !code) return open(known, phone, prefs);
  return startJoining(joined, code);
}

async function open(name, phone, prefs) {
  const store = await openStore(name);
  const course = await openCourse(store);
  await closeLeft(store, course);
  let tellOutbox = () => {};
  // Where the answer is lost on its way, it is asked for again.
  const refresh = () =>
    course.refresh().then(
      async () => {
        if (screenShown() === "home") drawHome(course);
        if ((await store.get("reminder"))?.push) pages.reminded();
      },
      () => setTimeout(refresh, REFRESH_AGAIN_MS),
    );
  const state = async (word) => {
    if (word === "revoked") {
      await phone.set("person", null);
      show("revoked");
      return;
    }
    newest = word;
    drawSent();
    if (word === "all-sent") refresh();
  };
  let newest = "waits";
  let filmsWait = false;
  const drawSent = () => (sent.textContent = said(newest === "all-sent" && filmsWait ? "film-waits-short" : newest));
  const filmsAre = (waiting) => {
    if (waiting === filmsWait) return;
    filmsWait = waiting;
    drawSent();
  };
  // A full phone is said; what could not be kept is tried again with the next record.
  const kept = (promise) =>
    promise.catch((error) => {
      if (!(error instanceof StoreFull)) throw error;
      newest = "full";
      drawSent();
    });
  const { finish, diary } = prepareAfter({ store, course, kept, tellOutbox: () => tellOutbox() });
  const walks = prepareWalks({ store, course, kept, prefs, finish, tellOutbox: () => tellOutbox() });
  if (ALONE) {
    const { startArchive } = await import("./archive.mjs");
    const { prepareAlone } = await import("./alone.mjs");
    const archived = startArchive(store, course, state);
    // What a page that was killed has left is counted before anything is shown.
    await archived();
    prepareAlone({ phone, store, course, archived });
    navigator.storage?.persist?.();
    tellOutbox = archived;
  } else tellOutbox = startOutbox(store, state);
  const needed = { store, course, kept, phone, prefs, tellOutbox: () => tellOutbox() };
  const pages = { begin: walks.begin, diary, ...seldom(needed) };
  for (const button of document.querySelectorAll("[data-go]")) {
    const to = button.dataset.go;
    button.onclick = () => (pages[to] ? pages[to]() : to === "join" ? startJoining((one) => reopen(one, phone)) : show(to));
  }
  onScreen((shown, section) => {
    if (shown === "home") drawHome(course);
    if (shown === "mine" && !ALONE) store.count().then((count) => fill("kept", said("kept", { count })));
    if (prefs.speak) speak([...section.querySelectorAll("h1, [data-say]")].map((one) => one.textContent).join(". "));
  });
  toggle("sound", prefs, phone);
  toggle("speak", prefs, phone);
  toggle("raw", prefs, phone);
  on("second", () => second());
  on("read-part", ({ target }) => {
    const told = target.closest("details");
    speak([...told.querySelectorAll("summary, p")].map((one) => one.textContent).join(". "));
  });
  prepareBack();
  show("home");
  drawHome(course);
  performance.mark("ready");
  if (document.querySelector('[data-go="film"]')) setTimeout(() => sendFilms(name, filmsAre), FILMS_AFTER_MS);
}

// Films that wait go on by themselves, whatever page is shown.
async function sendFilms(name, tell) {
  const part = await import("./film_outbox.mjs").catch(() => null);
  const outbox = await part?.filmsOf(name);
  const look = async () => tell((await outbox.waiting()) > 0);
  outbox?.listen(look);
  if (outbox) look();
}

// Parts that are seldom opened are loaded when they are; they are kept in the phone like all others.
function seldom(needed) {
  const made = new Map();
  const opened = (file, prepare, page) => async () => {
    if (!made.has(file)) made.set(file, import(file).then((part) => part[prepare](needed)));
    const part = await made.get(file).catch(() => {});
    // A newer version has taken its place meanwhile: its page has all of its parts.
    if (part === undefined) return location.reload();
    return part[page]();
  };
  const of_all = {
    month: opened("./calendar.mjs", "prepareCalendar", "begin"),
    year: opened("./calendar.mjs", "prepareCalendar", "year"),
    reminders: opened("./reminders.mjs", "prepareReminders", "begin"),
  };
  if (ALONE) return of_all;
  return {
    ...of_all,
    film: opened("./film.mjs", "prepareFilm", "begin"),
    reminded: opened("./reminders.mjs", "prepareReminders", "check"),
    mine: opened("./mine.mjs", "prepareMine", "begin"),
    pause: opened("./mine.mjs", "prepareMine", "pause"),
    withdraw: opened("./mine.mjs", "prepareMine", "withdraw"),
    withdrawn: opened("./mine.mjs", "prepareMine", "withdrawn"),
    remove: opened("./mine.mjs", "prepareMine", "remove"),
    questions: opened("./questions.mjs", "prepareQuestions", "begin"),
  };
}

// Another person's code on the same phone: everything begins anew, with a store of their own.
async function reopen(name, phone) {
  await phone.set("person", name);
  location.reload();
}

function toggle(name, prefs, phone) {
  const draw = () => {
    for (const one of document.querySelectorAll(`[data-do="${name}"]`)) one.setAttribute("aria-pressed", String(prefs[name]));
  };
  on(name, () => {
    prefs[name] = !prefs[name];
    phone.set("prefs", prefs);
    draw();
  });
  draw();
}

async function second() {
  try {
    const { code } = await ask("second/", {});
    fill("second", said("second", { code }));
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    fill("second", said("join-network"));
  }
}

// A newer version takes over while nobody walks; a page of the one before goes on with its own files.
function watchForUpdate() {
  if (!("serviceWorker" in navigator)) return;
  const took = (registered) => {
    const offer = () => {
      if (registered.waiting && ["home", "join", "wait"].includes(screenShown())) registered.waiting.postMessage("take over");
    };
    registered.addEventListener("updatefound", () => registered.installing?.addEventListener("statechange", offer));
    onScreen(offer);
    offer();
  };
  // A browser that does not trust the address keeps no page; the page works all the same while the network is there.
  navigator.serviceWorker.register(`${BASE}worker.js`).then(took, () => {});
}

begin();
