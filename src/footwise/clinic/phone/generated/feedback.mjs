// Made from src/footwise/coaching/feedback.py by `make phone`: change that file, not this one.
// Whether a step gets a cue, and which way the next step should turn.

import * as py from "../python/python.mjs";

export const NARROWEST_BAND_DEG = 2.0;
export const WIDEST_BAND_DEG = 5.0;

// Two strides of one foot are never closer than this: what comes sooner is the same step.
const _SAME_STEP_S = 0.4;

/** Which way the next step should turn; `KEEP` confirms a step within the band. */
export const Turn = py.enumeration("Turn", {IN: "in", OUT: "out", KEEP: "keep"});

/** Where a cue is felt: on the side to turn towards (it pulls), or to turn away from (it pushes). */
export const Polarity = py.enumeration("Polarity", {TOWARDS: "towards", AWAY: "away"});

/** Which steps are told. */
export const Mode = py.enumeration("Mode", {BANDWIDTH: "bandwidth", EVERY: "every", EVERY_N: "every-n", SUMMARY_N: "summary-n"});

/** What the person is to do, and how it is told. */
export class FeedbackSettings {
  static fields = {
    target_deg: "number",
    band_deg: "number",
    polarity: "string",
    mode: "string",
    every: "number",
  };

  constructor({
    target_deg,
    band_deg = 3.0,
    polarity = Polarity.TOWARDS,
    mode = Mode.BANDWIDTH,
    every = 3,
    ...unknown
  }) {
    this.target_deg = target_deg;
    this.band_deg = band_deg;
    this.polarity = polarity;
    this.mode = mode;
    this.every = every;
    py.dataclass(this, unknown);
    this.__post_init__();
    Object.freeze(this);
  }

  __post_init__() {
    this.polarity = py.member(Polarity, this.polarity);
    this.mode = py.member(Mode, this.mode);
    if (!(-60.0 <= this.target_deg && this.target_deg <= 60.0)) {
      throw new py.ValueError(`the target is ${py.decimal(this.target_deg)}°, and must lie between -60° and 60°`);
    }
    if (!(NARROWEST_BAND_DEG <= this.band_deg && this.band_deg <= WIDEST_BAND_DEG)) {
      throw new py.ValueError(`the band is ±${py.decimal(this.band_deg)}°, and must lie between ${py.general(NARROWEST_BAND_DEG)}° and ${py.general(WIDEST_BAND_DEG)}°`);
    }
    if (this.every < 1) {
      throw new py.ValueError(`feedback every ${py.digits(this.every)} steps makes no sense; choose 1 or more`);
    }
  }
}

/** What the person is told after a step. */
export class Cue {
  static fields = {
    side: "string",
    turn: "string",
    place: "string",
    error_deg: "number",
    mid_stance_s: "number",
    sample_s: "number",
    decision_s: "number",
    emission_s: "number?",
  };

  constructor({
    side,
    turn,
    place,
    error_deg,
    mid_stance_s,
    sample_s,
    decision_s,
    emission_s = null,
    ...unknown
  }) {
    this.side = side;
    this.turn = turn;
    this.place = place;
    this.error_deg = error_deg;
    this.mid_stance_s = mid_stance_s;
    this.sample_s = sample_s;
    this.decision_s = decision_s;
    this.emission_s = emission_s;
    py.dataclass(this, unknown);
    Object.freeze(this);
  }
}

/** From strides to cues: at most one a step, and silence on what is not valid. */
export class FeedbackPolicy {
  /**
   * @param {FeedbackSettings} settings
   * @param {function} clock
   */
  constructor(settings, clock) {
    this.settings = settings;
    this._clock = clock;
    this._last_s = new Map();
    this._errors = new Map();
  }

  /**
   * Decide about one stride.
   * @param {Stride} stride
   * @param {number} sample_s
   * @param {boolean} feedback
   * @returns {Cue|null}
   */
  update(stride, sample_s, feedback = true) {
    let once_1;
    sample_s = py.number(sample_s);
    const angle = stride.foot_progression_angle_deg;
    if (!stride.valid || angle === null) {
      return null;
    }
    // Device time that begins again is a new step; one that hardly moves on is the same one.
    if (0.0 <= (once_1 = stride.mid_stance_s - py.get(this._last_s, stride.side, -Infinity)) && once_1 < _SAME_STEP_S) {
      return null;
    }
    this._last_s.set(stride.side, stride.mid_stance_s);
    const error = this._told(stride.side, angle - this.settings.target_deg);
    if (error === null || !feedback) {
      return null;
    }
    const turn = this._turn(error);
    if (turn === Turn.KEEP && this.settings.mode === Mode.BANDWIDTH) {
      return null;
    }
    return new Cue({
      side: stride.side,
      turn,
      place: this._place(turn),
      error_deg: error,
      mid_stance_s: stride.mid_stance_s,
      sample_s,
      decision_s: this._clock(),
    });
  }

  /**
   * Error that this step is told; None where the mode keeps silent.
   * @param {string} side
   * @param {number} error
   * @returns {number|null}
   */
  _told(side, error) {
    const mode = this.settings.mode;
    if ([Mode.BANDWIDTH, Mode.EVERY].includes(mode)) {
      return error;
    }
    const errors = py.setdefault(this._errors, side, []);
    errors.push(error);
    if (errors.length < this.settings.every) {
      return null;
    }
    const told = mode === Mode.EVERY_N ? error : py.div(py.sum(errors), errors.length);
    errors.length = 0;
    return told;
  }

  /**
   * @param {number} error
   * @returns {Turn}
   */
  _turn(error) {
    if (Math.abs(error) <= this.settings.band_deg) {
      return Turn.KEEP;
    }
    return error > 0.0 ? Turn.IN : Turn.OUT;
  }

  /**
   * @param {Turn} turn
   * @returns {string}
   */
  _place(turn) {
    if (turn === Turn.KEEP) {
      return "";
    }
    const pulls = this.settings.polarity === Polarity.TOWARDS;
    return (turn === Turn.OUT) === pulls ? "outer" : "inner";
  }
}
