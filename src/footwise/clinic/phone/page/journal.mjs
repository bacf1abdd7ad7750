// A session is written down record by record, into numbered packets: each record lies on the disk before it counts.
//
// The packet that is being filled is kept as well, so that a phone that dies loses nothing. The next start of the page
// closes what a dead one has left.

import { leftOf } from "./kept_walk.mjs";

// A name that nothing else has; an address without https has no function for it.
function newName() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const signs = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [[0, 8], [8, 12], [12, 16], [16, 20], [20, 32]].map(([from, to]) => signs.slice(from, to)).join("-");
}

// Since which start of the page the steady clock counts.
export const PAGE = newName();
const CLOSED_AFTER_MS = 5000;
const MOST_RECORDS = 200;

export const clocks = () => ({ wall_ms: Date.now(), steady_ms: performance.now(), page: PAGE });

const lockOf = (session) => `footwise session ${session}`;

// Hold a name as long as this page lives; false where another page of this phone holds it.
const held = (name) =>
  new Promise((resolve) => {
    if (!navigator.locks) return resolve(true);
    navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock === null ? undefined : new Promise(() => {});
    });
  });

// Sessions that were begun and not closed, so that the next start of the page knows of those that have been sent so far.
async function listed(store, change) {
  const all = new Set((await store.get("unfinished")) ?? []);
  change(all);
  // A full phone keeps no list; the packets themselves say which sessions are open.
  await store.set("unfinished", [...all]).catch(() => {});
}

export async function openJournal(store, told) {
  const session = newName();
  await held(lockOf(session));
  await listed(store, (all) => all.add(session));
  let number = 0;
  let records = [];
  let since = performance.now();
  let writing = Promise.resolve();
  const unkept = new Map();
  let closed = false;

  const packet = (last) => ({ session, number, records: [...records], last, open: !last, ...clocks() });
  const write = (close, last) => {
    const one = { ...packet(last), open: !close };
    if (close) {
      number += 1;
      records = [];
      since = performance.now();
    }
    unkept.set(one.number, one);
    // One after the other: an older state of a packet never overwrites a newer one. What a full phone has not taken is
    // tried again with the next record.
    writing = writing.catch(() => {}).then(async () => {
      for (const [which, waits] of [...unkept]) {
        await store.keep(waits);
        if (unkept.get(which) === waits) unkept.delete(which);
      }
    });
    return writing.then(() => close && told());
  };
  return {
    session,
    append(record) {
      if (closed) throw new Error("the session is closed");
      records.push(record);
      const close = records.length >= MOST_RECORDS || performance.now() - since >= CLOSED_AFTER_MS;
      return write(close, false);
    },
    // What is said now is sent now.
    flush: () => (records.length ? write(true, false) : writing),
    async close(record) {
      closed = true;
      records.push(record);
      await write(true, true);
      await listed(store, (all) => all.delete(session));
    },
  };
}

// What cannot be read is sent as it is, and keeps the page from nothing.
async function counted(course, packets) {
  try {
    await course.left(leftOf([...packets].sort((one, other) => one.number - other.number)));
  } catch (error) {
    console.error(error);
  }
}

// Close the sessions that no page writes any more; what was walked in them counts in the course, before the clinic has answered.
export async function closeLeft(store, course) {
  const sessions = Map.groupBy
    ? Map.groupBy(await store.all(), (one) => one.session)
    : (await store.all()).reduce((all, one) => all.set(one.session, [...(all.get(one.session) ?? []), one]), new Map());
  const known = new Set((await store.get("unfinished")) ?? []);
  for (const session of new Set([...sessions.keys(), ...known])) {
    const packets = sessions.get(session) ?? [];
    if (packets.some((one) => one.last) || !(await held(lockOf(session)))) continue;
    const open = packets.find((one) => one.open);
    // What was sent already is not here any more: the number goes on after it.
    const sent = (await store.get(`sent ${session}`)) ?? -1;
    const number = open ? open.number : Math.max(sent, ...packets.map((one) => one.number)) + 1;
    const records = open ? open.records : [];
    const when = open ?? packets.at(-1) ?? clocks();
    const end = { kind: "end", finished: false };
    // Before the session is closed: a phone that dies here does it again, and the course knows each session once.
    if (packets.length) await counted(course, packets);
    const clock = { wall_ms: when.wall_ms, steady_ms: when.steady_ms, page: when.page };
    await store.keep({ session, number, records: [...records, end], last: true, open: false, ...clock });
    known.delete(session);
  }
  await store.set("unfinished", [...known]);
}
