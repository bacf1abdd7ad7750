// The phone's motion sensor as the browser gives it, in SI units; what is missing stays missing, no clock is made up.
//
// Two ways lead to it. `motion` is the event every phone has: both sensors together, stamped when it was handed on. Where
// a browser has it, `stamped` gives each sensor with the time of its own clock.

const RADIANS = Math.PI / 180;
const RATE_HZ = 60;
// Between samples of the one sensor that are farther apart nothing is known of it at a moment of the other.
const LONGEST_STEP_S = 0.06;

// Apple's engine, which every browser on an iPhone has, measures gravity the other way round.
export const isApple = () => navigator.vendor.startsWith("Apple");

// Must be called from a tap. Gives "granted", "denied" or "none".
export async function allowed() {
  if (!globalThis.isSecureContext) return "none";
  if (!globalThis.DeviceMotionEvent) return hasStamped() ? "granted" : "none";
  if (typeof DeviceMotionEvent.requestPermission !== "function") return "granted";
  try {
    return (await DeviceMotionEvent.requestPermission()) === "granted" ? "granted" : "denied";
  } catch {
    return "denied";
  }
}

const number = (value) => (typeof value === "number" ? value : NaN);

// Listen; `take` is given time (s, of performance.now), acceleration with gravity (m/s²) and turn (rad/s).
export const listen = (take, source = "motion") => (source === "stamped" ? listenStamped(take) : listenMotion(take));

function listenMotion(take) {
  const heard = (event) => {
    const pull = event.accelerationIncludingGravity ?? {};
    const turn = event.rotationRate ?? {};
    take(
      event.timeStamp / 1000,
      number(pull.x),
      number(pull.y),
      number(pull.z),
      // A turn about x comes as alpha, whatever older texts say.
      number(turn.alpha) * RADIANS,
      number(turn.beta) * RADIANS,
      number(turn.gamma) * RADIANS,
    );
  };
  addEventListener("devicemotion", heard);
  return () => removeEventListener("devicemotion", heard);
}

export const hasStamped = () => typeof globalThis.Accelerometer === "function" && typeof globalThis.Gyroscope === "function";

function listenStamped(take) {
  if (!hasStamped()) return () => {};
  const paired = new Paired(take);
  const sensors = [];
  const open = (Kind, told) => {
    const sensor = new Kind({ frequency: RATE_HZ, referenceFrame: "device" });
    sensor.addEventListener("reading", () => told(sensor.timestamp / 1000, [sensor.x, sensor.y, sensor.z].map(number)));
    // Refused or absent: nothing comes, and that is seen.
    sensor.addEventListener("error", () => {});
    sensor.start();
    sensors.push(sensor);
  };
  try {
    open(Accelerometer, (at_s, axes) => paired.pull(at_s, axes));
    open(Gyroscope, (at_s, axes) => paired.turn(at_s, axes));
  } catch {
    // A policy forbids it.
  }
  return () => sensors.forEach((sensor) => sensor.stop());
}

// Two sensors with a clock each become samples: acceleration at the moments of the gyroscope, between its neighbours.
export class Paired {
  constructor(take) {
    this._take = take;
    this._before = this._after = null;
    this._turns = [];
  }

  pull(at_s, axes) {
    if (this._after !== null && at_s === this._after[0]) return;
    [this._before, this._after] = [this._after, [at_s, axes]];
    this._flush();
  }

  turn(at_s, axes) {
    this._turns.push([at_s, axes]);
    this._flush();
  }

  _flush() {
    const [before, after] = [this._before, this._after];
    while (after !== null && this._turns.length && this._turns[0][0] <= after[0]) {
      const [at_s, axes] = this._turns.shift();
      if (at_s === after[0]) this._take(at_s, ...after[1], ...axes);
      else if (before !== null && at_s >= before[0] && after[0] - before[0] <= LONGEST_STEP_S) {
        const share = (at_s - before[0]) / (after[0] - before[0]);
        this._take(at_s, ...after[1].map((one, k) => before[1][k] + share * (one - before[1][k])), ...axes);
      }
    }
  }
}
