"""The plan of a course: what each supervised session holds, and on which days they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from footwise.coaching import DEFAULT_SCHEDULE, Purpose, session_blocks
from footwise.errors import ErrorKind, FootwiseError

_DAYS = 7
_SECONDS = 60.0


@dataclass(frozen=True)
class CourseSession:
    """A supervised session.

    Attributes
    ----------
    number : int
        From 1.
    minutes : float
        All of it.
    feedback_pct : int
        Share of the steps with feedback while it is practised.
    alone_minutes : float
        At its end, without feedback: what has stayed.
    """

    number: int
    minutes: float
    feedback_pct: int
    alone_minutes: float


def course_sessions() -> tuple[CourseSession, ...]:
    """Give the sessions of the course as `footwise coach` runs them where nothing else is said."""
    sessions = []
    for number in sorted({block.session for block in DEFAULT_SCHEDULE}):
        blocks = session_blocks(DEFAULT_SCHEDULE, number)
        practice = [block for block in blocks if block.purpose is Purpose.PRACTICE]
        alone = sum(block.block_s for block in blocks if block.purpose is Purpose.RETENTION)
        practised = sum(block.block_s for block in practice)
        share = sum(block.share * block.block_s for block in practice) / practised
        sessions.append(CourseSession(number, (practised + alone) / _SECONDS, round(100 * share), alone / _SECONDS))
    return tuple(sessions)


def course_days(start: dt.date, weekdays: Collection[int], sessions: int) -> tuple[dt.date, ...]:
    """Give the days of the sessions: one after the other on the weekdays that suit, from `start` on.

    Parameters
    ----------
    start : date
        The first day that is possible.
    weekdays : collection of int
        0 for Monday to 6 for Sunday; one of them makes the trial's one session a week.
    sessions : int

    Raises
    ------
    FootwiseError
        No weekday, or one that is none.

    Examples
    --------
    >>> [str(day) for day in course_days(dt.date(2026, 11, 28), [1], 2)]
    ['2026-12-01', '2026-12-08']
    """
    if not weekdays or not set(weekdays) <= set(range(_DAYS)):
        remedy = "Give days from 0 (Monday) to 6"
        raise FootwiseError("`weekdays`", f"are {sorted(weekdays)}", remedy, ErrorKind.BAD_REQUEST)
    days: list[dt.date] = []
    day = start
    while len(days) < sessions:
        if day.weekday() in weekdays:
            days.append(day)
        day += dt.timedelta(days=1)
    return tuple(days)
