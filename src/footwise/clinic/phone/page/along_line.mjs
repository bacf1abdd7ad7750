// The person stands still, the foot along a line, and walks along it; where that was no line, once more.

import { fill, said, show } from "./screens.mjs";
import { speak } from "./sound.mjs";

const STILL_S = 3;
const LINE_STRIDES = 9;
const GIVEN_UP_STRIDES = 14;
// The screen looks at the floor: gravity is measured on the other side.
const SCREEN_DOWN_M_S2 = -3;

// Called again and again until there is a calibration; `note` writes a line into the log.
export function alongLine(walk, prefs, note) {
  const { coach } = walk;
  const still = walk.still_since === null || walk.last_s === undefined ? 0 : walk.last_s - walk.still_since;
  if (!walk.stood) {
    fill("setup-still", coach.silent ? said("silent") : said("counting", { seconds: Math.max(0, Math.ceil(STILL_S - still)) }));
    if (still < STILL_S) return;
    if (walk.up_m_s2 < SCREEN_DOWN_M_S2 && !walk.dot) {
      walk.notice = said("screen-down");
      note("screen-down");
    }
    walk.stood = true;
    walk.on_line = false;
    walk.line_from = coach.strides_found;
    show("setup-line");
    if (prefs.sound) speak(said("say-begin"));
  }
  const done = coach.along_line;
  fill("setup-line", said("strides", { done, all: LINE_STRIDES }));
  const left_it = walk.on_line && done === 0;
  walk.on_line = done > 1;
  if (!left_it && coach.strides_found - walk.line_from < GIVEN_UP_STRIDES) return;
  // It was no straight line, or the sensor was silent for too long: once more.
  walk.stood = false;
  walk.still_since = null;
  show("setup-still");
  if (prefs.sound) speak(said("say-again"));
}
