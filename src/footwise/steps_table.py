"""The table of steps that everything in Footwise shares: its columns, and the one way in which tables are written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from footwise.outputs import write_text_whole

LOAD_COLUMNS = (
    "kam_peak1_pct_bwht", "kam_peak2_pct_bwht", "kam_impulse_pct_bwht_s", "kfm_peak_pct_bwht",
    "medial_force_peak_bw", "kam_per_mm_pct_bwht",
)  # fmt: skip
COLUMNS = (
    "recording", "condition", "side", "step", "contact_s", "off_s", "foot_progression_angle_deg", *LOAD_COLUMNS,
    "stance_s", "used", "reason",
)  # fmt: skip
"""One row a step. Whoever cannot give a column leaves it empty."""
STRIDE_COLUMNS = ("stride_m", "stride_s", "speed_m_s", "turn_deg")
"""What is known besides of the stride that ends in the step, where it is known."""

# More digits than these would be noise: markers are known to some tenths of a millimetre.
_DECIMALS = {"foot_progression_angle_deg": 3}
_OTHER_DECIMALS = 4


def write_steps(tables: Sequence[pd.DataFrame], path: Path) -> None:
    """Write tables of steps below each other as CSV; see `write_table`.

    Parameters
    ----------
    tables : sequence of pandas.DataFrame
        The columns of :data:`COLUMNS`, and others behind them.
    path : Path
        The file to write; its folder must exist.
    """
    write_table(pd.concat(tables, ignore_index=True), path)


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV: UTF-8, no more digits than its numbers carry, a missing value is an empty field.

    Parameters
    ----------
    table : pandas.DataFrame
        Its columns `used` and those of type bool become true or false.
    path : Path
        The file to write; its folder must exist.
    """
    table = table.copy()
    if "used" in table:
        table["used"] = table["used"].astype(bool)
    for name in table.columns:
        if pd.api.types.is_bool_dtype(table[name]):
            table[name] = table[name].map({True: "true", False: "false"})
        elif pd.api.types.is_float_dtype(table[name]):
            # Adding zero turns the negative zeros of rounding into zeros.
            table[name] = table[name].round(_DECIMALS.get(name, _OTHER_DECIMALS)) + 0.0
    write_text_whole(path, table.to_csv(index=False, lineterminator="\n"))
