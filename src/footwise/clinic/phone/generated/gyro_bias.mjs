// Made from src/footwise/foot_sensor/live/gyro_bias.py by `make phone`: change that file, not this one.
// What a gyroscope shows while it does not turn, learnt whenever the foot rests.

import * as py from "../python/python.mjs";

const _REST_S = 1.0;

// Slower than this at all times, and within this range over the second, rad/s.
const _REST_SPIN = py.power(0.2, 2);

const _REST_RANGE = 0.05;

/** Mean of the angular velocity over the last second of rest. */
export class GyroBias {
  constructor() {
    this.x = this.y = this.z = 0.0;
    this.interrupt();
  }

  /** The rest is over. */
  interrupt() {
    this._from_s = Infinity;
    this._count = 0;
    this._sum = [0.0, 0.0, 0.0];
    this._low = [Infinity, Infinity, Infinity];
    this._high = [-Infinity, -Infinity, -Infinity];
  }

  /**
   * Take a sample of a foot that seems to rest, rad/s, bias included.
   * @param {number} time_s
   * @param {number} gx
   * @param {number} gy
   * @param {number} gz
   */
  update(time_s, gx, gy, gz) {
    time_s = py.number(time_s);
    gx = py.number(gx);
    gy = py.number(gy);
    gz = py.number(gz);
    if (gx * gx + gy * gy + gz * gz > _REST_SPIN) {
      this.interrupt();
      return;
    }
    if (this._count === 0) {
      this._from_s = time_s;
    }
    this._count += 1;
    for (const [axis, value] of py.enumerate([gx, gy, gz])) {
      this._sum[py.place(this._sum, axis)] += value;
      this._low[py.place(this._low, axis)] = py.min(py.item(this._low, axis), value);
      this._high[py.place(this._high, axis)] = py.max(py.item(this._high, axis), value);
      if (py.item(this._high, axis) - py.item(this._low, axis) > _REST_RANGE) {
        this.interrupt();
        return;
      }
    }
    if (time_s - this._from_s >= _REST_S) {
      [this.x, this.y, this.z] = py.unpack(this._sum.map((total) => py.div(total, this._count)), 3);
      this.interrupt();
    }
  }
}
