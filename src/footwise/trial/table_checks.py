"""Checks that every table of a trial must pass, with the line of the first row that does not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from footwise.errors import FootwiseError


def texts(table: pd.DataFrame) -> pd.DataFrame:
    """Turn everything into texts without blanks around them: a name with one is the same name."""
    stripped: pd.DataFrame = table.astype(str).apply(lambda column: column.str.strip())
    return stripped


def has_columns(path: Path, table: pd.DataFrame, needed: list[str], may_be_empty: bool = False) -> None:
    """Refuse a table without a column that is needed, or without rows."""
    missing = next((name for name in needed if name not in table), None)
    if missing is not None:
        raise FootwiseError(path, f"has no column {missing}", f"Needed are {', '.join(needed)}")
    if not len(table) and not may_be_empty:
        raise FootwiseError(path, "has no rows", "Export the table with its data")


def check_names(path: Path, table: pd.DataFrame) -> None:
    """Refuse people without a name, and two whose names differ in nothing but capitals."""
    empty = (table["person"] == "").to_numpy()
    if empty.any():
        row = int(np.flatnonzero(empty)[0])
        raise FootwiseError(path, f"line {row + 2} names no person", "Give everybody a pseudonym, or remove the row")
    again = table["person"].str.casefold().duplicated().to_numpy()
    if again.any():
        row = int(np.flatnonzero(again)[0])
        trouble = f"line {row + 2} repeats the person {table['person'].iloc[row]}"
        raise FootwiseError(path, trouble, "Keep the right one of the rows; capitals make no other person")


def check_levels(path: Path, column: pd.Series, levels: tuple[str, ...], what: str) -> None:
    """Refuse a level that is not in the design."""
    strange = ~column.isin(levels).to_numpy()
    if strange.any():
        row = int(np.flatnonzero(strange)[0])
        raise FootwiseError(path, f"line {row + 2}: {what} is {column.iloc[row]!r}", f"Known are {', '.join(levels)}")
