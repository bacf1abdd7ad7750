"""The five ways of walking, and what one leg's steps in one of them amount to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from footwise.loads import Walk
from footwise.signals import Mean

# Change of the foot progression angle that is asked for; toe-out is positive.
CHANGE_DEG = {"natural": 0.0, "toe-in-5": -5.0, "toe-in-10": -10.0, "toe-out-5": 5.0, "toe-out-10": 10.0}
NATURAL = "natural"
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
        return Mean.of(np.concatenate([getattr(walk, name) for walk in walks])[mine])

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
    asked = CHANGE_DEG[condition]
    # Natural walking asks for nothing. Whatever rounding makes of exactly 70 % counts.
    return asked == 0 or change_deg / asked >= REACHED_SHARE - 1e-9


def reduction_pct(baseline: Mean, modified: Mean) -> Mean:
    """Fall of a load against the baseline in percent of it, positive when the load falls.

    The standard error follows from those of both means (first-order propagation for a ratio).
    """
    ratio = modified.value / baseline.value
    se = 100 * np.hypot(modified.se, ratio * baseline.se) / abs(baseline.value)
    return Mean(100 * (1 - ratio), float(se), min(baseline.steps, modified.steps))
