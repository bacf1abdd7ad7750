"""How exactly the sessions of a course were walked and measured: root mean square errors, lost time, waiting times."""

from __future__ import annotations

from dataclasses import dataclass

from footwise.coaching import FootSummary, Latency, SessionSummary
from footwise.reports.numbers import MISSING, number


@dataclass(frozen=True)
class ErrorRow:
    """Root mean square errors of one foot in one session, as a line of the table."""

    session: int
    side: str
    rmse: tuple[str, ...]
    lost: str


def error_row(session: int, foot: FootSummary) -> ErrorRow:
    """Give the root mean square error of each group of steps, and the time that no sample covers."""
    groups = (foot.with_feedback, foot.without_feedback, foot.practice, foot.retention, foot.kept, foot.every_step)
    rmse = tuple(number(steps.rmse_deg, 1) for steps in groups)
    return ErrorRow(session, foot.side, rmse, number(foot.lost_s, 1))


def waiting_times(summary: SessionSummary) -> list[tuple[str, int, list[str]]]:
    """Give how long a cue took, ms: what was waited for, how often, and its percentiles."""

    def told(what: str, one: Latency) -> tuple[str, int, list[str]]:
        waits = (one.median_s, one.p90_s, one.p99_s, one.largest_s)
        cells = [MISSING if wait is None else number(1000 * wait, 0 if wait >= 0.0095 else 2) for wait in waits]
        return what, one.count, cells

    return [
        told("from the sample to the decision", summary.sample_to_decision),
        told("from the sample to the cue given", summary.sample_to_emission),
        told("from the contact of the foot to the decision (sensor's clock)", summary.contact_to_decision),
    ]
