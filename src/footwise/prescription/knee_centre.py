"""How far the choice hangs on where the knee centre lies, which is the largest unknown of a knee moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from footwise.arrays import Array, by_value
from footwise.condition_names import condition_in_words
from footwise.loads import MomentMethod, Walk, half_stance_windows, kam_elsewhere, peak, windows_around
from footwise.notes import Note, NoteKind
from footwise.prescription.conditions import NATURAL
from footwise.prescription.rule import Choice, trial_rule
from footwise.prescription.study_walks import baseline_walks
from footwise.prescription.thresholds import KNEE_CENTRE_SD_MM
from footwise.signals import Mean

# How far the knee centre is moved, the same in every walk of the visit.
WITHIN_MM = 10
# Markers slide over the bone, and by how much depends on how the foot is turned. A choice that changes with so small a
# difference between one condition and the others is none (assumed: the 0.05 %BW·ht by which the response model lets the
# walks of one visit differ anyway are about 1 mm).
APART_MM = 1
# Directions between the two axes, tried at half of the way and all of it.
_ELSEWHERE = 30

Peaks = tuple[float, float]
Shift = tuple[float, float]


@dataclass(frozen=True)
class KneeCentreCase:
    """What the trial's rule gives with the knee centre somewhere else.

    Attributes
    ----------
    out_mm, up_mm : float
        Knee centre further out (lateral), and further up the shank.
    method : MomentMethod
        How the moment was computed.
    choice : Choice
    """

    out_mm: float
    up_mm: float
    method: MomentMethod
    choice: Choice


@dataclass(frozen=True)
class KneeCentreFlip:
    """A knee centre with which the rule gives something else.

    Attributes
    ----------
    out_mm, up_mm : float
    condition : str or None
        What the rule gives then; None for no change of foot angle.
    only_in : str or None
        The one condition in which the knee centre lies there; None for all.
    """

    out_mm: float
    up_mm: float
    condition: str | None
    only_in: str | None = None

    def words(self) -> str:
        """Say it: ``toe-out 10° wins if the knee centre is 6 mm further out``."""
        parts = [
            f"{abs(value):.0f} mm further {ways[value < 0]}"
            for value, ways in ((self.out_mm, ("out", "in")), (self.up_mm, ("up the shank", "down the shank")))
            if round(value)
        ]
        where = f"in {condition_in_words(self.only_in)} alone " if self.only_in else ""
        return f"{_wins(self.condition)} if {where}the knee centre is {' and '.join(parts)}"


@dataclass(frozen=True)
class KneeCentreTable:
    """The choice for other knee centres.

    Attributes
    ----------
    cases : tuple of KneeCentreCase
        As measured; 10 mm out, in, up and down; first all by the lever arm, then all by inverse dynamics.
    flip : KneeCentreFlip or None
        The nearest shift across the knee, the same in all walks, with which the rule gives something else; else one
        along the shank, else one in between; None where none does within 10 mm.
    apart : tuple of KneeCentreFlip
        The same for a knee centre that lies elsewhere across the knee in one condition only, for every condition where
        10 mm or less decide; the nearest first.
    so_far : bool
        The steps are too few to choose from: what the rule would give with the means so far.
    """

    cases: tuple[KneeCentreCase, ...]
    flip: KneeCentreFlip | None
    apart: tuple[KneeCentreFlip, ...]
    so_far: bool

    @property
    def measured(self) -> Choice:
        """The choice with the knee centre as measured."""
        return self.cases[0].choice

    @property
    def holds(self) -> bool:
        """Whether every knee centre within 10 mm, the same in all walks, and both methods give the same choice."""
        return self.flip is None and len({case.choice.condition for case in self.cases}) == 1

    @property
    def uncertain(self) -> bool:
        """Whether it does not hold, or hangs on 1 mm between one condition and the others."""
        return not self.holds or bool(self.apart and abs(self.apart[0].out_mm) <= APART_MM)

    def sentence(self) -> str:
        """Say in one sentence how far the choice holds."""
        choice = "choice so far" if self.so_far else "choice"
        if not self.uncertain:
            return f"The {choice} holds for every knee centre within {WITHIN_MM} mm, and by both methods."
        said = self._whats_else()
        if self.so_far:
            measured = self.measured.condition
            said = f"{condition_in_words(measured) if measured else 'no change'} is best so far, but {said}"
        return f"{said[0].upper()}{said[1:]}: the choice is uncertain because of the knee centre."

    def _whats_else(self) -> str:
        if self.flip is not None:
            return self.flip.words()
        for case in self.cases:
            if case.choice.condition != self.measured.condition:
                how = " by inverse dynamics (Newton-Euler)" if case.method is MomentMethod.NEWTON_EULER else ""
                moved = KneeCentreFlip(case.out_mm, case.up_mm, case.choice.condition)
                return moved.words() + how if case.out_mm or case.up_mm else _wins(case.choice.condition) + how
        return self.apart[0].words()

    def note(self) -> Note | None:
        """Give the warning, where there is one."""
        return Note(self.sentence(), NoteKind.KNEE_CENTRE) if self.uncertain else None

    def to_json(self) -> dict[str, Any]:
        """Give the key ``knee_centre`` of prescription.json; a missing number is null."""
        return {
            "sentence": self.sentence(),
            "holds": self.holds,
            "uncertain": self.uncertain,
            "so_far": self.so_far,
            "within_mm": WITHIN_MM,
            "sd_mm": KNEE_CENTRE_SD_MM,
            "cases": [
                {
                    "out_mm": case.out_mm,
                    "up_mm": case.up_mm,
                    "method": str(case.method),
                    "condition": case.choice.condition,
                    "peak": case.choice.peak,
                    "reductions_pct": {c: _number(value) for c, value in case.choice.reductions_pct.items()},
                }
                for case in self.cases
            ],
            "flip": None if self.flip is None else _flip_json(self.flip),
            "flips_in_one_condition": [_flip_json(flip) for flip in self.apart],
        }


def knee_centre_table(
    walks: Mapping[str, Sequence[Walk]],
    side: str,
    peaks: Mapping[str, Peaks],
    *,
    so_far: bool = False,
) -> KneeCentreTable:
    """Apply the trial's rule with the knee centre elsewhere, and by the other method.

    The knee centre is the same in every walk of a visit: most of its error falls out of a change, and what is left is
    the difference of its effect between the conditions. The windows of the peaks move as they would in walks that are
    measured with that knee centre; the steps that are used stay the same.

    Parameters
    ----------
    walks : mapping
        Condition to its analysed walks, natural among them.
    side : str
        The affected leg.
    peaks : mapping
        Mean of both peaks as measured, of natural walking and of every condition that may be chosen.
    so_far : bool
        Say that the steps are too few.

    Returns
    -------
    KneeCentreTable
    """
    legs = {condition: [_LegCurves.of(walk, side) for walk in walks[condition]] for condition in peaks}
    baseline = [_LegCurves.of(walk, side) for walk in baseline_walks(list(walks[NATURAL]))]
    asked = _Rule(legs, baseline, peaks)
    still = asked.choice().condition

    def flips(shift: Shift, only_in: str | None = None) -> KneeCentreFlip | None:
        other = asked.choice(shift, only_in=only_in).condition
        return None if other == still else KneeCentreFlip(*shift, other, only_in)

    def nearest(shifts: Sequence[Shift], only_in: str | None = None) -> KneeCentreFlip | None:
        return next((flip for shift in shifts if (flip := flips(shift, only_in)) is not None), None)

    far = float(WITHIN_MM)
    five = ((0.0, 0.0), (far, 0.0), (-far, 0.0), (0.0, far), (0.0, -far))
    across = [(float(sign * size), 0.0) for size in range(1, WITHIN_MM + 1) for sign in (1, -1)]
    along = [(up, out) for out, up in across]
    angles = [np.radians(a) for a in range(0, 360, _ELSEWHERE) if a % 90]
    between = [(size * float(np.cos(a)), size * float(np.sin(a))) for size in (far / 2, far) for a in angles]
    apart = [nearest(across, only_in) for only_in in peaks]
    return KneeCentreTable(
        cases=tuple(
            KneeCentreCase(*shift, method, asked.choice(shift, method)) for method in MomentMethod for shift in five
        ),
        flip=nearest([*across, *along, *between]),
        apart=tuple(sorted((flip for flip in apart if flip is not None), key=_nearest_changed_first)),
        so_far=so_far,
    )


@by_value
@dataclass(frozen=True)
class _LegCurves:
    """Curves of one leg in one walk, and which of its steps are used."""

    walk: Walk
    mine: np.ndarray
    used: np.ndarray

    @classmethod
    def of(cls, walk: Walk, side: str) -> _LegCurves:
        mine = (walk.steps["side"] == side).to_numpy()
        return cls(walk, mine, walk.steps["used"].to_numpy(dtype=bool)[mine])

    def kam(self, shift: Shift, method: MomentMethod) -> Array:
        return np.asarray(kam_elsewhere(self.walk, *shift, method)[self.mine])


class _Rule:
    """The trial's rule for means of peaks with the knee centre elsewhere; what was computed once is kept."""

    def __init__(
        self, legs: Mapping[str, Sequence[_LegCurves]], baseline: Sequence[_LegCurves], peaks: Mapping[str, Peaks]
    ) -> None:
        self._legs, self._baseline, self._measured = legs, baseline, peaks
        self._kept: dict[tuple[str, Shift, Shift, MomentMethod], Array] = {}

    def choice(
        self,
        shift: Shift = (0.0, 0.0),
        method: MomentMethod = MomentMethod.LEVER_ARM,
        *,
        only_in: str | None = None,
    ) -> Choice:
        """Choose with the knee centre shifted in all conditions, or in one only."""
        still = (0.0, 0.0)
        shifts = {c: shift if only_in in (None, c) else still for c in self._legs}
        peaks = {}
        for condition, own in shifts.items():
            moved = self._peaks(condition, own, shifts[NATURAL], method)
            change = moved - self._peaks(condition, still, still, MomentMethod.LEVER_ARM)
            # Step by step: a peak that is known with one knee centre only would change the mean for no other reason.
            first, second = (Mean.of(column).value for column in change.T)
            measured = self._measured[condition]
            peaks[condition] = (measured[0] + first, measured[1] + second)
        return trial_rule(peaks.pop(NATURAL), peaks)

    def _peaks(self, condition: str, own: Shift, of_natural: Shift, method: MomentMethod) -> Array:
        """Peaks of the used steps of a condition in the windows that natural walking gives, shape (steps, 2)."""
        key = (condition, own, of_natural, method)
        if key not in self._kept:
            curves = [leg.kam(own, method) for leg in self._legs[condition]]
            windows = [half_stance_windows(part) for part in curves]
            if condition != NATURAL:
                baseline = np.concatenate([leg.kam(of_natural, method) for leg in self._baseline])
                if np.isfinite(baseline).any():
                    windows = [windows_around(*half_stance_windows(baseline))] * len(curves)
            used = [leg.used for leg in self._legs[condition]]
            self._kept[key] = np.concatenate(
                [
                    np.stack([peak(part[keep], window)[0] for window in both], axis=1)
                    for part, keep, both in zip(curves, used, windows, strict=True)
                ]
            )
        return self._kept[key]


def _wins(condition: str | None) -> str:
    return f"{condition_in_words(condition)} wins" if condition else "no change of foot angle is worth prescribing"


def _nearest_changed_first(flip: KneeCentreFlip) -> tuple[float, bool]:
    return abs(flip.out_mm), flip.only_in == NATURAL


def _flip_json(flip: KneeCentreFlip) -> dict[str, Any]:
    return {
        "out_mm": _number(flip.out_mm),
        "up_mm": _number(flip.up_mm),
        "condition": flip.condition,
        "only_in": flip.only_in,
    }


def _number(value: float) -> float | None:
    return None if not np.isfinite(value) else round(float(value), 4) + 0.0
