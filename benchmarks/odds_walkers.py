"""Simulated walkers with a known change of every variable, and how far off the measured changes are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from footwise.arrays import Array
from footwise.loads import WalkPosture
from footwise.prescription.odds import NAMES, posture_changes
from footwise.simulation import Build, PosedBody, Posture, changed_posture, mean_body, posed_body, true_posture

MEASURED = tuple(name for name in NAMES if not name.startswith("cop_"))
STEPS = (5, 10, 20, 40)
# Between people: natural posture, its change with the foot turned, and where in stance the first peak lies (and moves).
_NATURAL_SD = Posture(5.0, 1.5, 2.0, 3.0, 1.5, 0.015, 3.0, 0.1, 0.005)
_CHANGE_SD = Posture(2.0, 1.2, 1.3, 2.3, 0.7, 0.028, 2.0, 0.1, 0.004)
_PEAK_PCT, _PEAK_SD, _PEAK_MOVES_SD = 25.0, 3.0, 2.5


@dataclass(frozen=True)
class Walker:
    """One person with two walks.

    Attributes
    ----------
    natural, changed : Posture
    build : Build
    speed_m_s, stride_s : float
    peak_pct : tuple of float
        When the first peak is in each walk.
    seed : int
    """

    natural: Posture
    changed: Posture
    build: Build
    speed_m_s: float
    stride_s: float
    peak_pct: tuple[float, float]
    seed: int

    def true_change(self, side: str) -> dict[str, float]:
        """What changes on average, each walk at its own first peak."""
        before, after = (
            true_posture(mean_body(posture, self.build, self.speed_m_s, self.stride_s), side, pct)
            for posture, pct in zip((self.natural, self.changed), self.peak_pct, strict=True)
        )
        return {name: after[name] - before[name] for name in MEASURED}

    def body(self, walk: int, duration_s: float, shift_m: Array | None = None) -> PosedBody:
        """The steps of the natural (0) or changed (1) walk."""
        posture = (self.natural, self.changed)[walk]
        return posed_body(
            posture, duration_s, np.random.default_rng([self.seed, walk]),
            build=self.build, speed_m_s=self.speed_m_s, stride_s=self.stride_s, shift_m=shift_m,
        )  # fmt: skip

    def duration_s(self, steps: int) -> float:
        """Long enough for so many steps of a leg."""
        return (steps + 1.5) * self.stride_s


def walkers(people: int, seed: int = 0) -> list[Walker]:
    """Draw people who turn their feet in by 10° or so, one in four out."""
    found = []
    k = 0
    while len(found) < people:
        k += 1
        walker = _walker(np.random.default_rng([seed, k]), -1.0 if k % 4 else 1.0, 1000 * seed + k)
        if _can_walk(walker):
            found.append(walker)
    return found


def _walker(rng: np.random.Generator, way: float, seed: int) -> Walker:
    natural = changed_posture(Posture(), **_drawn(_NATURAL_SD, rng))
    natural = changed_posture(natural, knee_follows=-0.2, heel_width=0.02)
    by = _drawn(_CHANGE_SD, rng)
    # The knee follows the foot by as much in both walks.
    by |= {"foot_angle": by["foot_angle"] + 10 * way, "knee_follows": 0.0}
    size, peak = 1 + 0.06 * rng.standard_normal(), _PEAK_PCT + _PEAK_SD * rng.standard_normal()
    return Walker(
        natural, changed_posture(natural, **by),
        Build(size, 1 + 0.08 * rng.standard_normal(), 1 + 0.08 * rng.standard_normal()),
        float(np.clip(1.2 + 0.1 * rng.standard_normal(), 0.9, 1.4)) * size, 1.1 * size**0.5,
        (peak, peak + _PEAK_MOVES_SD * rng.standard_normal()), seed,
    )  # fmt: skip


def _can_walk(walker: Walker) -> bool:
    """Whether the knees go past each other, and the foot is turned by enough to be compared."""
    turned = walker.changed.foot_angle - walker.natural.foot_angle
    apart = [
        true_posture(mean_body(posture, walker.build), "left")["knee_distance"]
        for posture in (walker.natural, walker.changed)
    ]
    return abs(turned) > 5 and min(apart) > 0.15


def _drawn(sd: Posture, rng: np.random.Generator) -> dict[str, float]:
    return {name: getattr(sd, name) * rng.standard_normal() for name in Posture.__dataclass_fields__}


Measure = Callable[[Walker, int, int], WalkPosture]
"""Posture of a walker's natural (0) or changed (1) walk with so many steps of a leg."""


def differences(people: Sequence[Walker], steps: int, measure: Measure) -> tuple[Array, Array]:
    """What was measured less what is true, and the error that was stated, shape (people and legs, variables)."""
    off, stated = [], []
    columns = [NAMES.index(name) for name in MEASURED]
    for walker in people:
        natural, changed = (measure(walker, walk, steps) for walk in (0, 1))
        for side in ("left", "right"):
            found = posture_changes(natural, changed, side)
            truth = walker.true_change(side)
            off.append(found.change[columns] - [truth[name] for name in MEASURED])
            stated.append(found.error_sd[columns])
    return np.array(off), np.array(stated)
