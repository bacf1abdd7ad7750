// Numbers as Python writes them, rounded half to even on their exact binary value.

const bits = new DataView(new ArrayBuffer(8));
const negative = (value) => value < 0 || Object.is(value, -0);

function not_finite(value) {
  if (typeof value !== "number") throw new TypeError("only numbers are written so");
  return value !== value ? "nan" : value < 0 ? "-inf" : "inf";
}

// |value| * 10**places, rounded half to even, as a text of digits.
function digits(value, places) {
  bits.setFloat64(0, Math.abs(value));
  const raw = bits.getBigUint64(0);
  const power = raw >> 52n;
  const mantissa = power ? (raw & 0xfffffffffffffn) | 0x10000000000000n : raw;
  const exponent = (power || 1n) - 1075n;
  let above = mantissa * 10n ** BigInt(Math.max(0, places));
  let below = 10n ** BigInt(Math.max(0, -places));
  if (exponent >= 0n) above <<= exponent;
  else below <<= -exponent;
  const [quotient, twice] = [above / below, 2n * (above % below)];
  return String(twice > below || (twice === below && quotient % 2n) ? quotient + 1n : quotient);
}

// f"{value:.2f}"
export function fixed(value, places) {
  if (!Number.isFinite(value)) return not_finite(value);
  const all = digits(value, places).padStart(places + 1, "0");
  const cut = all.length - places;
  return (negative(value) ? "-" : "") + all.slice(0, cut) + (places ? `.${all.slice(cut)}` : "");
}

// f"{value:g}"
export function general(value, precision = 6) {
  if (!Number.isFinite(value)) return not_finite(value);
  const sign = negative(value) ? "-" : "";
  if (value === 0) return `${sign}0`;
  let exponent = Number(value.toExponential().split("e")[1]);
  let all = digits(value, precision - 1 - exponent);
  if (all.length < precision) all = digits(value, precision - 1 - (exponent -= 1));
  if (all.length > precision) exponent += 1;
  return sign + laid_out(all.replace(/0+$/, ""), exponent, precision);
}

// str(value) of a float: the fewest digits that give it back.
export function decimal(value) {
  if (!Number.isFinite(value)) return not_finite(value);
  const [mantissa, exponent] = Math.abs(value).toExponential().split("e");
  const text = laid_out(mantissa.replace(".", ""), Number(exponent), 16);
  return (negative(value) ? "-" : "") + (/[.e]/.test(text) ? text : `${text}.0`);
}

// Digits, of which the first stands for 10**exponent, with a point or an exponent, as C lays them out.
function laid_out(all, exponent, precision) {
  if (exponent < -4 || exponent >= precision) {
    const power = `${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
    return `${all[0]}${all.length > 1 ? `.${all.slice(1)}` : ""}e${power}`;
  }
  if (exponent < 0) return `0.${"0".repeat(-exponent - 1)}${all}`;
  const before = all.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  return all.length > exponent + 1 ? `${before}.${all.slice(exponent + 1)}` : before;
}
