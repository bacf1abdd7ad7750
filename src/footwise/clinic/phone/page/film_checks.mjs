// A film is looked at in the phone before anybody sends it: it is played once, the rest of it fast, and its pictures told.

import { greyOf, hasMoved, lightOf, shiftOf } from "./film_pictures.mjs";

// At its own pace, to count pictures; the rest of it so many times faster.
const SLOW_S = 2;
const FAST = 4;
const EVERY_MS = 250;
const LOADS_MS = 8000;
// A film that does not go on is left alone.
const STANDS_MS = 4000;
// So many looks.
const SETTLED = 4;
const LONGEST_MS = 40000;
const SHORT_S = 4;
const LONG_S = 60;
const SLOW_HZ = 24;
const SMALL_PX = 720;
export const LARGEST_BYTES = 1024 ** 3;

const heard = (target, names, longest_ms) =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve("late"), longest_ms);
    for (const name of names) {
      target.addEventListener(name, () => (clearTimeout(timer), resolve(name)), { once: true });
    }
  });

// Gives a list of {what, word, values, good}; `made` says what was noticed while the page filmed it itself.
export async function lookAtFilm(video, blob, { view, made = {} }, tell) {
  const whole = await isWhole(blob);
  video.muted = true;
  const loaded = heard(video, ["loadeddata", "error"], LOADS_MS);
  video.src = URL.createObjectURL(blob);
  video.load();
  if ((await loaded) !== "loadeddata") return [finding("play", whole ? "film-play-unknown" : "film-play-cut", false)];
  const seen = await played(video, tell);
  if (!seen.pictures.length) return [finding("play", "film-play-unknown", false)];
  const found = [];
  const cut = !whole || seen.broke || made.broken_off;
  if (cut) found.push(finding("play", "film-play-cut", false));
  const seconds = seen.seconds;
  if (seconds < SHORT_S) found.push(finding("long", "film-long-short", false, { seconds }));
  else if (seconds > LONG_S) found.push(finding("long", "film-long-long", false, { seconds }));
  else found.push(finding("long", "film-long-good", true, { seconds }));
  const lights = seen.pictures.map(lightOf);
  const often = (word) => lights.filter((one) => one === word).length > lights.length / 3;
  const light = ["film-light-dark", "film-light-glare"].find(often) ?? "film-light-good";
  found.push(finding("light", light, light === "film-light-good"));
  // In the dark nothing else is to be seen either.
  if (light !== "film-light-dark") found.push(still(seen.pictures, made));
  if (seen.rate_hz !== null) {
    found.push(finding("rate", seen.rate_hz < SLOW_HZ ? "film-rate-slow" : "film-rate-good", seen.rate_hz >= SLOW_HZ, { rate: seen.rate_hz }));
  }
  const [wide, high] = [video.videoWidth, video.videoHeight];
  if (view === "side" && high > wide) found.push(finding("shape", "film-shape-upright", false));
  if (Math.min(wide, high) < SMALL_PX) found.push(finding("size", "film-size-small", false));
  return found;
}

const finding = (what, word, good, values = {}) => ({ what, word, good, values });

function still(pictures, made) {
  // Not the very first: the finger that has started it moves it.
  const [first, ...later] = pictures.slice(pictures.length > 2 * SETTLED ? SETTLED : 0);
  const shifts = later.map((one) => shiftOf(first, one));
  const told = shifts.filter((one) => one !== null);
  if (made.has_turned || told.filter(hasMoved).length > 1) return finding("still", "film-still-moved", false);
  // Before a bare wall pictures say nothing, and where the phone has no sensor nothing else does.
  if (told.length < later.length / 2 && !made.has_sensor) return finding("still", "film-still-unknown", false);
  return finding("still", "film-still-good", true);
}

async function played(video, tell) {
  const canvas = document.createElement("canvas");
  const pictures = [];
  const rate = rateMeter(video);
  const begun = performance.now();
  let at_s = 0;
  let at_ms = begun;
  let broke = false;
  video.playbackRate = 1;
  await video.play().catch(() => {});
  while (!video.ended && performance.now() - begun < LONGEST_MS) {
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    if (video.error) {
      broke = true;
      break;
    }
    if (document.visibilityState === "hidden") {
      at_ms = performance.now();
      continue;
    }
    if (video.currentTime !== at_s) [at_s, at_ms] = [video.currentTime, performance.now()];
    else if (performance.now() - at_ms > STANDS_MS) {
      broke = true;
      break;
    } else if (video.paused && !video.ended) await video.play().catch(() => {});
    const picture = greyOf(video, canvas);
    if (picture) pictures.push(picture);
    if (at_s > SLOW_S && video.playbackRate === 1) {
      rate.stop();
      video.playbackRate = FAST;
    }
    tell(at_s);
  }
  video.pause();
  rate.stop();
  const seconds = Number.isFinite(video.duration) ? video.duration : video.currentTime;
  video.playbackRate = 1;
  video.currentTime = 0;
  return { pictures, rate_hz: rate.hz(), seconds, broke };
}

// How many pictures a second there are; null where the browser does not say.
function rateMeter(video) {
  if (!video.requestVideoFrameCallback) return { stop() {}, hz: () => null };
  let going = true;
  let first = null;
  let last = null;
  const seen = (_, { mediaTime, presentedFrames }) => {
    if (!going) return;
    // A slow phone shows fewer than there are; those that it left out count as well.
    const frames = video.getVideoPlaybackQuality?.().totalVideoFrames ?? presentedFrames;
    first ??= { mediaTime, frames };
    last = { mediaTime, frames };
    video.requestVideoFrameCallback(seen);
  };
  video.requestVideoFrameCallback(seen);
  return {
    stop() {
      going = false;
    },
    hz() {
      if (first === null || last.mediaTime - first.mediaTime < 0.3) return null;
      return Math.round((last.frames - first.frames) / (last.mediaTime - first.mediaTime));
    },
  };
}

// Whether a file of MP4 or MOV ends where its boxes say; of other films this does not tell.
export async function isWhole(blob) {
  let at = 0;
  let first = true;
  while (at < blob.size) {
    const head = new DataView(await blob.slice(at, at + 16).arrayBuffer());
    if (head.byteLength < 8) return false;
    const kind = String.fromCharCode(...[4, 5, 6, 7].map((k) => head.getUint8(k)));
    if (first && kind !== "ftyp") return true;
    first = false;
    let size = head.getUint32(0);
    if (size === 1) {
      if (head.byteLength < 16) return false;
      size = Number(head.getBigUint64(8));
    }
    // To the end of the file.
    if (size === 0) return true;
    if (size < 8 || at + size > blob.size) return false;
    at += size;
  }
  return blob.size > 0;
}
