// From samples to cues and a log: `footwise coach`'s session for one foot with a phone on it, record by record the same.

import { Calibration, strides_along_line } from "../generated/calibration.mjs";
import { calibrate, how_from_json } from "../generated/calibration_choice.mjs";
import { FeedbackPolicy, FeedbackSettings } from "../generated/feedback.mjs";
import { QualityMeter } from "../generated/quality_meter.mjs";
import { Block, block_at, step_has_feedback } from "../generated/schedule.mjs";
import { LOOK_S, LOOK_STRIDES, SHORTEST_LOOK_S, Verdict, quality_line } from "../generated/sensor_quality.mjs";
import { Reason, wrapped_deg } from "../generated/stride.mjs";
import { StrideTracker } from "../generated/stride_tracker.mjs";
import * as py from "../python/python.mjs";
import { meanAngle } from "./other_foot.mjs";

export const Phase = Object.freeze({
  CALIBRATION: "calibration",
  BASELINE: "baseline",
  CHECK: "sensor check",
  TRAINING: "training",
  FINISHED: "finished",
  REFUSED: "refused",
});
const VERSION = 1;
const SILENT_S = 1.0;
const ALIVE_S = 1.0;
const LOOKED_AT = 200;
const LONGEST_STRIDE_S = 2.0;
const LOOK_AGAIN_S = 1.0;
export const BASELINE_STRIDES = 20;

// As a log has it: what is no number is null.
export function plain(value) {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (value instanceof Map) return plain(Object.fromEntries(value));
  if (value instanceof Set) return [...value].sort();
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || value === undefined) return null;
  if (typeof value === "object") return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]));
  return value;
}

export function planOf({ session, side, change_deg, blocks, baseline_deg }) {
  const known = baseline_deg[side] === undefined ? {} : { [side]: baseline_deg[side] };
  return {
    session,
    sides: [side],
    blocks,
    change_deg,
    target_deg: null,
    how: { method: "stand then walk", clinic_deg: {}, foot_to_line_deg: {}, still_s: 2.0 },
    baseline_strides: BASELINE_STRIDES,
    baseline_deg: known,
    carried: {},
    polarity: "towards",
    seed: 1,
  };
}

export class CoachedWalk {
  // `record` keeps a record; `cue` is told every cue at once; `clock` gives seconds.
  constructor(plan, { record, cue = () => {}, clock = () => performance.now() / 1000, simulated = false }) {
    this.plan = plan;
    this.side = plan.sides[0];
    this.phase = Phase.CALIBRATION;
    this.block = null;
    this.elapsed_s = 0;
    this.quality = null;
    this.recent = [];
    this.silent = false;
    this.paused = false;
    // Blocks whose cues somebody has switched off.
    this.quiet = new Set();
    this._keep = record;
    this._cue = cue;
    this._clock = clock;
    this._origin = clock();
    this._how = how_from_json(plan.how);
    this._planned = plan.blocks.map((row) => new Block(row));
    this.blocks = this._planned;
    this._tracker = new StrideTracker(this.side);
    this._meter = new QualityMeter(this.side);
    this._look_again_s = LOOK_S;
    this._strides = [];
    this.calibration = this.baseline_deg = this.target_deg = this._policy = this.line_deg = null;
    this._step = this._number = this._told_steps = this._right_steps = 0;
    this._last_s = this._alive_s = this._origin;
    this._record("session", { version: VERSION, started: new Date().toISOString(), simulated, plan });
  }

  // One sample: time on the clock of the walk (s), acceleration (m/s², up positive at rest), turn (rad/s).
  take(...row) {
    this.hear(row[0], ...row);
  }

  // The same of a sensor with a clock of its own; `heard_s` is when it came, on the clock of the walk.
  hear(heard_s, ...row) {
    if (this.phase === Phase.FINISHED || this.phase === Phase.REFUSED) return;
    const now = this._clock();
    if (this.silent) {
      this.silent = false;
      this._record("source", { side: this.side, state: "back", away_s: now - this._last_s });
    }
    this._last_s = now;
    const stride = this._tracker.update(...row);
    if (this._meter !== null) {
      this._meter.update(...row);
      if (stride !== null) this._meter.stride(stride);
    }
    if (stride !== null) this._stride(stride, heard_s);
    if (this._meter !== null) this._look();
    this.tick();
  }

  tick() {
    const now = this._clock();
    if (!this.silent && now - this._last_s > SILENT_S) {
      this.silent = true;
      this._record("source", { side: this.side, state: "silent" });
    }
    if (now - this._alive_s < ALIVE_S) return;
    this._alive_s = now;
    this._alive();
  }

  end() {
    this._alive();
    return this.record_of("end", { finished: this.phase === Phase.FINISHED, at: new Date().toISOString() });
  }

  // A pause begins or ends; what is walked in it is no step of a block.
  pause(on) {
    if (on === this.paused) return;
    this.paused = on;
    this._record("pause", { on });
  }

  // Switch the cues of a block on or off.
  tell(number, on) {
    if (number >= this.blocks.length || this.quiet.has(number) !== on) return;
    if (on) this.quiet.delete(number);
    else this.quiet.add(number);
    this._record("feedback", { block: number, on });
  }

  // Valid steps of the blocks, and how many of them were in the band.
  get steps() {
    return { steps: this._told_steps, right: this._right_steps };
  }

  // Strides of any kind that were found.
  get strides_found() {
    return this._number;
  }

  // How many lead from the place of standing along the line, the one that leaves it counted; 0 where the line was left.
  get along_line() {
    return this.calibration === null ? strides_along_line(this._strides, { still_s: this._how.still_s }).length : 0;
  }

  get strides_so_far() {
    return this._strides.filter((one) => one.valid).length;
  }

  _stride(stride, sample_s) {
    let block = null;
    let feedback = false;
    let cue = null;
    if (this.phase === Phase.TRAINING && this.block !== null && this._policy !== null && !this.paused) {
      block = this.blocks[this.block];
      if (stride.valid) {
        feedback = step_has_feedback(block, this._seed(), this.block, this._step) && !this.quiet.has(this.block);
        this._step += 1;
      }
      cue = this._policy.update(stride, sample_s, feedback);
    }
    const angle = stride.foot_progression_angle_deg;
    const error = angle === null || this.target_deg === null ? null : wrapped_deg(angle - this.target_deg);
    const walked = { ...stride, forward: this._tracker.forward };
    // Until there is a target the log keeps all that a calibration needs.
    if (this.target_deg !== null) for (const name of ["gravity", "stretch", "start_s", "forward"]) delete walked[name];
    const record = this._record("stride", {
      ...walked,
      number: this._number,
      block: block === null ? null : this.block,
      step: block !== null && stride.valid ? this._step - 1 : null,
      feedback,
      error_deg: error,
      in_band: error !== null && block !== null && Math.abs(error) <= block.band_deg,
      turn: cue === null ? null : cue.turn,
      sample_s: sample_s - this._origin,
      elapsed_s: this.elapsed_s,
    });
    this._number += 1;
    if (block !== null && stride.valid && error !== null) {
      this._told_steps += 1;
      this._right_steps += record.in_band ? 1 : 0;
    }
    this.recent = [...this.recent, record].slice(-12);
    if (cue !== null) this._emit(cue);
    if (stride.reason === Reason.SHIFTED) this.slipped = true;
    if (this.paused) return;
    if (this.target_deg === null) {
      this._strides = [...this._strides, stride].slice(-LOOKED_AT);
      this._calibrate();
    } else if (stride.stride_s !== null && this.phase === Phase.TRAINING) {
      this._walked_s = (this._walked_s ?? 0) + Math.min(stride.stride_s, LONGEST_STRIDE_S);
    }
    this._advance();
  }

  _emit(cue) {
    this._cue(cue);
    const times = { sample_s: cue.sample_s, decision_s: cue.decision_s, emission_s: this._clock() };
    for (const name of Object.keys(times)) times[name] -= this._origin;
    this._record("cue", { ...cue, ...times });
  }

  _seed() {
    return 2 * this.plan.seed + (this.side === "right" ? 1 : 0);
  }

  _look() {
    const meter = this._meter;
    const shortest = this.phase === Phase.CHECK ? SHORTEST_LOOK_S : LOOK_S;
    let quality = null;
    if (meter.strides >= LOOK_STRIDES && meter.seconds >= shortest) {
      quality = meter.measured();
    } else if (meter.seconds >= this._look_again_s) {
      this._look_again_s = meter.seconds + LOOK_AGAIN_S;
      const so_far = meter.measured();
      // Who stands for a while has a sensor all the same; one that is of no use makes no strides.
      if (so_far.verdict === Verdict.NOT_USABLE) quality = so_far;
    }
    if (quality !== null) this._judged(quality);
  }

  _judged(quality) {
    const { what, ...measures } = quality;
    const { verdict, band_deg } = quality;
    const told = { ...measures, verdict, faults: quality.faults, band_deg, accepted: false, text: `${quality}` };
    this._record("quality", told);
    this.quality = { verdict, band_deg, line: quality_line(quality) };
    this._meter = null;
    if (verdict === Verdict.NOT_USABLE) {
      this.phase = Phase.REFUSED;
      return;
    }
    this.blocks = this._planned.map((one) => py.replace(one, { band_deg: Math.max(one.band_deg, band_deg) }));
    this._advance();
  }

  _calibrate() {
    const fewest = this.plan.baseline_strides;
    if (this.calibration === null) {
      const [found] = calibrate(this._strides, this._tracker.forward, this._how, { fewest });
      if (found !== null) this._calibrated(found);
      return;
    }
    if (this.plan.baseline_deg[this.side] !== undefined) return;
    const angles = this._strides
      .filter((one) => one.valid && one.sensor_angle_deg !== null)
      .map((one) => wrapped_deg(one.sensor_angle_deg - this.calibration.offset_deg))
      .sort((a, b) => a - b);
    if (angles.length < fewest) return;
    const middle = Math.floor(angles.length / 2);
    this._aim((angles[middle] + angles[angles.length - middle - 1]) / 2);
  }

  _calibrated(calibration) {
    this.calibration = new Calibration(calibration);
    this._tracker.calibrate(this.calibration.settings(this._tracker.settings));
    this._record("calibration", { ...calibration, carried: false });
    // As the person walked along the line, which is as they always walk.
    this.line_deg = meanAngle(this._strides, this.calibration.offset_deg);
    const natural = this.plan.baseline_deg[this.side];
    if (natural !== undefined) this._aim(natural);
  }

  _aim(baseline_deg) {
    this.baseline_deg = baseline_deg;
    this.target_deg = baseline_deg + this.plan.change_deg;
    this._strides = [];
    this._record("target", { side: this.side, baseline_deg, target_deg: this.target_deg });
  }

  _advance() {
    if (this.phase === Phase.CALIBRATION || this.phase === Phase.BASELINE) {
      if (this.target_deg === null) {
        this.phase = this.calibration === null ? Phase.CALIBRATION : Phase.BASELINE;
        return;
      }
      this.phase = Phase.CHECK;
    }
    if (this.phase === Phase.CHECK) {
      if (this._meter !== null) return;
      this.phase = Phase.TRAINING;
    }
    if (this.phase !== Phase.TRAINING) return;
    this.elapsed_s = this._walked_s ?? 0;
    const number = block_at(this._planned, this.elapsed_s);
    if (number === this.block) return;
    this.block = number;
    if (number === null) {
      this.phase = Phase.FINISHED;
      return;
    }
    this._step = 0;
    const block = this.blocks[number];
    const { band_deg, mode, every } = block;
    const settings = { target_deg: this.target_deg, band_deg, polarity: this.plan.polarity, mode, every };
    this._policy = new FeedbackPolicy(new FeedbackSettings(settings), this._clock);
    this._record("block", { number, elapsed_s: this.elapsed_s, ...block });
  }

  _alive() {
    const elapsed_s = this.phase === Phase.CALIBRATION ? 0 : this.elapsed_s;
    const { lost_s, unusable } = this._tracker;
    this._record("alive", { elapsed_s, lost_s: { [this.side]: lost_s }, unusable: { [this.side]: unusable } });
  }

  record_of(kind, values) {
    return plain({ kind, at_s: this._clock() - this._origin, ...values });
  }

  _record(kind, values) {
    const record = this.record_of(kind, values);
    this._keep(record);
    return record;
  }
}
