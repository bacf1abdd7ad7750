"""A course of coached sessions, as its folder holds it: its schedule, and the report on all of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from footwise.coaching import DEFAULT_SCHEDULE, Block, SessionRecords, read_schedule, read_sound_sessions
from footwise.errors import FootwiseError
from footwise.outputs import whole_folder, write_text_whole

SCHEDULE = "schedule.toml"


def write_course(folder: Path) -> tuple[SessionRecords, ...]:
    """Write report, table and summary of the course in `folder`; give the sessions that they are made of."""
    from footwise.reports.course import write_coaching_steps, write_coaching_summary

    sessions, unreadable = read_sound_sessions(folder)
    simulated = any(session.simulated for session in sessions)
    with whole_folder(folder) as staging:
        write_coaching_steps(sessions, staging / "steps.csv")
        write_coaching_summary(sessions, staging / "summary.json", simulated=simulated)
        (staging / "report.html").write_text(course_page(folder, sessions, unreadable), encoding="utf-8")
    return sessions


def course_page(folder: Path, sessions: Sequence[SessionRecords], unreadable: Sequence[FootwiseError] = ()) -> str:
    """Give the report of the sessions of the course in `folder` as a page; what could not be read is named in it."""
    from footwise.reports.course import coaching_report

    schedule, lost = _known_schedule(folder)
    simulated = any(session.simulated for session in sessions)
    return coaching_report(sessions, simulated, schedule, [*unreadable, *lost])


def course_words(folder: Path, sessions: Sequence[SessionRecords], walked: SessionRecords) -> tuple[str, ...]:
    """Say how one of the sessions went and what is next in the course, as its report says it to the person."""
    from footwise.reports.course import in_words

    return tuple(in_words(walked, sessions[-1], _known_schedule(folder)[0]))


def _known_schedule(folder: Path) -> tuple[tuple[Block, ...], tuple[FootwiseError, ...]]:
    """Give the schedule, or why it cannot be read: what was walked can be told without it."""
    try:
        return course_schedule(folder), ()
    except FootwiseError as error:
        return (), (error,)


def course_schedule(folder: Path) -> tuple[Block, ...]:
    """Give the schedule that is kept with the course, or the default one."""
    kept = folder / SCHEDULE
    return read_schedule(kept) if kept.is_file() else DEFAULT_SCHEDULE


def keep_schedule(source: Path, kept: Path) -> None:
    """Keep the schedule with the course, for its later sessions."""
    if source.resolve() != kept.resolve():
        write_text_whole(kept, source.read_text(encoding="utf-8"))
