// The phone is turned in the hand, once about each axis: gravity must move as the gyroscope says that it turned.
//
// Upright, onto its side like a steering wheel, flat again. A gyroscope with exchanged axes, a wrong sign, or °/s where
// rad/s are meant does not fit, and what would make it fit is what is wrong. How exactly the person turns it is of no
// matter, as long as it turned about every axis.

import { listen } from "./motion.mjs";

// In the hand it is still when gravity keeps its direction within this for so long; it hangs otherwise by so much more.
const STILL_DEG = 8;
const STILL_S = 0.5;
const LEAST_SAMPLES = 8;
const APART = Math.cos(50 * (Math.PI / 180));
// A hand's turn is known within this; exchanged axes are off by half a right angle at the least.
const LARGEST_ERROR_DEG = 25;
const LEAST_TURN_DEG = 45;
const DEAD_RAD_S = 0.05;
export const MOVES = 3;

const DEGREES = 180 / Math.PI;
const ORDERS = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
const SIGNS = [0, 1, 2, 3, 4, 5, 6, 7].map((k) => [k & 1 ? -1 : 1, k & 2 ? -1 : 1, k & 4 ? -1 : 1]);
// As it is; in °/s what is taken for rad/s; turned into rad/s twice.
const SCALES = [1, 1 / DEGREES, DEGREES];

const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const unit = (a) => a.map((one) => one / Math.sqrt(dot(a, a)));
const angleDeg = (a, b) => Math.acos(Math.max(-1, Math.min(1, dot(unit(a), unit(b))))) * DEGREES;

// What stands still in the room, in the axes of a phone that turns by `turn` (rad).
function turnedBack(v, turn) {
  const angle = Math.sqrt(dot(turn, turn));
  if (angle < 1e-9) return v;
  const [x, y, z] = turn.map((one) => -one / angle);
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const across = [y * v[2] - z * v[1], z * v[0] - x * v[2], x * v[1] - y * v[0]];
  const along = (x * v[0] + y * v[1] + z * v[2]) * (1 - c);
  return [x, y, z].map((axis, k) => v[k] * c + across[k] * s + axis * along);
}

// Where the gyroscope says that gravity is in the end, read with other axes, signs or units.
function predicted(move, { order, signs, scale }) {
  let v = move.from;
  for (const [dt, ...turn] of move.turns) v = turnedBack(v, order.map((axis, k) => signs[k] * scale * turn[axis] * dt));
  return v;
}

// `moves` are {from, to: gravity in the phone's axes, turns: rows of [s, rad/s, rad/s, rad/s]}. Gives {verdict, error_deg,
// turned_deg}: verdict is "", or "gyro-axes", "gyro-sign", "gyro-unit", "gyro-dead", or "turn-again" where nothing fits.
export function judgedTurns(moves) {
  const worst = (reading) => Math.max(...moves.map((move) => angleDeg(predicted(move, reading), move.to)));
  const asItIs = { order: ORDERS[0], signs: SIGNS[0], scale: 1 };
  const error_deg = worst(asItIs);
  const turned_deg = [0, 1, 2].map((k) =>
    Math.max(...moves.map((move) => Math.abs(move.turns.reduce((sum, [dt, ...turn]) => sum + dt * turn[k], 0)) * DEGREES)),
  );
  const told = { error_deg, turned_deg };
  if (error_deg <= LARGEST_ERROR_DEG) {
    return { ...told, verdict: turned_deg.every((one) => one >= LEAST_TURN_DEG) ? "" : "turn-again" };
  }
  const readings = ORDERS.flatMap((order) => SIGNS.flatMap((signs) => SCALES.map((scale) => ({ order, signs, scale }))));
  const [error, best] = readings
    .map((reading) => [worst(reading), reading])
    .reduce((least, one) => (one[0] < least[0] ? one : least));
  if (error > LARGEST_ERROR_DEG) {
    const fastest = Math.max(...moves.flatMap((move) => move.turns.flatMap(([, ...turn]) => turn.map(Math.abs))));
    return { ...told, verdict: fastest < DEAD_RAD_S ? "gyro-dead" : "turn-again" };
  }
  if (best.scale !== 1) return { ...told, verdict: "gyro-unit" };
  return { ...told, verdict: best.order === ORDERS[0] ? "gyro-sign" : "gyro-axes" };
}

// Cuts what is heard into moves, each from one stillness to the next in which the phone hangs otherwise. That it is still
// is told by gravity alone, as the gyroscope is what is being looked at.
export class TurnWatch {
  // `setup` is what the table said: its sign of gravity and the gyroscope's zero.
  constructor({ sign, zero_rad_s }) {
    this._sign = sign;
    this._zero = zero_rad_s;
    this._last_s = this._from = null;
    this._lately = [];
    this._turns = [];
    this.moves = [];
  }

  take(time_s, ...row) {
    if (this.moves.length >= MOVES || ![time_s, ...row].every((one) => Number.isFinite(one))) return;
    const step_s = this._last_s === null ? 0 : time_s - this._last_s;
    this._last_s = time_s;
    this._turns.push([step_s, ...[3, 4, 5].map((k) => row[k] - this._zero[k - 3])]);
    this._lately.push([time_s, row.slice(0, 3).map((one) => this._sign * one)]);
    while (time_s - this._lately[0][0] > STILL_S) this._lately.shift();
    const here = this._still();
    if (here === null) return;
    if (this._from !== null && dot(unit(here), unit(this._from)) < APART) {
      this.moves.push({ from: this._from, to: here, turns: this._turns });
    }
    // A move begins where the stillness before it ends.
    this._from = here;
    this._turns = [];
  }

  // Mean gravity over the last moments; null while it moves.
  _still() {
    if (this._lately.length < LEAST_SAMPLES || this._last_s - this._lately[0][0] < STILL_S * 0.9) return null;
    const mean = [0, 1, 2].map((k) => this._lately.reduce((sum, one) => sum + one[1][k], 0) / this._lately.length);
    return this._lately.every((one) => angleDeg(one[1], mean) < STILL_DEG) ? mean : null;
  }
}

// Gives what `judgedTurns` says once there were enough moves; `tell` is told how many there were.
export function watchTurns(setup, tell) {
  const watch = new TurnWatch(setup);
  let told = -1;
  let stop = () => {};
  const done = new Promise((resolve) => {
    stop = listen((...row) => {
      watch.take(...row);
      if (watch.moves.length === told) return;
      told = watch.moves.length;
      tell(told);
      if (told < MOVES) return;
      stop();
      resolve(judgedTurns(watch.moves));
    }, setup.source);
  });
  return { done, stop: () => stop() };
}
