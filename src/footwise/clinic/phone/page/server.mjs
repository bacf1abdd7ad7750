// What is asked of the clinic's server, and what it may answer; a network that is away is an answer, too.

import { ALONE } from "./behind.mjs";

// Told from the page, so that it may lie below any path.
export const BASE = new URL(document.documentElement.dataset.base, document.baseURI).href;
// The number of what this page and the server say to each other; the server turns an older one away.
export const SPOKEN = 1;
const LONGEST_MS = 20000;

export class Trouble extends Error {
  constructor(kind, told = {}) {
    super(kind);
    this.kind = kind;
    this.told = told;
  }
}

export async function ask(path, body = undefined) {
  // For people without a clinic nothing is asked of anybody, whoever may call this.
  if (ALONE) throw new Trouble("no network");
  const options = { headers: { "X-Footwise-Page": String(SPOKEN) }, credentials: "same-origin", cache: "no-store" };
  if (body !== undefined) {
    options.method = "POST";
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), LONGEST_MS);
  let answer;
  let told;
  try {
    answer = await fetch(`${BASE}${path}`, { ...options, signal: giveUp.signal });
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
