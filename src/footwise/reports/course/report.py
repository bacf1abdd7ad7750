"""The report of a course of coaching: the newest session in detail, and what came of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from matplotlib.figure import Figure

from footwise.coaching import Block, SessionRecords, SessionSummary
from footwise.errors import FootwiseError
from footwise.foot_sensor.live import Method
from footwise.reports.course.coached_strides import coached_strides
from footwise.reports.course.foot_section import GROUP_NAMES, foot_section, strides_figure
from footwise.reports.course.for_the_person import for_the_person, next_for_the_person
from footwise.reports.course.how_measured import error_row, waiting_times
from footwise.reports.course.practice_weeks import practice_weeks
from footwise.reports.course.sessions import course_figures, course_row
from footwise.reports.course.words import day_in_words, headline, mode_words, polarity_words, warnings
from footwise.reports.figures import STEP_LOOKS, legend_sample
from footwise.reports.numbers import number
from footwise.reports.pages import page


@dataclass(frozen=True)
class EarlierSession:
    """A session before the newest one, in brief."""

    number: int
    sentences: list[str]
    warnings: list[str]
    figures: list[Figure]


def coaching_report(
    sessions: Sequence[SessionRecords],
    simulated: bool = False,
    schedule: Sequence[Block] = (),
    unreadable: Sequence[FootwiseError] = (),
) -> str:
    """Write the report of a course of coaching as one self-contained HTML page.

    It speaks to the person first, then to the clinician; how exactly all was measured comes last.

    Parameters
    ----------
    sessions : sequence of SessionRecords
        In their order, at least one, as `read_course` gives them.
    simulated : bool
        Whether a simulated walker made them.
    schedule : sequence of Block
        Of the course, from which comes what is next; empty where it is not known.
    unreadable : sequence of FootwiseError
        What of the course could not be read, a file each; the report names it.

    Returns
    -------
    str
        The same for the same sessions.
    """
    summaries = [session.summary() for session in sessions]
    newest, summary = sessions[-1], summaries[-1]
    planned = max((block.session for block in schedule), default=None)
    feet_of_sessions = [
        (session, foot, one) for session, one in zip(sessions[::-1], summaries[::-1], strict=True) for foot in one.feet
    ]
    return page(
        "coaching.html.j2",
        simulated=simulated,
        session=newest,
        summary=summary,
        sides=list(dict.fromkeys(side for session in sessions for side in session.plan.sides)),
        count=len(sessions),
        planned=planned,
        day=day_in_words(newest),
        person=for_the_person(summary, newest),
        next_step=next_for_the_person(newest, summary, schedule),
        sentences=_sentences(newest, summary, planned),
        warnings=[*(_unreadable(one) for one in unreadable), *warnings(newest, summary)],
        feet=[foot_section(sessions, foot) for foot in summary.feet],
        relative=newest.plan.how.method is Method.RELATIVE,
        cameras=newest.plan.how.method is Method.MARKERS,
        legend=[(legend_sample(look), GROUP_NAMES[name]) for name, look in STEP_LOOKS.items()],
        notices=_notices(newest),
        latencies=waiting_times(summary),
        errors=[error_row(session.plan.session, foot) for session, foot, _ in feet_of_sessions],
        blocks=[(number_, block, mode_words(block)) for number_, block in enumerate(newest.blocks, start=1)],
        polarity=polarity_words(newest.plan.polarity),
        continued=sum(record["kind"] == "continued" for record in newest.records),
        course_figures=course_figures(sessions, summaries),
        course_rows=[course_row(session, foot, one) for session, foot, one in feet_of_sessions],
        weeks=practice_weeks(sessions),
        earlier=[
            _earlier(session, one, planned) for session, one in zip(sessions[-2::-1], summaries[-2::-1], strict=True)
        ],
    )


def coaching_figures(sessions: Sequence[SessionRecords]) -> tuple[Figure, ...]:
    """Draw every step of the newest session and how its angles are spread, foot by foot, and the course so far."""
    summaries = [session.summary() for session in sessions]
    feet = [foot_section(sessions, foot) for foot in summaries[-1].feet]
    newest = [figure for foot in feet for figure in (foot.wide, foot.spread) if figure is not None]
    return (*newest, *course_figures(sessions, summaries))


def _unreadable(error: FootwiseError) -> str:
    return f"{Path(error.where).name} is not in this report: it {error.trouble}."


def _sentences(session: SessionRecords, summary: SessionSummary, planned_sessions: int | None) -> list[str]:
    return [headline(session, foot, planned_sessions) for foot in summary.feet]


def _notices(session: SessionRecords) -> list[tuple[str, str]]:
    """What the person was told during the session, and when."""
    told = []
    when = "before the first block"
    for record in session.records:
        if record["kind"] == "block" or (record.get("elapsed_s") or 0.0) > 0.0:
            when = f"minute {number((record.get('elapsed_s') or 0.0) / 60, 1)}"
        if record["kind"] == "notice":
            told.append((when, record["text"]))
    return told


def _earlier(session: SessionRecords, summary: SessionSummary, planned_sessions: int | None) -> EarlierSession:
    figures = [strides_figure(session, coached_strides(session, side)) for side in session.plan.sides]
    return EarlierSession(
        number=session.plan.session,
        sentences=_sentences(session, summary, planned_sessions),
        warnings=warnings(session, summary),
        figures=[figure for figure in figures if figure is not None],
    )
