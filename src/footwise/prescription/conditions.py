"""The ways of walking, named by the change of foot angle that is asked for, and one leg's steps summed up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from footwise.condition_names import CONDITION_NAME
from footwise.loads import Walk
from footwise.signals import Mean

# The trial's five, with the change of the foot progression angle that is asked for; toe-out is positive.
CHANGE_DEG = {"natural": 0.0, "toe-in-5": -5.0, "toe-in-10": -10.0, "toe-out-5": 5.0, "toe-out-10": 10.0}
NATURAL = "natural"
# A foot that is turned by more walks another gait.
LARGEST_ASKED_DEG = 40.0
# Who turns the foot by less than this share of what was asked has walked another condition.
REACHED_SHARE = 0.7


@dataclass(frozen=True)
class LegSummary:
    """One leg in one condition, over its used steps.

    Attributes
    ----------
    condition, side : str
    steps, all_steps : int
        Used, and found.
    foot_progression_angle_deg, kam_peak1, kam_peak2, kam_impulse, kfm_peak, medial_force_peak_bw, kam_per_mm : Mean
        Moments in %BW·ht, impulse in %BW·ht·s.
    speed_m_s, stride_m, stride_s : Mean
    """

    condition: str
    side: str
    steps: int
    all_steps: int
    foot_progression_angle_deg: Mean
    kam_peak1: Mean
    kam_peak2: Mean
    kam_impulse: Mean
    kfm_peak: Mean
    medial_force_peak_bw: Mean
    kam_per_mm: Mean
    speed_m_s: Mean
    stride_m: Mean
    stride_s: Mean

    def kam_peak(self, peak: int) -> Mean:
        """Peak 1 or 2 of the knee adduction moment."""
        return self.kam_peak1 if peak == 1 else self.kam_peak2


def summarise_leg(walks: list[Walk], condition: str, side: str) -> LegSummary:
    """Summarise one leg over the recordings of one condition."""
    rows = pd.concat([walk.steps for walk in walks])
    mine = (rows["side"] == side).to_numpy()
    used = mine & rows["used"].to_numpy(dtype=bool)

    def mean(column: str) -> Mean:
        return Mean.of(rows[column].to_numpy(dtype=float)[used])

    def stride(name: str) -> Mean:
        return Mean.of(rows[name].to_numpy(dtype=float)[mine])

    return LegSummary(
        condition=condition,
        side=side,
        steps=int(used.sum()),
        all_steps=int(mine.sum()),
        foot_progression_angle_deg=mean("foot_progression_angle_deg"),
        kam_peak1=mean("kam_peak1_pct_bwht"),
        kam_peak2=mean("kam_peak2_pct_bwht"),
        kam_impulse=mean("kam_impulse_pct_bwht_s"),
        kfm_peak=mean("kfm_peak_pct_bwht"),
        medial_force_peak_bw=mean("medial_force_peak_bw"),
        kam_per_mm=mean("kam_per_mm_pct_bwht"),
        speed_m_s=stride("speed_m_s"),
        stride_m=stride("stride_m"),
        stride_s=stride("stride_s"),
    )


def asked_change_deg(condition: str) -> float:
    """Change of the foot progression angle that a condition asks for, toe-out positive.

    >>> asked_change_deg("natural"), asked_change_deg("toe-in-19"), asked_change_deg("toe-out-7.5")
    (0.0, -19.0, 7.5)

    Raises
    ------
    ValueError
        It is no name of a condition.
    """
    if condition == NATURAL:
        return 0.0
    match = CONDITION_NAME.fullmatch(condition)
    size = float(match["size"]) if match else 0.0
    if match is None or not 0 < size <= LARGEST_ASKED_DEG:
        raise ValueError(f"{condition!r} is no condition")
    return -size if match["way"] == "in" else size


def is_condition(name: str) -> bool:
    """Whether a name says how somebody walked, as ``natural``, ``toe-in-10`` and ``toe-out-7.5`` do."""
    try:
        asked_change_deg(name)
    except ValueError:
        return False
    return True


def condition_of(change_deg: float) -> str:
    """Name of the condition that asks for a change, toe-out positive.

    >>> condition_of(-19.0), condition_of(7.5), condition_of(0.0)
    ('toe-in-19', 'toe-out-7.5', 'natural')
    """
    size = f"{abs(change_deg):.1f}".removesuffix(".0")
    return NATURAL if size == "0" else f"toe-{'in' if change_deg < 0 else 'out'}-{size}"


def in_order(conditions: Iterable[str]) -> list[str]:
    """Natural walking first, then toe-in and toe-out, the smaller change first."""
    return sorted(set(conditions), key=lambda c: (c != NATURAL, asked_change_deg(c) > 0, abs(asked_change_deg(c))))


def is_reached(condition: str, change_deg: float) -> bool:
    """Say whether a change of the foot angle is what a condition asks for.

    It must go the way that was asked for, and be at least 70 % of it (our choice): the load of a walk is that of the
    angle it was walked with. More than was asked for is reached, too.

    Parameters
    ----------
    condition : str
    change_deg : float
        Achieved change of the foot progression angle, toe-out positive; NaN reaches nothing.

    Examples
    --------
    >>> is_reached("toe-in-10", -7.5), is_reached("toe-in-10", -4.0), is_reached("toe-in-10", 10.0)
    (True, False, False)
    """
    asked = asked_change_deg(condition)
    # Natural walking asks for nothing. Whatever rounding makes of exactly 70 % counts.
    return asked == 0 or change_deg / asked >= REACHED_SHARE - 1e-9


def reduction_pct(baseline: Mean, modified: Mean) -> Mean:
    """Fall of a load against the baseline in percent of it, positive when the load falls.

    The standard error follows from those of both means (first-order propagation for a ratio).
    """
    ratio = modified.value / baseline.value
    se = 100 * np.hypot(modified.se, ratio * baseline.se) / abs(baseline.value)
    return Mean(100 * (1 - ratio), float(se), min(baseline.steps, modified.steps))
