"""Dates as programs write them: digits in several orders, a month by its name, a time behind, or Excel's number."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray

REMEDY = "Write dates as year-month-day, such as 2026-05-01"
# SAS puts a colon between date and time.
_TIME = re.compile(r"[T :]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[AaPp][Mm])?(Z|[+-]\d{2}:?\d{2})?$")
_FORMS = ("%Y-%m-%d", "%d.%m.%Y", "%Y/%m/%d")
_SEPARATORS = ("/", "-")
# SAS and Stata write 28NOV2026, SPSS and Oracle 28-NOV-2026; Excel in German Nov, Mrz, Okt, Dez.
_NAMED = re.compile(r"^(\d{1,2})(-?)([a-zäA-ZÄ]{3})\2(\d{4})$")
_MONTHS = ("jan", "feb", "mar mär mrz", "apr", "may mai", "jun", "jul", "aug", "sep", "oct okt", "nov", "dec dez")
_MONTH_OF = {name: str(k) for k, names in enumerate(_MONTHS, 1) for name in names.split()}
# Excel counts days from here since it takes 1900 for a leap year; so many lie between 1954 and 2119.
_YEARS = (1900, 2200)
_EXCEL_ZERO, _EXCEL = pd.Timestamp("1899-12-30"), (20_000.0, 80_000.0)


def days(texts: pd.Series) -> tuple[pd.Series, NDArray[np.bool_], str]:
    """Read a column of dates.

    A time behind a date, as REDCap writes it, is left off. Day and month in digits before a year, between slashes or
    between hyphens, are read only where the column shows which is which: one of them is over 12 somewhere, and always
    at the same place.

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
        read = read.fillna(_told(plain, form))
    numbers = pd.to_numeric(plain, errors="coerce")
    excel = numbers.between(*_EXCEL)
    read = read.fillna(_EXCEL_ZERO + pd.to_timedelta(np.floor(numbers.where(excel)), unit="D"))
    read = read.fillna(_with_named_month(plain))
    why = REMEDY
    for separator in _SEPARATORS:
        found, trouble = _day_and_month(plain, separator)
        read = read.fillna(found)
        if trouble:
            why = f"{REMEDY}: the column {trouble}"
    strange = (given & read.isna()).to_numpy()
    return read, strange, why


def _day_and_month(plain: pd.Series, separator: str) -> tuple[pd.Series, str]:
    """Read 28/11/2026 or 11/28/2026, or say why the column does not tell which it is."""
    parts = plain.str.extract(rf"^(\d{{1,2}}){separator}(\d{{1,2}}){separator}(\d{{4}})$").astype(float)
    here = parts[0].notna()
    day_first, month_first = bool((parts[0] > 12).any()), bool((parts[1] > 12).any())
    if day_first == month_first:
        why = "has both day/month and month/day" if day_first else "does not show which is the day and which the month"
        return pd.Series(pd.NaT, index=plain.index, dtype="datetime64[ns]"), why if here.any() else ""
    form = f"%d{separator}%m{separator}%Y" if day_first else f"%m{separator}%d{separator}%Y"
    return _told(plain.where(here), form), ""


def _with_named_month(plain: pd.Series) -> pd.Series:
    """Read 28-Nov-2026 and 28NOV2026, whatever language the computer speaks."""
    parts = plain.str.extract(_NAMED)
    month = parts[2].str.lower().map(_MONTH_OF)
    return _told(parts[3] + "-" + month + "-" + parts[0], "%Y-%m-%d")


def _told(texts: pd.Series, form: str) -> pd.Series:
    """Read one form; a year that nobody lives in (0026, 2999) is not read, and is strange."""
    read = pd.to_datetime(texts, errors="coerce", format=form)
    return read.where(read.dt.year.between(*_YEARS)).astype("datetime64[ns]")
