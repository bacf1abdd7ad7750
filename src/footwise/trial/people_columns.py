"""How each person went through the trial, as people.csv tells it: enrolled, treatment begun, left."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from footwise.arrays import Array
from footwise.errors import FootwiseError
from footwise.trial.written_dates import days

# Columns of people.csv that describe the trial's course and not the person.
COURSE = ("person", "arm", "enrolled", "received", "withdrawn_week", "withdrawal_reason", "simulated")
TRUE = ("true", "yes", "1")
_FALSE = ("false", "no", "0")


def enrolment_days(path: Path, people: pd.DataFrame) -> pd.Series | None:
    """Give the day on which each person was enrolled; None without the column.

    Raises
    ------
    FootwiseError
        What is no date.
    """
    if "enrolled" not in people:
        return None
    read, strange, why = days(people["enrolled"])
    if strange.any():
        row = int(np.flatnonzero(strange)[0])
        raise FootwiseError(path, f"line {row + 2}: enrolled is {people['enrolled'].iloc[row]!r}", why)
    return read


def received(path: Path, people: pd.DataFrame) -> NDArray[np.bool_] | None:
    """Tell who began the allocated treatment; None where nobody's is told.

    Raises
    ------
    FootwiseError
        Something else than true and false, or nothing for some.
    """
    if "received" not in people or people["received"].isin(["", "nan"]).all():
        return None
    lower = people["received"].str.lower()
    strange = ~lower.isin([*TRUE, *_FALSE]).to_numpy()
    if strange.any():
        row = int(np.flatnonzero(strange)[0])
        trouble = f"line {row + 2}: received is {people['received'].iloc[row]!r}"
        raise FootwiseError(path, trouble, "Write true where the allocated treatment was begun, else false")
    return lower.isin(TRUE).to_numpy()


def withdrawn_weeks(path: Path, people: pd.DataFrame) -> Array:
    """Week in which each person left; infinite for those who stayed.

    Raises
    ------
    FootwiseError
        Something else than a week from enrolment on.
    """
    weeks = np.full(len(people), np.inf)
    for row, text in enumerate(people.get("withdrawn_week", ())):
        if text and text != "nan":
            weeks[row] = pd.to_numeric(text, errors="coerce")
            if not 0.0 <= weeks[row] < np.inf:
                trouble = f"line {row + 2}: withdrawn_week is {text!r}, not a week from 0 on"
                raise FootwiseError(path, trouble, "Write the week, or nothing for who stayed")
    return weeks
