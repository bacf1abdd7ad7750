// A Movella DOT on the shoe by Web Bluetooth, where the browser has it; `coaching/sources/dot.py` reads the same bytes.
//
// Payload mode 21, "rate quantities": time stamp (unsigned 32 bits, µs, it wraps after 71 minutes), acceleration in m/s²
// and angular velocity in °/s (three floats each), little endian. At rest the acceleration points up.

const service = (number) => `1517${number.toString(16).padStart(4, "0")}-4947-11e9-8646-d663bd873d93`;
const MEASUREMENT = service(0x2000);
const MEASUREMENT_CONTROL = service(0x2001);
const MEDIUM_PAYLOAD = service(0x2003);
const RATE_QUANTITIES = 21;
const START = [1, 1, RATE_QUANTITIES];
const STOP = [1, 0, RATE_QUANTITIES];
const NAMES = ["Movella DOT", "Xsens DOT"];
const SAMPLE_BYTES = 28;
const WRAPS = 2 ** 32;
// A notification that is late by less than this belongs before the last one, also where the counter has wrapped since.
export const LATE_US = 500_000;
const RADIANS = Math.PI / 180;
const AGAIN_MS = 1000;

export const hasBluetooth = () => typeof navigator.bluetooth?.requestDevice === "function";

// Reads a notification (DataView) after the sample before it; null where it is too short, else [µs, row].
export function dotSample(payload, last_us = null) {
  if (payload.byteLength < SAMPLE_BYTES) return null;
  let time_us = payload.getUint32(0, true);
  if (last_us !== null) {
    const turns = Math.floor(last_us / WRAPS);
    const before = last_us - turns * WRAPS;
    // Half the range back is a wrap; less is a sensor that began anew.
    time_us += WRAPS * (turns + (before - time_us > WRAPS / 2 ? 1 : 0));
    const late = last_us - (time_us - WRAPS);
    if (turns && late > 0 && late < LATE_US) time_us -= WRAPS;
  }
  const axes = [0, 1, 2, 3, 4, 5].map((k) => payload.getFloat32(4 + 4 * k, true));
  return [time_us, [time_us * 1e-6, ...axes.slice(0, 3), ...axes.slice(3).map((one) => one * RADIANS)]];
}

// Samples in order and once each, as `take` is given them.
export function dotListener(take) {
  let last_us = null;
  return (payload) => {
    const found = dotSample(payload, last_us);
    // One that comes twice, or after the next, is of no use any more.
    if (found === null || (last_us && last_us - found[0] >= 0 && last_us - found[0] < LATE_US)) return;
    last_us = found[0];
    take(...found[1]);
  };
}

// From a tap: the browser asks which sensor; gives one that can be listened to, or null where the person chose none.
export async function askForDot() {
  let device;
  try {
    const filters = NAMES.map((namePrefix) => ({ namePrefix }));
    device = await navigator.bluetooth.requestDevice({ filters, optionalServices: [MEASUREMENT] });
  } catch {
    return null;
  }
  return new Dot(device);
}

export class Dot {
  constructor(device) {
    this._device = device;
    this.name = device.name ?? NAMES[0];
    this._again = () => {};
    device.addEventListener("gattserverdisconnected", () => this._again());
  }

  // Subscribe first, then start, as Movella advises; a connection that breaks is looked for until it is there again.
  async listen(take) {
    const heard = dotListener(take);
    const told = (event) => heard(event.target.value);
    let wanted = true;
    let control = null;
    const connect = async () => {
      const server = await this._device.gatt.connect();
      const measurement = await server.getPrimaryService(MEASUREMENT);
      const payloads = await measurement.getCharacteristic(MEDIUM_PAYLOAD);
      control = await measurement.getCharacteristic(MEASUREMENT_CONTROL);
      await payloads.startNotifications();
      payloads.addEventListener("characteristicvaluechanged", told);
      await control.writeValueWithResponse(Uint8Array.from(START));
    };
    this._again = () => {
      if (wanted) connect().catch(() => setTimeout(this._again, AGAIN_MS));
    };
    await connect();
    return () => {
      wanted = false;
      this._again = () => {};
      const rest = control?.writeValueWithResponse(Uint8Array.from(STOP)) ?? Promise.resolve();
      rest.catch(() => {}).finally(() => this._device.gatt.disconnect());
    };
  }
}
