"""One foot in the session that the report of a course shows in detail: its table, its pictures, what was left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan

import numpy as np
from markupsafe import Markup
from matplotlib.figure import Figure

from footwise.arrays import Array
from footwise.coaching import FootSummary, SessionRecords, StepStatistics
from footwise.foot_sensor.live import Method
from footwise.reports.course.coached_strides import CoachedStrides, block_spans, coached_strides
from footwise.reports.course.session_strides import session_strides
from footwise.reports.course.sessions import percent, with_spread
from footwise.reports.course.words import calibration_words, left_out_by_reason, mount_words, quality_words
from footwise.reports.figures import STEP_LOOKS, AngleGroup, Look, angle_distributions, legend_sample
from footwise.reports.numbers import MISSING, number, turn

# Groups of steps by the names of their looks, as they are called on the page; "without feedback" alone is all of them.
GROUP_NAMES = {
    "natural": "natural walking",
    "with feedback": "practice, with feedback",
    "without feedback": "practice, without feedback",
    "retention": "retention: without feedback, at the end",
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
    quality: str
    lost_s: float
    unusable: int
    silences: int


def foot_section(sessions: Sequence[SessionRecords], foot: FootSummary) -> FootSection:
    """Collect what is shown of one foot in the newest session.

    Parameters
    ----------
    sessions : sequence of SessionRecords
        Natural walking may be that of an earlier one.
    foot : FootSummary
        Of the newest session.
    """
    session = sessions[-1]
    strides = coached_strides(session, foot.side)
    natural = _natural(sessions, strides)
    mine = [r for r in session.records if r.get("side") == foot.side]
    alive = [r["unusable"].get(foot.side, 0) for r in session.records if r["kind"] == "alive"]
    return FootSection(
        side=foot.side,
        rows=_rows(natural, foot),
        wide=strides_figure(session, strides, wide=True),
        narrow=strides_figure(session, strides),
        spread=_spread(session, strides, natural, foot),
        left_out=left_out_by_reason(foot),
        found=foot.found,
        calibration=calibration_words(session, foot.side),
        mount="" if session.plan.how.method is Method.MARKERS else mount_words(strides),
        quality=quality_words(session, foot.side),
        lost_s=foot.lost_s,
        unusable=max(alive, default=0),
        silences=sum(r["kind"] == "source" and r["state"] == "silent" for r in mine),
    )


def strides_figure(session: SessionRecords, strides: CoachedStrides, wide: bool = False) -> Figure | None:
    """Draw every stride of one foot in a session; None where there was none."""
    what = "Change of foot angle from natural" if session.plan.how.method is Method.RELATIVE else "Foot angle"
    spans = block_spans(session, strides.side, session.summary().walked_s)
    title = f"{what}, {strides.side} foot, every step (toe-out +)" if wide else f"{what}, {strides.side} foot"
    alt = (
        f"{what} of every stride of the {strides.side} foot in session {session.plan.session} over the minutes "
        f"walked{', wide' if wide else ''}: steps with and without feedback, cues, target and dead band"
    )
    return session_strides(title, strides, spans, alt, wide=wide)


def _natural(sessions: Sequence[SessionRecords], strides: CoachedStrides) -> AngleGroup:
    """Natural walking of the newest session; of the earliest one that has some where it was not walked again.

    Its middle is the median: that is what a calibration and a target count from.
    """
    look, chosen = STEP_LOOKS["natural"], strides.groups()["natural"]
    if np.isfinite(strides.angle_deg[chosen]).any():
        return AngleGroup("natural", look, strides.angle_deg[chosen], by_median=True)
    for session in sessions[:-1]:
        if session.plan.how.method is sessions[-1].plan.how.method and strides.side in session.plan.sides:
            before = coached_strides(session, strides.side)
            angles = before.angle_deg[before.groups()["natural"]]
            if np.isfinite(angles).any():
                return AngleGroup(f"natural,\nsession {session.plan.session}", look, angles, by_median=True)
    return AngleGroup("natural", look, np.empty(0), by_median=True)


def _spread(session: SessionRecords, strides: CoachedStrides, natural: AngleGroup, foot: FootSummary) -> Figure | None:
    groups = strides.groups()
    others = [
        AngleGroup(name.replace("with", "practice,\nwith"), STEP_LOOKS[name], strides.angle_deg[groups[name]])
        for name in groups
        if name != "natural"
    ]
    spans = block_spans(session, foot.side, max(0.0, session.summary().walked_s))
    return angle_distributions(
        f"Spread of the foot angles, {foot.side} foot",
        [natural, *others],
        foot.target_deg if foot.target_deg is not None else nan,
        spans[-1].band_deg,
        f"Foot angles of session {session.plan.session}, {foot.side} foot: natural walking, practice and retention",
    )


def _rows(natural: AngleGroup, foot: FootSummary) -> list[GroupRow]:
    by_look = {
        "with feedback": foot.with_feedback, "without feedback": foot.without_feedback, "retention": foot.retention,
    }  # fmt: skip
    return [
        _natural_row(natural, foot),
        *(_group_row(GROUP_NAMES[name], STEP_LOOKS[name], steps, foot) for name, steps in by_look.items()),
        _group_row("all without feedback: practice and retention", None, foot.kept, foot),
        _group_row("all steps of the session", None, foot.every_step, foot),
    ]


def _natural_row(natural: AngleGroup, foot: FootSummary) -> GroupRow:
    angles: Array = natural.known_deg
    angle = change = MISSING
    if len(angles):
        spread = f" ± {number(float(angles.std(ddof=1)), 1)}" if len(angles) > 1 else ""
        angle = number(natural.middle_deg, 1) + spread
        change = MISSING if foot.baseline_deg is None else turn(natural.middle_deg - foot.baseline_deg)
    name = natural.label.replace("natural", GROUP_NAMES["natural"]).replace("\n", " ")
    return GroupRow(f"{name} (median)", legend_sample(natural.look), len(angles), MISSING, angle, change, MISSING)


def _group_row(name: str, look: Look | None, steps: StepStatistics, foot: FootSummary) -> GroupRow:
    change = (
        None if steps.mean_angle_deg is None or foot.baseline_deg is None else steps.mean_angle_deg - foot.baseline_deg
    )
    return GroupRow(
        name=name,
        sample=Markup() if look is None else legend_sample(look),
        steps=steps.steps,
        in_band=percent(steps),
        angle=with_spread(steps.mean_angle_deg, steps),
        change=MISSING if change is None else turn(change),
        error=with_spread(steps.mean_error_deg, steps),
    )
