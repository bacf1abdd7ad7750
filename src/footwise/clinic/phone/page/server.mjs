// What is asked of the clinic's server, and what it may answer; a network that is away is an answer, too.

import { ALONE } from "./behind.mjs";

// Told from the page, so that it may lie below any path.
export const BASE = new URL(document.documentElement.dataset.base, document.baseURI).href;
// The number of what this page and the server say to each other; the server turns an older one away.
export const SPOKEN = 1;
const LONGEST_MS = 20000;
// A megabyte on a slow line.
const LONGEST_PIECE_MS = 3 * 60 * 1000;

export class Trouble extends Error {
  constructor(kind, told = {}) {
    super(kind);
    this.kind = kind;
    this.told = told;
  }
}

export async function ask(path, body = undefined) {
  if (body === undefined) return called(path, {}, {}, LONGEST_MS);
  const headers = { "Content-Type": "application/json" };
  return called(path, { method: "POST", body: JSON.stringify(body) }, headers, LONGEST_MS);
}

// A piece of something large: where it begins, and its hash, by which the server knows that it came as it was sent.
export async function putPiece(path, bytes, offset, about) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const headers = {
    "Content-Type": "application/octet-stream",
    "Piece-Offset": String(offset),
    "Piece-SHA256": [...hash].map((one) => one.toString(16).padStart(2, "0")).join(""),
    "Film-About": JSON.stringify(about),
  };
  return called(path, { method: "PUT", body: bytes }, headers, LONGEST_PIECE_MS);
}

async function called(path, options, headers, longest_ms) {
  // For people without a clinic nothing is asked of anybody, whoever may call this.
  if (ALONE) throw new Trouble("no network");
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), longest_ms);
  let answer;
  let told;
  try {
    answer = await fetch(`${BASE}${path}`, {
      ...options,
      headers: { "X-Footwise-Page": String(SPOKEN), ...headers },
      credentials: "same-origin",
      cache: "no-store",
      signal: giveUp.signal,
    });
    told = await answer.json();
  } catch {
    // Cut off in the middle, or a proxy's page of its own: as if there were no network.
    throw new Trouble("no network");
  } finally {
    clearTimeout(timer);
  }
  if (answer.ok) return told;
  throw new Trouble(answer.status >= 500 ? "no network" : (told.trouble ?? "no network"), told);
}
