"""A simulated person as a source for the coach: walks in this very process, and hears the cues."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from math import inf
from typing import Any

import numpy as np

from footwise.arrays import Array
from footwise.coaching import Cue, SessionPlan, SessionRecords
from footwise.coaching.sources import Packet
from footwise.simulation.learner import Learner, LearningCurve
from footwise.simulation.simulated_foot import SimulatedFoot

_STAND_S = 3.0
_PACKET_S = 0.02


class WalkerSource:
    """A person who stands, then walks for ever, with a sensor on each foot that is coached.

    Parameters
    ----------
    plan : SessionPlan
        Whose feet are walked; what the person is to learn comes through the cues alone.
    before : sequence of SessionRecords
        The course so far: what the person has learnt follows from the strides and cues in its logs.
    speed : float
        1 is real time; infinity is as fast as it goes.
    seed : int
        Of the person.
    natural_deg : float
        Natural foot angle, toe-out positive.
    curve : LearningCurve, optional
    mount : array, shape (3, 3), optional
        Rotation from the feet's axes to the sensors'.
    clock, sleep : callable
        The session's clock, s, and how to wait.
    """

    def __init__(
        self,
        plan: SessionPlan,
        before: Sequence[SessionRecords] = (),
        *,
        speed: float = inf,
        seed: int = 1,
        natural_deg: float = 6.0,
        curve: LearningCurve | None = None,
        mount: Array | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.notes: tuple[str, ...] = ()
        self.simulated = True
        self._speed = speed
        self._clock = clock
        self._sleep = sleep
        self._begin: float | None = None
        self._feet = []
        for side in plan.sides:
            # One person's two feet, each with a spread of its own; another session has other steps.
            own = int(np.random.SeedSequence((seed, plan.session, side == "right")).generate_state(1)[0])
            learner = Learner(natural_deg, curve, own)
            for session in before:
                relive(learner, session.records, side)
                if session.plan.session < plan.session:
                    learner.rest()
            foot = SimulatedFoot(side, mount=mount, seed=own)
            self._feet.append(_Foot(foot, learner, _STAND_S + (foot.stride_s / 2 if side == "right" else 0.0)))

    @property
    def name(self) -> str:
        """What it is."""
        return "simulated walker"

    def hear(self, cue: Cue) -> None:
        """Let the person hear a cue."""
        for one in self._feet:
            if one.foot.side == cue.side:
                one.learner.cue(cue.turn.value)

    def read(self) -> list[Packet]:
        """Give the next samples: a stride as fast as it goes, or what is due by now."""
        later = min(self._feet, key=lambda one: one.next_s)
        if self._speed == inf:
            return [Packet(later.foot.side, later.take(inf), self._clock(), inf)]
        if self._begin is None:
            self._begin = self._clock()
        due_s = later.next_s + _PACKET_S
        wait = self._begin + due_s / self._speed - self._clock()
        if wait > 0.0:
            self._sleep(wait)
        rows = later.take(due_s)
        return [Packet(later.foot.side, rows, self._begin + rows[-1][0] / self._speed, self._speed)] if rows else []

    def close(self) -> None:
        """Nothing to let go of."""


class _Foot:
    """One foot, the stride it walks, and what of it was not yet given out."""

    def __init__(self, foot: SimulatedFoot, learner: Learner, stand_s: float) -> None:
        self.foot = foot
        self.learner = learner
        self._rows = deque(foot.stand(stand_s).rows())

    @property
    def next_s(self) -> float:
        """Device time of the next sample."""
        return self._rows[0][0] if self._rows else self.foot.time_s

    def take(self, until_s: float) -> list[Any]:
        """Give the rows before `until_s`, at most to the end of the stride: then the next one is decided."""
        if not self._rows:
            self._rows.extend(self.foot.stride(self.learner.next_angle_deg()).rows())
        taken = []
        while self._rows and self._rows[0][0] < until_s:
            taken.append(self._rows.popleft())
        return taken


def relive(learner: Learner, records: Sequence[Mapping[str, Any]], side: str) -> None:
    """Bring a learner to where the strides and cues of a session's log have brought the person."""
    for record in records:
        if record["kind"] == "stride" and record["side"] == side:
            learner.next_angle_deg()
            if record["turn"] is not None:
                learner.cue(record["turn"])
