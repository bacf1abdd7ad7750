// Made from src/footwise/foot_sensor/live/stride_tracker.py by `make phone`: change that file, not this one.
// From the samples of one foot sensor to strides: causal, one sample at a time, standard library only.

import * as py from "../python/python.mjs";
import { GyroBias } from "./gyro_bias.mjs";
import { FAR_PULL, FAR_SPIN, RangeEnds } from "./range_ends.mjs";
import { MID_STANCE, MOVING, QUIET, StanceDetector } from "./stance_detector.mjs";
import { Strapdown, horizontal, nearest_horizontal } from "./strapdown.mjs";
import { PATH_KNOWN, Reason, Stride, TrackerSettings, wrapped_deg } from "./stride.mjs";
import { BELT_STRIDES, UsualStride, is_on_stairs, longest_stand_s, reason_against } from "./stride_gates.mjs";

// Beyond this no foot and no sensor goes: such a sample is no measurement (squares, rad²/s² and m²/s⁴).
const _SPIN_LIMIT = py.power(70.0, 2);

const _PULL_LIMIT = py.power(700.0, 2);

// A sample that is closer to zero is at the end of no range.
const _FAR_SPIN2 = py.power(FAR_SPIN, 2);

const _FAR_PULL2 = py.power(FAR_PULL, 2);

// The still window: gravity and the zero of the velocity come from it.
const _WINDOW_S = 0.1;

// A standing foot starts its dead reckoning anew this often while it turns slower than that.
const _STAND_S = 0.6;

const _STAND_SPIN = py.power(0.15, 2);

// Until the direction of walking is known in the sensor's axes, contact is the largest acceleration of the last part of
// the way to mid-stance; then the moment at which the toe, lifted by more than this in the swing, comes down.
const _CONTACT_S = 0.35;

const _TOE_UP_RAD_S = 1.0;

const _KNOWN_WAY_M = 0.3;

// Two contacts belong to one stride when they are as far apart as its mid-stances, within this.
const _LIKE_CYCLE_S = 0.35;

// That a sensor has moved is said by three of these stances, never by two.
const _SHIFT_STANCES = 5;
const _FEWEST_STANCES = 4;

const _RATE_CHANGE = 1.25;

// Strides of which the middle is what is usual for this person, and as many as are enough to say it.
const _USUAL_STRIDES = 15;
const _FEWEST_USUAL = 5;

// Where samples come slowly, a pause may be as long as so many of them: one is lost, and stamps scatter.
const _PAUSE_SAMPLES = 2.7;
const _LONGEST_PAUSE_S = 0.06;

// Samples whose mean interval is known well enough.
const _KNOWN_SAMPLES = 10;

// Between so many intervals a sample is missing.
const _LOST = 1.5;

// A pause that could hide a swing.
const _LONG_PAUSE_S = 0.3;

// Over a pause of two samples at 60 Hz the way is lost, but the heading is carried on, see `CARRIED_DEG`.
const _CARRIED_S = 0.055;

// Level strides, however long they are or last.
const _LEVEL = new Set([Reason.NONE, Reason.TOO_SHORT, Reason.TOO_SLOW, Reason.STANDING]);

// Strides that end with the foot flat on a level floor, so that its tilt says something of the sensor.
const _FOOT_LEVEL = new Set([Reason.NONE, Reason.IMPLAUSIBLE]);

/** Strides of one foot from its sensor. */
export class StrideTracker {
  /**
   * @param {string} side
   * @param {TrackerSettings|null} settings
   */
  constructor(side, settings = null) {
    settings = settings !== null ? settings : new TrackerSettings({});
    this._side = side;
    this._sign = side === "right" ? -1.0 : 1.0;
    this._settings = settings;
    this._pause_s = settings.longest_pause_s;
    this._limit_spin = py.truth(settings.gyro_limit_rad_s) ? settings.gyro_limit_rad_s : Infinity;
    this._limit_pull = py.truth(settings.acceleration_limit_m_s2) ? settings.acceleration_limit_m_s2 : Infinity;
    this._detector = new StanceDetector(settings.quiet_s);
    this._strapdown = new Strapdown();
    this._ends = new RangeEnds();
    this._far = false;
    this._bias = new GyroBias();
    this._forward = settings.forward;
    this._window = new py.Deque();
    this._shifts = new py.Deque([], _SHIFT_STANCES);
    this._strides = new py.Deque([], _USUAL_STRIDES);
    this._time_s = this._interval_s = this._lost_s = NaN;
    this._ax = this._ay = this._az = this._gx = this._gy = this._gz = 0.0;
    this._sum_spin = this._sum_x = this._sum_y = this._sum_z = 0.0;
    this._stretch = this._straight = this.unusable = 0;
    this._heading_rad = this._hit = this.lost_s = 0.0;
    this._hit_s = this._mid_s = -Infinity;
    this._across = [0.0, 0.0, 0.0];
    this._toe_up = _TOE_UP_RAD_S;
    this._met_s = this._last_met_s = NaN;
    this._best = Infinity;
    this._started = this._after_stair = this._heading_lost = false;
    this._trouble = Reason.NONE;
  }

  /**
   * The sensor axis that is taken for the foot axis; None until the foot was still once.
   * @returns {[number, number, number]|null}
   */
  get forward() {
    return this._forward;
  }

  /**
   * Mount, offset and gates in use.
   * @returns {TrackerSettings}
   */
  get settings() {
    return this._settings;
  }

  /**
   * Go on with other settings, from the next stride on: what was learnt about the walker stays.
   * @param {TrackerSettings} settings
   */
  calibrate(settings) {
    this._settings = settings;
    this._pause_s = settings.longest_pause_s;
    this._limit_spin = py.truth(settings.gyro_limit_rad_s) ? settings.gyro_limit_rad_s : Infinity;
    this._limit_pull = py.truth(settings.acceleration_limit_m_s2) ? settings.acceleration_limit_m_s2 : Infinity;
    this._shifts.length = 0;
    if (settings.forward !== null && !py.equal(settings.forward, this._forward)) {
      // The stride in progress was begun along another axis.
      this._forward = settings.forward;
      this._spoil(Reason.NO_START);
    }
  }

  /**
   * Take one sample, and give the stride that it makes certain.
   * @param {number} time_s
   * @param {number} ax
   * @param {number} ay
   * @param {number} az
   * @param {number} gx
   * @param {number} gy
   * @param {number} gz
   * @returns {Stride|null}
   */
  update(time_s, ax, ay, az, gx, gy, gz) {
    let dt, pull, in_order, turn, sound, limit, x, y, z, old;
    time_s = py.number(time_s);
    ax = py.number(ax);
    ay = py.number(ay);
    az = py.number(az);
    gx = py.number(gx);
    gy = py.number(gy);
    gz = py.number(gz);
    try {
      dt = time_s - this._time_s;
      pull = ax * ax + ay * ay + az * az;
      in_order = 0.0 < dt && dt <= this._pause_s;
      // A comparison with a number that is none is False.
      turn = gx * gx + gy * gy + gz * gz;
      sound = turn < _SPIN_LIMIT && pull < _PULL_LIMIT;
    } catch (error) {
      py.only(error, TypeError, py.ValueError, py.OverflowError, py.ArithmeticError);
      this._no_number();
      return null;
    }
    if (!sound) {
      this._no_number();
      return null;
    }
    if (!in_order) {
      in_order = this._is_one_lost(dt);
      if (!in_order && !this._resume(time_s, dt)) {
        return null;
      }
    }
    if (turn > _FAR_SPIN2 || pull > _FAR_PULL2) {
      this._ends.look([ax, ay, az, gx, gy, gz]);
      this._far = true;
    } else if (this._far) {
      this._ends.near();
      this._far = false;
    }
    this._ax = ax;
    this._ay = ay;
    this._az = az;
    this._gx = gx;
    this._gy = gy;
    this._gz = gz;
    limit = this._limit_spin;
    if (limit < Infinity && (Math.abs(gx) >= limit || Math.abs(gy) >= limit || Math.abs(gz) >= limit)) {
      this._spoil(Reason.CLIPPED);
    }
    limit = this._limit_pull;
    if (limit < Infinity && (Math.abs(ax) >= limit || Math.abs(ay) >= limit || Math.abs(az) >= limit)) {
      this._spoil(Reason.CLIPPED);
    }
    this._time_s = time_s;
    const bias = this._bias;
    x = gx - bias.x;
    y = gy - bias.y;
    z = gz - bias.z;
    if (!in_order) {
      this._strapdown.turn_over_gap(0.0 < dt && dt <= _CARRIED_S ? dt : 0.0, ax, ay, az, x, y, z);
      dt = 0.0;
    } else if (dt > this._lost_s) {
      this._strapdown.advance_over_loss(dt, ax, ay, az, x, y, z);
    } else {
      this._strapdown.advance(dt, ax, ay, az, x, y, z);
    }
    if (pull > this._hit || time_s - this._hit_s > _CONTACT_S) {
      this._hit = pull;
      this._hit_s = time_s;
    }
    const [cx, cy, cz] = this._across;
    const toe_up = x * cx + y * cy + z * cz;
    if (toe_up > this._toe_up) {
      this._toe_up = toe_up;
      this._met_s = NaN;
    } else if (toe_up <= 0.0 && this._met_s !== this._met_s && this._toe_up > _TOE_UP_RAD_S) {
      this._met_s = time_s;
    }
    const spin = x * x + y * y + z * z;
    const phase = this._detector.update(time_s, dt, spin);
    const window = this._window;
    if (phase === MOVING) {
      if (window.length > 0) {
        window.length = 0;
        this._sum_spin = this._sum_x = this._sum_y = this._sum_z = 0.0;
        bias.interrupt();
      }
      return null;
    }
    window.append([time_s, spin, ax, ay, az]);
    this._sum_spin += spin;
    this._sum_x += ax;
    this._sum_y += ay;
    this._sum_z += az;
    while (time_s - py.item(window, 0)[0] > _WINDOW_S) {
      [, old, x, y, z] = window.popleft();
      this._sum_spin -= old;
      this._sum_x -= x;
      this._sum_y -= y;
      this._sum_z -= z;
    }
    if (phase === QUIET) {
      return null;
    }
    const mean = py.div(this._sum_spin, window.length);
    if (phase === MID_STANCE) {
      const stride = this._finish();
      this._start(mean);
      return stride;
    }
    bias.update(time_s, gx, gy, gz);
    // The stillest moment of the stance is the best start of the next stride.
    if (mean < this._best || (mean < _STAND_SPIN && this._strapdown.elapsed_s > _STAND_S)) {
      this._start(mean);
    }
    return null;
  }

  _no_number() {
    this.unusable += 1;
    this._spoil(Reason.NO_NUMBER);
  }

  /**
   * The stride in progress cannot be integrated; the first reason stays.
   * @param {Reason} reason
   * @param {boolean} heading_lost
   */
  _spoil(reason, heading_lost = true) {
    if (this._trouble === "") {
      this._trouble = reason;
    }
    this._heading_lost = this._heading_lost || heading_lost;
    this._best = Infinity;
  }

  /**
   * Say whether a pause is no longer than a lost sample makes it at the rate of this sensor.
   * @param {number} dt
   * @returns {boolean}
   */
  _is_one_lost(dt) {
    let interval;
    if (!(0.0 < dt && dt <= _LONGEST_PAUSE_S)) {
      return false;
    }
    const strapdown = this._strapdown;
    interval = this._interval_s;
    if (strapdown.samples >= _KNOWN_SAMPLES || interval !== interval) {
      interval = py.div(strapdown.elapsed_s, py.max(1, strapdown.samples));
    }
    return dt <= _PAUSE_SAMPLES * interval;
  }

  /**
   * Say whether a sample that does not follow its predecessor closely is to be used.
   * @param {number} time_s
   * @param {number} dt
   * @returns {boolean}
   */
  _resume(time_s, dt) {
    if (!py.isfinite(time_s)) {
      this._no_number();
      return false;
    }
    if (dt === 0.0) {
      this.unusable += 1;
      return false;
    }
    if (dt > 0.0) {
      this.lost_s += dt;
    } else if (dt < 0.0) {
      this.unusable += 1;
    }
    // The very first sample has no predecessor: dt is no number.
    if (0.0 < dt && dt <= _CARRIED_S) {
      this._spoil(Reason.GAP, false);
    } else if (dt === dt) {
      this._spoil(dt < 0.0 ? Reason.BACKWARDS : Reason.GAP);
      this._stretch += 1;
      this._heading_rad = 0.0;
    }
    if (0.0 < dt && dt < _LONG_PAUSE_S) {
      this._detector.pause();
    } else {
      this._detector.interrupt();
    }
    this._bias.interrupt();
    this._window.length = 0;
    this._sum_spin = this._sum_x = this._sum_y = this._sum_z = 0.0;
    this._hit_s = -Infinity;
    this._met_s = this._last_met_s = NaN;
    return true;
  }

  /**
   * Mean gravity reaction over the still window, unit vector.
   * @returns {[number, number, number]}
   */
  _up() {
    const x = this._sum_x;
    const y = this._sum_y;
    const z = this._sum_z;
    const size = py.sqrt(x * x + y * y + z * z);
    return size > 0.0 ? [py.div(x, size), py.div(y, size), py.div(z, size)] : [0.0, 0.0, 1.0];
  }

  /**
   * Begin a stride at this sample.
   * @param {number} spin
   */
  _start(spin) {
    const up = this._up();
    if (this._forward === null) {
      this._forward = horizontal(nearest_horizontal(up), up);
    }
    if (this._started && !this._heading_lost) {
      this._heading_rad += this._strapdown.heading_rad(this._forward);
    } else if (this._heading_lost) {
      this._stretch += 1;
      this._heading_rad = 0.0;
    }
    const bias = this._bias;
    const rate = [this._gx - bias.x, this._gy - bias.y, this._gz - bias.z];
    this._strapdown.start(up, this._forward, [this._ax, this._ay, this._az], rate);
    this._ends.begin();
    this._best = spin;
    this._started = true;
    this._trouble = Reason.NONE;
    this._heading_lost = false;
  }

  /**
   * Close the stride at this sample.
   * @returns {Stride}
   */
  _finish() {
    let shift, whole, length, speed, turn, rise, heading, direction, drift, angle, reason, after_stair,
      dx, dy, contact;
    const up = this._up();
    shift = whole = length = speed = turn = rise = heading = direction = drift = angle = null;
    if (this._ends.reached()) {
      this._spoil(Reason.CLIPPED);
    }
    reason = this._started ? this._trouble : Reason.NO_START;
    after_stair = this._after_stair;
    this._after_stair = false;
    const stood = this._detector.stood_s();
    if (reason === Reason.GAP && !this._heading_lost) {
      heading = py.degrees(this._heading_rad);
    }
    if (reason === "" && this._forward !== null) {
      const strapdown = this._strapdown;
      const lasted = strapdown.elapsed_s;
      [dx, dy, rise] = strapdown.displacement();
      length = Math.hypot(dx, dy);
      whole = this._from_contact_to_contact(lasted, stood);
      speed = py.div(length, whole);
      const [turned, walked] = [strapdown.heading_rad(this._forward), Math.atan2(dy, dx)];
      turn = py.degrees(turned);
      [heading, direction] = [py.degrees(this._heading_rad), py.degrees(this._heading_rad + walked)];
      drift = py.div(strapdown.velocity_m_s(), lasted);
      angle = wrapped_deg(this._sign * py.degrees(turned - walked));
      this._after_stair = is_on_stairs(rise, length);
      const usual = this._usual();
      const stands = stood > longest_stand_s(this._settings, usual);
      const straight = Math.abs(turn) < this._settings.largest_turn_deg && !stands;
      this._straight = straight ? this._straight + 1 : 0;
      reason = this._rate_changed() ? Reason.RATE : reason_against(
        this._settings,
        {
          stride_s: lasted,
          stride_m: length,
          turn_deg: turn,
          rise_m: rise,
          drift_m_s2: drift,
          stood_s: stood,
          shift_deg: null,
          sensor_angle_deg: angle,
          beside_stair: after_stair,
          usual,
          on_belt: this._straight >= BELT_STRIDES,
        },
      );
      if (_LEVEL.has(reason) && this._may_be_usual(length, whole, turn, stood)) {
        this._strides.append([length, whole, stood]);
      }
      if (_FOOT_LEVEL.has(reason)) {
        // A foot that turned, or stands on a stair, may be tilted without a sensor that is.
        const limit = this._settings.largest_shift_deg;
        const tilt = this._tilt_deg(up);
        // One stance may be on a stone; that the sensor has moved is said by several.
        if (tilt !== null && tilt > 2 * limit) {
          reason = Reason.TILTED;
        }
        if (this._shifts.length >= _FEWEST_STANCES) {
          shift = py.item(py.sorted(this._shifts), py.whole_floordiv(this._shifts.length - 1, 2));
          if (shift > limit) {
            reason = Reason.SHIFTED;
          }
        }
      }
      if (PATH_KNOWN.has(reason) && length > _KNOWN_WAY_M) {
        this._across = _across(this._forward, up, walked - turned);
      }
    }
    contact = this._time_s - this._hit_s < 2 * _CONTACT_S ? this._hit_s : null;
    if (this._met_s === this._met_s) {
      contact = this._met_s;
    }
    const start = length !== null ? this._time_s - this._strapdown.elapsed_s : null;
    this._mid_s = this._time_s;
    this._last_met_s = this._met_s;
    this._toe_up = _TOE_UP_RAD_S;
    this._met_s = NaN;
    return new Stride({
      side: this._side,
      contact_s: contact,
      start_s: start,
      mid_stance_s: this._time_s,
      decided_s: this._time_s,
      foot_progression_angle_deg: reason !== "" || angle === null ? null : wrapped_deg(angle - this._settings.offset_deg),
      sensor_angle_deg: angle,
      stride_s: whole,
      stride_m: length,
      speed_m_s: speed,
      turn_deg: turn,
      rise_m: rise,
      stood_s: stood,
      start_heading_deg: heading,
      direction_deg: direction,
      stretch: this._stretch,
      gravity: up,
      drift_m_s2: drift,
      shift_deg: shift,
      valid: reason === "",
      reason,
    });
  }

  /**
   * What is usual for this person; None before it is known.
   * @returns {UsualStride|null}
   */
  _usual() {
    const count = this._strides.length;
    if (count < _FEWEST_USUAL) {
      return null;
    }
    const [lengths, times, stands] = py.unpack(py.zip(true, ...this._strides).map((values) => py.sorted(values)), 3);
    return new UsualStride({
      stride_m: py.item(lengths, py.whole_floordiv(count, 2)),
      stride_s: py.item(times, py.whole_floordiv(count, 2)),
      stood_s: py.item(stands, py.whole_floordiv(count, 2)),
    });
  }

  /**
   * Say whether a level stride is straight, and within what any person may be used to.
   * @param {number} length
   * @param {number} whole
   * @param {number} turn
   * @param {number} stood
   * @returns {boolean}
   */
  _may_be_usual(length, whole, turn, stood) {
    const gates = this._settings;
    const walked = length >= gates.least_m && whole <= gates.most_s;
    return walked && Math.abs(turn) < gates.largest_turn_deg && stood <= gates.most_stand_s;
  }

  /**
   * Time of the stride that ends now; from mid-stance to mid-stance where a contact is not known.
   * @param {number} lasted_s
   * @param {number} stood_s
   * @returns {number}
   */
  _from_contact_to_contact(lasted_s, stood_s) {
    const cycle = this._time_s - this._mid_s;
    // After a stand the stride before is long ago; within a slow walk it is not.
    const longest = stood_s > this._settings.most_stand_s ? this._settings.longest_s : this._settings.most_s;
    if (!(lasted_s <= cycle && cycle <= longest)) {
      return lasted_s;
    }
    const whole = this._met_s - this._last_met_s;
    // Written so that a number that is none fails.
    return Math.abs(whole - cycle) < _LIKE_CYCLE_S ? whole : cycle;
  }

  /**
   * Say whether the samples of the last two strides came at different rates.
   * @returns {boolean}
   */
  _rate_changed() {
    let before, once_1;
    before = this._interval_s;
    this._interval_s = py.div(this._strapdown.elapsed_s, this._strapdown.samples);
    this._lost_s = _LOST * this._interval_s;
    return before === before && !(py.div(1.0, _RATE_CHANGE) < (once_1 = py.div(this._interval_s, before)) && once_1 < _RATE_CHANGE);
  }

  /**
   * Tilt of the sensor at this stance against its calibration; None without one. It is remembered.
   * @param {[number, number, number]} up
   * @returns {number|null}
   */
  _tilt_deg(up) {
    const level = this._settings.gravity;
    if (level === null) {
      return null;
    }
    const alike = py.sum(py.zip(true, up, level).map(([a, b]) => a * b));
    this._shifts.append(py.degrees(py.acos(py.max(-1.0, py.min(1.0, alike)))));
    return py.item(this._shifts, -1);
  }
}

/**
 * Axis about which the foot pitches toe up, sensor axes, by the way it goes (to the left of `forward` positive).
 * @param {[number, number, number]} forward
 * @param {[number, number, number]} up
 * @param {number} ahead_rad
 * @returns {[number, number, number]}
 */
function _across(forward, up, ahead_rad) {
  const [fx, fy, fz] = horizontal(forward, up);
  const [ux, uy, uz] = up;
  const [c, s] = [py.cos(ahead_rad), py.sin(ahead_rad)];
  const ax = c * fx + s * (uy * fz - uz * fy);
  const ay = c * fy + s * (uz * fx - ux * fz);
  const az = c * fz + s * (ux * fy - uy * fx);
  return [ay * uz - az * uy, az * ux - ax * uz, ax * uy - ay * ux];
}
