// What is kept in the phone: packets until their receipt, and how the course stood when there was a network.
//
// Each person has a database of their own, so that nothing of one is ever sent with the key of another.

import { ALONE } from "./behind.mjs";

export class StoreFull extends Error {}

export const asked = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

// Done means that it lies on the disk.
export const done = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    // An error of a request comes first and knows less than the end of the transaction.
    transaction.onabort = () => {
      const full = transaction.error?.name === "QuotaExceededError";
      reject(full ? new StoreFull() : (transaction.error ?? new Error("not kept")));
    };
  });

// From 2 on there is a place for walks that are over, for people without a clinic.
const VERSION = 2;

export const opened = (name, upgrade) => {
  const request = indexedDB.open(name, VERSION);
  request.onupgradeneeded = () => upgrade(request.result);
  return asked(request);
};

const placed = (base, name, about) => base.objectStoreNames.contains(name) || base.createObjectStore(name, about);

// A clinic's page and one for people without a clinic may lie at the same host.
const PHONE = ALONE ? "footwise-phone-alone" : "footwise-phone";

// Whose phone this is, and what the person has chosen on it; of nobody's walks.
export async function openPhone() {
  const base = await opened(PHONE, (made) => placed(made, "told"));
  return { ...values(base, "told"), forget: () => forgotten(base, PHONE) };
}

async function forgotten(base, name) {
  base.close();
  await asked(indexedDB.deleteDatabase(name));
}

const values = (base, name) => ({
  get: (key) => asked(base.transaction(name).objectStore(name).get(key)),
  set: async (key, value) => {
    const transaction = base.transaction(name, "readwrite", { durability: "strict" });
    transaction.objectStore(name).put(value, key);
    await done(transaction);
  },
});

export async function openStore(person) {
  const base = await opened(`footwise-${person}`, (made) => {
    placed(made, "packets", { keyPath: ["session", "number"] });
    placed(made, "told");
    placed(made, "walks", { keyPath: "session" });
  });
  const packets = (mode = "readonly") => base.transaction("packets", mode, { durability: "strict" });
  return {
    ...values(base, "told"),
    async keep(packet) {
      const transaction = packets("readwrite");
      transaction.objectStore("packets").put(packet);
      await done(transaction);
    },
    async drop(keys) {
      const transaction = packets("readwrite");
      for (const key of keys) transaction.objectStore("packets").delete(key);
      await done(transaction);
    },
    // The packets of a walk become one row, or stay as they are.
    async archive(walk, keys) {
      const transaction = base.transaction(["packets", "walks"], "readwrite", { durability: "strict" });
      transaction.objectStore("walks").put(walk);
      for (const key of keys) transaction.objectStore("packets").delete(key);
      await done(transaction);
    },
    walks: () => asked(base.transaction("walks").objectStore("walks").getAll()),
    // All of a saved file, or nothing of it.
    async restore(walks, course) {
      const transaction = base.transaction(["walks", "told"], "readwrite", { durability: "strict" });
      for (const walk of walks) transaction.objectStore("walks").put(walk);
      transaction.objectStore("told").put(course, "course");
      await done(transaction);
    },
    walked: () => asked(base.transaction("walks").objectStore("walks").count()),
    all: () => asked(packets().objectStore("packets").getAll()),
    count: () => asked(packets().objectStore("packets").count()),
    async forget() {
      await forgotten(base, `footwise-${person}`);
      await asked(indexedDB.deleteDatabase(`footwise-film-${person}`));
    },
  };
}
