// How the course stands, as this phone knows it: what the clinic said last, and what was walked and said since.

import { DEFAULT_SCHEDULE, session_blocks } from "../generated/schedule.mjs";
import { ALONE } from "./behind.mjs";
import { ask } from "./server.mjs";
import { StoreFull } from "./store.mjs";
import { painIsUp, withPain } from "./stop_rule.mjs";

const EMPTY = { agreed: true, plan: null, schedule: [], next_session: 1, stage: 1, stage_min: 0, baseline_deg: {}, walks: [], pains: [], medials: [], stopped: null, pause: null, year: [], visits: [], asked: null, push: null };
// So long the clinic's side may need until it has taken in what it was sent.
const LATER_MS = 3 * 60 * 1000;
// A clinic keeps the older ones.
const KEPT = ALONE ? 5000 : 60;

export const dayOf = (time = new Date()) =>
  `${time.getFullYear()}-${String(time.getMonth() + 1).padStart(2, "0")}-${String(time.getDate()).padStart(2, "0")}`;

export async function openCourse(store) {
  let course = { ...EMPTY, ...((await store.get("course")) ?? {}) };
  const keep = async (changed) => {
    course = { ...course, ...changed };
    // A full phone forgets it; the clinic tells it again.
    await store.set("course", course).catch((error) => {
      if (!(error instanceof StoreFull)) throw error;
    });
  };
  return {
    get told() {
      return course;
    },
    async refresh() {
      if (ALONE) {
        // Another page of this phone may have walked.
        course = { ...course, ...((await store.get("course")) ?? {}) };
        return;
      }
      const told = await ask("course/");
      // A withdrawal that still waits in this phone holds here already.
      const agreed = told.agreed && course.agreed;
      const always = { plan: told.plan, schedule: told.schedule, agreed, visits: told.visits, push: told.push };
      const mine = Date.now() - (course.changed_ms ?? 0) < LATER_MS || (await store.count()) > 0;
      await keep(mine ? always : { ...course, ...told });
    },
    minutesToday: () => course.walks.filter((one) => one.day === dayOf()).reduce((sum, one) => sum + one.minutes, 0),
    // What is left of the blocks of this stage of the fading schedule.
    blocks() {
      const last = Math.max(...course.schedule.map((row) => row.session));
      const rows = course.schedule.filter((row) => row.session === Math.min(course.stage, last));
      let gone_s = 60 * course.stage_min;
      const blocks = [];
      for (const row of rows) {
        const block_s = row.block_s - Math.min(gone_s, row.block_s);
        gone_s -= row.block_s - block_s;
        if (block_s > 0) blocks.push({ ...row, session: course.next_session, block_s });
      }
      return blocks;
    },
    walked: (walk, baseline_deg) =>
      keep({
        walks: [...without(course.walks, walk), { day: dayOf(), ...walk }].slice(-KEPT),
        baseline_deg: { ...baseline_deg, ...course.baseline_deg },
        ...(walk.steps === null ? {} : { next_session: course.next_session + 1, ...advanced(course, walk.minutes) }),
        changed_ms: Date.now(),
      }),
    // A walk whose page was killed counts once, as one that came to its end. Of a timer the clinic may know the beginning.
    async left({ session, day, minutes, steps, right, number, baseline_deg }) {
      const known = course.walks.find((one) => one.session === session);
      if (minutes === null || (known && (steps !== null || known.minutes >= minutes))) return;
      const next_session = Math.max(course.next_session, (number ?? course.next_session) + 1);
      await keep({
        walks: [...without(course.walks, { session }), { session, day, minutes, steps, right }].slice(-KEPT),
        baseline_deg: { ...baseline_deg, ...course.baseline_deg },
        ...(steps === null || !course.plan ? {} : { next_session, ...advanced(course, minutes) }),
        changed_ms: Date.now(),
      });
    },
    async pain(rating) {
      const pains = withPain(course.pains, dayOf(), rating);
      const up = painIsUp(pains) && course.pain_stop_day !== dayOf();
      const stopped = up ? { why: "pain", day: dayOf() } : course.stopped;
      await keep({ pains, stopped, changed_ms: Date.now(), ...(up ? { pain_stop_day: dayOf() } : {}) });
      return up;
    },
    medial: (rating) => keep({ medials: withPain(course.medials, dayOf(), rating), changed_ms: Date.now() }),
    // A questionnaire was answered: it is due no more.
    answered: (day) => keep({ asked: course.asked && { ...course.asked, last: day }, changed_ms: Date.now() }),
    withdrew: () => keep({ agreed: false, changed_ms: Date.now() }),
    paused: (pause) => keep({ pause, changed_ms: Date.now() }),
    fell: () => keep({ stopped: { why: "fall", day: dayOf() }, changed_ms: Date.now() }),
    // Without a clinic: what a professional's letter says, and that they were talked to.
    choose: (plan) => keep({ plan, schedule: homeSchedule(plan.minutes) }),
    talked: () => keep({ stopped: null }),
    // What is kept of a walk; a page that was killed has told the course nothing of it.
    async counted({ session, day, minutes, steps, right, number, beside }) {
      await this.refresh();
      const rated = (place) => beside.filter((one) => one.question === "pain" && one.place === place);
      const withAll = (known, place) => rated(place).reduce((all, one) => withPain(all, day, one.rating), known);
      const changed = { pains: withAll(course.pains, "overall"), medials: withAll(course.medials, "medial") };
      if (minutes !== null && !course.walks.some((one) => one.session === session)) {
        changed.walks = [...course.walks, { session, day, minutes, steps, right }].slice(-KEPT);
        if (steps !== null && course.plan) {
          Object.assign(changed, advanced(course, minutes), { next_session: Math.max(course.next_session, number + 1) });
        }
      }
      if (beside.some((one) => one.question === "fall" && one.fell === true)) changed.stopped = { why: "fall", day };
      else if (painIsUp(changed.pains) && changed.pains.at(-1).day > (course.pain_stop_day ?? "")) {
        changed.stopped = { why: "pain", day };
        changed.pain_stop_day = changed.pains.at(-1).day;
      }
      await keep(changed);
    },
  };
}

// The same as `home_schedule` of `home_practice.py`.
export function homeSchedule(minutes) {
  return [...DEFAULT_SCHEDULE].map((block) => {
    const whole = session_blocks(DEFAULT_SCHEDULE, block.session).reduce((sum, one) => sum + one.block_s, 0);
    return { ...block, block_s: (60 * minutes * block.block_s) / whole };
  });
}

const without = (walks, { session }) => walks.filter((one) => one.session === undefined || one.session !== session);

// A stage of the schedule is over when less than a minute of it is left; `course.py` counts the same.
function advanced({ stage, stage_min, plan }, minutes) {
  const walked = stage_min + minutes;
  return walked >= plan.minutes - 1 ? { stage: stage + 1, stage_min: 0 } : { stage, stage_min: walked };
}
