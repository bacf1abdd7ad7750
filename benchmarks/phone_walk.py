"""One stream through all that the phone's page will run, in Python; phone_walk.mjs does the same in JavaScript."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from phone_streams import Stream

from footwise.coaching import Block, FeedbackPolicy, FeedbackSettings, Mode, Polarity, step_has_feedback
from footwise.foot_sensor.live import (
    FEWEST_STRIDES,
    ClockMeter,
    HowToCalibrate,
    Method,
    QualityMeter,
    StrideTracker,
    TrackerSettings,
    calibrate,
    largest_turn,
    quality_line,
    stride_from_json,
)

MODES, POLARITIES = list(Mode), list(Polarity)
SHARES = (1.0, 0.75, 0.5, 0.35, 0.0)
LIMITS = (None, 8.0)


def walked(stream: Stream) -> dict[str, Any]:
    """Track a stream, calibrate on its first strides, coach from there on, and judge the sensor."""
    seed = stream.seed
    limit = LIMITS[seed % 7 == 0]
    tracker = StrideTracker(stream.side, TrackerSettings(gyro_limit_rad_s=limit))
    meter, clock = QualityMeter(stream.side), ClockMeter()
    policy = None
    block = Block(seed % 5 + 1, 900.0, SHARES[seed % 5])
    strides, cues, told, steps = [], [], [], 0
    for row in stream.rows():
        # The meters take what the page's door lets in: whatever is no number is NaN.
        numbers = [number(value) for value in row]
        clock.update(numbers[0])
        meter.update(*numbers)
        stride = tracker.update(*row)
        if stride is None:
            continue
        meter.stride(stride)
        strides.append(stride)
        if policy is not None:
            feedback = stride.valid and step_has_feedback(block, seed, 0, steps)
            steps += stride.valid
            told.append(feedback)
            cue = policy.update(stride, stride.decided_s, feedback)
            if cue is not None:
                cues.append(asdict(cue))
        elif (found := calibrate(strides, tracker.forward, HowToCalibrate(), fewest=2 + seed % 4)[0]) is not None:
            tracker.calibrate(found.settings(tracker.settings))
            settings = FeedbackSettings(
                -2.0 + seed % 4, 2.0 + 0.5 * (seed % 7), POLARITIES[seed % 2], MODES[seed % 4], seed % 4 + 1
            )
            policy = FeedbackPolicy(settings, lambda: float(len(strides)))
    quality = meter.measured()
    turn = largest_turn(strides)
    return {
        "strides": [asdict(stride) for stride in strides],
        "again": all(stride_from_json(asdict(stride)) == stride for stride in strides),
        "lost_s": tracker.lost_s,
        "unusable": tracker.unusable,
        "forward": tracker.forward,
        "cues": cues,
        "told": told,
        "calibrations": [calibrated(strides, tracker, method, seed) for method in Method],
        "quality": asdict(quality),
        "verdict": [quality.verdict, quality.band_deg, sorted(quality.faults), quality_line(quality), str(quality)],
        "clock": [clock.samples, clock.unusable, clock.seconds, clock.rates_hz(), clock.measured()],
        "turn": None if turn is None else [turn.at_s, turn.angle_deg, turn.to],
    }


def calibrated(strides: list[Any], tracker: StrideTracker, method: Method, seed: int) -> list[Any]:
    """Calibrate on all strides of a stream in one of the ways."""
    fewest = (FEWEST_STRIDES, 4)[seed % 2]
    how = HowToCalibrate(method, {"left": 5.0, "right": 6.5}, {"left": seed % 3 - 1.0}, (2.0, 1.0)[seed % 2])
    found, trouble = calibrate(strides, tracker.forward, how, fewest=fewest, line_strides=fewest)
    return [None if found is None else asdict(found), str(found) if found else "", trouble]


def number(value: object) -> float:
    """What the door makes of a value."""
    return float(value) if isinstance(value, int | float) else float("nan")


def difference(ours: Any, theirs: Any, where: str = "") -> tuple[float, str]:
    """The largest difference of two numbers at the same place, and that place; infinite where anything else differs."""
    if isinstance(ours, dict) and isinstance(theirs, dict) and ours.keys() == theirs.keys():
        return max((difference(ours[key], theirs[key], f"{where}.{key}") for key in ours), default=(0.0, ""))
    if isinstance(ours, list | tuple) and isinstance(theirs, list) and len(ours) == len(theirs):
        parts = enumerate(zip(ours, theirs, strict=True))
        return max((difference(one, other, f"{where}[{k}]") for k, (one, other) in parts), default=(0.0, ""))
    if isinstance(ours, bool) or isinstance(theirs, bool) or not isinstance(ours, int | float):
        return (0.0, "") if ours is theirs or (type(ours) is not bool and ours == theirs) else (float("inf"), where)
    if isinstance(theirs, str):
        # JSON has no words for these.
        theirs = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}.get(theirs)
    if not isinstance(theirs, int | float):
        return float("inf"), f"{where}: {ours!r} and {theirs!r}"
    if ours == theirs or (ours != ours and theirs != theirs):
        return 0.0, ""
    apart = abs(ours - theirs)
    return (apart, where) if apart < float("inf") else (float("inf"), where)
