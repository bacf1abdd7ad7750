// One stream through everything that the phone's page will run; phone_walk.py does the same in Python.
import { calibrate, HowToCalibrate } from "./generated/calibration_choice.mjs";
import { FEWEST_STRIDES, Method } from "./generated/calibration.mjs";
import { FeedbackPolicy, FeedbackSettings, Mode, Polarity } from "./generated/feedback.mjs";
import { ClockMeter, QualityMeter } from "./generated/quality_meter.mjs";
import { quality_line } from "./generated/sensor_quality.mjs";
import { Block, step_has_feedback } from "./generated/schedule.mjs";
import { stride_from_json, TrackerSettings } from "./generated/stride.mjs";
import { StrideTracker } from "./generated/stride_tracker.mjs";
import { largest_turn } from "./generated/walked_turn.mjs";
import { equal } from "./python/python.mjs";

const MODES = Object.values(Mode);
const POLARITIES = Object.values(Polarity);
const SHARES = [1.0, 0.75, 0.5, 0.35, 0.0];

export async function walk({ url, side, seed, odd }) {
  const numbers = new Float64Array(await (await fetch(url)).arrayBuffer());
  const rows = Array.from({ length: numbers.length / 7 }, (_, k) => [...numbers.subarray(7 * k, 7 * k + 7)]);
  for (const [sample, channel, value] of odd) rows[sample][channel] = value;
  return JSON.stringify(walked(rows, side, seed), (_, value) =>
    typeof value === "number" && !isFinite(value) ? String(value) : value,
  );
}

function walked(rows, side, seed) {
  const tracker = new StrideTracker(side, new TrackerSettings({ gyro_limit_rad_s: seed % 7 === 0 ? 8.0 : null }));
  const meter = new QualityMeter(side);
  const clock = new ClockMeter();
  const block = new Block({ session: (seed % 5) + 1, block_s: 900.0, share: SHARES[seed % 5] });
  let policy = null;
  let steps = 0;
  const [strides, cues, told] = [[], [], []];
  for (const row of rows) {
    clock.update(row[0]);
    meter.update(...row);
    const stride = tracker.update(...row);
    if (stride === null) continue;
    meter.stride(stride);
    strides.push(stride);
    if (policy !== null) {
      const feedback = stride.valid && step_has_feedback(block, seed, 0, steps);
      steps += Number(stride.valid);
      told.push(feedback);
      const cue = policy.update(stride, stride.decided_s, feedback);
      if (cue !== null) cues.push(cue);
      continue;
    }
    const [found] = calibrate(strides, tracker.forward, new HowToCalibrate({}), { fewest: 2 + (seed % 4) });
    if (found === null) continue;
    tracker.calibrate(found.settings(tracker.settings));
    const settings = new FeedbackSettings({
      target_deg: -2.0 + (seed % 4),
      band_deg: 2.0 + 0.5 * (seed % 7),
      polarity: POLARITIES[seed % 2],
      mode: MODES[seed % 4],
      every: (seed % 4) + 1,
    });
    policy = new FeedbackPolicy(settings, () => strides.length);
  }
  const quality = meter.measured();
  const turn = largest_turn(strides);
  return {
    strides,
    again: strides.every((stride) => equal(stride_from_json(JSON.parse(JSON.stringify(stride))), stride)),
    lost_s: tracker.lost_s,
    unusable: tracker.unusable,
    forward: tracker.forward,
    cues,
    told,
    calibrations: Object.values(Method).map((method) => calibrated(strides, tracker, method, seed)),
    quality,
    verdict: [quality.verdict, quality.band_deg, [...quality.faults].sort(), quality_line(quality), `${quality}`],
    clock: [clock.samples, clock.unusable, clock.seconds, clock.rates_hz(), clock.measured()],
    turn: turn === null ? null : [turn.at_s, turn.angle_deg, turn.to],
  };
}

function calibrated(strides, tracker, method, seed) {
  const fewest = [FEWEST_STRIDES, 4][seed % 2];
  const how = new HowToCalibrate({
    method,
    clinic_deg: { left: 5.0, right: 6.5 },
    foot_to_line_deg: { left: (seed % 3) - 1.0 },
    still_s: [2.0, 1.0][seed % 2],
  });
  const [found, trouble] = calibrate(strides, tracker.forward, how, { fewest, line_strides: fewest });
  return [found, found === null ? "" : `${found}`, trouble];
}

// Samples a second of one tracker: best of several runs over the same samples.
export async function speed({ url, side, runs }) {
  const numbers = new Float64Array(await (await fetch(url)).arrayBuffer());
  let best = 0;
  for (let run = 0; run < runs; run++) {
    const tracker = new StrideTracker(side);
    const begin = performance.now();
    for (let k = 0; k < numbers.length; k += 7) {
      tracker.update(
        numbers[k], numbers[k + 1], numbers[k + 2], numbers[k + 3], numbers[k + 4], numbers[k + 5], numbers[k + 6],
      );
    }
    best = Math.max(best, numbers.length / 7 / ((performance.now() - begin) / 1000));
  }
  return best;
}
