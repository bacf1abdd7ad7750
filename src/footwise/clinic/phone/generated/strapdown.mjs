// Made from src/footwise/foot_sensor/live/strapdown.py by `make phone`: change that file, not this one.
// Where a foot went since it last lay still: orientation, velocity and position, one sample at a time.

import * as py from "../python/python.mjs";

export const STANDARD_GRAVITY = 9.80665;

// Over lost samples drift grows faster: as much again for every m/s² by which acceleration differs across them.
export const DOUBT_M_S2 = 1.0;

/** Dead reckoning from a still foot, in a frame with z up and x along the heading of the foot axis. */
export class Strapdown {
  constructor() {
    this.start([0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 0.0, STANDARD_GRAVITY], [0.0, 0.0, 0.0]);
  }

  /**
   * Begin again at rest.
   * @param {[number, number, number]} up
   * @param {[number, number, number]} forward
   * @param {[number, number, number]} acceleration
   * @param {[number, number, number]} rate
   */
  start(up, forward, acceleration, rate) {
    const [ux, uy, uz] = up;
    const [fx, fy, fz] = horizontal(forward, up);
    const lx = uy * fz - uz * fy;
    const ly = uz * fx - ux * fz;
    const lz = ux * fy - uy * fx;
    [this._qw, this._qx, this._qy, this._qz] = _quaternion([fx, fy, fz], [lx, ly, lz], up);
    const [ax, ay, az] = acceleration;
    this._ax = fx * ax + fy * ay + fz * az;
    this._ay = lx * ax + ly * ay + lz * az;
    this._az = ux * ax + uy * ay + uz * az - STANDARD_GRAVITY;
    [this._gx, this._gy, this._gz] = rate;
    this._vx = this._vy = this._vz = this._px = this._py = this._pz = this.elapsed_s = 0.0;
    this._doubt_s = this._doubt_s2 = 0.0;
    this.samples = 0;
  }

  /**
   * Take the next sample, `dt` seconds after the last one: m/s² and rad/s, sensor axes.
   * @param {number} dt
   * @param {number} ax
   * @param {number} ay
   * @param {number} az
   * @param {number} gx
   * @param {number} gy
   * @param {number} gz
   */
  advance(dt, ax, ay, az, gx, gy, gz) {
    let x, y, z, w, i, j, k;
    const half = 0.5 * dt;
    // Half the rotation vector of the interval is x, y, z / 2; cosine and sine by their series.
    x = (this._gx + gx) * half;
    y = (this._gy + gy) * half;
    z = (this._gz + gz) * half;
    this._gx = gx;
    this._gy = gy;
    this._gz = gz;
    const square = x * x + y * y + z * z;
    const c = 1.0 - square * (0.125 - square * 0.0026041666666666665);
    const s = 0.5 - square * (0.020833333333333332 - square * 0.00026041666666666666);
    x *= s;
    y *= s;
    z *= s;
    const w0 = this._qw;
    const x0 = this._qx;
    const y0 = this._qy;
    const z0 = this._qz;
    this._qw = w = w0 * c - x0 * x - y0 * y - z0 * z;
    this._qx = i = w0 * x + x0 * c + y0 * z - z0 * y;
    this._qy = j = w0 * y - x0 * z + y0 * c + z0 * x;
    this._qz = k = w0 * z + x0 * y - y0 * x + z0 * c;
    // a + 2 w (q × a) + 2 q × (q × a): the acceleration in the frame of the start.
    x = 2.0 * (j * az - k * ay);
    y = 2.0 * (k * ax - i * az);
    z = 2.0 * (i * ay - j * ax);
    ax += w * x + j * z - k * y;
    ay += w * y + k * x - i * z;
    az += w * z + i * y - j * x - STANDARD_GRAVITY;
    const v0 = this._vx;
    const v1 = this._vy;
    const v2 = this._vz;
    this._vx = x = v0 + (this._ax + ax) * half;
    this._vy = y = v1 + (this._ay + ay) * half;
    this._vz = z = v2 + (this._az + az) * half;
    this._ax = ax;
    this._ay = ay;
    this._az = az;
    this._px += (v0 + x) * half;
    this._py += (v1 + y) * half;
    this._pz += (v2 + z) * half;
    this.elapsed_s += dt;
    this.samples += 1;
  }

  /**
   * Take the next sample where some before it were lost: the more it differs, the less is known of the way.
   * @param {number} dt
   * @param {number} ax
   * @param {number} ay
   * @param {number} az
   * @param {number} gx
   * @param {number} gy
   * @param {number} gz
   */
  advance_over_loss(dt, ax, ay, az, gx, gy, gz) {
    let x, y, z;
    x = this._ax;
    y = this._ay;
    z = this._az;
    this.advance(dt, ax, ay, az, gx, gy, gz);
    x = this._ax - x;
    y = this._ay - y;
    z = this._az - z;
    const doubt_s = py.div(py.sqrt(x * x + y * y + z * z), DOUBT_M_S2) * dt;
    this._doubt_s += doubt_s;
    this._doubt_s2 += doubt_s * (this.elapsed_s - 0.5 * dt);
  }

  /**
   * Take the next sample after a gap over which the way is lost: the orientation goes on for `dt` seconds.
   * @param {number} dt
   * @param {number} ax
   * @param {number} ay
   * @param {number} az
   * @param {number} gx
   * @param {number} gy
   * @param {number} gz
   */
  turn_over_gap(dt, ax, ay, az, gx, gy, gz) {
    const elapsed_s = this.elapsed_s;
    this.advance(dt, ax, ay, az, gx, gy, gz);
    this.elapsed_s = elapsed_s;
  }

  /**
   * Displacement since the start if the foot is at rest again now, m.
   * @returns {[number, number, number]}
   */
  displacement() {
    let since;
    since = 0.5 * this.elapsed_s;
    if (this._doubt_s !== 0) {
      const middle = py.div(this.elapsed_s * since + this._doubt_s2, this.elapsed_s + this._doubt_s);
      since = this.elapsed_s - middle;
    }
    return [this._px - this._vx * since, this._py - this._vy * since, this._pz - this._vz * since];
  }

  /**
   * Size of the velocity that is left.
   * @returns {number}
   */
  velocity_m_s() {
    return py.sqrt(this._vx * this._vx + this._vy * this._vy + this._vz * this._vz);
  }

  /**
   * Heading of `forward` (sensor axes) against x of the start, to the left positive.
   * @param {[number, number, number]} forward
   * @returns {number}
   */
  heading_rad(forward) {
    const w = this._qw;
    const i = this._qx;
    const j = this._qy;
    const k = this._qz;
    const [fx, fy, fz] = forward;
    const east = (w * w + i * i - j * j - k * k) * fx + 2.0 * (i * j - w * k) * fy + 2.0 * (i * k + w * j) * fz;
    const north = 2.0 * (i * j + w * k) * fx + (w * w - i * i + j * j - k * k) * fy + 2.0 * (j * k - w * i) * fz;
    return Math.atan2(north, east);
  }
}

/**
 * Give the unit vector of the part of `forward` that is at right angles to the unit vector `up`.
 * @param {[number, number, number]} forward
 * @param {[number, number, number]} up
 * @returns {[number, number, number]}
 */
export function horizontal(forward, up) {
  let fx, fy, fz, ux, uy, uz;
  [[fx, fy, fz], [ux, uy, uz]] = [forward, up];
  const along = fx * ux + fy * uy + fz * uz;
  fx = fx - along * ux;
  fy = fy - along * uy;
  fz = fz - along * uz;
  const size = py.sqrt(fx * fx + fy * fy + fz * fz);
  if (size < 1e-06) {
    return horizontal(nearest_horizontal(up), up);
  }
  return [py.div(fx, size), py.div(fy, size), py.div(fz, size)];
}

/**
 * Give the sensor axis that is nearest to horizontal; x before y before z where they are nearly alike.
 * @param {[number, number, number]} up
 * @returns {[number, number, number]}
 */
export function nearest_horizontal(up) {
  const tilt = up.map((part) => Math.abs(part));
  const lowest = py.min_of(tilt);
  for (const axis of py.range(3)) {
    if (py.item(tilt, axis) <= lowest + 0.2) {
      return [Number(axis === 0), Number(axis === 1), Number(axis === 2)];
    }
  }
  return [1.0, 0.0, 0.0];
}

/**
 * Quaternion of the rotation whose matrix has the rows x, y, z.
 * @param {[number, number, number]} x
 * @param {[number, number, number]} y
 * @param {[number, number, number]} z
 * @returns {[number, number, number, number]}
 */
function _quaternion(x, y, z) {
  const trace = x[0] + y[1] + z[2];
  if (trace > 0.0) {
    const w = 0.5 * py.sqrt(1.0 + trace);
    return [w, py.div(z[1] - y[2], 4 * w), py.div(x[2] - z[0], 4 * w), py.div(y[0] - x[1], 4 * w)];
  }
  if (x[0] >= y[1] && x[0] >= z[2]) {
    const i = 0.5 * py.sqrt(py.max(0.0, 1.0 + x[0] - y[1] - z[2]));
    return [py.div(z[1] - y[2], 4 * i), i, py.div(x[1] + y[0], 4 * i), py.div(x[2] + z[0], 4 * i)];
  }
  if (y[1] >= z[2]) {
    const j = 0.5 * py.sqrt(py.max(0.0, 1.0 - x[0] + y[1] - z[2]));
    return [py.div(x[2] - z[0], 4 * j), py.div(x[1] + y[0], 4 * j), j, py.div(y[2] + z[1], 4 * j)];
  }
  const k = 0.5 * py.sqrt(py.max(0.0, 1.0 - x[0] - y[1] + z[2]));
  return [py.div(y[0] - x[1], 4 * k), py.div(x[2] + z[0], 4 * k), py.div(y[2] + z[1], 4 * k), k];
}
