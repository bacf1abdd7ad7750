"""Answers to the items of a questionnaire, read from a table whose columns may be named in several ways."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from footwise.arrays import Array, by_value
from footwise.errors import FootwiseError

# How an empty field is written by hand and by programs.
_EMPTY = {"", ".", "-", "na", "n/a", "nan", "none", "null", "missing"}


@by_value
@dataclass(frozen=True)
class Answers:
    """Answers of some rows (a person at a visit) to some items.

    Attributes
    ----------
    items : tuple of str
    values : array, shape (rows, items)
        NaN where there is no answer that can be read as a number.
    valid : array of bool, shape (rows, items)
        A number that the item allows.
    answered : array of bool, shape (rows, items)
        Something stands there, valid or not.
    written : array of object, shape (rows, items)
        What stands there.
    present : array of bool, shape (items,)
        The table has a column for the item.
    allowed : str
        The answers that the table can have, in words.
    """

    items: tuple[str, ...]
    values: Array
    valid: np.ndarray
    answered: np.ndarray
    written: np.ndarray
    present: np.ndarray
    allowed: str = ""

    def of(self, items: Sequence[str]) -> Answers:
        """Take some of the items, in their order."""
        at = [self.items.index(item) for item in items]
        return Answers(
            tuple(items),
            self.values[:, at],
            self.valid[:, at],
            self.answered[:, at],
            self.written[:, at],
            self.present[at],
            self.allowed,
        )


def read_answers(
    table: pd.DataFrame,
    columns: dict[str, str],
    items: Sequence[str],
    allowed: Sequence[int],
    missing_codes: Sequence[float] = (),
) -> Answers:
    """Read the answers to some items.

    Parameters
    ----------
    table : DataFrame
        One row a person and visit.
    columns : dict of str to str
        Item to the column that holds it; items that are not in it have no column.
    items : sequence of str
    allowed : sequence of int
        The answers that can be ticked.
    missing_codes : sequence of float
        Numbers that stand for "no answer" in this table, such as -9 or 99.
    """
    shape = (len(table), len(items))
    values, written = np.full(shape, np.nan), np.full(shape, "", dtype=object)
    answered = np.zeros(shape, dtype=bool)
    for k, item in enumerate(items):
        if item not in columns:
            continue
        column = table[columns[item]]
        numbers = pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
        empty = column.isna().to_numpy(dtype=bool) | np.isin(numbers, np.asarray(missing_codes, dtype=float))
        if not pd.api.types.is_numeric_dtype(column):
            empty |= column.astype(str).str.strip().str.lower().isin(_EMPTY).to_numpy(dtype=bool)
        values[:, k] = np.where(empty, np.nan, numbers)
        written[:, k] = column.to_numpy(dtype=object)
        answered[:, k] = ~empty
    present = np.array([item in columns for item in items], dtype=bool)
    return Answers(tuple(items), values, np.isin(values, allowed), answered, written, present)


def columns_of_items(table: pd.DataFrame, item_of: dict[str, str], prefixes: Sequence[str] = ()) -> dict[str, str]:
    """Find the column of every item.

    Capitals, blanks, underscores, points and leading zeros do not matter, nor does a prefix: ``KOOS_P1``, ``koosp1``,
    ``koos p01`` and ``P1`` are one.

    Parameters
    ----------
    table : DataFrame
    item_of : dict of str to str
        Plain names, in small letters, and the item that each stands for.
    prefixes : sequence of str
        Plain names of the questionnaire that may stand before an item.

    Returns
    -------
    dict of str to str
        Item to column.

    Raises
    ------
    FootwiseError
        Where two columns are the same item, or two columns have the same name.
    """
    found: dict[str, str] = {}
    for column in table.columns:
        plain = plain_name(str(column))
        for prefix in prefixes:
            if plain.startswith(prefix) and plain.removeprefix(prefix) in item_of:
                plain = plain.removeprefix(prefix)
        item = item_of.get(plain)
        if item is None:
            continue
        if item in found:
            both = f"{found[item]!r} and {column!r}"
            raise FootwiseError("the table", f"has two columns for {item}: {both}", "Remove or rename one of them")
        found[item] = str(column)
    return found


def plain_name(column: str) -> str:
    """Give a column's name in small letters and digits, without leading zeros of its numbers."""
    letters = re.sub(r"[^a-z0-9]", "", column.lower())
    return re.sub(r"(?<!\d)0+(?=\d)", "", letters)
