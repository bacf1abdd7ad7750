// What Python means by its operators and functions, wherever JavaScript means something else by the same words.
//
// Written by hand; the modules in ../generated call it as `py`. Tuples, lists and deques are arrays, dicts are Maps, sets
// are Sets, None is null, a StrEnum's members are its texts. An integer beyond 2**53 is refused where it is multiplied,
// divided, written or made of a float, as it would not be exact. A sum is rounded at every step, as in Python before 3.12,
// and of no floats it is 0.0 where Python has the integer.

export { decimal, fixed, general } from "./numbers_as_text.mjs";
export { Random } from "./random.mjs";
import { fixed } from "./numbers_as_text.mjs";

export class PythonError extends Error {
  constructor(message = "", cause = undefined) {
    super(message, { cause });
    this.name = new.target.name;
  }
}
export class ArithmeticError extends PythonError {}
export class OverflowError extends ArithmeticError {}
export class ZeroDivisionError extends ArithmeticError {}
export class LookupError extends PythonError {}
export class KeyError extends LookupError {}
export class IndexError extends LookupError {}
export class ValueError extends PythonError {}

// `except (…)`: any other error goes on.
export const only = (error, ...kinds) => {
  if (!kinds.some((kind) => error instanceof kind)) throw error;
};

// What comes from outside: whatever is no number becomes one that is none. JavaScript would count null as 0.
export const number = (value) => (typeof value === "number" ? value : typeof value === "boolean" ? Number(value) : NaN);
// A mapping from outside may be a plain object, as JSON gives it.
export const mapping = (value) => (value instanceof Map ? value : new Map(Object.entries(value)));

const whole = (value) => {
  if (Number.isSafeInteger(value)) return value + 0;
  if (typeof value !== "number") throw new TypeError("must be a number");
  if (value !== value) throw new ValueError("what is no number has no integer");
  throw new OverflowError("an integer beyond 2**53 is not exact here");
};

// Numbers

export const div = (a, b) => {
  if (b === 0) throw new ZeroDivisionError("division by zero");
  return a / b;
};
export const mod = (a, b) => {
  if (b === 0) throw new ZeroDivisionError("modulo by zero");
  const left = a % b;
  if (left === 0) return b < 0 ? -0 : 0;
  return left < 0 === b < 0 ? left : left + b;
};
// As CPython: by way of what is left, so that the two fit together.
export const floordiv = (a, b) => {
  if (b === 0) throw new ZeroDivisionError("division by zero");
  const left = a % b;
  const quotient = (a - left) / b - (left !== 0 && left < 0 !== b < 0 ? 1 : 0);
  if (quotient === 0) return a / b < 0 || Object.is(a / b, -0) ? -0 : 0;
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
};
export const whole_mul = (a, b) => whole(a * b);
export const whole_floordiv = (a, b) => whole(floordiv(whole(a), whole(b)));
export const whole_mod = (a, b) => mod(whole(a), whole(b)) + 0;
export const divmod = (a, b) => [whole_floordiv(a, b), whole_mod(a, b)];
export const power = (a, b) => {
  if (a === 0 && b < 0) throw new ZeroDivisionError("0 cannot be raised to a negative power");
  const result = b === 2 ? a * a : a === 1 ? 1 : a ** b;
  if (result !== result && a === a && b === b) throw new ValueError("the power would be complex");
  if (!isFinite(result) && isFinite(a) && isFinite(b)) throw new OverflowError("the power is too large");
  return result;
};
// An integer as text: what is past 2**53 would be another one.
export const digits = (value) => String(whole(value));
export const int = (value) => whole(Math.trunc(value));
// Half goes to the even neighbour.
export const round = (value) => whole(Math.abs(value % 1) === 0.5 ? 2 * Math.round(value / 2) : Math.round(value));
export const round_to = (value, places) => (isFinite(value) ? Number(fixed(value, places)) : value);
export const isfinite = (value) => {
  if (typeof value !== "number") throw new TypeError("must be a number");
  return isFinite(value);
};

const defined = (name, of) => (value) => {
  const result = of(value);
  if (result !== result && value === value) throw new ValueError(`${name} is not defined there`);
  return result;
};
export const sqrt = (value) => {
  if (value < 0) throw new ValueError("sqrt is not defined there");
  return Math.sqrt(value);
};
export const acos = defined("acos", Math.acos);
export const asin = defined("asin", Math.asin);
export const sin = defined("sin", Math.sin);
export const cos = defined("cos", Math.cos);
export const degrees = (value) => value * (180 / Math.PI);
export const radians = (value) => value * (Math.PI / 180);

// The first one stays unless another is beyond it, so that one that is no number never wins from behind.
const larger = (best, one) => (one > best ? one : best);
const smaller = (best, one) => (one < best ? one : best);
const of_all = (better) => (values, otherwise) => {
  const all = [...values];
  if (all.length) return all.reduce(better);
  if (otherwise === undefined) throw new ValueError("nothing to choose of");
  return otherwise;
};
export const max_of = of_all(larger);
export const min_of = of_all(smaller);
export const max = (...values) => values.reduce(larger);
export const min = (...values) => values.reduce(smaller);
export const sum = (values) => {
  let total = 0;
  for (const one of values) total += Number(one);
  return total;
};

// Truth and equality

export const truth = (value) => {
  if (typeof value === "number") return value !== 0;
  if (value === null || value === undefined || typeof value !== "object") return Boolean(value);
  if (Array.isArray(value)) return value.length > 0;
  return value instanceof Map || value instanceof Set ? value.size > 0 : true;
};
// One that is no number equals nothing, not even itself in a tuple, where Python would look whether it is the same object.
export const equal = (a, b) => {
  if (a === b) return true;
  if (typeof a === "boolean" || typeof b === "boolean") return plain(a) && plain(b) && Number(a) === Number(b);
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one, k) => equal(one, b[k]));
  if (a instanceof Map && b instanceof Map) {
    return a.size === b.size && [...a].every(([key, one]) => b.has(key) && equal(one, b.get(key)));
  }
  if (a instanceof Set && b instanceof Set) return a.size === b.size && [...a].every((one) => b.has(one));
  if (a.constructor !== b.constructor || !a.constructor.fields) return false;
  return Object.keys(a.constructor.fields).every((name) => equal(a[name], b[name]));
};
const plain = (value) => typeof value === "boolean" || typeof value === "number";
const less = (a, b) => {
  if (!Array.isArray(a)) return a < b;
  const k = a.findIndex((one, at) => at >= b.length || !equal(one, b[at]));
  return k < 0 ? a.length < b.length : k < b.length && less(a[k], b[k]);
};

// Sequences, dicts and sets

export const each = (values) => (values instanceof Map ? values.keys() : values);
export const place = (items, k) => {
  const at = k < 0 ? k + items.length : k;
  if (!(at >= 0 && at < items.length)) throw new IndexError("index out of range");
  return at;
};
export const item = (items, k) => items[place(items, k)];
export const unpack = (values, count) => {
  const all = [...values];
  if (all.length !== count) throw new ValueError(`${all.length} values where ${count} are expected`);
  return all;
};
export const range = (from, to, step = 1) => {
  if (to === undefined) [from, to] = [0, from];
  return Array.from({ length: Math.max(0, Math.ceil((to - from) / step)) }, (_, k) => from + k * step);
};
export const enumerate = (values, start = 0) => Array.from(values, (one, k) => [k + start, one]);
export const zip = (strict, ...columns) => {
  const all = columns.map((column) => [...column]);
  const lengths = all.map((column) => column.length);
  if (strict && Math.min(...lengths) !== Math.max(...lengths)) throw new ValueError("zip() of unequal lengths");
  return Array.from({ length: all.length ? Math.min(...lengths) : 0 }, (_, k) => all.map((column) => column[k]));
};
export const pairwise = (values) => {
  const all = [...values];
  return all.slice(1).map((one, k) => [all[k], one]);
};
export const first = (values, otherwise) => {
  for (const one of values) return one;
  return otherwise;
};
export const repeated = (items, times) => Array.from({ length: Math.max(0, times) }, () => items).flat(1);
export const sorted = (values, key = (one) => one) =>
  Array.from(values, (one) => [key(one), one])
    .sort(([a], [b]) => (less(a, b) ? -1 : less(b, a) ? 1 : 0))
    .map(([, one]) => one);
export const union = (a, b) => new Set([...a, ...b]);
export const fromkeys = (keys, value = null) => new Map(Array.from(keys, (key) => [key, value]));
export const key = (dict, name) => {
  if (!dict.has(name)) throw new KeyError(String(name));
  return dict.get(name);
};
export const get = (dict, name, otherwise = null) => (dict.has(name) ? dict.get(name) : otherwise);
export const setdefault = (dict, name, value) => (dict.has(name) ? dict.get(name) : (dict.set(name, value), value));

export class Deque extends Array {
  static get [Symbol.species]() {
    return Array;
  }
  constructor(values = [], maxlen = Infinity) {
    super();
    Object.defineProperty(this, "maxlen", { value: maxlen });
    for (const one of values) this.append(one);
  }
  append(value) {
    this.push(value);
    if (this.length > this.maxlen) this.shift();
  }
  popleft() {
    if (!this.length) throw new IndexError("pop from an empty deque");
    return this.shift();
  }
}

// Dataclasses and enumerations

const KINDS = {
  number: (value) => typeof value === "number",
  boolean: (value) => typeof value === "boolean",
  string: (value) => typeof value === "string",
  object: (value) => typeof value === "object" && value !== null,
  any: (value) => value !== undefined,
};
// Python checks no type when a dataclass is made, but fails where a wrong one is used; JavaScript would go on.
export const dataclass = (self, unknown) => {
  const { name, fields } = self.constructor;
  for (const one of Object.keys(unknown)) throw new TypeError(`${name} has no ${one}`);
  for (const [one, kind] of Object.entries(fields)) {
    const fits = KINDS[kind.replace("?", "")](self[one]) || (kind.endsWith("?") && self[one] === null);
    if (!fits) throw new TypeError(`${name}: ${one} is ${self[one] === undefined ? "missing" : "of another type"}`);
  }
};
export const replace = (self, changes) => new self.constructor({ ...self, ...changes });
export const fields = (made) => Object.keys(made.fields).map((name) => ({ name }));
export const enumeration = (name, members) => Object.freeze(Object.defineProperty(members, "name", { value: name }));
export const member = (members, value) => {
  if (!Object.values(members).includes(value)) throw new ValueError(`'${value}' is not a valid ${members.name}`);
  return value;
};
