"""A course of coaching session by session: a line of the table for each, and the figures over all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import nan, sqrt

import numpy as np
from matplotlib.figure import Figure

from footwise.coaching import FootSummary, SessionRecords, SessionSummary, StepStatistics
from footwise.reports.course.course_progress import CoursePoint, course_change, course_in_band
from footwise.reports.course.words import asked_deg
from footwise.reports.numbers import MISSING, number, turn


@dataclass(frozen=True)
class CourseRow:
    """One foot in one session, as a line of the table of the course."""

    session: int
    side: str
    used: str
    in_band: tuple[str, str, str, str]
    change: tuple[str, str, str]
    error: str
    cues: str
    state: str


def course_row(session: SessionRecords, foot: FootSummary, summary: SessionSummary) -> CourseRow:
    """Sum one foot in one session up in a line: in the band all steps, those with and without feedback, retention."""
    changes = (foot.achieved_change_deg, foot.kept_change_deg, foot.retention_change_deg)
    practice, without, retention = (MISSING if change is None else turn(change) for change in changes)
    unfinished = "ended early" if session.ended else "not finished"
    return CourseRow(
        session=summary.session,
        side=foot.side,
        used=f"{foot.valid} of {foot.found}",
        in_band=(
            percent(foot.every_step), percent(foot.with_feedback), percent(foot.kept), percent(foot.retention),
        ),
        change=(practice, without, retention),
        error=with_spread(foot.practice.mean_error_deg, foot.practice),
        cues=f"{foot.cues.get('in', 0)} / {foot.cues.get('out', 0)}",
        state="finished" if summary.finished else unfinished,
    )  # fmt: skip


def course_figures(sessions: Sequence[SessionRecords], summaries: Sequence[SessionSummary]) -> list[Figure]:
    """Draw how the change and the share of steps in the band went over the sessions, for each foot."""
    points: dict[str, list[CoursePoint]] = {}
    for session, summary in zip(sessions, summaries, strict=True):
        for foot in summary.feet:
            points.setdefault(foot.side, []).append(_course_point(session, foot))
    figures = []
    for side, mine in points.items():
        where = f"{side} foot, session by session"
        figures += [
            course_change(f"Mean change of foot angle, {side} foot", mine, f"Mean change of the foot angle, {where}"),
            course_in_band(f"Steps in the band, {side} foot", mine, f"Share of the steps in the band, {where}"),
        ]
    return [figure for figure in figures if figure is not None]


def _course_point(session: SessionRecords, foot: FootSummary) -> CoursePoint:
    groups: Mapping[str, StepStatistics] = {
        "with feedback": foot.with_feedback,
        "without feedback": foot.without_feedback,
        "retention": foot.retention,
    }
    baseline, asked = foot.baseline_deg, asked_deg(foot)

    def change(steps: StepStatistics) -> float:
        return nan if steps.mean_angle_deg is None or baseline is None else steps.mean_angle_deg - baseline

    return CoursePoint(
        session=session.plan.session,
        asked_deg=nan if asked is None else asked,
        band_deg=session.blocks[0].band_deg,
        change_deg={name: change(steps) for name, steps in groups.items()},
        spread_deg={name: spread_deg(steps) for name, steps in groups.items()},
        in_band_pct={name: nan if s.in_band_pct is None else s.in_band_pct for name, s in groups.items()},
    )


def percent(steps: StepStatistics) -> str:
    """Write the share of steps in the band; a dash where there is no step."""
    return MISSING if steps.in_band_pct is None else f"{number(steps.in_band_pct, 0)} %"


def spread_deg(steps: StepStatistics) -> float:
    """Standard deviation of the errors over the steps; NaN where one step says nothing about it."""
    if steps.steps < 2 or steps.rmse_deg is None or steps.mean_error_deg is None:
        return nan
    variance = max(0.0, steps.rmse_deg**2 - steps.mean_error_deg**2)
    return sqrt(variance * steps.steps / (steps.steps - 1))


def with_spread(mean: float | None, steps: StepStatistics) -> str:
    """Write a mean of some steps ± their standard deviation."""
    spread = spread_deg(steps)
    return number(mean, 1) + (f" ± {number(spread, 1)}" if np.isfinite(spread) else "")
