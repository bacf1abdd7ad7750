"""A walk as a labelled data set of xarray: steps by percent of stance, with units and how it was measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from footwise.extras import require
from footwise.loads.curves_table import CURVES
from footwise.loads.peaks import STANCE_POINTS
from footwise.loads.walk import Walk

if TYPE_CHECKING:
    import xarray

# What a name ends with, and the unit that it says; the longest first.
_UNITS = {
    "_pct_bwht_s": "%BW·ht·s", "_pct_bwht": "%BW·ht", "_steps_min": "1/min", "_m_s": "m/s", "_deg": "degree",
    "_bw": "body weight", "_s": "s", "_m": "m",
}  # fmt: skip
# Of the table of steps: what says which step it is.
_LABELS = ("side", "used", "reason")


def walk_dataset(walk: Walk) -> xarray.Dataset:
    """Curves and measures of every step, used or not, under their names in the tables.

    Parameters
    ----------
    walk : Walk

    Returns
    -------
    xarray.Dataset
        Dimensions `step` and `percent_stance`; each variable has its `units`, the data set how it was measured.

    Raises
    ------
    FootwiseError
        The package xarray is missing.

    Examples
    --------
    >>> import footwise as fw
    >>> data = fw.measure(fw.read(fw.sample("treadmill") / "treadmill_events.c3d")).to_xarray()
    >>> sorted(data.sizes)
    ['percent_stance', 'step']
    >>> data["kam_pct_bwht"].where(data["used"]).groupby("side").mean("step").sel(percent_stance=25).units
    '%BW·ht'
    """
    require("xarray")
    import xarray

    steps, recording = walk.steps, walk.recording
    measures = [name for name in steps.select_dtypes("number").columns if name != "step"]
    variables = {name: ("step", steps[name].to_numpy(dtype=float), _units(name)) for name in measures}
    # The foot angle of a step is the mean of its curve over 15–40 % of stance, under one name in two tables.
    curves = {f"{name}_over_stance" if name in variables else name: one for name, one in CURVES.items()}
    both = ("step", "percent_stance")
    return xarray.Dataset(
        {**variables, **{name: (both, getattr(walk, one), _units(name)) for name, one in curves.items()}},
        coords={
            "step": steps["step"].to_numpy(),
            "percent_stance": np.arange(STANCE_POINTS),
            **{name: ("step", steps[name].to_numpy()) for name in _LABELS},
        },
        attrs={
            "recording": str(steps["recording"].iloc[0]),
            "condition": walk.condition,
            "recorded_on": recording.recorded_on,
            "simulated": int(recording.simulated),
            "knee_from": walk.knee_source,
            "like": walk.like,
            "marker_hz": walk.marker_hz,
            "force_hz": walk.force_hz,
            "forces_later_s": recording.forces_later_s,
        },
    )


def _units(name: str) -> dict[str, str]:
    bare = name.removesuffix("_over_stance")
    return next(({"units": unit} for end, unit in _UNITS.items() if bare.endswith(end)), {})
