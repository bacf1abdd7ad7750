"""The table of steps that everything in Footwise shares: its columns, how it is written, and how it is read back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from footwise import tables
from footwise.arrays import Array
from footwise.errors import FootwiseError
from footwise.settings import quoted

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
"""What is known besides of the stride that the step belongs to: from markers the one that begins with it, from a foot
sensor the one that ends in it."""
GAIT_COLUMNS = ("cadence_steps_min", "step_width_m", "double_support_s")
"""What markers know besides of a step and its stride."""
FILE_CLOCK_COLUMNS = ("contact_in_file_s", "off_in_file_s")
"""Contact and off on the clock of the file, whose first frame need not be at zero."""

_TEXTS = ("recording", "condition", "reason")
_NUMBERS = {*COLUMNS, *STRIDE_COLUMNS, *GAIT_COLUMNS, *FILE_CLOCK_COLUMNS} - {*_TEXTS}
# Beyond any time on a device's clock, far beyond anything else.
_LARGEST = 1e12
_MOST_NAMED = 12
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
    table = rounded(table)
    for name in table.columns:
        if pd.api.types.is_bool_dtype(table[name]):
            table[name] = table[name].map({True: "true", False: "false"})
    tables.write_csv(table, path)


def rounded(table: pd.DataFrame) -> pd.DataFrame:
    """Give a table with no more digits than its numbers carry, and `used` as true or false."""
    table = table.copy()
    if "used" in table:
        table["used"] = table["used"].astype(bool)
    for name in table.columns:
        if pd.api.types.is_float_dtype(table[name]):
            table[name] = rounded_numbers(str(name), table[name].to_numpy())
    return table


def rounded_numbers(column: str, values: Array) -> Array:
    """Give the numbers of a column with no more digits than they carry."""
    # Adding zero turns the negative zeros of rounding into zeros.
    return np.asarray(np.round(values, _DECIMALS.get(column, _OTHER_DECIMALS)) + 0.0)


def read_steps(path: Path, needed: Sequence[str], numbers: Sequence[str] = ()) -> pd.DataFrame:
    """Read a table of steps back that Footwise wrote, or somebody with a spreadsheet after it.

    Parameters
    ----------
    path : Path
    needed : sequence of str
        Columns that it must have.
    numbers : sequence of str
        Columns that hold numbers beside those that this module names.

    Returns
    -------
    pandas.DataFrame
        `used` is bool, numbers are floats, NaN where a field is empty; every other column is text.

    Raises
    ------
    FootwiseError
        No such file, no table, a column that is lacking, or a field that is not of its column's kind: `used` is true
        or false, `side` left or right, a number a finite one.
    """
    table = tables.read_csv(path)
    missing = next((name for name in needed if name not in table), None)
    if missing is not None:
        more = f" and {len(needed) - _MOST_NAMED} more" if len(needed) > _MOST_NAMED else ""
        remedy = f"Needed are {', '.join(needed[:_MOST_NAMED])}{more}"
        raise FootwiseError(path, f"has no column {missing}", remedy)
    for name in map(str, table.columns):
        if name == "used":
            table[name] = _one_of(path, table, name, ("true", "false")) == "true"
        elif name == "side":
            table[name] = _one_of(path, table, name, ("left", "right"))
        elif name in numbers or name in _NUMBERS:
            table[name] = tables.column_numbers(path, table, name, needed=False, largest=_LARGEST)
    # Steps that are not used may look alike: of one that is cut nothing is known.
    again = (table.duplicated() & table.get("used", True)).to_numpy()
    if again.any():
        raise FootwiseError(path, f"has the step of row {int(again.argmax()) + 1} twice", "Keep one of the rows")
    return table


def _one_of(path: Path, table: pd.DataFrame, column: str, known: tuple[str, ...]) -> pd.Series[str]:
    texts = table[column].str.strip().str.lower()
    wrong = ~texts.isin(known)
    if wrong.any():
        row = int(wrong.to_numpy().argmax())
        trouble = f"has {quoted(table[column].iloc[row])} as {column} in row {row + 1}"
        raise FootwiseError(path, trouble, f"Write {' or '.join(known)}")
    return texts
