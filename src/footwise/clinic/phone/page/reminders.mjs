// Reminders at the time that the person chose: a calendar file, and where clinic and phone allow it, Web Push.
//
// Neither is the only way, and neither says a word about health unless the person writes one.

import { dayOf } from "./course.mjs";
import { download } from "./home.mjs";
import { fill, on, said, show } from "./screens.mjs";
import { Trouble, ask } from "./server.mjs";

const DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const LONG_OCTETS = 75;
const DAY_MS = 864e5;
const form = document.getElementById("reminder-form");

const escaped = (text) => text.replace(/[\\;,]/g, (sign) => `\\${sign}`).replace(/[\r\n]+/g, " ");
const clock = (time) => time.toISOString().replace(/[-:]|\.\d+/g, "");

// A line of a calendar file is cut where it has grown too long, never within a letter (RFC 5545).
function folded(line) {
  const pieces = [];
  let now = "";
  let octets = 0;
  for (const letter of line) {
    const more = new TextEncoder().encode(letter).length;
    if (octets + more > LONG_OCTETS) {
      pieces.push(now);
      [now, octets] = [" ", 1];
    }
    now += letter;
    octets += more;
  }
  return [...pieces, now].join("\r\n");
}

// `told`: time "HH:MM", days (0 for Monday), title; `uid` and `change`, so that a newer file takes the older one's place.
export function calendarFile({ time, days, title, uid, change }, today = new Date()) {
  const first = [...Array(7).keys()].map((k) => new Date(today.getTime() + k * DAY_MS)).find((day) => days.includes((day.getDay() + 6) % 7));
  const at = `${time.replace(":", "")}00`;
  const written = (day) => dayOf(day).replaceAll("-", "");
  const year = new Date(first.getFullYear() + 1, first.getMonth(), first.getDate());
  const lines = [
    "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Footwise//Practice//EN", "CALSCALE:GREGORIAN", "BEGIN:VEVENT",
    `UID:${uid}@footwise`, `SEQUENCE:${change}`, `DTSTAMP:${clock(today)}`,
    // Without a zone: ten o'clock is ten o'clock wherever the phone is.
    `DTSTART:${written(first)}T${at}`, "DURATION:PT15M",
    `RRULE:FREQ=WEEKLY;BYDAY=${days.map((day) => DAYS[day]).join(",")};UNTIL=${written(year)}T${at}`,
    `SUMMARY:${escaped(title)}`, "TRANSP:TRANSPARENT",
    "BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:PT0M", `DESCRIPTION:${escaped(title)}`, "END:VALARM", "END:VEVENT", "END:VCALENDAR",
  ];
  return `${lines.map(folded).join("\r\n")}\r\n`;
}

const can = () => "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis;
const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

export function prepareReminders({ course, store, kept }) {
  const chosen = () => store.get("reminder");

  async function begin() {
    const known = (await chosen()) ?? { time: "10:00", days: [0, 1, 2, 3, 4, 5, 6], title: said("reminder-title") };
    form.elements.time.value = known.time;
    form.elements.title.value = known.title;
    for (const box of form.querySelectorAll("[name=days]")) box.checked = known.days.includes(Number(box.value));
    fill("reminder", "");
    draw(known);
    show("reminders");
  }

  function draw(known) {
    const offered = Boolean(course.told.push) && can();
    for (const one of document.querySelectorAll('[data-do="push-on"]')) one.hidden = !offered;
    for (const one of document.querySelectorAll('[data-do="push-off"]')) one.hidden = !known.push;
    fill("push-why", offered || known.push ? said("push-why") : "");
  }

  async function read() {
    const told = new FormData(form);
    const days = told.getAll("days").map(Number);
    if (!days.length || !/^\d\d:\d\d$/.test(told.get("time"))) {
      fill("reminder", said("reminder-choose"));
      return null;
    }
    const known = (await chosen()) ?? {};
    const title = told.get("title").trim() || said("reminder-title");
    return { uid: crypto.randomUUID(), ...known, time: told.get("time"), days, title, change: (known.change ?? -1) + 1 };
  }

  async function intoCalendar() {
    const now = await read();
    if (!now) return;
    await kept(store.set("reminder", now));
    download("footwise.ics", calendarFile(now), "text/calendar");
    fill("reminder", said("reminder-file"));
  }

  async function pushOn() {
    const now = await read();
    if (!now) return;
    try {
      if ((await Notification.requestPermission()) !== "granted") return fill("reminder", said("push-denied"));
      now.push = await subscribe(now, course.told.push);
      await kept(store.set("reminder", now));
      fill("reminder", said("push-is-on"));
      draw(now);
    } catch {
      // The maker's push service is away, or the clinic is.
      fill("reminder", said("push-failed"));
    }
  }

  async function pushOff() {
    try {
      await ask("reminder/", { reminder: null });
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      return fill("reminder", said("push-failed"));
    }
    const now = { ...(await chosen()), push: undefined };
    await (await (await navigator.serviceWorker.ready).pushManager.getSubscription())?.unsubscribe();
    await kept(store.set("reminder", now));
    fill("reminder", said("push-is-off"));
    draw(now);
  }

  // A subscription that has run out, or was made for another key of the clinic's, is made anew.
  async function check() {
    const now = await chosen();
    const key = course.told.push;
    if (!now?.push || !key || !can()) return;
    const stands = await (await navigator.serviceWorker.ready).pushManager.getSubscription();
    if (stands && stands.endpoint === now.push.endpoint && now.push.key === key) return;
    const push = await subscribe(now, key).catch(() => null);
    if (push) await kept(store.set("reminder", { ...now, push }));
  }

  async function subscribe({ time, days }, key) {
    const { pushManager } = await navigator.serviceWorker.ready;
    const before = await pushManager.getSubscription();
    if (before && before.options && keyOf(before) !== key) await before.unsubscribe();
    const { endpoint } = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    await ask("reminder/", { reminder: { time, days, zone: zone(), endpoint, key } });
    return { endpoint, key };
  }

  const keyOf = ({ options }) =>
    btoa(String.fromCharCode(...new Uint8Array(options.applicationServerKey ?? []))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  on("calendar", intoCalendar);
  on("push-on", pushOn);
  on("push-off", pushOff);
  form.onsubmit = (event) => {
    event.preventDefault();
    intoCalendar();
  };
  return { begin, check };
}
