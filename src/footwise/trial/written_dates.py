"""Dates as tables have them: year-month-day, day.month.year, a time behind it, or the number that Excel keeps."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray

REMEDY = "Write dates as year-month-day, such as 2026-05-01"
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$")
_SLASHES = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})$")
_FORMS = ("%Y-%m-%d", "%d.%m.%Y")
# Excel counts days from here since it takes 1900 for a leap year; so many lie between 1954 and 2119.
_EXCEL_ZERO, _EXCEL = pd.Timestamp("1899-12-30"), (20_000.0, 80_000.0)


def days(texts: pd.Series) -> tuple[pd.Series, NDArray[np.bool_], str]:
    """Read a column of dates.

    A time behind a date, as REDCap writes it, is left off. Day and month between slashes are read only where the column
    shows which is which: one of them is over 12 somewhere, and always at the same place.

    Parameters
    ----------
    texts : Series of str
        Empty where there is no date.

    Returns
    -------
    read : Series of datetime64
        Missing where nothing could be read.
    strange : array of bool
        What is there and could not be read.
    why : str
        What to do about it.
    """
    plain = texts.astype(str).str.strip().str.replace(_TIME, "", regex=True)
    given = ~plain.isin(["", "nan"])
    read = pd.Series(pd.NaT, index=texts.index, dtype="datetime64[ns]")
    for form in _FORMS:
        read = read.fillna(pd.to_datetime(plain, errors="coerce", format=form))
    numbers = pd.to_numeric(plain, errors="coerce")
    excel = numbers.between(*_EXCEL)
    read = read.fillna(_EXCEL_ZERO + pd.to_timedelta(np.floor(numbers.where(excel)), unit="D"))
    parts = plain.str.extract(_SLASHES).astype(float)
    slashes = parts[0].notna()
    day_first, month_first = bool((parts[0] > 12).any()), bool((parts[1] > 12).any())
    if day_first != month_first:
        form = "%d/%m/%Y" if day_first else "%m/%d/%Y"
        read = read.fillna(pd.to_datetime(plain.where(slashes), errors="coerce", format=form))
    strange = (given & read.isna()).to_numpy()
    why = REMEDY
    if slashes[strange].any():
        told = "has both day/month and month/day" if day_first else "does not show which is the day and which the month"
        why = f"{REMEDY}: the column {told}"
    return read, strange, why
