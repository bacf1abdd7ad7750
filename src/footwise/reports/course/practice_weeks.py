"""How faithfully a course of coaching was walked, week by week: minutes, steps in the band, the angle that was kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from footwise.coaching import SessionRecords
from footwise.errors import FootwiseError
from footwise.followup import session_adherence, weekly_adherence
from footwise.reports.numbers import MISSING, number, turn


@dataclass(frozen=True)
class PracticeWeek:
    """One foot in one week, as a line of the table."""

    week: int
    side: str
    sessions: str
    minutes: str
    steps: str
    in_band: str
    kept: str
    kept_error: str


def practice_weeks(sessions: Sequence[SessionRecords]) -> list[PracticeWeek]:
    """Sum the sessions of a course up by week; the first week begins with the day of the first session.

    Parameters
    ----------
    sessions : sequence of SessionRecords

    Returns
    -------
    list of PracticeWeek
        Empty where a log does not say when its session began, as those of old versions do not.
    """
    try:
        each = session_adherence(sessions)
    except FootwiseError:
        return []
    if each.empty:
        return []
    weeks = weekly_adherence(each["date"].min(), each)
    rows = []
    for _, week in weeks.iterrows():
        for side in each["side"].unique():
            in_band = week[f"{side}_in_band_pct"]
            rows.append(
                PracticeWeek(
                    week=int(week["week"]),
                    side=str(side),
                    sessions=f"{week['sessions']:.0f}",
                    minutes=number(week["session_minutes"], 0),
                    steps=f"{week[f'{side}_steps_in_band']:.0f} of {week[f'{side}_steps']:.0f}",
                    in_band=f"{number(in_band, 0)} %" if in_band == in_band else MISSING,
                    kept=turn(week[f"{side}_kept_change_deg"]),
                    kept_error=number(week[f"{side}_kept_error_deg"], 1),
                )
            )
    return rows
