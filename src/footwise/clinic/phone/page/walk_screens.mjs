// What a person sees and hears while they walk: the time that is left, the cue, and what is to be said of phone and sound.

import { Phase } from "./coach.mjs";
import { fill, said } from "./screens.mjs";
import { isCut, isLate, speak, tone } from "./sound.mjs";

// The voice says the first cues, then every so many; the tones say all.
const SAID_CUES = 3;
const SAID_EVERY = 12;

export function giveCue(walk, told, prefs) {
  const left = (told.place === "outer") === (told.side === "left");
  if (prefs.sound) {
    tone(told.turn, told.place === "" ? 0 : left ? -1 : 1);
    walk.cues += 1;
    if (told.turn !== "keep" && (walk.cues <= SAID_CUES || walk.cues % SAID_EVERY === 0)) speak(said(`say-${told.turn}`));
  }
  fill("walk-told", said(`cue-${told.turn}`));
}

export function showLeft(seconds) {
  const shown = Math.max(0, Math.round(seconds));
  fill("walk-left", said("minutes-left", { minutes: Math.floor(shown / 60), seconds: shown % 60 }));
}

export function showNatural(coach) {
  fill("walk-title", said("title-natural"));
  const done = coach.strides_so_far;
  fill("walk-told", coach.phase === Phase.BASELINE ? said("strides", { done, all: coach.plan.baseline_strides }) : "");
  fill("walk-left", "");
}

export function showTraining(walk, prefs) {
  const { coach } = walk;
  const block = coach.blocks[coach.block];
  const alone = block.share === 0;
  if (walk.block !== coach.block) {
    walk.block = coach.block;
    if (coach.block === 0) fill("walk-told", "");
    if (prefs.sound && alone) speak(said("say-alone"));
  }
  const last = coach.recent.at(-1);
  if (last && !alone && last.in_band && last.turn === null) fill("walk-told", said("cue-keep"));
  if (alone) fill("walk-told", "");
  fill("walk-title", said(alone ? "title-alone" : "title-practice"));
  const whole = coach.plan.blocks.reduce((sum, one) => sum + one.block_s, 0);
  showLeft(whole - coach.elapsed_s);
}

// One at a time, what matters most first; `note` writes a line into the log.
export function noticeFor(walk, note) {
  const { coach } = walk;
  if (coach.silent) return said("silent");
  if (isCut()) {
    note("sound-cut");
    return said("sound-cut");
  }
  if (coach.slipped) return said("slipped");
  if (isLate()) return said("bluetooth");
  if (coach.quality?.verdict === "usable with a wider band") return said("verdict-usable");
  return walk.notice;
}
