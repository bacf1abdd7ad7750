"""What is kept of a measured recording: the figures that count, the sentences, the table of steps."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from footwise.arrays import by_value
from footwise.errors import FootwiseError

# Those of recordings as `footwise.jobs` names them, which is too heavy for a page.
MARKERS, SENSOR, FILM = "markers", "foot sensor", "film"
# Of the used steps of a side, where they have it.
_MEANS = (
    "foot_progression_angle_deg", "kam_peak1_pct_bwht", "kam_peak2_pct_bwht", "kam_impulse_pct_bwht_s", "stride_s",
    "speed_m_s",
)  # fmt: skip
_KAM = "kam_peak1_pct_bwht"
# A sensor's angle is told against the person's own mean of the recording, which is zero.
_OF_NO_USE = {SENSOR: ("foot_progression_angle_deg",)}


@by_value
@dataclass(frozen=True)
class Measured:
    """A measured recording.

    Attributes
    ----------
    measured_by : str
        `MARKERS`, `SENSOR` or `FILM`.
    steps : pandas.DataFrame
        The columns of `footwise.steps_table`.
    sentences : tuple of str
        In English, as the command line says them.
    """

    measured_by: str
    steps: pd.DataFrame
    sentences: tuple[str, ...]


def figures_of(measured: Measured) -> dict[str, Any]:
    """Give what is kept of a recording that was measured.

    Returns
    -------
    dict
        ``steps`` and ``used_steps``; ``measured_by``; ``forces``, whether a used step has a knee moment; ``sides``, of
        each its ``used_steps`` and the means over them by the names of the columns of steps; ``sentences``; and
        ``trouble`` and ``asks``, both empty (see `trouble_of`).
    """
    steps = measured.steps
    used = steps[steps["used"]]
    return {
        "measured_by": measured.measured_by,
        "steps": len(steps),
        "used_steps": len(used),
        "forces": _KAM in used and bool(used[_KAM].notna().any()),
        "sides": {str(side): _side(rows, measured.measured_by) for side, rows in used.groupby("side")},
        "sentences": list(measured.sentences),
        "trouble": "",
        "asks": [],
    }


def trouble_of(error: FootwiseError, asks: Sequence[str]) -> dict[str, Any]:
    """Give what is kept of a recording that cannot be used: why, and which answers would help."""
    return {
        "measured_by": "",
        "steps": 0,
        "used_steps": 0,
        "forces": False,
        "sides": {},
        "sentences": [],
        # Where the page asks, its question says what to do, in the reader's language.
        "trouble": str(FootwiseError(error.where, error.trouble, "" if asks else error.remedy)),
        "asks": list(asks),
    }


def rows_of(steps: pd.DataFrame) -> dict[str, Any]:
    """Give a table of steps as JSON knows it; what is missing is null."""
    columns = [str(name) for name in steps.columns]
    rows = [[_plain(value) for value in row] for row in steps.itertuples(index=False)]
    return {"columns": columns, "rows": rows}


def table_of(content: dict[str, Any]) -> pd.DataFrame:
    """Give the table back."""
    table = pd.DataFrame(content["rows"], columns=content["columns"])
    numbers = [name for name in table if name not in ("recording", "condition", "side", "used", "reason")]
    return table.assign(**{str(name): pd.to_numeric(table[name]) for name in numbers})


def _side(rows: pd.DataFrame, measured_by: str) -> dict[str, Any]:
    told: dict[str, Any] = {"used_steps": len(rows)}
    for name in _MEANS:
        if name in rows and name not in _OF_NO_USE.get(measured_by, ()):
            mean = float(pd.to_numeric(rows[name]).mean())
            if math.isfinite(mean):
                told[name] = round(mean, 4)
    return told


def _plain(value: Any) -> Any:
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and not math.isfinite(value) else value
