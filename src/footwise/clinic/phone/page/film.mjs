// A person, or somebody with them, films a walk: from where, with what, is it good, how it was walked, and off it goes.

import { canFilm, prepareCamera } from "./film_camera.mjs";
import { LARGEST_BYTES, lookAtFilm } from "./film_checks.mjs";
import { filmsOf } from "./film_outbox.mjs";
import { FilmState } from "./film_store.mjs";
import { clocks } from "./journal.mjs";
import { fill, on, onScreen, said, screenShown, show } from "./screens.mjs";
import { StoreFull } from "./store.mjs";

const MEGABYTE = 1e6;
// Below it a film of twenty seconds may not fit.
const ROOM_BYTES = 60e6;

export async function prepareFilm({ course, phone, prefs }) {
  const outbox = await filmsOf(await phone.get("person"));
  const { films } = outbox;
  let view = "side";
  let shown = null;
  let address = "";

  const byId = (id) => document.getElementById(id);
  const camera = prepareCamera({ films, prefs, video: byId("film-live"), overlay: byId("film-guides"), ended });

  outbox.listen(() => screenShown() === "film" && draw());
  // What a page that died has left behind is there to be looked at.
  for (const film of await films.all()) {
    if (film.state !== FilmState.FILMING) continue;
    await films.put({ ...film, state: FilmState.KEPT, made: { ...film.made, broken_off: true } });
  }

  async function begin() {
    fill("film-trouble", course.told.agreed ? "" : said("no-consent"));
    await draw();
    show("film");
  }

  // The films of this phone, each with what is to be done about it.
  async function draw() {
    const list = byId("film-list");
    const rows = [];
    for (const film of (await films.all()).sort((one, other) => one.wall_ms - other.wall_ms)) {
      const row = document.createElement("li");
      const text = document.createElement("p");
      text.textContent = `${when(film)}: ${wordsOf(film)}`;
      row.append(text);
      if (film.state === FilmState.KEPT || film.state === FilmState.REFUSED) {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = said("film-look-again");
        button.onclick = () => look(film);
        row.append(button);
      }
      rows.push(row);
    }
    fill("film-arrived", outbox.arrived ? said("film-arrived") : "");
    list.replaceChildren(...rows);
    list.hidden = rows.length === 0;
  }

  const when = ({ wall_ms }) =>
    new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" }).format(wall_ms);

  function wordsOf({ key, state, why }) {
    if (state === FilmState.REFUSED) return said(why === "too much" ? "film-too-large" : "film-not-taken");
    if (state !== FilmState.SENDING) return said("film-waits-for-you");
    const share = Math.floor(100 * outbox.shareOf(key));
    if (outbox.trouble === "no consent") return said("no-consent");
    return outbox.trouble ? said("film-waits", { share }) : said("film-on-its-way", { share });
  }

  async function place(chosen) {
    view = chosen;
    for (const one of document.querySelectorAll("[data-film-view]")) one.toggleAttribute("hidden", !one.dataset.filmView.split(" ").includes(view));
    fill("film-place", canFilm() ? "" : said("film-camera-none"));
    const room = await navigator.storage?.estimate?.().catch(() => null);
    if (room?.quota && room.quota - room.usage < ROOM_BYTES) fill("film-place", said("film-full"));
    show("film-place");
  }

  async function open() {
    fill("film-place", "");
    const trouble = canFilm() ? await camera.open(view) : "film-camera-none";
    if (trouble) return fill("film-place", said(trouble));
    return show("film-camera");
  }

  function ended({ film, full }) {
    if (full) {
      fill("film-place", said("film-full"));
      // What of it is there is kept nowhere: half a film helps nobody.
      if (film) films.remove(film.key);
      return show("film-place");
    }
    return film ? look(film) : show("film-place");
  }

  // What the phone's own camera app has made, or made before.
  async function take(file) {
    if (!file) return;
    if (file.size > LARGEST_BYTES) return fill("film-place", said("film-too-large"));
    const made = { broken_off: false, has_turned: false, has_sensor: false };
    const film = { key: crypto.randomUUID(), view, walked: "", state: FilmState.KEPT, type: file.type, ...clocks(), made };
    // A film that was made earlier is of that day.
    if (file.lastModified && file.lastModified < film.wall_ms) film.wall_ms = file.lastModified;
    fill("film-place", said("film-copying"));
    try {
      await films.addPart(film.key, 0, file);
      await films.put(film);
    } catch (error) {
      await films.remove(film.key).catch(() => {});
      return fill("film-place", said(error instanceof StoreFull ? "film-full" : "film-not-read"));
    }
    fill("film-place", "");
    return look(film);
  }

  async function look(film) {
    shown = film;
    view = film.view;
    const video = byId("film-video");
    const list = byId("film-found");
    list.replaceChildren();
    byId("film-question").hidden = true;
    fill("film-looking", said("film-looking", { seconds: 0 }));
    show("film-look");
    URL.revokeObjectURL(address);
    const blob = await films.blob(film);
    shown.size = blob.size;
    const found = await lookAtFilm(video, blob, film, (seconds) => fill("film-looking", said("film-looking", { seconds: Math.round(seconds) })));
    address = video.src;
    if (shown !== film) return;
    list.replaceChildren(...found.map(findingRow));
    const bad = found.filter((one) => !one.good);
    fill("film-looking", said(bad.length ? "film-found-some" : "film-found-none"));
    byId("film-question").hidden = false;
  }

  function findingRow({ word, good, values }) {
    const row = document.createElement("li");
    row.className = good ? "check good" : word.endsWith("unknown") ? "check unknown" : "check";
    row.textContent = said(word, values);
    return row;
  }

  async function away() {
    const gone = shown;
    shown = null;
    byId("film-video").removeAttribute("src");
    URL.revokeObjectURL(address);
    if (gone) await films.remove(gone.key);
  }

  function ask() {
    const { size } = shown;
    fill("film-size", said("film-size", { size: Math.max(1, Math.round(size / MEGABYTE)) }));
    fill("film-send", course.told.agreed ? "" : said("no-consent"));
    show("film-send");
  }

  async function send() {
    if (!course.told.agreed) return fill("film-send", said("no-consent"));
    const { size, ...film } = shown;
    await films.put({ ...film, state: FilmState.SENDING });
    shown = null;
    outbox.send();
    return begin();
  }

  for (const one of ["side", "front", "behind"]) on(`film-${one}`, () => place(one));
  for (const one of ["natural", "practised"]) {
    on(`film-${one}`, () => {
      shown.walked = one;
      ask();
    });
  }
  on("film-open", open);
  on("film-count", camera.count);
  on("film-now", camera.now);
  on("film-stop", camera.stop);
  on("film-good", () => show("film-how"));
  on("film-again", () => away().then(() => place(view)));
  on("film-away", () => away().then(begin));
  on("film-later", begin);
  on("film-agree", send);
  on("film-back", begin);
  on("film-camera-back", () => {
    camera.leave();
    if (screenShown() === "film-camera") place(view);
  });
  for (const id of ["film-app", "film-choose"]) {
    const input = byId(`${id}-file`);
    on(id, () => input.click());
    input.addEventListener("change", () => take(input.files[0]).then(() => (input.value = "")));
  }
  onScreen((name) => name !== "film-camera" && camera.leave());
  return { begin };
}
