// Without a clinic a walk that is over stays in the phone: its packets become one row, with the log packed as it is saved.

import { walkOf } from "./kept_walk.mjs";
import { StoreFull } from "./store.mjs";
import { packed } from "./zip.mjs";

// Stands where a clinic's outbox stands, and is told of the same things.
export function startArchive(store, course, tell) {
  const all = async () => {
    for (const packets of await wholeSessions(store)) {
      const walk = read(packets);
      if (walk === null) continue;
      const log = walk.log === null ? null : await packed(new TextEncoder().encode(walk.log));
      const keys = packets.map(({ session, number }) => [session, number]);
      await store.archive({ ...walk, log }, keys);
      await course.counted(walk);
    }
    tell("all-sent");
  };
  let last = Promise.resolve();
  const round = () => {
    // Of several open pages one does it. What a full phone has not taken stays as packets, and is tried the next time.
    last = last
      .catch(() => {})
      .then(() => (navigator.locks ? navigator.locks.request("footwise archive", all) : all()))
      .catch((error) => {
        if (!(error instanceof StoreFull)) throw error;
        tell("full");
      });
    return last;
  };
  return round;
}

// What cannot be read stays as it is, goes into a saved file as it is, and keeps nothing else waiting.
function read(packets) {
  try {
    return walkOf(packets);
  } catch (error) {
    console.error(error);
    return null;
  }
}

async function wholeSessions(store) {
  const sessions = new Map();
  for (const one of await store.all()) sessions.set(one.session, [...(sessions.get(one.session) ?? []), one]);
  return [...sessions.values()].filter((packets) => {
    const last = packets.find((one) => one.last);
    return last !== undefined && packets.length === last.number + 1;
  });
}
