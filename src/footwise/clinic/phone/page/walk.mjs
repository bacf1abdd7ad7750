// A walk from the table to the end: the phone is looked at, strapped on, coached with, and at the end asked about.

import { CoachedWalk, Phase, planOf } from "./coach.mjs";
import { alongLine } from "./along_line.mjs";
import { letSleep, stayAwake } from "./awake.mjs";
import { ALONE } from "./behind.mjs";
import { openJournal } from "./journal.mjs";
import { startLive } from "./live.mjs";
import { listen } from "./motion.mjs";
import { noticeOf } from "./notices.mjs";
import { mayBeTheOther } from "./other_foot.mjs";
import { RawSamples } from "./raw_samples.mjs";
import { fill, on, said, screenShown, show } from "./screens.mjs";
import { chooseBluetooth, lookAtPhone, offerBluetooth, showShoe } from "./setup.mjs";
import { openSound, speak } from "./sound.mjs";
import { giveCue, noticeFor, showLeft, showNatural, showTraining } from "./walk_screens.mjs";

// A foot that turns faster does not stand still.
const MOVES_RAD_S = 0.35;
const TIMER_KEPT_MS = 15000;
const AFTER = ["pain", "fall", "done", "stop", "hindered"];

export function prepareWalks({ store, course, kept, tellOutbox, prefs, finish }) {
  let walk = null;

  // The clinic's screens, while a live session is open there: told of the walk after everything else.
  const live = startLive({ state: liveState, heed });

  function liveState() {
    const coach = walk?.coach;
    const phase = coach ? coach.phase : walk?.coach === null ? "timer" : walk ? "setup" : AFTER.includes(screenShown()) ? "after" : "home";
    const quiet = coach ? [...coach.quiet].sort((a, b) => a - b) : [];
    return { phase, paused: Boolean(walk?.paused), quiet, elapsed_s: coach ? coach.elapsed_s : (walk?.timed_ms ?? 0) / 1000 };
  }

  // What the therapist asks for; whatever has no sense at the moment is passed over.
  function heed({ what, block, on: told }) {
    if (what === "start") {
      if (walk === null && screenShown() === "home") begin();
      else if (walk?.paused && screenShown() === "paused") resume();
    } else if (walk === null || !walk.journal) return;
    else if (what === "pause" && screenShown() === "walk") pause();
    else if (what === "feedback") walk.coach?.tell(block, told);
    else if (what === "stop") end();
  }

  const alone = () =>
    new Promise((resolve) => {
      if (!navigator.locks) return resolve(() => {});
      navigator.locks.request("footwise walk", { ifAvailable: true }, (lock) => {
        if (lock === null) return resolve(null);
        return new Promise((release) => resolve(release));
      });
    });

  async function begin() {
    if (ALONE) await course.refresh();
    if (course.told.stopped) return show("home");
    const release = await alone();
    if (release === null) {
      fill("today", said("other-tab"));
      return;
    }
    walk = newWalk(release, null);
    fill("walk-notice", "");
    fill("setup-table", "");
    offerBluetooth();
    if (course.told.plan === null) return timer();
    return show("setup-table");
  }

  const newWalk = (release, setup) => ({ release, setup, notice: "", noted: new Set(), cues: 0, begun: performance.now(), paused: false });

  // One line in the log of this walk for the clinic, however often it happens.
  async function note(word) {
    const noting = walk;
    if (noting === null || noting.noted.has(word)) return;
    noting.noted.add(word);
    const notice = noticeOf(word, (performance.now() - noting.begun) / 1000);
    // Before it comes to walking it is sent by itself: whoever gives up here comes to no end.
    const journal = await (noting.journal ?? openJournal(store, tellOutbox));
    if (noting.journal === undefined) return kept(journal.close(notice));
    kept(journal.append(notice));
    return kept(journal.flush());
  }

  async function table() {
    openSound();
    const looking = walk;
    const isOn = () => walk === looking && looking.coach === undefined;
    const stops = (stop) => (looking.stop_listening = stop);
    const setup = await lookAtPhone({ store, note, isOn, stops, aloud: prefs.sound });
    if (setup === null || !isOn()) return;
    walk.setup = setup;
    showShoe(setup.source, course.told.plan.side);
  }

  async function bluetooth() {
    openSound();
    const chosen = await chooseBluetooth();
    if (chosen === null || walk === null) return;
    await anew(chosen.setup);
    walk.dot = chosen.dot;
  }

  // What was walked so far counts; with the sensor put on again it begins behind that.
  async function anew(setup) {
    const { release, journal, coach, dot } = walk;
    stopListening();
    walk = newWalk(release, setup);
    walk.dot = dot;
    if (coach && coach.phase !== Phase.REFUSED) {
      kept((await journal).append(coach.end()));
      if (coach.elapsed_s > 0) await walked(await journal, coach);
    }
    if (journal !== undefined) await kept((await journal).close({ kind: "closed" }));
    showShoe(setup.source, course.told.plan.side);
  }

  const walked = ({ session }, coach) =>
    course.walked(
      { session, minutes: coach.elapsed_s / 60, ...coach.steps },
      coach.baseline_deg === null ? {} : { [coach.side]: coach.baseline_deg },
    );

  async function start() {
    if (walk === null || walk.journal !== undefined) return;
    const { plan, baseline_deg, next_session } = course.told;
    walk.journal = openJournal(store, tellOutbox);
    const journal = await walk.journal;
    walk.begun = performance.now();
    const blocks = course.blocks();
    const told = planOf({ session: next_session, side: plan.side, change_deg: plan.change_deg, blocks, baseline_deg });
    walk.coach = new CoachedWalk(told, {
      record(record) {
        kept(journal.append(record));
        live.record(record);
      },
      cue: (told) => giveCue(walk, told, prefs),
    });
    kept(journal.append(walk.coach.record_of("phone", { setup: walk.setup, agent: navigator.userAgent })));
    walk.sign = walk.setup.sign;
    walk.still_since = null;
    walk.raw = new RawSamples(walk.sign, (record) => kept(journal.append(record)));
    if (!(await listening())) return;
    walk.timer = setInterval(turn, 200);
    if (!(await stayAwake())) walk.notice = said("no-wake");
    show("setup-still");
  }

  async function listening() {
    const { dot, setup } = walk;
    if (setup.source !== "dot") {
      walk.stop_listening = listen(sample, setup.source);
      return true;
    }
    try {
      walk.stop_listening = await dot.listen(sample);
      return true;
    } catch {
      fill("which-shoe", said("no-connection"));
      await kept((await walk.journal).close({ kind: "closed" }));
      walk.journal = walk.coach = undefined;
      return false;
    }
  }

  function sample(time, ax, ay, az, gx, gy, gz) {
    if (walk === null || walk.paused) return;
    const s = walk.sign;
    walk.coach.hear(walk.dot ? performance.now() / 1000 : time, time, s * ax, s * ay, s * az, gx, gy, gz);
    walk.up_m_s2 = s * az;
    const turn = Math.hypot(gx, gy, gz);
    live.felt(turn);
    if (turn > MOVES_RAD_S) walk.still_since = null;
    else walk.still_since ??= time;
    walk.last_s = time;
    if (prefs.raw) walk.raw.take([time, ax, ay, az, gx, gy, gz]);
  }

  function turn() {
    const { coach } = walk;
    if (walk.paused) return;
    coach.tick();
    if (coach.phase === Phase.REFUSED) return refused();
    if (coach.phase === Phase.FINISHED) return end();
    if (coach.phase === Phase.CALIBRATION) return alongLine(walk, prefs, note);
    if (otherFoot(coach)) return;
    show("walk");
    fill("walk-notice", noticeFor(walk, note));
    if (coach.phase === Phase.TRAINING) showTraining(walk, prefs);
    else showNatural(coach);
  }

  // Asked once a walk, before the natural angle of a first session is taken from the wrong foot.
  function otherFoot(coach) {
    if (walk.asked_foot) return false;
    walk.asked_foot = true;
    if (!mayBeTheOther(coach.line_deg, coach.plan.baseline_deg[coach.side], coach.plan.change_deg)) return false;
    walk.paused = true;
    coach.pause(true);
    fill("ask-foot", said(`ask-foot-${coach.side}`));
    if (prefs.sound) speak(said(`ask-foot-${coach.side}`));
    show("setup-foot");
    return true;
  }

  function refused() {
    const { coach } = walk;
    stopListening();
    fill("verdict", said("verdict-not"));
    fill("verdict-why", said("verdict-remedy"));
    kept(walk.journal.then((journal) => journal.append(coach.end())));
    note("not-usable");
    show("setup-verdict");
  }

  // Without a sensor: a timer and a diary.
  async function timer() {
    if (walk === null || walk.coach === null) return;
    openSound();
    walk.stop_listening?.();
    walk.journal ??= openJournal(store, tellOutbox);
    walk.coach = null;
    await walk.journal;
    walk.timed_ms = 0;
    walk.kept_ms = 0;
    walk.last_ms = performance.now();
    fill("walk-title", said("title-timer"));
    fill("walk-told", "");
    if (!(await stayAwake())) fill("walk-notice", said("no-wake"));
    walk.timer = setInterval(timed, 500);
    show("walk");
  }

  function timed() {
    const now = performance.now();
    if (!walk.paused) walk.timed_ms += now - walk.last_ms;
    walk.last_ms = now;
    const minutes = course.told.plan?.minutes ?? 0;
    const target = Math.max(0, minutes - course.minutesToday()) * 60;
    showLeft(minutes ? target - walk.timed_ms / 1000 : walk.timed_ms / 1000);
    if (walk.timed_ms - walk.kept_ms < TIMER_KEPT_MS) return;
    walk.kept_ms = walk.timed_ms;
    const minutes_walked = walk.timed_ms / 60000;
    kept(walk.journal.then((journal) => journal.append({ kind: "timer", minutes: minutes_walked })));
    if (minutes && walk.timed_ms / 1000 >= target && target > 0) end();
  }

  function stopListening() {
    walk.stop_listening?.();
    clearInterval(walk.timer);
    letSleep();
  }

  async function end() {
    if (walk === null) return;
    const ended = walk;
    stopListening();
    walk = null;
    const { coach } = ended;
    if (ended.journal === undefined) {
      ended.release();
      return show("home");
    }
    const journal = await ended.journal;
    const after_s = () => (performance.now() - ended.begun) / 1000;
    if (coach) await kept(journal.append(coach.end()));
    else await kept(journal.append({ kind: "timer", minutes: ended.timed_ms / 60000 }));
    const strides = coach ? coach.steps : { steps: null, right: null };
    const minutes = coach ? coach.elapsed_s / 60 : ended.timed_ms / 60000;
    if (prefs.sound) speak(said("say-end"));
    if (coach) await walked(journal, coach);
    else await course.walked({ session: journal.session, minutes, ...strides }, {});
    const record = (answer) => {
      kept(journal.append({ kind: "answer", after_s: after_s(), ...answer }));
      return kept(journal.flush());
    };
    const close = async () => {
      await kept(journal.close({ kind: "closed" }));
      ended.release();
    };
    kept(journal.flush());
    finish({ minutes, ...strides, record, close });
  }

  // A call, another page, a dark screen: no step is felt, and the person says when they go on.
  function away() {
    if (walk === null || walk.journal === undefined || walk.coach === undefined || document.visibilityState === "visible") return;
    if (walk.coach && [Phase.FINISHED, Phase.REFUSED].includes(walk.coach.phase)) return;
    note("away");
    if (!walk.paused) pause(said("was-away"));
  }
  document.addEventListener("visibilitychange", away);

  function pause(why = "") {
    walk.paused = true;
    walk.coach?.pause(true);
    fill("paused-why", why);
    for (const one of document.querySelectorAll('[data-do="refit"]')) one.hidden = !walk.coach;
    show("paused");
  }

  function resume() {
    walk.paused = false;
    walk.coach?.pause(false);
    walk.last_ms = performance.now();
    fill("paused-why", "");
    if (walk.coach && walk.coach.phase === Phase.CALIBRATION) {
      walk.stood = false;
      walk.still_since = null;
      return show("setup-still");
    }
    return show("walk");
  }

  // Before it comes to walking: nothing was walked, and another page may begin.
  function leave() {
    if (walk === null) return show("home");
    if (walk.journal === undefined) return end();
  }

  on("leave", leave);
  on("setup-permission", table);
  on("bluetooth", bluetooth);
  on("refit", () => {
    note("refit");
    fill("paused-why", "");
    anew(walk.setup);
  });
  on("right-foot", () => {
    note("foot-confirmed");
    resume();
  });
  on("other-foot", () => {
    note("other-foot");
    anew(walk.setup);
  });
  on("setup-still", start);
  on("without-sensor", timer);
  on("after-verdict", timer);
  on("stop", end);
  on("pause", () => pause());
  on("resume", resume);
  return { begin, isOn: () => walk !== null && walk.journal !== undefined };
}
