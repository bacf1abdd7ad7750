"""Date stamps and times of day as a clock, however programs and spreadsheets write them."""

from __future__ import annotations

import re
from datetime import date

import numpy as np

from footwise.arrays import Array

DAY_S = 86400.0
# 2026-02-28T23:59:57.5, 28.02.2026 23:59:57,5 or 2/28/2026 11:59:57.5 PM; hours, minutes and seconds with dots, too.
_STAMP = re.compile(
    r"(?:(?P<day>\d{4}[-/.]\d\d?[-/.]\d\d?|\d\d?[-/.]\d\d?[-/.]\d{2,4})[T _]+)?"
    r"(?<!\d)(?P<H>\d\d?)(?P<sign>[:.])(?P<M>[0-5]?\d)(?P=sign)(?P<S>[0-5]?\d)(?!\d)(?:[.,:](?P<f>\d+))?"
    r"(?:\s*(?P<half>[AaPp])\.?[Mm]\.?)?"
)
# What Excel leaves of a time of day: minutes, seconds and a fraction.
_MINUTES = re.compile(r"\s*(?P<M>\d{1,3}):(?P<S>[0-5]\d)(?P<f>[.,]\d+)?\s*")


def date_stamps(fields: list[str], rows: int) -> Array:
    """Seconds of date stamps or times of day from the midnight before the first; NaN where a field is neither.

    A time of day without its date that starts again at midnight, or at one o'clock after twelve, goes on.

    Parameters
    ----------
    fields : list of str
        One a row.
    rows : int
        Wanted.

    Returns
    -------
    array, shape (rows,)

    Examples
    --------
    >>> date_stamps(["23:59:59.5", "00:00:00,5", "no"], 3).tolist()
    [86399.5, 86400.5, nan]
    >>> date_stamps(["59:59.9", "00:00.1"], 2).tolist()
    [3599.9, 3600.1]
    """
    out = np.full(rows, np.nan)
    days, dated, halved = np.zeros(rows), False, True
    first, day, before = None, 0, ""
    minutes = not any(_STAMP.search(field) for field in fields[:10])
    for k, field in enumerate(fields[:rows]):
        match = _MINUTES.fullmatch(field) if minutes else _STAMP.search(field)
        if match is None:
            continue
        if minutes:
            out[k] = int(match["M"]) * 60 + int(match["S"]) + float((match["f"] or "0").replace(",", "."))
            continue
        hour = int(match["H"])
        if match["half"]:
            hour = hour % 12 + (12 if match["half"] in "Pp" else 0)
        halved = halved and not match["half"] and 1 <= hour <= 12
        if match["day"] and match["day"] != before:
            counted = _ordinal(match["day"])
            day = day + 1 if counted is None and before else counted or 0
            before, dated = match["day"], True
        first = day if first is None else first
        days[k] = day - first
        out[k] = hour * 3600 + int(match["M"]) * 60 + int(match["S"]) + float(f"0.{match['f'] or 0}")
    if dated:
        # Days are told apart before there are fractions, of which a date in seconds has no room for many.
        return out + DAY_S * days
    return _going_on(out, 3600.0 if minutes else DAY_S / 2 if halved else DAY_S)


def _ordinal(written: str) -> int | None:
    """Number of a day that is written year first; None where day and month could stand either way."""
    parts = re.split(r"[-/.]", written)
    try:
        return date(*map(int, parts)).toordinal() if len(parts[0]) == 4 else None
    except ValueError:
        return None


def _going_on(seconds: Array, period: float) -> Array:
    """Undo that a clock starts again after `period`: only where it was near its end and is near its beginning."""
    known = np.flatnonzero(np.isfinite(seconds))
    steps = np.diff(seconds[known])
    out = seconds.copy()
    out[known[1:]] += period * np.cumsum(steps < -0.9 * period)
    return out
