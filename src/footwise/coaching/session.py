"""A session of coaching: samples in, cues out, every stride in the log; it can be continued after a crash."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from footwise.coaching.asking import Ask, Asked
from footwise.coaching.feedback import Cue, FeedbackPolicy
from footwise.coaching.marker_tracker import MarkerTracker
from footwise.coaching.schedule import block_at, step_has_feedback
from footwise.coaching.sensor_check import SensorCheck, blocks_as_walked, is_settled, quality_record
from footwise.coaching.session_log import VERSION, SessionLog, json_value
from footwise.coaching.session_plan import SessionPlan, calibration_from_json
from footwise.coaching.session_summary import SessionSummary, summarise
from footwise.coaching.sources import Packet, Row, Source
from footwise.coaching.turn_to_check import TurnToCheck
from footwise.foot_sensor.live import (
    SIDES,
    Calibration,
    Method,
    Reason,
    SensorQuality,
    Stride,
    StrideTracker,
    Verdict,
    calibrate,
    quality_line,
    stride_from_json,
    wrapped_deg,
)
from footwise.settings import is_number

# A foot whose sensor has been silent for longer is said to be gone.
SILENT_S = 1.0
_ALIVE_S = 1.0
# Strides that are looked at to calibrate; who stands and walks again and again does not fill the memory.
_REMEMBERED = 200
_SHOWN = 12
# A block is walked stride by stride: standing does not count, nor a pause within a stride.
_LONGEST_STRIDE_S = 2.0
# Failures on end after which a listener is left out.
_FAILURES = 5
# A sensor that streams for so long without a stride, or of whose samples so many cannot be used, is said.
_NO_STRIDE_S = 20.0
_UNUSABLE = 0.1
# Markers lie on the foot itself.
_NOTHING_TO_CALIBRATE = {
    side: Calibration(Method.MARKERS, side, 0.0, 0.0, 0, (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)) for side in SIDES
}


class Phase(StrEnum):
    """Where a session stands."""

    CALIBRATION = "calibration"
    BASELINE = "baseline"
    CHECK = "sensor check"
    TRAINING = "training"
    FINISHED = "finished"


class CoachedFoot:
    """One foot of a session: what the screen and the session need to know of it.

    Attributes
    ----------
    side : str
    tracker : StrideTracker or MarkerTracker
    called : str
        What it is watched by, as the begin of a sentence.
    calibration : Calibration or None
    baseline_deg, target_deg : float or None
    check : SensorCheck or None
        Looks at its samples; None when it is known how good they are.
    recent : deque of dict
        The last strides, as they stand in the log.
    last_s : float
        When its last sample came, on the session's clock; before the first, when the session began.
    silent : bool
    samples : int
        That came so far.
    last_row : tuple of float or None
        The newest of them.
    walked_s : float
        Device time of its strides since the first block began.
    """

    def __init__(self, side: str, now_s: float, *, markers: bool = False) -> None:
        self.side = side
        self.tracker: StrideTracker | MarkerTracker = MarkerTracker(side) if markers else StrideTracker(side)
        self.check: SensorCheck | None = SensorCheck(side, markers=markers)
        self.called = f"The stream of the {side} foot's markers" if markers else f"The {side} sensor"
        self.calibration: Calibration | None = None
        self.baseline_deg: float | None = None
        self.target_deg: float | None = None
        self.policy: FeedbackPolicy | None = None
        # Markers see the foot itself: no sign of gravity is in them.
        self.turn = None if markers else TurnToCheck(side)
        self.strides: deque[Stride] = deque(maxlen=_REMEMBERED)
        self.recent: deque[dict[str, Any]] = deque(maxlen=_SHOWN)
        self.step = 0
        self.number = 0
        self.last_s = now_s
        self.silent = False
        self.samples = 0
        self.last_row: Row | None = None
        self.walked_s = 0.0
        self.lost_before_s = 0.0
        self.unusable_before = 0

    @property
    def lost_s(self) -> float:
        """Device time that no sample covers, in the whole session."""
        return self.lost_before_s + self.tracker.lost_s


class CoachSession:
    """From packets to cues and a log.

    Parameters
    ----------
    plan : SessionPlan
    log : SessionLog, optional
        Where every record goes besides memory.
    clock : callable
        The session's clock, s; the same on which the source says when samples were taken.
    on_cue : sequence of callable
        Each is given every `Cue`: what the person hears, feels or sees. One that fails again and again is left out,
        unless it says of itself that it ``comes_back``.
    on_stride : sequence of callable
        Each is given every stride's record, after its cue.
    continued : sequence of dict
        Records of an interrupted session with the same plan, to go on from.
    simulated : bool
        Nobody walks: the log and all that is made of it say so.
    recalibrate : bool
        Do not go on with the calibration of those records or of the plan, as the sensor was moved.
    accept_sensor : bool
        Go on with a sensor that is not usable, too, as the person insists.

    Attributes
    ----------
    records : list of dict
        Everything that stands in the log.
    phase : Phase
    feet : dict of str to CoachedFoot
    elapsed_s : float
        Time of the blocks that was walked.
    block : int or None
        The block that is walked, from 0.
    notices : deque of str
        What the person should know, newest last.
    blocks : tuple of Block
        Those of the plan, with the dead band that the sensors call for.
    refused : SensorQuality or None
        A sensor that is not usable: the session does not go on with it.
    paused, stopped : bool
        As somebody who watches has asked for.
    quiet : set of int
        Blocks whose cues they have switched off.
    """

    def __init__(
        self,
        plan: SessionPlan,
        log: SessionLog | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        on_cue: Sequence[Callable[[Cue], object]] = (),
        on_stride: Sequence[Callable[[Mapping[str, Any]], object]] = (),
        continued: Sequence[Mapping[str, Any]] = (),
        recalibrate: bool = False,
        simulated: bool = False,
        accept_sensor: bool = False,
    ) -> None:
        self.plan = plan
        self.blocks = plan.blocks
        self.refused: SensorQuality | None = None
        self.paused = self.stopped = False
        self.quiet: set[int] = set()
        self._asked: deque[Asked] = deque()
        self._accept_sensor = accept_sensor
        self.records: list[dict[str, Any]] = [dict(record) for record in continued]
        self._origin = clock()
        markers = plan.how.method is Method.MARKERS
        self.feet = {side: CoachedFoot(side, self._origin, markers=markers) for side in plan.sides}
        self.phase = Phase.CALIBRATION
        self.elapsed_s = 0.0
        self.block: int | None = None
        self.notices: deque[str] = deque(maxlen=5)
        self._noticed: set[str] = set()
        self._failures: dict[int, int] = {}
        self._has_outlets = bool(on_cue)
        self._log = log
        self._clock = clock
        self._on_cue = list(on_cue)
        self._on_stride = list(on_stride)
        self._alive_at = self._origin
        self._elapsed_before = 0.0
        if continued:
            self._continue(continued, recalibrate)
        else:
            self._record("session", version=VERSION, started=_now(), simulated=simulated, plan=plan.to_json())
        for side, calibration in plan.carried.items():
            if side in self.feet and self.feet[side].calibration is None and not recalibrate:
                self._calibrated(self.feet[side], calibration, carried=True)
                self.notice(
                    f"The calibration of the {side} foot is that of an earlier session. It holds only if the sensor "
                    "has stayed on the shoe; if not, stop (ctrl-C) and calibrate again."
                )
        for foot in self.feet.values() if markers else ():
            if foot.calibration is None:
                self._calibrated(foot, _NOTHING_TO_CALIBRATE[foot.side])
        self._advance()

    # What comes in

    def feed(self, packet: Packet) -> None:
        """Take the samples of one foot; feet that are not coached are passed over. Never raises."""
        self._heed()
        foot = self.feet.get(packet.side)
        if foot is None or not packet.rows or self.phase is Phase.FINISHED or self.refused is not None:
            return
        if foot.silent:
            foot.silent = False
            self._record("source", side=foot.side, state="back", away_s=self._clock() - foot.last_s)
            self.notice(f"{foot.called} is back.")
        foot.last_s = self._clock()
        foot.samples += len(packet.rows)
        foot.last_row = packet.rows[-1]
        update = foot.tracker.update
        for row in packet.rows:
            stride = update(*row)
            if foot.check is not None:
                foot.check.take(row, stride)
            if stride is not None:
                self._stride(foot, stride, packet.taken_at(row[0]))
        if foot.check is not None:
            quality = foot.check.judged(waited_for=self.phase is Phase.CHECK)
            if quality is not None:
                self._judged(foot, quality)
        self.tick()

    def tick(self) -> None:
        """Look at what time alone changes: a sensor that fell silent, a record that says the session lives."""
        self._heed()
        now = self._clock()
        for foot in self.feet.values():
            if not foot.silent and now - foot.last_s > SILENT_S:
                foot.silent = True
                self._record("source", side=foot.side, state="silent")
                self.notice(f"{foot.called} sends nothing.")
        if now - self._alive_at >= _ALIVE_S:
            self._alive_at = now
            self._alive()
            for foot in self.feet.values():
                self._watch_samples(foot, now)

    def ask(self, asked: Asked) -> None:
        """Ask for something, from any thread; it is done before the next samples are taken."""
        self._asked.append(asked)

    def _heed(self) -> None:
        while self._asked:
            asked = self._asked.popleft()
            if asked.what is Ask.STOP:
                self.stopped = True
            elif asked.what is Ask.FEEDBACK:
                self._switch(asked.block, on=asked.on)
            elif (paused := asked.what is Ask.PAUSE) != self.paused:
                self.paused = paused
                self._record("pause", on=paused)
                self.notice("Pause." if paused else "It goes on.")

    def _switch(self, number: int, *, on: bool) -> None:
        if number < len(self.blocks) and (number in self.quiet) == on:
            (self.quiet.discard if on else self.quiet.add)(number)
            self._record("feedback", block=number, on=on)

    def end(self) -> SessionSummary:
        """End the session, finished or not, and sum it up."""
        self._alive()
        summary = replace(summarise(self.records), finished=self.phase is Phase.FINISHED)
        self._record("end", finished=summary.finished, at=_now(), summary=asdict(summary))
        return summary

    # Strides

    def _stride(self, foot: CoachedFoot, stride: Stride, sample_s: float) -> None:
        number, block = self.block, None
        feedback, cue = False, None
        # What is walked in a pause is written down, and is no step of a block.
        if self.phase is Phase.TRAINING and number is not None and foot.policy is not None and not self.paused:
            block = self.blocks[number]
            if stride.valid:
                drawn = step_has_feedback(block, self._seed_of(foot), number, foot.step)
                feedback = drawn and number not in self.quiet
                foot.step += 1
            cue = foot.policy.update(stride, sample_s, feedback)
        angle = stride.foot_progression_angle_deg
        # Before the calibration there is no target; the angle is the sensor's.
        error = None if angle is None or foot.target_deg is None else wrapped_deg(angle - foot.target_deg)
        # Until there is a target the log keeps all that a calibration needs, lest who is interrupted walks it again.
        walked = asdict(stride) | {"forward": foot.tracker.forward}
        left_out = ("gravity", "stretch", "start_s", "forward") if foot.target_deg is not None else ()
        record = self._record(
            "stride",
            **{key: value for key, value in walked.items() if key not in left_out},
            number=foot.number,
            block=number if block is not None else None,
            step=foot.step - 1 if block is not None and stride.valid else None,
            feedback=feedback,
            error_deg=error,
            in_band=error is not None and block is not None and abs(error) <= block.band_deg,
            turn=cue.turn.value if cue else None,
            sample_s=sample_s - self._origin,
            elapsed_s=self.elapsed_s,
        )
        foot.number += 1
        foot.recent.append(record)
        if cue is not None:
            self._emit(cue)
        self._tell(self._on_stride, record)
        self._watch_mount(foot, stride)
        if self.paused:
            return
        if foot.target_deg is None:
            foot.strides.append(stride)
            self._calibrate(foot)
        elif stride.stride_s is not None and self.phase is Phase.TRAINING:
            foot.walked_s += min(stride.stride_s, _LONGEST_STRIDE_S)
        if foot.turn is not None and (question := foot.turn.update(stride, foot.calibration is not None)):
            self.notice(question)
        self._advance()

    def _emit(self, cue: Cue) -> None:
        """Give a cue, and write down when it had been given; nobody gave it where every outlet failed."""
        # A session without outlets has nobody who could fail to give it.
        given = self._tell(self._on_cue, cue) or not self._has_outlets
        cue = replace(cue, emission_s=self._clock() if given else None)
        times = {
            key: None if (value := getattr(cue, key)) is None else value - self._origin
            for key in ("sample_s", "decision_s", "emission_s")
        }
        self._record("cue", **{**asdict(cue), **times})

    def _tell(self, listeners: list[Callable[[Any], object]], value: Any) -> bool:
        """Tell every listener; say whether one of them took it. One that fails again and again is left out."""
        told = False
        for listener in list(listeners):
            try:
                listener(value)
                told = True
                if self._failures.pop(id(listener), 0) and _comes_back(listener):
                    self.notice("Cues are given again.")
            except Exception as error:
                failures = self._failures[id(listener)] = self._failures.get(id(listener), 0) + 1
                name = getattr(listener, "__name__", type(listener).__name__)
                if failures in (1, _FAILURES):
                    self._record("trouble", what=f"{name}: {type(error).__name__}: {error}")
                    self.notice(f"A cue could not be given ({error}); the walk goes on.")
                if failures == _FAILURES and not _comes_back(listener):
                    listeners.remove(listener)
        return told

    def _seed_of(self, foot: CoachedFoot) -> int:
        # Each foot has draws of its own, lest both be told on the same steps.
        return 2 * self.plan.seed + (foot.side == "right")

    def _watch_samples(self, foot: CoachedFoot, now_s: float) -> None:
        """Say what a stream with wrong units or a wrong clock looks like."""
        if foot.samples and not foot.recent and now_s - self._origin > _NO_STRIDE_S and not foot.silent:
            seen, look_at = (
                (f"the cameras see of the {foot.side} foot", "the labels of heel and toe")
                if isinstance(foot.tracker, MarkerTracker)
                else (f"the {foot.side} sensor sends", "the units and the clock in the sensor's description")
            )
            self.notice(
                f"No step was seen so far in what {seen}. If the person walks, look at {look_at}.",
                once=f"no stride {foot.side}",
            )
        if foot.tracker.unusable > max(50, _UNUSABLE * foot.samples):
            share = f"{100 * foot.tracker.unusable / foot.samples:.0f} %"
            self.notice(
                f"Heel or toe of the {foot.side} foot is hidden in {share} of the frames."
                if isinstance(foot.tracker, MarkerTracker)
                else f"{share} of what the {foot.side} sensor sends cannot be used: look at its units and its clock.",
                once=f"unusable {foot.side}",
            )

    def _watch_mount(self, foot: CoachedFoot, stride: Stride) -> None:
        if stride.reason is Reason.RATE:
            self.notice(f"{foot.called} has changed its rate: the step at that time is left out.")
        limit = foot.tracker.settings.largest_shift_deg
        if stride.reason is Reason.SHIFTED:
            self.notice(
                f"The {foot.side} sensor has moved on the shoe by more than {limit:g}°: no cues while it is so. "
                "Fasten it, end the session (ctrl-C), and calibrate again when it goes on.",
                once=f"shifted {foot.side}",
            )
        elif stride.shift_deg is not None and stride.shift_deg > limit / 2:
            self.notice(
                f"The {foot.side} sensor may be slipping: its tilt is {stride.shift_deg:.1f}° off.",
                once=f"slipping {foot.side}",
            )

    # The quality of the sensor

    def _judged(self, foot: CoachedFoot, quality: SensorQuality) -> None:
        """It is known how good the samples of a foot are: say it, widen the band, or go no further."""
        bad = quality.verdict is Verdict.NOT_USABLE
        accepted = bad and self._accept_sensor
        self._record("quality", **quality_record(quality, accepted=accepted))
        if bad and not accepted:
            self.refused = quality
            return
        foot.check = None
        self.blocks = blocks_as_walked(self.plan.blocks, self.records)
        band = f" In this session the band is ±{quality.band_deg:g}° at the least." if quality.band_deg else ""
        insisted = " The session goes on all the same, as was asked for." if accepted else ""
        line = quality_line(quality)
        self.notice(f"{line[0].upper()}{line[1:]}.{band}{insisted}")
        self._advance()

    # Calibration and target

    def _calibrate(self, foot: CoachedFoot) -> None:
        plan = self.plan
        if foot.calibration is None:
            found, _ = calibrate(foot.strides, foot.tracker.forward, plan.how, fewest=plan.baseline_strides)
            if found is not None:
                self._calibrated(foot, found)
        elif plan.how.method in (Method.STAND_THEN_WALK, Method.MARKERS) and foot.side not in plan.baseline_deg:
            offset = foot.calibration.offset_deg
            angles = sorted(
                wrapped_deg(stride.sensor_angle_deg - offset)
                for stride in foot.strides
                if stride.valid and stride.sensor_angle_deg is not None
            )
            if len(angles) >= plan.baseline_strides:
                middle = len(angles) // 2
                self._set_target(foot, (angles[middle] + angles[-middle - 1]) / 2)

    def _calibrated(self, foot: CoachedFoot, calibration: Calibration, carried: bool = False) -> None:
        foot.calibration = calibration
        foot.tracker.calibrate(calibration.settings(foot.tracker.settings))
        self._record("calibration", **asdict(calibration), carried=carried)
        if foot.side in self.plan.baseline_deg:
            self._set_target(foot, self.plan.baseline_deg[foot.side], carried)
        elif calibration.method is Method.RELATIVE:
            self._set_target(foot, 0.0, carried)
        elif calibration.method is Method.CLINIC_VALUE:
            self._set_target(foot, self.plan.how.clinic_deg.get(foot.side, 0.0), carried)

    def _set_target(self, foot: CoachedFoot, baseline_deg: float, carried: bool = False) -> None:
        if self.plan.session > 1 and foot.side not in self.plan.baseline_deg and not carried:
            self.notice(
                f"Natural walking of the {foot.side} foot was measured in session {self.plan.session}: training may "
                "have changed it already, and the target with it."
            )
        foot.baseline_deg, foot.target_deg = baseline_deg, self.plan.target(baseline_deg)
        foot.strides.clear()
        self._record("target", side=foot.side, baseline_deg=baseline_deg, target_deg=foot.target_deg)

    # The course of the session

    def _advance(self) -> None:
        """Go on to the phase and the block that the strides and the time call for."""
        feet = self.feet.values()
        if self.phase in (Phase.CALIBRATION, Phase.BASELINE):
            if any(foot.target_deg is None for foot in feet):
                self.phase = Phase.BASELINE if all(foot.calibration for foot in feet) else Phase.CALIBRATION
                return
            self.phase = Phase.CHECK
        if self.phase is Phase.CHECK:
            if any(foot.check is not None for foot in feet):
                return
            self.phase = Phase.TRAINING
            if self.block is not None:
                # Gone on with, perhaps with a new calibration and so another target.
                self._begin_block(self.block)
        if self.phase is not Phase.TRAINING:
            return
        self.elapsed_s = self._elapsed_before + max(foot.walked_s for foot in feet)
        number = block_at(self.plan.blocks, self.elapsed_s)
        if number != self.block:
            self.block = number
            if number is None:
                self.phase = Phase.FINISHED
                return
            for foot in feet:
                foot.step = 0
            self._begin_block(number)
            self._record("block", number=number, elapsed_s=self.elapsed_s, **asdict(self.blocks[number]))

    def _begin_block(self, number: int) -> None:
        for foot in self.feet.values():
            settings = self.plan.feedback(self.blocks[number], foot.baseline_deg or 0.0)
            foot.policy = FeedbackPolicy(settings, self._clock)

    def _continue(self, records: Sequence[Mapping[str, Any]], recalibrate: bool) -> None:
        """Take up what the log of the interrupted session says."""
        before: dict[str, Sequence[float]] = {}
        for record in records:
            foot = self.feet.get(record.get("side", ""))
            kind = record["kind"]
            if kind == "alive":
                for one in self.feet.values():
                    one.lost_before_s = record["lost_s"].get(one.side, 0.0)
                    one.unusable_before = record["unusable"].get(one.side, 0)
            elif kind == "block":
                self.block = record["number"]
                for one in self.feet.values():
                    one.step = 0
            elif kind == "feedback":
                (self.quiet.discard if record["on"] else self.quiet.add)(record["block"])
            elif kind == "continued" and record.get("recalibrate"):
                for one in self.feet.values():
                    one.calibration = one.baseline_deg = one.target_deg = None
            elif foot is not None and kind == "calibration":
                fields = {key: value for key, value in record.items() if key in Calibration.__dataclass_fields__}
                foot.calibration = calibration_from_json(fields)
            elif foot is not None and kind == "target":
                foot.baseline_deg, foot.target_deg = record["baseline_deg"], record["target_deg"]
                foot.strides.clear()
            elif foot is not None and kind == "quality":
                if is_settled(record):
                    foot.check = None
            elif foot is not None and kind == "stride":
                foot.number = record["number"] + 1
                foot.recent.append(dict(record))
                if foot.target_deg is None and (walked := _walked_before(record)) is not None:
                    before[foot.side] = record["forward"]
                    foot.strides.append(walked)
                if record["step"] is not None:
                    foot.step = record["step"] + 1
            self._elapsed_before = max(self._elapsed_before, record.get("elapsed_s") or 0.0)
        self.blocks = blocks_as_walked(
            self.plan.blocks, [r for r in records if r["kind"] == "quality" and is_settled(r)]
        )
        for one in self.feet.values():
            if recalibrate:
                one.calibration = one.baseline_deg = one.target_deg = None
                one.strides.clear()
            elif one.calibration is not None:
                one.tracker.calibrate(one.calibration.settings(one.tracker.settings))
            elif one.side in before:
                # Angles of the same axis as before.
                x, y, z = before[one.side]
                one.tracker.calibrate(replace(one.tracker.settings, forward=(x, y, z)))
        self._record("continued", at=_now(), elapsed_s=self._elapsed_before, recalibrate=recalibrate)
        for one in self.feet.values():
            if valid := sum(stride.valid for stride in one.strides):
                self.notice(
                    f"{valid} strides of natural walking of the {one.side} foot were walked before, and count. If "
                    "something on the foot has moved since, stop (ctrl-C) and calibrate again."
                )

    def _alive(self) -> None:
        feet = self.feet.values()
        self._record(
            "alive",
            elapsed_s=self.elapsed_s if self.phase is not Phase.CALIBRATION else 0.0,
            lost_s={foot.side: foot.lost_s for foot in feet},
            unusable={foot.side: foot.unusable_before + foot.tracker.unusable for foot in feet},
        )
        if self._log is not None and self._log.trouble:
            self.notice(f"The log waits in memory: {self._log.trouble}.", once="log")

    def notice(self, text: str, once: str = "") -> None:
        """Tell the person something, and the log; what has a name in `once` only once."""
        if once:
            if once in self._noticed:
                return
            self._noticed.add(once)
        self.notices.append(text)
        self._record("notice", text=text)

    def _record(self, kind: str, **values: Any) -> dict[str, Any]:
        record: dict[str, Any] = json_value({"kind": kind, "at_s": self._clock() - self._origin, **values})
        self.records.append(record)
        if self._log is not None:
            self._log.append(record)
        return record


def coach(session: CoachSession, source: Source, watch: Callable[[CoachSession], object] | None = None) -> CoachSession:
    """Feed a session from a source until one of them ends, it is asked to stop, or a sensor is not usable.

    Parameters
    ----------
    session : CoachSession
    source : Source
    watch : callable, optional
        Is shown the session after every read.
    """
    told = 0
    while session.phase is not Phase.FINISHED and session.refused is None and not session.stopped:
        packets = source.read()
        while told < len(source.notes):
            session.notice(f"{source.name}: {source.notes[told]}")
            told += 1
        if packets is None:
            break
        for packet in packets:
            session.feed(packet)
        if not packets:
            session.tick()
        if watch is not None:
            watch(session)
    return session


def _walked_before(record: Mapping[str, Any]) -> Stride | None:
    """Make the stride of a record from before the target; None where an older log did not keep all of it."""
    try:
        stride = stride_from_json(record)
        x, y, z = record["forward"]
    except (KeyError, TypeError, ValueError):
        return None
    # Its stretch of samples ended with the interruption.
    return replace(stride, stretch=-1 - stride.stretch) if all(map(_is_number, (x, y, z))) else None


def _is_number(value: object) -> bool:
    return is_number(value, -1.0, 1.0)


def _comes_back(listener: object) -> bool:
    """Say whether an outlet that failed looks for its device again by itself."""
    return bool(getattr(listener, "comes_back", False))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
