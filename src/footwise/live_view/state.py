"""What the screen of a running session needs to know, gathered record by record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Any

from footwise.coaching import CoachedFoot, CoachSession, Phase, Purpose, SessionPlan, Turn
from footwise.foot_sensor.live import FEWEST_STRIDES, LOOK_STRIDES, STILL_S, Method, strides_along_line
from footwise.reports import angle, number

# A stride is shown for this long; a person who stands still is no longer told about the last one.
_FRESH_S = 2.5


@dataclass
class Tally:
    """Steps, and how many of them were in the band."""

    steps: int = 0
    in_band: int = 0

    def add(self, in_band: bool) -> None:
        """Count one step."""
        self.steps += 1
        self.in_band += in_band

    @property
    def pct(self) -> float | None:
        """Share in the band; None without a step."""
        return 100.0 * self.in_band / self.steps if self.steps else None


@dataclass
class FootState:
    """One foot as the screen knows it; `told` counts the steps with feedback only.

    Attributes
    ----------
    stride : dict or None
        The last one.
    stride_seen_s, sample_seen_s : float
        When the last stride, and the last sample, was noticed, on the screen's clock.
    block, block_told, session, session_told : Tally
    """

    stride: Mapping[str, Any] | None = None
    stride_seen_s: float = -inf
    sample_s: float = -inf
    sample_seen_s: float = -inf
    block: Tally = field(default_factory=Tally)
    block_told: Tally = field(default_factory=Tally)
    session: Tally = field(default_factory=Tally)
    session_told: Tally = field(default_factory=Tally)

    def take(self, stride: Mapping[str, Any], now_s: float) -> None:
        """Count a stride."""
        self.stride, self.stride_seen_s = stride, now_s
        if stride["valid"] and stride["block"] is not None:
            for tally in (self.block, self.session):
                tally.add(stride["in_band"])
            if stride["feedback"]:
                for tally in (self.block_told, self.session_told):
                    tally.add(stride["in_band"])

    def shown_turn(self, now_s: float) -> Turn | None:
        """Which way the toes should turn, `KEEP` after a told step in the band; None where nothing is to be shown."""
        stride = self.stride
        if stride is None or now_s - self.stride_seen_s > _FRESH_S:
            return None
        if stride["turn"]:
            return Turn(stride["turn"])
        return Turn.KEEP if stride["feedback"] and stride["in_band"] else None


@dataclass
class LiveState:
    """A session as the screen knows it.

    Attributes
    ----------
    feet : dict of str to FootState
    cue_wait_s : float or None
        From sample to cue given, of the last cue.
    lines : list of str
        What a plain terminal has not yet been told.
    """

    feet: dict[str, FootState]
    cue_wait_s: float | None = None
    lines: list[str] = field(default_factory=list)
    _seen: int = 0
    _block: int | None = None
    _phase: Phase | None = None

    def take(self, session: CoachSession, now_s: float) -> None:
        """Take what the session has recorded since the last time."""
        for record in session.records[self._seen :]:
            self._take(record, session.plan, now_s)
        self._seen = len(session.records)
        for side, foot in session.feet.items():
            state = self.feet[side]
            if foot.samples and foot.last_s != state.sample_s:
                state.sample_s, state.sample_seen_s = foot.last_s, now_s
        if session.phase is not self._phase:
            self._phase = session.phase
            if session.phase is Phase.FINISHED:
                self._end_block()
            if session.phase is not Phase.TRAINING:
                self.lines.append(what_to_do(session))

    def _take(self, record: Mapping[str, Any], plan: SessionPlan, now_s: float) -> None:
        kind = record["kind"]
        if kind == "stride" and record["side"] in self.feet:
            self.feet[record["side"]].take(record, now_s)
        elif kind == "cue" and record["emission_s"] is not None:
            self.cue_wait_s = record["emission_s"] - record["sample_s"]
        elif kind == "block":
            self._end_block()
            self._block = record["number"]
            self.lines.append(f"{block_words(plan, record['number'])} begins. {aim(plan, record['number'])}")
        elif kind == "notice":
            self.lines.append(record["text"])
        elif kind == "continued":
            # What the interrupted run said was said then, and its strides are not of now.
            self.lines = [f"Session {plan.session} goes on."]
            for foot in self.feet.values():
                foot.stride_seen_s = -inf

    def _end_block(self) -> None:
        if self._block is not None:
            told = [
                f"{side} foot {number(foot.block.pct, 0)} % of {foot.block.steps} steps in the band"
                for side, foot in self.feet.items()
            ]
            self.lines.append(f"Block {self._block + 1} ends: {', '.join(told)}.")
        self._block = None
        for foot in self.feet.values():
            foot.block, foot.block_told = Tally(), Tally()


def block_words(plan: SessionPlan, block: int) -> str:
    """Name a block: which it is of how many, and what it is for."""
    return f"Block {block + 1} of {len(plan.blocks)} ({plan.blocks[block].purpose.value})"


def aim(plan: SessionPlan, block: int) -> str:
    """Say how the person should walk in a block."""
    if plan.blocks[block].purpose is Purpose.RETENTION or not plan.blocks[block].share:
        return "No feedback now: walk on as you have learned."
    if plan.change_deg is None:
        return f"Walk with your foot at {angle(plan.target_deg or 0.0, 0)}."
    way = "inward" if plan.change_deg < 0 else "outward"
    return f"Walk with your toes {number(abs(plan.change_deg), 0)}° more {way}."


def what_to_do(session: CoachSession) -> str:
    """Say what the person should do now."""
    if session.phase is Phase.FINISHED:
        return "Well done: finished."
    if session.paused:
        return "Pause: wait for your therapist."
    if session.phase is Phase.TRAINING and session.block is not None:
        return aim(session.plan, session.block)
    if session.phase is Phase.CHECK:
        looked = min(foot.check.strides for foot in session.feet.values() if foot.check is not None)
        return f"Keep walking: the sensor is checked, {min(looked, LOOK_STRIDES)} of {LOOK_STRIDES} strides."
    done, wanted = min(strides_so_far(session, side) for side in session.feet)
    if session.phase is Phase.BASELINE or session.plan.how.method is not Method.STAND_THEN_WALK:
        return f"Walk naturally: {done} of {wanted} strides."
    if done < 0:
        return f"Stand still for {number(STILL_S, 0)} s with the foot along the line, then walk along the line."
    return f"Walk straight along the line: {done} of {wanted} strides."


def strides_so_far(session: CoachSession, side: str) -> tuple[int, int]:
    """Count the strides of a calibration or baseline, so far and wanted; -1 before the foot has stood on the line."""
    foot, baseline = session.feet[side], session.plan.baseline_strides
    along_line = session.plan.how.method is Method.STAND_THEN_WALK and session.phase is Phase.CALIBRATION
    wanted = FEWEST_STRIDES if along_line else baseline
    if foot.target_deg is not None or (along_line and foot.calibration is not None):
        return wanted, wanted
    if along_line:
        return _along_line(foot), wanted
    return min(sum(stride.valid for stride in foot.strides), wanted), wanted


def _along_line(foot: CoachedFoot) -> int:
    """Count the strides along the line since the foot stood on it; -1 where it has not, or has left the line."""
    return len(strides_along_line(foot.strides)) - 1
