"""Curves over stance as a table: one row a used step and point, beside the table of steps."""

from __future__ import annotations

import numpy as np
import pandas as pd

from footwise.loads.peaks import STANCE_POINTS
from footwise.loads.walk import Walk

_STEP = ("recording", "condition", "side", "step")
CURVES = {
    "foot_progression_angle_deg": "foot_angle",
    "knee_flexion_deg": "knee_flexion",
    "ankle_dorsiflexion_deg": "ankle_dorsiflexion",
    "kam_pct_bwht": "kam",
    "kfm_pct_bwht": "kfm",
    "kam_newton_euler_pct_bwht": "kam_newton_euler",
    "kfm_newton_euler_pct_bwht": "kfm_newton_euler",
}
"""Column, and where its curves are in a walk."""
CURVE_COLUMNS = (*_STEP, "percent_stance", *CURVES)
"""Of `curves.csv`. The moments without the name of a method are by the one behind the table of steps: the lever arm."""


def walk_curves(walk: Walk) -> pd.DataFrame:
    """Angle and moment curves of every used step.

    Parameters
    ----------
    walk : Walk

    Returns
    -------
    pandas.DataFrame
        The columns of :data:`CURVE_COLUMNS`, 101 rows a used step; NaN where a point is not known.

    Examples
    --------
    >>> import footwise as fw
    >>> curves = fw.measure(fw.read(fw.sample("treadmill") / "treadmill_events.c3d")).curves()
    >>> mean = curves.groupby(["side", "percent_stance"])["kam_pct_bwht"].mean().unstack("side")
    >>> mean.shape
    (101, 2)
    """
    used = np.flatnonzero(walk.steps["used"].to_numpy(dtype=bool))
    rows = np.repeat(used, STANCE_POINTS)
    columns = {name: walk.steps[name].to_numpy()[rows] for name in _STEP}
    columns["percent_stance"] = np.tile(np.arange(STANCE_POINTS), len(used))
    columns |= {name: getattr(walk, attribute)[used].ravel() for name, attribute in CURVES.items()}
    return pd.DataFrame(columns, columns=list(CURVE_COLUMNS))
