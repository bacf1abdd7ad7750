// A film that the person has agreed to send goes piece by piece, on where the server says that it stands, until its receipt.

import { FilmState, openFilms } from "./film_store.mjs";
import { startSending } from "./sending.mjs";
import { Trouble, ask, putPiece } from "./server.mjs";

// Answers without any progress in a row, after which it waits.
const MOST_STANDING = 5;
// What will never be taken; anything else passes.
const NEVER = ["no film", "too much", "not understood"];
const GO_ON = ["elsewhere", "damaged"];
let started = null;

// One of a page, however many parts of it ask.
export function filmsOf(person) {
  started ??= start(person);
  return started;
}

async function start(person) {
  const films = await openFilms(person);
  const listeners = [];
  const told = () => listeners.forEach((one) => one());
  const shares = new Map();
  const state = { trouble: "", arrived: 0 };

  const sending = async () => (await films.all()).filter((one) => one.state === FilmState.SENDING);

  async function sendOne(film, through) {
    const blob = await films.blob(film);
    const where = `films/${film.key}/`;
    const { view, walked } = film;
    let { offset, whole, piece } = await ask(where);
    let standing = 0;
    while (!whole) {
      const bytes = await blob.slice(offset, offset + piece).arrayBuffer();
      const ago_s = Math.max(0, (Date.now() - film.wall_ms) / 1000);
      const about = { size: blob.size, view, walked, ago_s, agreed: true };
      const before = offset;
      try {
        ({ offset, whole } = await putPiece(where, bytes, offset, about));
      } catch (error) {
        // It says where to go on: a receipt was lost, or a piece was damaged on its way.
        if (!(error instanceof Trouble) || !GO_ON.includes(error.kind)) throw error;
        offset = error.told.offset;
      }
      standing = offset > before ? 0 : standing + 1;
      if (standing > MOST_STANDING) throw new Trouble("no network");
      if (offset > before) through();
      shares.set(film.key, offset / blob.size);
      told();
    }
    await films.remove(film.key);
    shares.delete(film.key);
    state.arrived += 1;
    told();
  }

  async function send(through) {
    for (let film; (film = (await sending())[0]); ) {
      try {
        await sendOne(film, through);
        state.trouble = "";
      } catch (error) {
        if (!(error instanceof Trouble) || !NEVER.includes(error.kind)) throw error;
        await films.put({ ...film, state: FilmState.REFUSED, why: error.kind });
        told();
      }
    }
  }

  const round = startSending("footwise films", send, (error) => {
    state.trouble = error instanceof Trouble ? error.kind : "no network";
    told();
  });
  return {
    films,
    send: round,
    shareOf: (key) => shares.get(key) ?? 0,
    // Called whenever anything is another.
    listen: (listener) => listeners.push(listener),
    waiting: async () => (await sending()).length,
    get arrived() {
      return state.arrived;
    },
    get trouble() {
      return state.trouble;
    },
  };
}
