"""Filled forms for the tests."""

import pandas as pd

from footwise.followup import KOOS_ITEMS


def form(answer: float = 0, rows: int = 1, **other: object) -> pd.DataFrame:
    """The same answer to every item of the KOOS, but for those named."""
    table = pd.DataFrame({item: [answer] * rows for item in KOOS_ITEMS}, dtype=object)
    for item, value in other.items():
        table[item] = [value] * rows
    return table
