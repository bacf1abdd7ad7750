"""Small courses of coaching for the tests, walked by the analytic foot through the real live path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from tests.foot_sensor.walking_foot import walking_foot

from footwise.coaching.course import SessionRecords, read_course, session_path
from footwise.coaching.schedule import Block
from footwise.coaching.session import CoachSession, coach
from footwise.coaching.session_log import SessionLog
from footwise.coaching.session_plan import SessionPlan
from footwise.coaching.sources.replay import ReplaySource
from footwise.coaching.sources.source import Row

BASELINE = 8


def rows(angles_deg: Sequence[float], side: str = "left") -> list[Row]:
    """Samples of a foot that stands and then walks with these angles."""
    return walking_foot(list(angles_deg), rest_s=3.0, side=side).rows()


def angles(session: int = 1, steps: int = 34) -> list[float]:
    """Natural walking at 5 degrees, then most of a turn of 10 degrees inwards."""
    rng = np.random.default_rng(session)
    return [*rng.normal(5.0, 1.0, BASELINE + 3), *rng.normal(-3.0, 3.0, steps)]


def plan(session: int = 1, share: float = 0.5, sides: tuple[str, ...] = ("left",), **changes) -> SessionPlan:
    """A practice block and one to see what stays."""
    blocks = (Block(session, 20.0, share), Block(session, 8.0, 0.0, purpose="retention"))
    values = {"change_deg": -10.0, "baseline_strides": BASELINE, "seed": 3, **changes}
    return SessionPlan(session, sides, blocks, **values)


def coached(one: SessionPlan, *args, **kwargs) -> CoachSession:
    """A session whose sensor never counts as moved.

    The analytic foot comes to rest so softly that the gravity it measures depends a little on its foot angle.
    """
    session = CoachSession(one, *args, **kwargs)
    for foot in session.feet.values():
        foot.tracker.calibrate(replace(foot.tracker.settings, largest_shift_deg=90.0))
    return session


def walked(folder: Path, one: SessionPlan, feet: Mapping[str, Sequence[Row]], end: bool = True) -> SessionRecords:
    """Walk a session into its log and read that."""
    log = SessionLog(session_path(folder, one.session))
    session = coach(coached(one, log), ReplaySource(feet))
    if end:
        session.end()
    log.close()
    return next(found for found in read_course(folder) if found.plan.session == one.session)


def with_strides(session: SessionRecords, **changes) -> SessionRecords:
    """The same session with other values in all its strides; cues are gone."""
    records = [
        {**record, **changes} if record["kind"] == "stride" else record
        for record in session.records
        if record["kind"] != "cue"
    ]
    return replace(session, records=records)
