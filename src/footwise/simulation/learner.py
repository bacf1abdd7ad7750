"""A person who learns to walk with another foot angle from nothing but cues: turn in, turn out."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from footwise.coaching import Turn

# A foot turns no further than this from its natural angle in easy walking (assumed).
LARGEST_CHANGE_DEG = 25.0


@dataclass(frozen=True)
class LearningCurve:
    """How a person learns and forgets: two states that add up to the change of the foot angle.

    The two-state model of motor adaptation (Smith, Ghazizadeh & Shadmehr 2006, PLoS Biol 4:e179), with one
    change: a cue has a direction but no size, so a step with a cue moves both states by a fixed amount, and
    a step without one leaves them to forget. The form is theirs; every number here is assumed, chosen so that
    the default course of six sessions works as such courses are meant to (docs/simulation.md).

    Attributes
    ----------
    fast_step_deg, slow_step_deg : float
        What one cue adds to the fast and to the slow state; assumed.
    fast_kept, slow_kept : float
        Share of each state that is left after one stride; assumed: half of the fast state is gone after
        ten strides, half of the slow one after some twenty thousand (seven hours of walking).
    rest_kept : float
        Share of the slow state that is left at the next session; nothing is left of the fast one. Assumed.
    step_sd_deg : float
        Standard deviation of the foot angle from step to step, independent from step to step (assumed).
        Measured: 2.2° in one healthy person on a straight way (sample `foot-sensors`), which includes the
        error of the markers.
    """

    fast_step_deg: float = 0.5
    slow_step_deg: float = 0.018
    fast_kept: float = 0.93
    slow_kept: float = 0.99997
    rest_kept: float = 0.94
    step_sd_deg: float = 2.0

    def __post_init__(self) -> None:
        shares = (self.fast_kept, self.slow_kept, self.rest_kept)
        if not all(0.0 <= share <= 1.0 for share in shares):
            raise ValueError("what is kept of a state is a share, 0 to 1")
        if min(self.fast_step_deg, self.slow_step_deg, self.step_sd_deg) < 0.0:
            raise ValueError("steps and spread of a learning curve are not negative")

    @classmethod
    def none(cls) -> LearningCurve:
        """Give a person who walks on as ever, whatever the cues."""
        return replace(cls(), fast_step_deg=0.0, slow_step_deg=0.0)


class Learner:
    """One person's foot angle, step after step, between cues and forgetting.

    Parameters
    ----------
    natural_deg : float
        Foot progression angle of natural walking, toe-out positive.
    curve : LearningCurve, optional
    seed : int
        Of the spread from step to step, which is the same whatever the cues are.

    Attributes
    ----------
    fast_deg, slow_deg : float
        The two states, toe-out positive.

    Examples
    --------
    >>> learner = Learner(6.0, seed=1)
    >>> for _ in range(200):
    ...     learner.cue("in" if learner.next_angle_deg() > -4.0 else "keep")
    >>> learner.change_deg < -5.0
    True
    """

    def __init__(self, natural_deg: float = 6.0, curve: LearningCurve | None = None, seed: int = 1) -> None:
        self.natural_deg = natural_deg
        self.curve = curve if curve is not None else LearningCurve()
        self.fast_deg = self.slow_deg = 0.0
        self._random = np.random.default_rng(seed)

    @property
    def change_deg(self) -> float:
        """Change of the foot angle that the person makes at present, step-to-step spread aside."""
        return self.fast_deg + self.slow_deg

    def next_angle_deg(self) -> float:
        """Walk one stride: forget a little, and give the foot angle of the stance that ends it."""
        self.fast_deg *= self.curve.fast_kept
        self.slow_deg *= self.curve.slow_kept
        return self.natural_deg + self.change_deg + self.curve.step_sd_deg * float(self._random.standard_normal())

    def cue(self, turn: Turn | str) -> None:
        """Hear which way to turn: in, out, or keep, which changes nothing (assumed)."""
        turn = Turn(turn)
        if turn is Turn.KEEP:
            return
        way = -1.0 if turn is Turn.IN else 1.0
        self.fast_deg += way * self.curve.fast_step_deg
        self.slow_deg += way * self.curve.slow_step_deg
        self.slow_deg = min(max(self.slow_deg, -LARGEST_CHANGE_DEG), LARGEST_CHANGE_DEG)
        self.fast_deg = min(max(self.change_deg, -LARGEST_CHANGE_DEG), LARGEST_CHANGE_DEG) - self.slow_deg

    def rest(self) -> None:
        """Let the time between two sessions pass."""
        self.fast_deg = 0.0
        self.slow_deg *= self.curve.rest_kept
