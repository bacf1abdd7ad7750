"""Simulated walkers with a known change of every variable, and how far off the measured changes are."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from footwise.arrays import Array
from footwise.errors import FootwiseError
from footwise.loads import WalkPosture
from footwise.prescription.odds import NAMES, posture_changes
from footwise.recordings import SIDES
from footwise.simulation import Build, PosedBody, Posture, changed_posture, mean_body, posed_body, true_posture

MEASURED = tuple(name for name in NAMES if not name.startswith("cop_"))
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

    def body(self, walk: int, duration_s: float, *, run: int = 0, shift_m: Array | None = None) -> PosedBody:
        """The steps of the natural (0) or changed (1) walk.

        Odd runs are the mirror images of the even ones before them: what scatters there to one side scatters here to
        the other, so that the mean of both shows what is off by itself.
        """
        posture, sign = (self.natural, self.changed)[walk], 1.0 - 2.0 * (run % 2)
        return posed_body(
            posture, duration_s, self.chance(walk, run, "steps"), build=self.build, speed_m_s=self.speed_m_s,
            stride_s=self.stride_s, shift_m=shift_m, scatter=sign,
        )  # fmt: skip

    def chance(self, walk: int, run: int, what: str) -> np.random.Generator:
        """The same numbers for both runs of a pair."""
        return np.random.default_rng([self.seed, walk, run // 2, *what.encode()])

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
    # As the pelvis of the 107 did.
    by["pelvic_rotation"] -= 0.2 * by["foot_angle"]
    size, peak = 1 + 0.06 * rng.standard_normal(), _PEAK_PCT + _PEAK_SD * rng.standard_normal()
    return Walker(
        natural, changed_posture(natural, **by),
        Build(size, 1 + 0.08 * rng.standard_normal(), 1 + 0.08 * rng.standard_normal()),
        float(np.clip(1.2 + 0.1 * rng.standard_normal(), 0.9, 1.4)) * size, 1.1 * size**0.5,
        (peak, peak + _PEAK_MOVES_SD * rng.standard_normal()), seed,
    )  # fmt: skip


def _can_walk(walker: Walker) -> bool:
    """Whether the knees go past each other, the legs reach, and the foot is turned by enough to be compared."""
    turned = walker.changed.foot_angle - walker.natural.foot_angle
    apart = [
        true_posture(mean_body(posture, walker.build), "left")["knee_distance"]
        for posture in (walker.natural, walker.changed)
    ]
    return abs(turned) > 7 and min(apart) > 0.15 and _legs_reach(walker)


def _legs_reach(walker: Walker) -> bool:
    """Whether no leg would have to stretch for its step."""
    for posture in (walker.natural, walker.changed):
        body = mean_body(posture, walker.build, walker.speed_m_s, walker.stride_s)
        bones = body.bones_m(2 + np.arange(50) / 50 * walker.stride_s)
        shank = np.linalg.norm(bones["left_knee"] - bones["left_ankle"], axis=1)
        if np.ptp(shank) > 0.01 * shank.min():
            return False
    return True


def _drawn(sd: Posture, rng: np.random.Generator) -> dict[str, float]:
    return {name: getattr(sd, name) * rng.standard_normal() for name in Posture.__dataclass_fields__}


Measure = Callable[[Walker, int, int, int], WalkPosture]
"""Posture of a walker's natural (0) or changed (1) walk with so many steps of a leg, in a run."""


@dataclass(frozen=True)
class Errors:
    """Measured less true changes and stated errors, shape (walkers, 2 runs, 2 legs, variables)."""

    off: Array
    stated: Array

    def bias(self, k: int) -> tuple[float, float]:
        """Mean of a variable over everybody, and its standard error: people are drawn, and runs come in pairs."""
        of_people = self.off[..., k].mean(axis=(1, 2))
        return float(of_people.mean()), float(of_people.std(ddof=1) / np.sqrt(len(of_people)))

    def scatter(self, k: int) -> tuple[float, float, float, float]:
        """Root mean square of what was off, of the error that was stated, and their ratio with its standard error."""
        off, stated = self.off[..., k], self.stated[..., k]
        of_people = ((off / stated) ** 2).mean(axis=(1, 2))
        ratio = np.sqrt(of_people.mean())
        of_ratio = of_people.std(ddof=1) / np.sqrt(len(of_people)) / (2 * ratio)
        return float(np.sqrt((off**2).mean())), float(np.sqrt((stated**2).mean())), float(ratio), float(of_ratio)


def errors_of(people: Sequence[Walker], steps: int, measure: Measure) -> tuple[Errors, int]:
    """Measure everybody twice; also how many were refused."""
    off, stated, refused = [], [], 0
    columns = [NAMES.index(name) for name in MEASURED]
    for walker in people:
        truth = {side: list(walker.true_change(side).values()) for side in SIDES}
        try:
            found = [
                [posture_changes(*(measure(walker, walk, steps, run) for walk in (0, 1)), side) for side in SIDES]
                for run in (0, 1)
            ]
        except FootwiseError:
            refused += 1
            continue
        off.append([[leg.change[columns] - truth[leg.side] for leg in run] for run in found])
        stated.append([[leg.error_sd[columns] for leg in run] for run in found])
    return Errors(np.array(off), np.array(stated)), refused


HEADER = ("change of", "steps a leg", "bias ± its error", "RMS error", "stated", "RMS error / stated")


def rows(by_steps: Mapping[str, Errors]) -> Iterator[tuple[str, ...]]:
    """One row a variable and number of steps; the bars are a bias of 0.3° and a ratio of 0.8 to 1.2."""
    for k, name in enumerate(MEASURED):
        for steps, errors in by_steps.items():
            if not np.isfinite(errors.off[..., k]).any():
                continue
            in_m = name in ("step_width", "knee_distance")
            scale, unit, digits = (1000.0, " mm", 1) if in_m else (1.0, "°", 2)
            bias, of_bias = errors.bias(k)
            off, stated, ratio, of_ratio = errors.scatter(k)
            yield (
                name.replace("_", " "), steps, f"{scale * bias:+.{digits}f} ± {scale * of_bias:.{digits}f}{unit}",
                f"{scale * off:.{digits}f}{unit}", f"{scale * stated:.{digits}f}{unit}",
                f"{ratio:.2f} ± {of_ratio:.2f}",
            )  # fmt: skip
