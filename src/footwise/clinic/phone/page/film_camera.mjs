// The phone's camera in the page: how it stands, what light there is, a countdown, and the film, kept while it is made.

import { letSleep, stayAwake } from "./awake.mjs";
import { FilmState } from "./film_store.mjs";
import { watchLevel, wordOf } from "./film_level.mjs";
import { greyOf, lightOf } from "./film_pictures.mjs";
import { clocks } from "./journal.mjs";
import { allowed } from "./motion.mjs";
import { fill, said } from "./screens.mjs";
import { openSound, speak, tone } from "./sound.mjs";
import { StoreFull } from "./store.mjs";

const WANTED = { facingMode: { ideal: "environment" }, width: { ideal: 1920 }, height: { ideal: 1080 }, frameRate: { ideal: 60 } };
// What cameras of phones make themselves comes first: others cost a slow phone its pictures.
const TYPES = ["video/mp4;codecs=avc1.640028", "video/mp4;codecs=avc1.42E01F", "video/mp4", "video/webm;codecs=vp8", "video/webm"];
const BITS_PER_SECOND = 8_000_000;
const PART_MS = 1000;
const LOOK_MS = 400;
const COUNT_S = 10;
// Whoever films alone cannot stop it: long enough to walk through the picture, and no longer.
const LONGEST_S = 20;

export const canFilm = () => Boolean(navigator.mediaDevices?.getUserMedia && globalThis.MediaRecorder);

// `video`, `level` and `stage` are of the page; `ended` is called with what was filmed, or null where nothing was.
export function prepareCamera({ films, prefs, video, overlay, ended }) {
  let on = null;

  const say = (word) => prefs.sound && speak(said(word));

  async function open(view) {
    openSound();
    // Both must be asked for from a tap.
    const motion = await allowed();
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: WANTED, audio: false });
    } catch (error) {
      return error.name === "NotAllowedError" ? "film-camera-denied" : "film-camera-none";
    }
    video.srcObject = stream;
    video.muted = true;
    await video.play().catch(() => {});
    on = { view, stream, level: motion === "granted" ? watchLevel() : null, canvas: document.createElement("canvas") };
    on.timer = setInterval(look, LOOK_MS);
    stayAwake();
    phase("ready");
    look();
    return "";
  }

  function phase(name) {
    on.phase = name;
    for (const one of document.querySelectorAll("[data-film-phase]")) one.toggleAttribute("hidden", !one.dataset.filmPhase.split(" ").includes(name));
    fill("film-title", said(`film-title-${name}`));
    if (name === "ready") fill("film-count", "");
  }

  function look() {
    if (on === null || on.phase === "filming") return;
    const lean = on.level?.lean ?? null;
    overlay.setAttribute("viewBox", `0 0 ${video.videoWidth || 16} ${video.videoHeight || 9}`);
    drawGuides(overlay, video.videoWidth || 16, video.videoHeight || 9, lean?.roll ?? null);
    check("film-level", lean === null ? "film-level-unknown" : wordOf(lean), ["film-level-good"]);
    const picture = greyOf(video, on.canvas);
    if (picture) check("film-light", lightOf(picture), ["film-light-good"]);
  }

  async function count() {
    phase("counting");
    say("film-say-ready");
    for (let left = COUNT_S; left > 0; left -= 1) {
      fill("film-count", String(left));
      if (left <= 3) tone("keep", 0);
      if (left === 5) say("film-say-five");
      await new Promise((resolve) => setTimeout(resolve, 1000));
      if (on?.phase !== "counting") return;
    }
    await film();
  }

  async function film() {
    phase("filming");
    const type = TYPES.find((one) => MediaRecorder.isTypeSupported(one)) ?? "";
    const recorder = new MediaRecorder(on.stream, { ...(type ? { mimeType: type } : {}), videoBitsPerSecond: BITS_PER_SECOND });
    const made = { key: crypto.randomUUID(), view: on.view, walked: "", state: FilmState.FILMING, type: recorder.mimeType || type };
    const one = { ...made, ...clocks(), made: { broken_off: false, has_turned: false, has_sensor: on.level?.lean != null } };
    const track = on.stream.getVideoTracks()[0];
    const writing = [];
    let number = 0;
    let full = false;
    const stop = () => recorder.state !== "inactive" && recorder.stop();
    const keep = (promise) =>
      writing.push(
        promise.catch((error) => {
          full = full || error instanceof StoreFull;
          stop();
        }),
      );
    recorder.addEventListener("dataavailable", ({ data }) => data.size && keep(films.addPart(one.key, number++, data)));
    // A call, another app, a camera that was taken away.
    const broken = () => {
      one.made.broken_off = true;
      stop();
    };
    track.addEventListener("ended", broken);
    const hidden = () => document.visibilityState === "hidden" && broken();
    document.addEventListener("visibilitychange", hidden);
    const finished = new Promise((resolve) => recorder.addEventListener("stop", resolve, { once: true }));
    await films.put(one).catch(() => {
      full = true;
    });
    if (full || on === null) return close({ full: true });
    on.stop = stop;
    on.level?.begin();
    recorder.start(PART_MS);
    say("film-say-walk");
    const begun = performance.now();
    const timer = setInterval(() => {
      const gone = (performance.now() - begun) / 1000;
      fill("film-count", said("counting", { seconds: Math.floor(gone) }));
      if (gone >= LONGEST_S) stop();
    }, 250);
    await finished;
    clearInterval(timer);
    document.removeEventListener("visibilitychange", hidden);
    one.made.has_turned = on?.level?.hasTurned ?? false;
    await Promise.all(writing);
    one.state = FilmState.KEPT;
    await films.put(one).catch(() => {});
    if (!one.made.broken_off) say("say-end");
    close({ film: number ? one : null, full });
  }

  function close(told = null) {
    if (on === null) return;
    const closed = on;
    on = null;
    clearInterval(closed.timer);
    closed.level?.stop();
    for (const track of closed.stream.getTracks()) track.stop();
    video.srcObject = null;
    letSleep();
    if (told !== null) ended(told);
  }

  return {
    open,
    count: () => on?.phase === "ready" && count(),
    now: () => on?.phase === "ready" && film(),
    stop() {
      if (on?.phase === "counting") phase("ready");
      else on?.stop?.();
    },
    // Whoever leaves the page of the camera films nothing more.
    leave() {
      if (on?.phase === "filming") on.stop();
      else close();
    },
  };
}

function check(slot, word, good) {
  fill(slot, said(word));
  for (const one of document.querySelectorAll(`[data-slot="${slot}"]`)) {
    one.classList.toggle("good", good.includes(word));
    one.classList.toggle("unknown", word.endsWith("unknown"));
  }
}

// Where head and feet belong, a person as tall as they should be, and how level the picture is.
function drawGuides(overlay, wide, high, roll) {
  const [top, bottom] = [0.12 * high, 0.88 * high];
  const place = (name, attributes) => {
    const part = overlay.querySelector(`.${name}`);
    for (const [key, value] of Object.entries(attributes)) part.setAttribute(key, value);
  };
  place("head", { x1: 0.06 * wide, x2: 0.94 * wide, y1: top, y2: top });
  place("feet", { x1: 0.06 * wide, x2: 0.94 * wide, y1: bottom, y2: bottom });
  const tall = bottom - top;
  place("person", { transform: `translate(${wide / 2 - 0.2 * tall} ${top}) scale(${tall / 100})` });
  const half = 0.18 * Math.min(wide, high);
  place("level", {
    x1: wide / 2 - half, x2: wide / 2 + half, y1: high / 2, y2: high / 2,
    transform: `rotate(${roll ?? 0} ${wide / 2} ${high / 2})`, visibility: roll === null ? "hidden" : "visible",
  });
}
