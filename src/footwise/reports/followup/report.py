"""Tables of the follow-up as a page: what was found in a sentence, and every number below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from footwise.reports.numbers import MISSING, number
from footwise.reports.pages import page


def tables_report(
    title: str, sentence: str, tables: Mapping[str, pd.DataFrame], *, notes: Sequence[str] = (), simulated: bool = False
) -> str:
    """Write tables as one self-contained HTML page.

    Parameters
    ----------
    title : str
    sentence : str
        What was found.
    tables : mapping of str to DataFrame
        By heading; columns without a single value are left out.
    notes : sequence of str
        What a reader must know.
    simulated : bool

    Returns
    -------
    str
        The same for the same tables.
    """
    shown = {heading: _filled(table) for heading, table in tables.items()}
    return page(
        "follow_up.html.j2",
        title=title,
        sentence=sentence,
        tables=[(heading, _heads(table), _rows(table)) for heading, table in shown.items()],
        notes=notes,
        simulated=simulated,
    )


def _filled(table: pd.DataFrame) -> pd.DataFrame:
    return table.loc[:, (table.notna() & (table.astype(str) != "")).any()]


def _heads(table: pd.DataFrame) -> list[tuple[str, bool]]:
    """Names of the columns as words, and whether there are numbers in them."""
    return [(str(name).replace("_", " "), pd.api.types.is_numeric_dtype(table[name])) for name in table]


def _rows(table: pd.DataFrame) -> list[list[str]]:
    return [[_cell(value) for value in row] for row in table.itertuples(index=False)]


def _cell(value: object) -> str:
    if isinstance(value, int | float | np.number):
        # Weeks and counts are whole, whatever the type of their column.
        whole = float(value).is_integer()
        return number(float(value), 0 if whole else 2)
    return MISSING if value is None or value is pd.NA else str(value)
