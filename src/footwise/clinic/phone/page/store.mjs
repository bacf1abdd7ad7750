// What is kept in the phone: packets until their receipt, and how the course stood when there was a network.
//
// Each person has a database of their own, so that nothing of one is ever sent with the key of another.

export class StoreFull extends Error {}

const asked = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

// Done means that it lies on the disk.
const done = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    // An error of a request comes first and knows less than the end of the transaction.
    transaction.onabort = () => {
      const full = transaction.error?.name === "QuotaExceededError";
      reject(full ? new StoreFull() : (transaction.error ?? new Error("not kept")));
    };
  });

const opened = (name, upgrade) => {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => upgrade(request.result);
  return asked(request);
};

// Whose phone this is, and what the person has chosen on it; of nobody's walks.
export async function openPhone() {
  const base = await opened("footwise-phone", (made) => made.createObjectStore("told"));
  return values(base, "told");
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
    made.createObjectStore("packets", { keyPath: ["session", "number"] });
    made.createObjectStore("told");
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
    all: () => asked(packets().objectStore("packets").getAll()),
    count: () => asked(packets().objectStore("packets").count()),
    async forget() {
      base.close();
      await asked(indexedDB.deleteDatabase(`footwise-${person}`));
    },
  };
}
