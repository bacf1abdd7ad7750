// How the course stands, as this phone knows it: what the clinic said last, and what was walked and said since.

import { ask } from "./server.mjs";
import { painIsUp, withPain } from "./stop_rule.mjs";

const EMPTY = { agreed: true, plan: null, schedule: [], next_session: 1, baseline_deg: {}, walks: [], pains: [], stopped: null };
// So long the clinic's side may need until it has taken in what it was sent.
const LATER_MS = 3 * 60 * 1000;

export const dayOf = (time = new Date()) =>
  `${time.getFullYear()}-${String(time.getMonth() + 1).padStart(2, "0")}-${String(time.getDate()).padStart(2, "0")}`;

export async function openCourse(store) {
  let course = { ...EMPTY, ...((await store.get("course")) ?? {}) };
  const keep = async (changed) => {
    course = { ...course, ...changed };
    await store.set("course", course);
  };
  return {
    get told() {
      return course;
    },
    async refresh() {
      const told = await ask("course/");
      const always = { plan: told.plan, schedule: told.schedule, agreed: told.agreed };
      const mine = Date.now() - (course.changed_ms ?? 0) < LATER_MS || (await store.count()) > 0;
      await keep(mine ? always : { ...course, ...told });
    },
    minutesToday: () => course.walks.filter((one) => one.day === dayOf()).reduce((sum, one) => sum + one.minutes, 0),
    // The blocks of the next session, as long as there are minutes left for today.
    blocks(done_min) {
      const last = Math.max(...course.schedule.map((row) => row.session));
      const number = Math.min(course.next_session, last);
      const rows = course.schedule.filter((row) => row.session === number);
      const left = Math.max(course.plan.minutes - done_min, Math.min(3, course.plan.minutes));
      return rows.map((row) => ({ ...row, session: course.next_session, block_s: (row.block_s * left) / course.plan.minutes }));
    },
    walked: (walk, baseline_deg) =>
      keep({
        walks: [...course.walks, { day: dayOf(), ...walk }].slice(-60),
        baseline_deg: { ...baseline_deg, ...course.baseline_deg },
        next_session: course.next_session + (walk.steps === null ? 0 : 1),
        changed_ms: Date.now(),
      }),
    async pain(rating) {
      const pains = withPain(course.pains, dayOf(), rating);
      const up = painIsUp(pains) && course.pain_stop_day !== dayOf();
      const stopped = up ? { why: "pain", day: dayOf() } : course.stopped;
      await keep({ pains, stopped, changed_ms: Date.now(), ...(up ? { pain_stop_day: dayOf() } : {}) });
      return up;
    },
    fell: () => keep({ stopped: { why: "fall", day: dayOf() }, changed_ms: Date.now() }),
  };
}
