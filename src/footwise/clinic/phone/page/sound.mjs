// Tones left and right, and spoken words; where a phone speaks no word of the language, the tones say the same.

const LANGUAGE = document.documentElement.lang;
// Low is toes in, high is toes out, as `footwise coach` sounds; right is both.
const PITCH_HZ = { in: 330, out: 880, keep: 550 };
const LONG_S = 0.18;
// A loudspeaker's way is short; more than this is radio.
const LATE_S = 0.14;
let context = null;

// From a tap, or no browser makes a sound.
export async function openSound() {
  const Context = globalThis.AudioContext ?? globalThis.webkitAudioContext;
  if (!Context) return;
  context ??= new Context({ latencyHint: "interactive" });
  await context.resume().catch(() => {});
}

// A call, or another app, takes the sound away; only a tap brings it back for certain.
export const isCut = () => context !== null && context.state !== "running";

const back = () => isCut() && context.resume().catch(() => {});
document.addEventListener("pointerdown", back);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && back());

export const isLate = () => context !== null && (context.outputLatency ?? 0) > LATE_S;

// `side` is where the tone is heard: -1 left, 1 right.
export function tone(turn, side) {
  if (context === null || context.state !== "running") return;
  const now = context.currentTime;
  const sound = context.createOscillator();
  const loud = context.createGain();
  sound.frequency.value = PITCH_HZ[turn];
  loud.gain.setValueAtTime(0, now);
  loud.gain.linearRampToValueAtTime(0.8, now + 0.01);
  loud.gain.setTargetAtTime(0, now + LONG_S - 0.05, 0.02);
  sound.connect(loud);
  if (context.createStereoPanner) {
    const place = context.createStereoPanner();
    place.pan.value = side;
    loud.connect(place).connect(context.destination);
  } else loud.connect(context.destination);
  sound.start(now);
  sound.stop(now + LONG_S + 0.1);
}

export function speak(text) {
  if (!globalThis.speechSynthesis || !text) return;
  speechSynthesis.cancel();
  const words = new SpeechSynthesisUtterance(text);
  words.lang = { en: "en-GB", de: "de-DE", es: "es-ES" }[LANGUAGE] ?? LANGUAGE;
  words.rate = 0.95;
  speechSynthesis.speak(words);
}
