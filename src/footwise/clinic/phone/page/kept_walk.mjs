// A walk out of its packets: its log as `footwise coach` writes one, what was said beside it, and its figures.

import { dayOf } from "./course.mjs";

// Kinds of records that no log has; the same as in `home_practice.py`.
const BESIDE = new Set(["answer", "raw", "timer", "closed"]);
const MOST_MINUTES = 600;

// `packets` of one session, in their order. As the clinic's side does, a walk without a block is a diary's minutes.
export function walkOf(packets) {
  const records = packets.flatMap((one) => one.records);
  const began_ms = packets[0].wall_ms;
  const walk = { session: packets[0].session, began_ms, day: dayOf(new Date(began_ms)), log: null, number: null };
  const timer = records.findLast((one) => one.kind === "timer");
  const said = [...records.filter((one) => one.kind === "answer"), ...(timer ? [timer] : [])];
  const logged = records.filter((one) => !BESIDE.has(one.kind));
  if (logged[0]?.kind === "session" && logged.some((one) => one.kind === "block")) {
    return { ...walk, ...figures(logged), beside: said, number: logged[0].plan.session, log: logText(logged) };
  }
  const minutes = timer ? Math.min(timer.minutes, MOST_MINUTES) : null;
  const sensor = logged.filter((one) => ["phone", "quality", "notice"].includes(one.kind));
  return { ...walk, minutes, steps: null, right: null, beside: [...sensor, ...said] };
}

// What lies in the phone of a walk that was cut off, with the natural angle that was found in it. Its first packets may
// have reached the clinic already: what is left still tells the minutes, and the steps that are left.
export function leftOf(packets) {
  const walk = walkOf(packets);
  const records = packets.flatMap((one) => one.records);
  const baseline_deg = Object.fromEntries(records.filter((one) => one.kind === "target").map((one) => [one.side, one.baseline_deg]));
  const practised = records.some((one) => one.kind === "stride" && (one.block ?? null) !== null);
  return { ...walk, ...(walk.minutes === null && practised ? figures(records) : {}), baseline_deg };
}

// As the summary of a session counts: valid steps of the blocks, and those of them in the band.
function figures(records) {
  const steps = records.filter((one) => one.kind === "stride" && one.valid && one.error_deg !== null && one.block !== null);
  const walked_s = records.reduce((most, one) => Math.max(most, one.elapsed_s ?? 0), 0);
  return { minutes: walked_s / 60, steps: steps.length, right: steps.filter((one) => one.in_band).length };
}

export function logText(records) {
  const [begun, ...rest] = records;
  const started = begun.started.replace(/\.\d+Z$/, "+00:00");
  return [{ ...begun, started }, ...rest].map((one) => `${JSON.stringify(one)}\n`).join("");
}

// Two pages that walked at the same time may have given the same number.
export function renumbered(text, number) {
  const end = text.indexOf("\n");
  const begun = JSON.parse(text.slice(0, end));
  const blocks = begun.plan.blocks.map((block) => ({ ...block, session: number }));
  return JSON.stringify({ ...begun, plan: { ...begun.plan, session: number, blocks } }) + text.slice(end);
}
