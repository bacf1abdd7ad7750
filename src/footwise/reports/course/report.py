"""The report of a course of coaching: the newest session in detail, and what came of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan

import numpy as np
from markupsafe import Markup
from matplotlib.figure import Figure

from footwise.arrays import Array
from footwise.coaching import FootSummary, Latency, SessionRecords, SessionSummary, StepStatistics
from footwise.foot_sensor.live import Method
from footwise.reports.course.coached_strides import CoachedStrides, block_spans, coached_strides
from footwise.reports.course.practice_weeks import practice_weeks
from footwise.reports.course.session_strides import session_strides
from footwise.reports.course.sessions import course_figures, course_row, percent, with_spread
from footwise.reports.course.words import (
    calibration_words,
    headline,
    left_out_by_reason,
    mode_words,
    mount_words,
    polarity_words,
    warnings,
)
from footwise.reports.figures import STEP_LOOKS, AngleGroup, angle_distributions, legend_sample
from footwise.reports.numbers import MISSING, mean_and_spread, number, turn
from footwise.reports.pages import page

# The headline speaks of all steps without feedback: they have a row of their own, so that its number is in the table.
_ROW_NAMES = {
    "with feedback": "practice, with feedback",
    "without feedback": "practice, without feedback",
    "all without feedback": "all without feedback: practice and retention",
}


@dataclass(frozen=True)
class GroupRow:
    """Steps that were walked in one way, as a line of the table of a foot."""

    name: str
    sample: Markup
    steps: int
    in_band: str
    angle: str
    change: str
    error: str
    rmse: str


@dataclass(frozen=True)
class FootSection:
    """One foot in the session that is shown in detail."""

    side: str
    rows: list[GroupRow]
    wide: Figure | None
    narrow: Figure | None
    spread: Figure | None
    left_out: list[tuple[int, str]]
    found: int
    calibration: str
    mount: str
    lost_s: float
    unusable: int
    silences: int


@dataclass(frozen=True)
class EarlierSession:
    """A session before the newest one, in brief."""

    number: int
    sentences: list[str]
    warnings: list[str]
    figures: list[Figure]


def coaching_report(
    sessions: Sequence[SessionRecords], simulated: bool = False, planned_sessions: int | None = None
) -> str:
    """Write the report of a course of coaching as one self-contained HTML page.

    Parameters
    ----------
    sessions : sequence of SessionRecords
        In their order, at least one, as `read_course` gives them.
    simulated : bool
        Whether a simulated walker made them.
    planned_sessions : int, optional
        How many sessions the course is to have.

    Returns
    -------
    str
        The same for the same sessions.
    """
    summaries = [session.summary() for session in sessions]
    newest, summary = sessions[-1], summaries[-1]
    return page(
        "coaching.html.j2",
        simulated=simulated,
        session=newest,
        summary=summary,
        sides=list(dict.fromkeys(side for session in sessions for side in session.plan.sides)),
        count=len(sessions),
        started=newest.records[0].get("started", ""),
        sentences=_sentences(newest, summary, planned_sessions),
        warnings=warnings(newest, summary),
        feet=[_foot(sessions, foot) for foot in summary.feet],
        relative=newest.plan.how.method is Method.RELATIVE,
        cameras=newest.plan.how.method is Method.MARKERS,
        legend=[(legend_sample(look), name) for name, look in STEP_LOOKS.items()],
        notices=_notices(newest),
        latencies=_latencies(summary),
        blocks=[(number_, block, mode_words(block)) for number_, block in enumerate(newest.blocks, start=1)],
        polarity=polarity_words(newest.plan.polarity),
        continued=sum(record["kind"] == "continued" for record in newest.records),
        course_figures=course_figures(sessions, summaries),
        course_rows=[
            course_row(s, foot, one)
            for s, one in zip(sessions[::-1], summaries[::-1], strict=True)
            for foot in one.feet
        ],
        weeks=practice_weeks(sessions),
        earlier=[
            _earlier(session, one, planned_sessions)
            for session, one in zip(sessions[-2::-1], summaries[-2::-1], strict=True)
        ],
    )


def coaching_figures(sessions: Sequence[SessionRecords]) -> tuple[Figure, ...]:
    """Draw every step of the newest session and how its angles are spread, foot by foot, and the course so far."""
    summaries = [session.summary() for session in sessions]
    feet = [_foot(sessions, foot) for foot in summaries[-1].feet]
    newest = [figure for foot in feet for figure in (foot.wide, foot.spread) if figure is not None]
    return (*newest, *course_figures(sessions, summaries))


def _sentences(session: SessionRecords, summary: SessionSummary, planned_sessions: int | None) -> list[str]:
    return [headline(session, foot, coached_strides(session, foot.side), planned_sessions) for foot in summary.feet]


def _foot(sessions: Sequence[SessionRecords], foot: FootSummary) -> FootSection:
    session = sessions[-1]
    strides = coached_strides(session, foot.side)
    groups = strides.groups()
    natural, since = _natural(sessions, strides)
    rows = [_natural_row(natural, since, foot)]
    rows += [_group_row(n, strides.statistics(chosen), foot) for n, chosen in groups.items() if n != "natural"]
    untold = groups["without feedback"] | groups["retention"]
    rows.append(_group_row("all without feedback", strides.statistics(untold), foot))
    spreads = [AngleGroup(since, STEP_LOOKS["natural"], natural)]
    spreads += [
        AngleGroup(name.replace("with", "practice,\nwith"), STEP_LOOKS[name], strides.angle_deg[chosen])
        for name, chosen in groups.items()
        if name != "natural"
    ]
    spans = block_spans(session, foot.side, max(0.0, session.summary().walked_s))
    target = foot.target_deg if foot.target_deg is not None else nan
    mine = [r for r in session.records if r.get("side") == foot.side]
    alive = [r["unusable"].get(foot.side, 0) for r in session.records if r["kind"] == "alive"]
    return FootSection(
        side=foot.side,
        rows=rows,
        wide=_strides_figure(session, strides, wide=True),
        narrow=_strides_figure(session, strides),
        spread=angle_distributions(
            f"Spread of the foot angles, {foot.side} foot",
            spreads,
            target,
            spans[-1].band_deg,
            f"Foot angles of session {session.plan.session}, {foot.side} foot: natural walking, practice and retention",
        ),
        left_out=left_out_by_reason(foot),
        found=foot.found,
        calibration=calibration_words(session, foot.side),
        mount="" if session.plan.how.method is Method.MARKERS else mount_words(strides),
        lost_s=foot.lost_s,
        unusable=max(alive, default=0),
        silences=sum(r["kind"] == "source" and r["state"] == "silent" for r in mine),
    )


def _natural(sessions: Sequence[SessionRecords], strides: CoachedStrides) -> tuple[Array, str]:
    """Natural walking of the newest session; of the earliest one that has some where it was not walked again."""
    chosen = strides.groups()["natural"]
    if np.isfinite(strides.angle_deg[chosen]).any():
        return strides.angle_deg[chosen], "natural"
    for session in sessions[:-1]:
        if session.plan.how.method is sessions[-1].plan.how.method and strides.side in session.plan.sides:
            before = coached_strides(session, strides.side)
            angles = before.angle_deg[before.groups()["natural"]]
            if np.isfinite(angles).any():
                return angles, f"natural,\nsession {session.plan.session}"
    return np.empty(0), "natural"


def _strides_figure(session: SessionRecords, strides: CoachedStrides, wide: bool = False) -> Figure | None:
    what = "Change of foot angle from natural" if session.plan.how.method is Method.RELATIVE else "Foot angle"
    spans = block_spans(session, strides.side, session.summary().walked_s)
    title = f"{what}, {strides.side} foot, every step (toe-out +)" if wide else f"{what}, {strides.side} foot"
    alt = (
        f"{what} of every stride of the {strides.side} foot in session {session.plan.session} over the minutes "
        f"walked{', wide' if wide else ''}: steps with and without feedback, cues, target and dead band"
    )
    return session_strides(title, strides, spans, alt, wide=wide)


def _natural_row(angles: Array, since: str, foot: FootSummary) -> GroupRow:
    known = angles[np.isfinite(angles)]
    change = float(known.mean()) - foot.baseline_deg if len(known) and foot.baseline_deg is not None else None
    return GroupRow(
        since.replace("\n", " "),
        legend_sample(STEP_LOOKS["natural"]),
        len(known),
        MISSING,
        mean_and_spread(known, 1),
        MISSING if change is None else turn(change),
        MISSING,
        MISSING,
    )


def _group_row(name: str, steps: StepStatistics, foot: FootSummary) -> GroupRow:
    change = (
        None if steps.mean_angle_deg is None or foot.baseline_deg is None else steps.mean_angle_deg - foot.baseline_deg
    )
    return GroupRow(
        name=_ROW_NAMES.get(name, name),
        sample=legend_sample(STEP_LOOKS[name]) if name in STEP_LOOKS else Markup(),
        steps=steps.steps,
        in_band=percent(steps),
        angle=with_spread(steps.mean_angle_deg, steps),
        change=MISSING if change is None else turn(change),
        error=with_spread(steps.mean_error_deg, steps),
        rmse=number(steps.rmse_deg, 1),
    )


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


def _latencies(summary: SessionSummary) -> list[tuple[str, int, list[str]]]:
    def told(what: str, one: Latency) -> tuple[str, int, list[str]]:
        waits = (one.median_s, one.p90_s, one.p99_s, one.largest_s)
        cells = [MISSING if wait is None else number(1000 * wait, 0 if wait >= 0.0095 else 2) for wait in waits]
        return what, one.count, cells

    return [
        told("from the sample to the decision", summary.sample_to_decision),
        told("from the sample to the cue given", summary.sample_to_emission),
        told("from the contact of the foot to the decision (sensor's clock)", summary.contact_to_decision),
    ]


def _earlier(session: SessionRecords, summary: SessionSummary, planned_sessions: int | None) -> EarlierSession:
    figures = [_strides_figure(session, coached_strides(session, side)) for side in session.plan.sides]
    return EarlierSession(
        number=session.plan.session,
        sentences=_sentences(session, summary, planned_sessions),
        warnings=warnings(session, summary),
        figures=[figure for figure in figures if figure is not None],
    )
