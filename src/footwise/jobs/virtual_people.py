"""Virtual people as a clinic meets them: their body, and a year of pain and questionnaires; drawn, not found out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np

from footwise.arrays import Array
from footwise.followup import KOOS_ITEMS
from footwise.simulation import PAIN, draw_people, simulate_outcomes


@dataclass(frozen=True)
class VirtualPatient:
    """Somebody who does not exist.

    Attributes
    ----------
    female : bool
    age_years, mass_kg, height_m : float
    side : str
        The affected leg, left or right.
    foot_angle_deg : float
        Of natural walking, toe-out positive.
    pain : dict of int to int
        Week after the first visit (0 for it) to pain, 0 to 10; without the visits that were missed.
    answers : dict of int to dict
        Week to the KOOS as it was filled in: item to answer, 0 to 4.
    """

    female: bool
    age_years: float
    mass_kg: float
    height_m: float
    side: str
    foot_angle_deg: float
    pain: Mapping[int, int]
    answers: Mapping[int, Mapping[str, int]]


def virtual_patients(count: int, *, weeks: Sequence[int], seed: int = 1) -> tuple[VirtualPatient, ...]:
    """Draw people with medial knee osteoarthritis who are treated, and let a year pass.

    Parameters
    ----------
    count : int
    weeks : sequence of int
        Of the visits after the first one.
    seed : int

    Returns
    -------
    tuple of VirtualPatient
    """
    random = np.random.default_rng(seed)
    people = draw_people(count, random)
    found = simulate_outcomes(people, np.ones(count, dtype=bool), weeks, random)
    who, at = people.who, (0, *found.weeks)
    pain, answers = found.values[PAIN], found.answers
    return tuple(
        VirtualPatient(
            female=bool(who.female[k]),
            age_years=float(who.age_years[k]),
            mass_kg=float(who.mass_kg[k]),
            height_m=float(who.height_m[k]),
            side=str(who.side[k]),
            foot_angle_deg=float(who.foot_angle_deg[k]),
            pain={week: int(pain[k, v]) for v, week in enumerate(at) if isfinite(pain[k, v])},
            answers=_forms(answers[k], at),
        )
        for k in range(count)
    )


def _forms(answers: Array, at: Sequence[int]) -> dict[int, dict[str, int]]:
    """Give the forms that were filled in, shape (visits, 42) to week and item."""
    return {
        week: {item: int(answer) for item, answer in zip(KOOS_ITEMS, row, strict=True)}
        for week, row in zip(at, answers, strict=True)
        if np.isfinite(row).all()
    }
