// Python's random.Random(text).random(): Mersenne Twister, seeded by the text and its SHA-512.

const WORDS = 624;

export class Random {
  constructor(text) {
    const bytes = new TextEncoder().encode(text);
    this._state = seeded([...bytes, ...sha512(bytes)]);
    this._at = WORDS;
  }

  // From 0 to below 1, of 53 random bits.
  random() {
    const high = this._word() >>> 5;
    return (high * 67108864 + (this._word() >>> 6)) / 9007199254740992;
  }

  _word() {
    if (this._at === WORDS) this._next_words();
    let word = this._state[this._at++];
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  }

  _next_words() {
    const state = this._state;
    for (let k = 0; k < WORDS; k++) {
      const both = (state[k] & 0x80000000) | (state[(k + 1) % WORDS] & 0x7fffffff);
      state[k] = state[(k + 397) % WORDS] ^ (both >>> 1) ^ (both & 1 ? 0x9908b0df : 0);
    }
    this._at = 0;
  }
}

// init_by_array, with the bytes as one large number cut into words, the lowest first.
function seeded(bytes) {
  const words = [];
  for (let end = bytes.length; end > 0; end -= 4) {
    words.push(bytes.slice(Math.max(0, end - 4), end).reduce((word, byte) => word * 256 + byte, 0));
  }
  while (words.length > 1 && words.at(-1) === 0) words.pop();
  const state = new Uint32Array(WORDS);
  const mixed = (k, factor) => Math.imul(state[k - 1] ^ (state[k - 1] >>> 30), factor);
  state[0] = 19650218;
  for (let k = 1; k < WORDS; k++) state[k] = mixed(k, 1812433253) + k;
  let [k, j] = [1, 0];
  const onwards = () => {
    k += 1;
    if (k < WORDS) return;
    state[0] = state[WORDS - 1];
    k = 1;
  };
  for (let left = Math.max(WORDS, words.length); left > 0; left--) {
    state[k] = (state[k] ^ mixed(k, 1664525)) + words[j] + j;
    j = (j + 1) % words.length;
    onwards();
  }
  for (let left = WORDS - 1; left > 0; left--) {
    state[k] = (state[k] ^ mixed(k, 1566083941)) - k;
    onwards();
  }
  state[0] = 0x80000000;
  return state;
}

const MASK = (1n << 64n) - 1n;
const turned = (word, by) => ((word >> by) | (word << (64n - by))) & MASK;

// The first 64 bits of the fractions of the roots of the first primes.
function fractions(count, degree) {
  const found = [];
  for (let prime = 2n; found.length < count; prime++) {
    if (found.some((one) => prime % one.prime === 0n)) continue;
    const large = prime << (64n * degree);
    let [low, high] = [0n, 1n << 72n];
    while (high - low > 1n) {
      const middle = (low + high) >> 1n;
      if (middle ** degree <= large) low = middle;
      else high = middle;
    }
    found.push({ prime, bits: low & MASK });
  }
  return found.map((one) => one.bits);
}

// Worked out when they are first needed, as the page begins without them.
let begin = null;
let rounds = null;

function sha512(bytes) {
  begin ??= fractions(8, 2n);
  rounds ??= fractions(80, 3n);
  const padded = new Uint8Array(Math.ceil((bytes.length + 17) / 128) * 128);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(8 * bytes.length));
  const hash = [...begin];
  for (let block = 0; block < padded.length; block += 128) {
    const words = Array.from({ length: 16 }, (_, k) => view.getBigUint64(block + 8 * k));
    for (let k = 16; k < 80; k++) {
      const [x, y] = [words[k - 15], words[k - 2]];
      const early = turned(x, 1n) ^ turned(x, 8n) ^ (x >> 7n);
      const late = turned(y, 19n) ^ turned(y, 61n) ^ (y >> 6n);
      words.push((words[k - 16] + early + words[k - 7] + late) & MASK);
    }
    let [a, b, c, d, e, f, g, h] = hash;
    for (let k = 0; k < 80; k++) {
      const chosen = (e & f) ^ (~e & MASK & g);
      const one = h + (turned(e, 14n) ^ turned(e, 18n) ^ turned(e, 41n)) + chosen + rounds[k] + words[k];
      const two = (turned(a, 28n) ^ turned(a, 34n) ^ turned(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c));
      [a, b, c, d, e, f, g, h] = [(one + two) & MASK, a, b, c, (d + one) & MASK, e, f, g];
    }
    [a, b, c, d, e, f, g, h].forEach((word, k) => (hash[k] = (hash[k] + word) & MASK));
  }
  const result = new DataView(new ArrayBuffer(64));
  hash.forEach((word, k) => result.setBigUint64(8 * k, word));
  return new Uint8Array(result.buffer);
}
