// Everything that a phone without a clinic keeps, as one file: logs that `footwise` reads, the diary, and how the course stands.

import { renumbered } from "./kept_walk.mjs";
import { readCourse, readWalk } from "./saved_course.mjs";
import { NoZip, filesOf, packed, unpacked, zipOf } from "./zip.mjs";

export const KIND = "footwise practice at home";
const VERSION = 1;
const TOLD = "footwise.json";
const MOST_FILE = 512 * 1024 * 1024;
const MOST_TOLD = 64 * 1024 * 1024;
const MOST_LOG = 32 * 1024 * 1024;
const MOST_WALKS = 5000;

const asBytes = (text) => new TextEncoder().encode(text);
const asText = (bytes) => new TextDecoder("utf-8", { fatal: true }).decode(bytes);

// `waiting` is what has not become a walk yet, as one that is being walked.
export async function savedFile(walks, course, waiting) {
  const files = [];
  const told = [];
  let last = 0;
  for (const { log, ...walk } of walks.sort((one, other) => one.began_ms - other.began_ms)) {
    if (log === null) {
      told.push({ ...walk, file: null });
      continue;
    }
    const number = Math.max(walk.number, last + 1);
    last = number;
    const file = `session-${String(number).padStart(2, "0")}.jsonl`;
    const text = number === walk.number ? null : renumbered(asText(await unpacked(log, MOST_LOG)), number);
    files.push({ name: file, ...(text === null ? log : await packed(asBytes(text))) });
    told.push({ ...walk, number, file });
  }
  const { schedule, changed_ms, agreed, ...kept } = course;
  const whole = { kind: KIND, version: VERSION, saved: new Date().toISOString(), course: kept, walks: told, waiting };
  const beside = { [TOLD]: JSON.stringify(whole, null, 1), "diary.csv": diary(course), "pain.csv": pains(course) };
  for (const [name, text] of Object.entries(beside)) files.push({ name, ...(await packed(asBytes(text))) });
  return zipOf(files);
}

// Minutes of each day, as `read_diary` of Footwise reads them.
function diary({ walks }) {
  const days = new Map();
  for (const { day, minutes } of walks) days.set(day, (days.get(day) ?? 0) + minutes);
  return ["date,minutes", ...[...days].sort().map(([day, minutes]) => `${day},${Number(minutes.toFixed(2))}`), ""].join("\n");
}

// The worst rating of each day; a column a place, as `footwise score` names them.
function pains(course) {
  const [overall, medial] = [course.pains, course.medials].map((all) => new Map(all.map((one) => [one.day, one.rating])));
  const days = [...new Set([...overall.keys(), ...medial.keys()])].sort();
  return ["date,nrs_medial,nrs_overall", ...days.map((day) => `${day},${medial.get(day) ?? ""},${overall.get(day) ?? ""}`), ""].join("\n");
}

// Gives {walks, course}, or throws NoZip with a word for what is wrong; nothing of it is believed unread.
export async function readSaved(blob) {
  if (blob.size > MOST_FILE) throw new NoZip("too large");
  const files = filesOf(new Uint8Array(await blob.arrayBuffer()));
  if (!files.has(TOLD)) throw new NoZip("not ours");
  const whole = parsed(await unpacked(files.get(TOLD), MOST_TOLD));
  if (whole?.kind !== KIND) throw new NoZip("not ours");
  if (whole.version !== VERSION) throw new NoZip("newer");
  const course = readCourse(whole.course);
  if (course === null || !Array.isArray(whole.walks) || whole.walks.length > MOST_WALKS) throw new NoZip("damaged");
  const walks = [];
  for (const one of whole.walks) {
    const walk = readWalk(one);
    if (walk === null || walks.some(({ session }) => session === walk.session)) throw new NoZip("damaged");
    walks.push({ ...walk, log: one.file === null ? null : await logOf(files.get(one.file), walk) });
  }
  return { walks, course };
}

function parsed(bytes) {
  try {
    return JSON.parse(asText(bytes));
  } catch {
    throw new NoZip("damaged");
  }
}

// A log stays as it is packed, once it was read.
async function logOf(file, { number }) {
  if (file === undefined || number === null) throw new NoZip("damaged");
  const lines = asLines(await unpacked(file, MOST_LOG));
  const sound = lines.every((one) => one !== null && typeof one === "object" && typeof one.kind === "string");
  if (!lines.length || !sound || lines[0].kind !== "session" || lines[0].plan?.session !== number) throw new NoZip("damaged");
  return { method: file.method, crc: file.crc, size: file.size, bytes: file.bytes.slice() };
}

function asLines(bytes) {
  try {
    return asText(bytes).trimEnd().split("\n").map((line) => JSON.parse(line));
  } catch {
    throw new NoZip("damaged");
  }
}
