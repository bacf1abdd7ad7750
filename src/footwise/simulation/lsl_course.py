"""A whole course of a simulated person: coach and walker talk over Lab Streaming Layer, faster than real time."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from math import inf
from pathlib import Path

from footwise.coaching import (
    DEFAULT_SCHEDULE,
    Block,
    CoachSession,
    SessionLog,
    SessionPlan,
    SessionSummary,
    coach,
    next_plan,
    read_course,
    session_blocks,
    session_path,
)
from footwise.coaching.outlets import LslMarkers
from footwise.coaching.sources import LslSource
from footwise.errors import FootwiseError
from footwise.simulation.cue_listener import CueListener
from footwise.simulation.learner import Learner, LearningCurve
from footwise.simulation.lsl_walker import LslWalker
from footwise.simulation.simulated_foot import SimulatedFoot

_COACH_WAIT_S = 20.0
_STAND_S = 3.0
_NATURAL_DEG = 6.0


def walk_course(
    folder: Path,
    *,
    schedule: Sequence[Block] = DEFAULT_SCHEDULE,
    side: str = "left",
    change_deg: float = -10.0,
    curve: LearningCurve | None = None,
    seed: int = 1,
    progress: Callable[[str], None] = lambda _: None,
) -> list[SessionSummary]:
    """Walk every session of a schedule, one person from the first to the last.

    The person and the coach share nothing but the two streams: samples one way, markers the other.

    Parameters
    ----------
    folder : Path
        Where the logs of the sessions go.
    schedule : sequence of Block
    side : str
    change_deg : float
        What is asked of the person, toe-out positive.
    curve : LearningCurve, optional
    seed : int
        Of the person and of the faded feedback.
    progress : callable
        Is told the name of each session as it begins.

    Returns
    -------
    list of SessionSummary

    Raises
    ------
    FootwiseError
        Where Lab Streaming Layer is missing, or coach and walker do not find each other.
    """
    name = f"footwise_{os.getpid()}"
    markers = LslMarkers(f"{name}_cues")
    learner = Learner(_NATURAL_DEG, curve, seed)
    summaries = []
    for number in sorted({block.session for block in schedule}):
        progress(f"session {number}")
        blocks = session_blocks(schedule, number)
        plan = SessionPlan(number, (side,), blocks, change_deg=change_deg, seed=seed)
        plan = next_plan(plan, read_course(folder))
        # Switched on again, a sensor's clock begins anew.
        walker = LslWalker(
            SimulatedFoot(side, seed=1000 * seed + number),
            learner,
            speed=inf,
            name=f"{name}_{side}",
            listener=CueListener(f"{name}_cues"),
            seed=1000 * seed + number,
        )
        summaries.append(_session(plan, session_path(folder, number), walker, markers, name))
        learner.rest()
    return summaries


def _session(plan: SessionPlan, path: Path, walker: LslWalker, markers: LslMarkers, name: str) -> SessionSummary:
    met: list[bool] = []

    def walk() -> None:
        met.append(walker.wait_for_coach(_COACH_WAIT_S))
        if met[0]:
            walker.stand(_STAND_S)
            walker.walk()

    thread = threading.Thread(target=walk, name="walker", daemon=True)
    thread.start()
    source = LslSource(plan.sides, name=name)
    log = SessionLog(path)
    try:
        session = CoachSession(
            plan,
            log,
            clock=source.clock,
            on_cue=[markers.cue],
            on_stride=[markers.stride],
            simulated=source.simulated,
        )

        def watch(_: CoachSession) -> None:
            if met == [False]:
                raise FootwiseError("Lab Streaming Layer", "coach and walker do not hear each other",
                                    "Let this computer's firewall pass its own programs")  # fmt: skip

        coach(session, source, watch)
        return session.end()
    finally:
        walker.stop()
        source.close()
        log.close()
        thread.join(timeout=5.0)
