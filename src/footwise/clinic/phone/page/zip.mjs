// Zip files, as far as a file of saved data needs them: written and read in the page, and nothing believed that is read.

export class NoZip extends Error {}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const STORED = 0;
const DEFLATED = 8;
// Names in UTF-8.
const FLAGS = 0x0800;
const END_BYTES = 22;
const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});

export function crc32(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) value = TABLE[(value ^ byte) & 0xff] ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

// What a file needs to stand in a zip; older phones pack nothing.
export async function packed(bytes) {
  const told = { crc: crc32(bytes), size: bytes.length };
  if (!globalThis.CompressionStream) return { ...told, method: STORED, bytes };
  try {
    return { ...told, method: DEFLATED, bytes: await through(bytes, new CompressionStream("deflate-raw"), bytes.length + 1024) };
  } catch {
    return { ...told, method: STORED, bytes };
  }
}

// At most `most` bytes come out, however small what is packed may be.
export async function unpacked({ method, bytes, size, crc }, most) {
  if (size > most) throw new NoZip("too large");
  if (method !== STORED && !globalThis.DecompressionStream) throw new NoZip("old browser");
  let found = bytes;
  if (method === DEFLATED) {
    try {
      found = await through(bytes, new DecompressionStream("deflate-raw"), size);
    } catch {
      throw new NoZip("damaged");
    }
  }
  if (found.length !== size || crc32(found) !== crc) throw new NoZip("damaged");
  return found;
}

async function through(bytes, change, most) {
  const reader = new Blob([bytes]).stream().pipeThrough(change).getReader();
  const parts = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > most) {
      await reader.cancel();
      throw new NoZip("too large");
    }
    parts.push(value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

// `files`: {name, method, crc, size, bytes}.
export function zipOf(files, time = new Date()) {
  const parts = [];
  const listed = [];
  const date = ((time.getFullYear() - 1980) << 9) | ((time.getMonth() + 1) << 5) | time.getDate();
  const clock = (time.getHours() << 11) | (time.getMinutes() << 5) | (time.getSeconds() >> 1);
  let at = 0;
  for (const { name, method, crc, size, bytes } of files) {
    const called = new TextEncoder().encode(name);
    const about = [20, FLAGS, method, clock, date, [crc], [bytes.length], [size], called.length, 0];
    const head = row([[LOCAL], ...about]);
    listed.push(row([[CENTRAL], 20, ...about, 0, 0, 0, [0], [at]]), called);
    parts.push(head, called, bytes);
    at += head.length + called.length + bytes.length;
  }
  const length = listed.reduce((sum, one) => sum + one.length, 0);
  const end = row([[END], 0, 0, files.length, files.length, [length], [at], 0]);
  return new Blob([...parts, ...listed, end], { type: "application/zip" });
}

// Numbers of two bytes, and in brackets of four.
function row(values) {
  const bytes = new Uint8Array(values.reduce((sum, one) => sum + (Array.isArray(one) ? 4 : 2), 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const one of values) {
    if (Array.isArray(one)) view.setUint32(at, one[0], true);
    else view.setUint16(at, one, true);
    at += Array.isArray(one) ? 4 : 2;
  }
  return bytes;
}

// Give the files of a zip by their names, still packed; a name that stands in it twice makes it none.
export function filesOf(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return listed(bytes, view, endOf(view));
  } catch (error) {
    // Read beyond its end.
    throw error instanceof NoZip ? error : new NoZip("damaged");
  }
}

function endOf(view) {
  for (let at = view.byteLength - END_BYTES; at >= Math.max(0, view.byteLength - END_BYTES - 0xffff); at -= 1) {
    if (view.getUint32(at, true) === END) return at;
  }
  throw new NoZip("damaged");
}

function listed(bytes, view, end) {
  const files = new Map();
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  for (let k = 0; k < count; k += 1) {
    if (view.getUint32(at, true) !== CENTRAL) throw new NoZip("damaged");
    const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
    const [crc, length, size] = [16, 20, 24].map((place) => view.getUint32(at + place, true));
    const [called, extra, comment] = [28, 30, 32].map((place) => view.getUint16(at + place, true));
    const head = view.getUint32(at + 42, true);
    const name = new TextDecoder("utf-8", { fatal: true }).decode(cut(bytes, at + CENTRAL_BYTES, called));
    if (view.getUint32(head, true) !== LOCAL || flags & 1 || ![STORED, DEFLATED].includes(method) || files.has(name)) {
      throw new NoZip("damaged");
    }
    const from = head + LOCAL_BYTES + view.getUint16(head + 26, true) + view.getUint16(head + 28, true);
    files.set(name, { method, crc, size, bytes: cut(bytes, from, length) });
    at += CENTRAL_BYTES + called + extra + comment;
  }
  return files;
}

function cut(bytes, from, length) {
  if (from + length > bytes.length) throw new NoZip("damaged");
  return bytes.subarray(from, from + length);
}
