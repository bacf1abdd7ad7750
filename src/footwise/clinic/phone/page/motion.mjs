// The phone's motion sensor as the browser gives it, in SI units; what is missing stays missing, no clock is made up.

const RADIANS = Math.PI / 180;

// Apple's engine, which every browser on an iPhone has, measures gravity the other way round.
export const isApple = () => navigator.vendor.startsWith("Apple");

// Must be called from a tap. Gives "granted", "denied" or "none".
export async function allowed() {
  if (!globalThis.DeviceMotionEvent || !globalThis.isSecureContext) return "none";
  if (typeof DeviceMotionEvent.requestPermission !== "function") return "granted";
  try {
    return (await DeviceMotionEvent.requestPermission()) === "granted" ? "granted" : "denied";
  } catch {
    return "denied";
  }
}

const number = (value) => (typeof value === "number" ? value : NaN);

// Listen; `take` is given time (s, of performance.now), acceleration with gravity (m/s²) and turn (rad/s).
export function listen(take) {
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
