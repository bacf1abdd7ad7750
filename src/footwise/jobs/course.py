"""A course of coached sessions, as its folder holds it: its schedule, and the report on all of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from footwise.coaching import DEFAULT_SCHEDULE, Block, SessionRecords, read_course, read_schedule
from footwise.outputs import whole_folder, write_text_whole

SCHEDULE = "schedule.toml"


def write_course(folder: Path) -> None:
    """Write report, table and summary of the course in `folder`."""
    from footwise.reports.course import write_coaching_steps, write_coaching_summary

    sessions = read_course(folder)
    simulated = any(session.simulated for session in sessions)
    with whole_folder(folder) as staging:
        write_coaching_steps(sessions, staging / "steps.csv")
        write_coaching_summary(sessions, staging / "summary.json", simulated=simulated)
        (staging / "report.html").write_text(course_page(folder, sessions), encoding="utf-8")


def course_page(folder: Path, sessions: Sequence[SessionRecords]) -> str:
    """Give the report of the sessions of the course in `folder` as a page."""
    from footwise.reports.course import coaching_report

    planned = max(block.session for block in course_schedule(folder))
    return coaching_report(sessions, any(session.simulated for session in sessions), planned)


def course_schedule(folder: Path) -> tuple[Block, ...]:
    """Give the schedule that is kept with the course, or the default one."""
    kept = folder / SCHEDULE
    return read_schedule(kept) if kept.is_file() else DEFAULT_SCHEDULE


def keep_schedule(source: Path, kept: Path) -> None:
    """Keep the schedule with the course, for its later sessions."""
    if source.resolve() != kept.resolve():
        write_text_whole(kept, source.read_text(encoding="utf-8"))
