"""A walk beside healthy walking at like speed: z-scores as a table, and the band behind its curves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from footwise.arrays import Array
from footwise.loads import Walk
from footwise.loads.norm import (
    DEVIATION_INDEX,
    PROFILE_SCORE,
    Norm,
    against_norm,
    band_of,
    differences_in_method,
    speed_of_walk,
)
from footwise.reports.numbers import MISSING, number
from footwise.reports.walk.walking_measures import MeasureTable

# Measure, heading, and the decimals that its noise allows.
_SHOWN = (
    ("foot_progression_angle_deg", "Foot angle, °", 1),
    ("kam_peak1_pct_bwht", "KAM P1", 2),
    ("kam_peak2_pct_bwht", "KAM P2", 2),
    ("kam_impulse_pct_bwht_s", "KAM impulse", 2),
    ("kfm_peak_pct_bwht", "KFM peak", 2),
    ("cadence_steps_min", "Cadence, steps/min", 0),
    ("stride_m", "Stride, m", 2),
    ("step_width_m", "Step width, m", 2),
    ("double_support_s", "Double support, s", 2),
    (PROFILE_SCORE, "Profile score, °", 1),
    (DEVIATION_INDEX, "Deviation index", 0),
)


@dataclass(frozen=True)
class BesideNorm:
    """What a report shows of a walk beside a norm.

    Attributes
    ----------
    table : MeasureTable, or None
        None where the norm has nobody of the walk's speed.
    sentence : str
        Of whom the norm is, or why there is none.
    notes : list of str
        Where the walk was measured otherwise than the norm.
    """

    table: MeasureTable | None
    sentence: str
    notes: list[str]


def beside_norm(walk: Walk, norm: Norm) -> BesideNorm:
    """Set a walk beside the norm: a row a measure, with healthy people and each leg and its z-score."""
    band = band_of(norm, walk)
    if band is None:
        speed = speed_of_walk(walk)
        here = f"{number(speed)} m/s" if np.isfinite(speed) else "a speed that is not known"
        known = ", ".join(f"{one.low_m_s:g} to {one.high_m_s:g} m/s" for one in norm.bands)
        return BesideNorm(None, f"The norm ({norm.source}) has nobody who walked at {here}; it has {known}.", [])
    scores = against_norm([walk], norm)
    shown = [one for one in _SHOWN if one[0] in set(scores["measure"])]
    columns: list[tuple[str, list[str]]] = [("Healthy", [_healthy(scores, one[0], one[2]) for one in shown])]
    for side in scores["side"].unique():
        mine = scores[scores["side"] == side]
        values = (mine[name].tolist() for name in ("measure", "value", "z"))
        told = {measure: (value, z) for measure, value, z in zip(*values, strict=True)}
        cells = [_cell(*told.get(measure, (np.nan, np.nan)), measure, digits) for measure, _, digits in shown]
        columns.append((f"{side.capitalize()} leg", cells))
    sentence = (
        f"Healthy people: {norm.source}, {band.people} of {band.low_m_s:g} to {band.high_m_s:g} m/s, mean ± standard "
        "deviation over people. In brackets z: by how many of these standard deviations the leg is above their mean. "
        "Profile score: root mean square difference of foot, knee and ankle angle over stance from their mean (after "
        "Baker 2009); deviation index: the same on a scale on which healthy people have 100 ± 10."
    )
    rows = tuple((heading, "", tuple(cells[k] for _, cells in columns)) for k, (_, heading, _) in enumerate(shown))
    table = MeasureTable("Measure", tuple(heading for heading, _ in columns), rows)
    return BesideNorm(table, sentence, differences_in_method([walk], norm))


def healthy_curve(walk: Walk, norm: Norm | None, name: str) -> tuple[Array, Array] | None:
    """Mean and standard deviation of a curve in healthy people of the walk's speed; None where there are none."""
    band = None if norm is None else band_of(norm, walk)
    return None if band is None else band.curves.get(name)


def _healthy(scores: pd.DataFrame, measure: str, digits: int) -> str:
    row = scores[scores["measure"] == measure].iloc[0]
    mean, sd = float(row["norm_mean"]), float(row["norm_sd"])
    return f"{number(mean, digits)} ± {number(sd, digits)}" if np.isfinite(mean) else MISSING


def _cell(value: float, z: float, measure: str, digits: int) -> str:
    # The index is a z-score itself.
    told = f" ({'+' if z >= 0 else ''}{number(z, 1)})" if np.isfinite(z) and measure != DEVIATION_INDEX else ""
    return number(value, digits) + told
