// Films that were made and not sent yet: they lie in the phone, part by part as they were made, until their receipt.

import { asked, done, opened } from "./store.mjs";

// Until somebody has looked at it; until they have said what becomes of it; until the clinic has all of it; not taken.
export const FilmState = { FILMING: "filming", KEPT: "kept", SENDING: "sending", REFUSED: "refused" };

export async function openFilms(person) {
  const base = await opened(`footwise-film-${person}`, (made) => {
    made.createObjectStore("films", { keyPath: "key" });
    made.createObjectStore("parts", { keyPath: ["film", "number"] });
  });
  // Whoever deletes everything waits for nobody.
  base.onversionchange = () => base.close();
  const change = async (names, work) => {
    const transaction = base.transaction(names, "readwrite", { durability: "strict" });
    work(transaction);
    await done(transaction);
  };
  const partsOf = (key) => IDBKeyRange.bound([key, 0], [key, Infinity]);
  return {
    all: () => asked(base.transaction("films").objectStore("films").getAll()),
    get: (key) => asked(base.transaction("films").objectStore("films").get(key)),
    put: (film) => change(["films"], (one) => one.objectStore("films").put(film)),
    addPart: (film, number, blob) => change(["parts"], (one) => one.objectStore("parts").put({ film, number, blob })),
    // A film as one file; the browser keeps it on its disk, and reads what is asked of it.
    async blob({ key, type }) {
      const parts = await asked(base.transaction("parts").objectStore("parts").getAll(partsOf(key)));
      return new Blob(
        parts.map((one) => one.blob),
        { type },
      );
    },
    remove: (key) =>
      change(["films", "parts"], (one) => {
        one.objectStore("films").delete(key);
        one.objectStore("parts").delete(partsOf(key));
      }),
  };
}
