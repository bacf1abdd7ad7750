"""What recordings come to: means of each leg in every recording, and over several recordings of one person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from footwise.arrays import Array
from footwise.gait import LARGEST_BEND_DEG
from footwise.loads.walk import Walk
from footwise.recordings import SIDES
from footwise.steps_table import LOAD_COLUMNS

OF_USED_STEPS = ("foot_progression_angle_deg", *LOAD_COLUMNS)
"""Measures whose mean is over the used steps."""
OF_STRIDES = (
    "speed_m_s", "cadence_steps_min", "stride_m", "stride_s", "stance_s", "step_width_m", "double_support_s",
)  # fmt: skip
"""Measures whose mean is over every step that is not in a turn, also where the plates say nothing."""
_RECORDING = (
    "recording", "condition", "side", "recorded_on", "steps", "steps_used", "treadmill", "knee_from", "like",
    "marker_hz", "force_hz", "forces_later_s", "notes",
)  # fmt: skip
RECORDING_COLUMNS = (*_RECORDING, *OF_USED_STEPS, *OF_STRIDES)
"""Of the table of recordings: whose leg, how it was measured, and the means."""
OVER_COLUMNS = ("condition", "side", "measure", "recordings", "steps_used", "mean", "sd")
"""Of the table over recordings."""


def leg_values(walk: Walk, side: str, measure: str) -> Array:
    """Values of a measure in the steps of one leg that count for its mean; NaN where a step does not know it."""
    return step_values(walk.steps, side, measure)


def step_values(steps: pd.DataFrame | Mapping[str, Any], side: str, measure: str) -> Array:
    """The same from a table of steps alone, or its columns by their names, of markers or of foot sensors."""
    counts = np.asarray(steps["side"]) == side
    if measure in OF_USED_STEPS:
        counts &= np.asarray(steps["used"], dtype=bool)
    else:
        with np.errstate(invalid="ignore"):
            counts &= ~(np.abs(np.asarray(steps["turn_deg"], dtype=float)) > LARGEST_BEND_DEG)
    return np.asarray(np.asarray(steps[measure], dtype=float)[counts])


def recordings_table(walks: Sequence[Walk]) -> pd.DataFrame:
    """One row a recording and leg: how it was measured, and the mean of each measure.

    Parameters
    ----------
    walks : sequence of Walk

    Returns
    -------
    pandas.DataFrame
        The columns of :data:`RECORDING_COLUMNS`; the measures bear the names that they have in the table of steps.
    """
    rows = [_row(walk, side) for walk in walks for side in SIDES if (walk.steps["side"] == side).any()]
    return pd.DataFrame(rows, columns=list(RECORDING_COLUMNS))


def over_recordings(walks: Sequence[Walk]) -> pd.DataFrame:
    """Mean and standard deviation over recordings of the same condition: one row a condition, leg and measure.

    Every recording counts once, with its own mean, however many steps it has: the spread is what differs from one
    trial to the next.

    Parameters
    ----------
    walks : sequence of Walk
        Of one person.

    Returns
    -------
    pandas.DataFrame
        The columns of :data:`OVER_COLUMNS`; measures that no recording knows are left out, `sd` is NaN for one
        recording alone. `recordings` counts those that know the measure, `steps_used` the used steps of all.
    """
    table = recordings_table(walks)
    rows = []
    for (condition, side), group in table.groupby(["condition", "side"], sort=False):
        for measure in (*OF_USED_STEPS, *OF_STRIDES):
            known = group[measure].dropna()
            if len(known):
                sd = float(known.std(ddof=1)) if len(known) > 1 else np.nan
                used = int(group["steps_used"].sum())
                rows.append((condition, side, measure, len(known), used, float(known.mean()), sd))
    return pd.DataFrame(rows, columns=list(OVER_COLUMNS))


def _row(walk: Walk, side: str) -> dict[str, object]:
    recording, mine = walk.recording, walk.steps["side"] == side
    return {
        "recording": str(walk.steps["recording"].iloc[0]),
        "condition": walk.condition,
        "side": side,
        "recorded_on": recording.recorded_on,
        "steps": int(mine.sum()),
        "steps_used": int((mine & walk.steps["used"].astype(bool)).sum()),
        "treadmill": recording.treadmill,
        "knee_from": walk.knee_method.get(side, ""),
        "like": walk.like,
        "marker_hz": walk.marker_hz,
        "force_hz": walk.force_hz,
        "forces_later_s": recording.forces_later_s,
        "notes": "; ".join(map(str, walk.notes)),
        **{measure: _mean(leg_values(walk, side, measure)) for measure in (*OF_USED_STEPS, *OF_STRIDES)},
    }


def _mean(values: Array) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else np.nan
