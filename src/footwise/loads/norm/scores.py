"""How far a walk is from healthy walking at like speed: z-scores, gait variable scores and their sum.

References
----------
Baker, McGinley, Schwartz, Beynon, Rozumalski, Graham, Tirosh, Gait Posture 2009;30:265 (gait variable score, gait
profile score). The index is scaled as Schwartz and Rozumalski scale theirs (Gait Posture 2008;28:351): 100 is the
mean of the healthy, every 10 below it one standard deviation of the logarithm of their scores. Theirs rests on nine
angles over the whole stride and on features of a database that is not public; this one on the three angles that are
known here, over stance.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from footwise.loads.norm.making import mean_curve, profile_score, speed_of_walk, variable_score
from footwise.loads.norm.norm import ANGLES, LOG_PROFILE_SCORE, NORM_MEASURES, Norm, SpeedBand
from footwise.loads.recording_summary import leg_values
from footwise.loads.walk import Walk
from footwise.recordings import SIDES

SCORE_COLUMNS = (
    "recording", "condition", "side", "measure", "value", "norm_mean", "norm_sd", "z", "norm_people",
    "norm_speed_low_m_s", "norm_speed_high_m_s", "norm_source",
)  # fmt: skip
"""Of the table of scores."""
PROFILE_SCORE, DEVIATION_INDEX = "profile_score_deg", "deviation_index"


def band_of(norm: Norm, walk: Walk) -> SpeedBand | None:
    """Band of the speed of a walk; None where the norm has nobody of that speed, or the speed is not known."""
    speed = speed_of_walk(walk)
    return next((band for band in norm.bands if band.low_m_s <= speed < band.high_m_s), None)


def against_norm(walks: Sequence[Walk], norm: Norm) -> pd.DataFrame:
    """Every measure of each leg beside the norm of like speed: one row a recording, leg and measure.

    Parameters
    ----------
    walks : sequence of Walk
    norm : Norm

    Returns
    -------
    pandas.DataFrame
        The columns of :data:`SCORE_COLUMNS`. Measures of steps have a `z`: how many standard deviations of healthy
        people the leg's mean is above theirs. ``..._variable_score_deg`` is the root mean square difference of an
        angle's mean curve over stance, ``profile_score_deg`` that of the three angles together, and
        ``deviation_index`` the same on a scale on which the healthy have 100 ± 10. Walks at a speed that the norm does
        not have are left out.
    """
    rows: list[dict[str, object]] = []
    for walk in walks:
        band = band_of(norm, walk)
        if band is not None:
            sides = [side for side in SIDES if (walk.steps["side"] == side).any()]
            rows += [row for side in sides for row in _leg(walk, side, band)]
    return pd.DataFrame(rows, columns=list(SCORE_COLUMNS[:-1])).assign(norm_source=norm.source)


def differences_in_method(walks: Sequence[Walk], norm: Norm) -> list[str]:
    """Say where walks were measured otherwise than the norm was; empty where that is not known."""
    said = []
    knees = {method for walk in walks for method in walk.knee_method.values()}
    if norm.knee_from and knees - set(norm.knee_from.split("; ")):
        said.append(
            f"the norm's knee centres are {norm.knee_from}, here they are {' and '.join(sorted(knees))}: the moments "
            "differ by that, too"
        )
    filters = {(walk.marker_hz, walk.force_hz) for walk in walks}
    if np.isfinite([norm.marker_hz, norm.force_hz]).all() and filters != {(norm.marker_hz, norm.force_hz)}:
        said.append(f"the norm was low-passed at {norm.marker_hz:g} Hz (markers) and {norm.force_hz:g} Hz (forces)")
    return said


def _leg(walk: Walk, side: str, band: SpeedBand) -> list[dict[str, object]]:
    found: list[tuple[str, float, float, float]] = []
    for name in NORM_MEASURES:
        values = leg_values(walk, side, name)
        values = values[np.isfinite(values)]
        if name in band.measures and len(values):
            found.append((name, float(values.mean()), *band.measures[name]))
    scores = {
        name: variable_score(mean_curve([walk], [side], name), band.curves[name][0])
        for name in ANGLES
        if name in band.curves
    }
    found += [
        (name.replace("_deg", "_variable_score_deg"), score, np.nan, np.nan)
        for name, score in scores.items()
        if np.isfinite(score)
    ]
    whole = profile_score([scores.get(name, np.nan) for name in ANGLES])
    if np.isfinite(whole):
        found.append((PROFILE_SCORE, whole, np.nan, np.nan))
    mean, sd = band.measures.get(LOG_PROFILE_SCORE, (np.nan, np.nan))
    if np.isfinite(whole) and sd > 0:
        found.append((DEVIATION_INDEX, 100 - 10 * (np.log(whole) - mean) / sd, 100.0, 10.0))
    return [
        {
            "recording": str(walk.steps["recording"].iloc[0]),
            "condition": walk.condition,
            "side": side,
            "measure": name,
            "value": value,
            "norm_mean": norm_mean,
            "norm_sd": norm_sd,
            "z": (value - norm_mean) / norm_sd if norm_sd > 0 else np.nan,
            "norm_people": band.people,
            "norm_speed_low_m_s": band.low_m_s,
            "norm_speed_high_m_s": band.high_m_s,
        }
        for name, value, norm_mean, norm_sd in found
    ]
