"""When a person should come and be asked: at the time points of the trial, counted from the first visit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

# Weeks of the trial's measurements and, its baseline among them, of its questionnaires (science of NCT02767570).
VISIT_WEEKS = (1, 2, 7, 11, 25, 39, 52)
ASKED_WEEKS = (2, 7, 11, 25, 39, 52)
# So much earlier counts as well: the first two time points lie a week apart, and the training is weekly.
EARLIER = timedelta(weeks=2)
# After that nothing is due any more by this calendar.
_LONGEST = timedelta(weeks=104)


@dataclass(frozen=True)
class TimePoint:
    """A week of the calendar and its day.

    Attributes
    ----------
    week : int
    on : date
    counts_from : date
        What was done from this day on counts for it.
    """

    week: int
    on: date
    counts_from: date


# Asked for everybody on the first page of each day; many have begun on the same one.
@lru_cache(maxsize=5000)
def time_point(first: date, today: date, weeks: tuple[int, ...]) -> TimePoint | None:
    """Give the newest time point that has come; None before the first one, and long after the last.

    Parameters
    ----------
    first : date
        Of the first visit.
    today : date
    weeks : tuple of int

    >>> time_point(date(2026, 1, 1), date(2026, 2, 20), ASKED_WEEKS).week
    7
    >>> time_point(date(2026, 1, 1), date(2026, 1, 10), ASKED_WEEKS) is None
    True
    """
    come = [point for point in time_points(first, weeks) if point.on <= today]
    return come[-1] if come and today <= last_day(first) else None


def time_points(first: date, weeks: tuple[int, ...]) -> list[TimePoint]:
    """Give all time points of whoever came first on a day, in their order."""
    points = []
    for week in weeks:
        on = first + timedelta(weeks=week)
        # At the first one all that was done before counts, too.
        points.append(TimePoint(week, on, first if week == weeks[0] else on - EARLIER))
    return points


def last_day(first: date) -> date:
    """Give the day after which nothing is due any more."""
    return first + _LONGEST
