"""Whether a step gets a cue, and which way the next step should turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from footwise.foot_sensor.live import Stride

NARROWEST_BAND_DEG, WIDEST_BAND_DEG = 2.0, 5.0
# Two strides of one foot are never closer than this: what comes sooner is the same step.
_SAME_STEP_S = 0.4


class Turn(StrEnum):
    """Which way the next step should turn; `KEEP` confirms a step within the band."""

    IN = "in"
    OUT = "out"
    KEEP = "keep"


class Polarity(StrEnum):
    """Where a cue is felt: on the side to turn towards (it pulls), or to turn away from (it pushes)."""

    TOWARDS = "towards"
    AWAY = "away"


class Mode(StrEnum):
    """Which steps are told.

    `BANDWIDTH`: every step outside the band; silence is success. `EVERY`: every step, those within the
    band with `KEEP`. `EVERY_N`: every N-th step, likewise. `SUMMARY_N`: after N steps, for their mean.
    """

    BANDWIDTH = "bandwidth"
    EVERY = "every"
    EVERY_N = "every-n"
    SUMMARY_N = "summary-n"


@dataclass(frozen=True)
class FeedbackSettings:
    """What the person is to do, and how it is told.

    Attributes
    ----------
    target_deg : float
        Foot progression angle to reach, toe-out positive, in the tracker's calibration.
    band_deg : float
        A step this near to the target is right; 2 to 5.
    polarity : Polarity
    mode : Mode
    every : int
        N of the modes that have one.

    Raises
    ------
    ValueError
        Where a setting makes no sense.
    """

    target_deg: float
    band_deg: float = 3.0
    polarity: Polarity = Polarity.TOWARDS
    mode: Mode = Mode.BANDWIDTH
    every: int = 3

    def __post_init__(self) -> None:
        object.__setattr__(self, "polarity", Polarity(self.polarity))
        object.__setattr__(self, "mode", Mode(self.mode))
        if not -60.0 <= self.target_deg <= 60.0:
            raise ValueError(f"the target is {self.target_deg}°, and must lie between -60° and 60°")
        if not NARROWEST_BAND_DEG <= self.band_deg <= WIDEST_BAND_DEG:
            raise ValueError(
                f"the band is ±{self.band_deg}°, and must lie between {NARROWEST_BAND_DEG:g}° and {WIDEST_BAND_DEG:g}°"
            )
        if self.every < 1:
            raise ValueError(f"feedback every {self.every} steps makes no sense; choose 1 or more")


@dataclass(frozen=True, slots=True)
class Cue:
    """What the person is told after a step.

    Attributes
    ----------
    side : str
        left or right foot.
    turn : Turn
        Which way the next step of this foot should turn.
    place : str
        Side of the foot on which a vibration is felt, by the polarity: outer or inner; empty for `KEEP`.
    error_deg : float
        Foot angle less target, of the step or of the mean that is told; toe-out positive.
    mid_stance_s : float
        Device time of the step.
    sample_s, decision_s : float
        When the deciding sample was taken and when the cue was decided, on the session's clock.
    emission_s : float or None
        When the cue had been given; None before.
    """

    side: str
    turn: Turn
    place: str
    error_deg: float
    mid_stance_s: float
    sample_s: float
    decision_s: float
    emission_s: float | None = None


class FeedbackPolicy:
    """From strides to cues: at most one a step, and silence on what is not valid.

    Parameters
    ----------
    settings : FeedbackSettings
    clock : callable
        The session's clock, s.
    """

    def __init__(self, settings: FeedbackSettings, clock: Callable[[], float]) -> None:
        self.settings = settings
        self._clock = clock
        self._last_s: dict[str, float] = {}
        self._errors: dict[str, list[float]] = {}

    def update(self, stride: Stride, sample_s: float, feedback: bool = True) -> Cue | None:
        """Decide about one stride.

        Parameters
        ----------
        stride : Stride
        sample_s : float
            When the sample that decided the stride was taken, on the session's clock.
        feedback : bool
            False on a step that the schedule leaves without feedback: it is counted, not told.
        """
        angle = stride.foot_progression_angle_deg
        if not stride.valid or angle is None:
            return None
        # Device time that begins again is a new step; one that hardly moves on is the same one.
        if 0.0 <= stride.mid_stance_s - self._last_s.get(stride.side, float("-inf")) < _SAME_STEP_S:
            return None
        self._last_s[stride.side] = stride.mid_stance_s
        error = self._told(stride.side, angle - self.settings.target_deg)
        if error is None or not feedback:
            return None
        turn = self._turn(error)
        if turn is Turn.KEEP and self.settings.mode is Mode.BANDWIDTH:
            return None
        return Cue(stride.side, turn, self._place(turn), error, stride.mid_stance_s, sample_s, self._clock())

    def _told(self, side: str, error: float) -> float | None:
        """Error that this step is told; None where the mode keeps silent."""
        mode = self.settings.mode
        if mode in (Mode.BANDWIDTH, Mode.EVERY):
            return error
        errors = self._errors.setdefault(side, [])
        errors.append(error)
        if len(errors) < self.settings.every:
            return None
        told = error if mode is Mode.EVERY_N else sum(errors) / len(errors)
        errors.clear()
        return told

    def _turn(self, error: float) -> Turn:
        if abs(error) <= self.settings.band_deg:
            return Turn.KEEP
        return Turn.IN if error > 0.0 else Turn.OUT

    def _place(self, turn: Turn) -> str:
        if turn is Turn.KEEP:
            return ""
        pulls = self.settings.polarity is Polarity.TOWARDS
        return "outer" if (turn is Turn.OUT) == pulls else "inner"
