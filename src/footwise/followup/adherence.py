"""How faithfully a person trained: minutes walked, steps in the band, and the foot angle that was kept, by week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd

from footwise.coaching import SessionRecords
from footwise.errors import FootwiseError
from footwise.followup.people import clean_people
from footwise.followup.questionnaires import refuse_twins
from footwise.tables import column_numbers, read_csv

# The trial asked for at least so much home practice a day (registry NCT02767570).
ASKED_MINUTES_PER_DAY = 10.0
_DAY_MINUTES = 24 * 60
_SESSION_COLUMNS = [
    "session", "side", "date", "minutes", "steps", "steps_in_band", "kept_steps", "kept_change_deg", "kept_error_deg",
    "finished", "simulated",
]  # fmt: skip
_DIARY = "Write one row a day: date as 2025-03-31, and minutes"


def session_adherence(course: Sequence[SessionRecords]) -> pd.DataFrame:
    """Sum up the sessions of one person's course, each foot apart.

    Returns
    -------
    DataFrame, one row a session and foot
        ``session``; ``side``; ``date`` (of its begin, UTC); ``minutes`` of its blocks that were walked; ``steps`` valid
        ones in them; ``steps_in_band``; ``kept_steps``, those of them without feedback; ``kept_change_deg``, their mean
        foot progression angle less the natural one, toe-out positive; ``kept_error_deg``, their mean angle less the
        target; ``finished``; ``simulated``. An angle that no step tells is NaN.

    Raises
    ------
    FootwiseError
        Where a log does not say when its session began.
    """
    rows = []
    for session in course:
        summary = session.summary()
        begun = _begun(session)
        for foot in summary.feet:
            rows.append(
                {
                    "session": summary.session,
                    "side": foot.side,
                    "date": begun,
                    "minutes": summary.walked_s / 60.0,
                    "steps": foot.every_step.steps,
                    "steps_in_band": foot.every_step.in_band,
                    "kept_steps": foot.kept.steps,
                    "kept_change_deg": _number(foot.kept_change_deg),
                    "kept_error_deg": _number(foot.kept.mean_error_deg),
                    "finished": summary.finished,
                    "simulated": bool(session.records[0].get("simulated", False)),
                }
            )
    return pd.DataFrame(rows, columns=_SESSION_COLUMNS)


def read_diary(path: Path | str) -> pd.DataFrame:
    """Read a diary of home practice: a CSV file with ``date`` and ``minutes``, and ``person`` where it is of many.

    Raises
    ------
    FootwiseError
        No such file, a column or a date that is lacking, minutes that no day has, or a day that stands in it twice.
    """
    table = read_csv(path)
    table.columns = table.columns.str.lower()
    for column in ("date", "minutes"):
        if column not in table:
            raise FootwiseError(path, f"has no column {column!r}", _DIARY)
    if "person" in table:
        table["person"] = clean_people(path, table["person"])
    table["minutes"] = column_numbers(path, table, "minutes", needed=False)
    dates = []
    for row, text in enumerate(table["date"].str.strip(), start=1):
        try:
            dates.append(date.fromisoformat(text))
        except ValueError:
            raise FootwiseError(path, f"has {text!r} as date in row {row}", _DIARY) from None
    table["date"] = dates
    return _sound_diary(path, table)


def weekly_adherence(
    start: date,
    sessions: pd.DataFrame | None = None,
    diary: pd.DataFrame | None = None,
    *,
    weeks: int | None = None,
    asked_minutes_per_day: float = ASKED_MINUTES_PER_DAY,
) -> pd.DataFrame:
    """Put the sessions and the diary of one person together, week by week.

    A week in which no session was walked has 0 minutes of sessions: the logs are complete. A week without a diary entry
    has NaN minutes at home: nothing written is not nothing walked.

    Parameters
    ----------
    start : date
        First day of week 1.
    sessions : DataFrame, optional
        From `session_adherence`.
    diary : DataFrame, optional
        From `read_diary`, of this one person.
    weeks : int, optional
        How many; default: up to the last session or entry.
    asked_minutes_per_day : float

    Returns
    -------
    DataFrame, one row a week
        ``week``; ``sessions``; ``session_minutes``; ``diary_days`` with an entry; ``home_minutes`` in them;
        ``days_as_asked``, entries with at least the minutes asked for; and for each foot ``<side>_steps``,
        ``<side>_steps_in_band``, ``<side>_in_band_pct``, ``<side>_kept_change_deg`` and ``<side>_kept_error_deg``
        (means over the steps without feedback, toe-out positive).

    Raises
    ------
    FootwiseError
        Where neither is given, something lies before the start, or the diary is of several people or unsound.
    """
    if sessions is None and diary is None:
        raise FootwiseError("the adherence", "has neither sessions nor a diary to come from", "Give one of them")
    if weeks is not None and weeks < 1:
        raise FootwiseError("the adherence", f"is asked for {weeks} weeks", "Ask for 1 or more")
    if diary is not None:
        diary = _sound_diary("the diary", diary)
        if "person" in diary and diary["person"].nunique() > 1:
            raise FootwiseError("the diary", f"is of {diary['person'].nunique()} people", "Give one person's rows")
        diary = diary.assign(week=_week("the diary", diary["date"], start)).dropna(subset="minutes")
    if sessions is not None:
        sessions = sessions.assign(week=_week("a session", sessions["date"], start))
    last = max((int(part["week"].max()) for part in (sessions, diary) if part is not None and len(part)), default=1)
    index = pd.RangeIndex(1, (weeks or last) + 1, name="week")
    result = pd.DataFrame(index=index)
    if sessions is not None:
        once = sessions.drop_duplicates("session").groupby("week")["minutes"]
        result["sessions"] = once.size().reindex(index, fill_value=0)
        result["session_minutes"] = once.sum().reindex(index, fill_value=0.0)
    if diary is not None:
        home = diary.groupby("week")["minutes"]
        result["diary_days"] = home.size().reindex(index, fill_value=0)
        result["home_minutes"] = home.sum().reindex(index)
        reached = diary.loc[diary["minutes"] >= asked_minutes_per_day].groupby("week").size()
        result["days_as_asked"] = reached.reindex(index, fill_value=0)
    if sessions is not None:
        for side, mine in sessions.groupby("side"):
            result = result.join(_steps_by_week(mine, index).add_prefix(f"{side}_"))
    return result.reset_index()


def _steps_by_week(sessions: pd.DataFrame, index: pd.Index[int]) -> pd.DataFrame:
    counts = sessions.groupby("week")[["steps", "steps_in_band"]].sum().reindex(index, fill_value=0)
    counts["in_band_pct"] = 100.0 * counts["steps_in_band"] / counts["steps"].where(counts["steps"] > 0)
    for column in ("kept_change_deg", "kept_error_deg"):
        told = sessions.dropna(subset=column)
        weighted = (told[column] * told["kept_steps"]).groupby(told["week"]).sum()
        counts[column] = (weighted / told.groupby("week")["kept_steps"].sum()).reindex(index)
    return counts


def _week(what: str, dates: pd.Series[date], start: date) -> pd.Series[int]:
    days = dates.map(lambda day: (day - start).days).astype(int)
    if (days < 0).any():
        early = dates[days < 0].min()
        raise FootwiseError(what, f"is of {early}, before the start on {start}", "Correct one of the dates")
    return days // 7 + 1


def _sound_diary(where: str | Path, diary: pd.DataFrame) -> pd.DataFrame:
    wrong = (diary["minutes"] < 0.0) | (diary["minutes"] > _DAY_MINUTES)
    if wrong.any():
        day, minutes = diary.loc[wrong, ["date", "minutes"]].iloc[0]
        raise FootwiseError(where, f"has {minutes:g} minutes on {day}", "A day has 0 to 1440")
    refuse_twins(diary, ("person", "date") if "person" in diary else ("date",), where=where)
    return diary


def _begun(session: SessionRecords) -> date:
    try:
        return datetime.fromisoformat(session.records[0]["started"]).date()
    except (KeyError, TypeError, ValueError):
        raise FootwiseError(session.path, "does not say when its session began", "Leave this session out") from None


def _number(value: float | None) -> float:
    return np.nan if value is None else value
