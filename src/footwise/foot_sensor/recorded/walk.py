"""A whole recording of foot sensors, judged and calibrated as the live path would.

Not part of the live core: this needs NumPy and pandas.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from footwise.arrays import by_value
from footwise.errors import ErrorKind, FootwiseError
from footwise.foot_sensor.live import (
    BELT_STRIDES,
    FEWEST_STRIDES,
    HowToCalibrate,
    Method,
    Reason,
    Stride,
    TrackerSettings,
    UsualStride,
    Vector,
    calibrate,
    is_on_stairs,
    longest_stand_s,
    reason_against,
    wrapped_deg,
)
from footwise.foot_sensor.recorded.foot import RecordedFoot
from footwise.foot_sensor.recorded.foot_strides import FootStrides, foot_strides
from footwise.foot_sensor.recorded.recorded_quality import recorded_quality
from footwise.foot_sensor.recorded.shift import Shift, angle_jump, tilt_shifts
from footwise.foot_sensor.recorded.steps import steps_table
from footwise.notes import Note, remarks
from footwise.recordings.foot_sensor import FootSensor
from footwise.showing import counted
from footwise.signals import runs, unit

# Gyroscope and accelerometer of a good sensor agree on the tilt to about 1° over a stride.
LARGEST_TILT_ERROR_DEG = 4.0
# Of a recording with fewer straight strides than a session would take, the middle of so many is the zero all the same.
FEWEST_RECORDED, FEWEST_ALONG_LINE = 3, 5
# As many as are enough to say what is usual for this person, as live.
FEWEST_USUAL = 5


@by_value
@dataclass(frozen=True)
class SensorWalk:
    """Everything measured in one recording of foot sensors.

    Attributes
    ----------
    source : Path
    feet : tuple of RecordedFoot
        Left before right.
    steps : pandas.DataFrame
        One row a step of either foot in the order of contact: `footwise.steps_table.COLUMNS` with empty loads, then
        `STRIDE_COLUMNS`.
    notes : tuple of Note
        What a reader of the report must know about this recording.
    """

    source: Path
    feet: tuple[RecordedFoot, ...]
    steps: pd.DataFrame
    notes: tuple[Note, ...]


def recorded_walk(sensors: Sequence[FootSensor], how: HowToCalibrate | None = None) -> SensorWalk:
    """Measure every stride of a recording.

    Parameters
    ----------
    sensors : sequence of FootSensor
        Of one recording, on one clock; at least one.
    how : HowToCalibrate, optional
        Default: relative to the person's own walk in this recording, so that the angles are changes.

    Returns
    -------
    SensorWalk
        A foot that cannot be calibrated has no foot angles, and says why.

    Raises
    ------
    FootwiseError
        No foot takes a stride.
    """
    feet = tuple(_foot(sensor, how or HowToCalibrate()) for sensor in sensors)
    if not any(foot.strides for foot in feet):
        raise FootwiseError(
            sensors[0].source,
            "holds no stride",
            "Give a recording of walking, with the sensor fixed to the shoe",
            kind=ErrorKind.REFUSAL,
        )
    feet = tuple(
        replace(foot, notes=_notes(foot), quality=recorded_quality(foot.sensor, foot.strides)) for foot in feet
    )
    notes = tuple(note.under(f"{foot.side} foot") for foot in feet for note in foot.notes)
    return SensorWalk(sensors[0].source, feet, steps_table(sensors[0].name, feet), notes)


def recorded_strides(sensor: FootSensor, settings: TrackerSettings | None = None) -> tuple[Stride, ...]:
    """Strides of one foot, judged by the live path's gates.

    Parameters
    ----------
    sensor : FootSensor
    settings : TrackerSettings, optional
        Such as a calibration gives; without it angles are those of the sensor's forward axis.

    Returns
    -------
    tuple of Stride
        Those that are not valid included, with their reason.
    """
    settings = settings or TrackerSettings()
    forward = None if settings.forward is None else np.array(settings.forward)
    return _judged(foot_strides(sensor, forward), settings)


def _foot(sensor: FootSensor, how: HowToCalibrate) -> RecordedFoot:
    measured = foot_strides(sensor)
    x, y, z = (float(part) for part in measured.forward)
    forward: Vector = (x, y, z)
    settings = TrackerSettings(forward=forward)
    strides = _judged(measured, settings)
    # After a shift another offset holds: what was before it calibrates.
    shifts = tilt_shifts(strides, settings.largest_shift_deg)
    before = strides[: shifts[0].stride] if shifts else strides
    fewest = FEWEST_RECORDED if how.method is Method.RELATIVE else FEWEST_STRIDES
    # The longest line that a small room had.
    for line_strides in range(FEWEST_STRIDES, FEWEST_ALONG_LINE - 1, -1):
        calibration, trouble = calibrate(before, forward, how, fewest=fewest, line_strides=line_strides)
        if calibration is not None:
            break
    if calibration is None:
        return RecordedFoot(sensor, measured, strides, None, trouble, shifts)
    strides = _judged(measured, calibration.settings(settings), shifts)
    return RecordedFoot(sensor, measured, strides, calibration, "", shifts)


def _judged(measured: FootStrides, settings: TrackerSettings, shifts: Sequence[Shift] = ()) -> tuple[Stride, ...]:
    usual = _usual(measured, settings)
    up = unit(measured.early_gravity_m_s2)
    tilts = np.full(len(measured), np.nan)
    for shift in shifts:
        tilts[shift.stride : shift.back] = shift.size_deg
    # Plain numbers, as the live path has them, stride by stride.
    columns = zip(
        measured.contact_s.tolist(),
        measured.stop_s.tolist(),
        measured.start_s.tolist(),
        measured.stride_s.tolist(),
        measured.stood_s.tolist(),
        measured.ending_deg.tolist(),
        measured.stride_m.tolist(),
        measured.climb_m.tolist(),
        measured.turn_deg.tolist(),
        measured.drift_m_s2.tolist(),
        measured.start_heading_deg.tolist(),
        measured.direction_deg.tolist(),
        measured.stretch.tolist(),
        up.tolist(),
        tilts.tolist(),
        _beside_flight(measured).tolist(),
        _on_belt(measured, settings, usual).tolist(),
        _troubles(measured),
        strict=True,
    )
    return tuple(_stride(measured.side, settings, usual, *values) for values in columns)


def _stride(
    side: str,
    settings: TrackerSettings,
    usual: UsualStride | None,
    contact_s: float,
    stop_s: float,
    start_s: float,
    stride_s: float,
    stood_s: float,
    angle_deg: float,
    stride_m: float,
    rise_m: float,
    turn_deg: float,
    drift_m_s2: float,
    heading_deg: float,
    direction_deg: float,
    stretch: int,
    up: tuple[float, float, float],
    shift_deg: float,
    beside_stair: bool,
    on_belt: bool,
    trouble: Reason,
) -> Stride:
    """One stride as the live path would have given it; NaN is what is not known."""
    reason = trouble or reason_against(
        settings,
        stride_s=stride_s if isfinite(stride_s) else stop_s - start_s,
        stride_m=stride_m,
        turn_deg=turn_deg,
        rise_m=rise_m,
        drift_m_s2=drift_m_s2,
        stood_s=stood_s,
        shift_deg=_known(shift_deg),
        sensor_angle_deg=angle_deg,
        beside_stair=beside_stair,
        usual=usual,
        on_belt=on_belt,
    )
    return Stride(
        side=side,
        contact_s=_known(contact_s),
        start_s=_known(start_s),
        mid_stance_s=stop_s,
        decided_s=stop_s,
        foot_progression_angle_deg=None if reason else wrapped_deg(angle_deg - settings.offset_deg),
        sensor_angle_deg=_known(angle_deg),
        stride_s=_known(stride_s),
        stride_m=_known(stride_m),
        speed_m_s=_known(stride_m / stride_s) if stride_s > 0 else None,
        turn_deg=_known(turn_deg),
        rise_m=_known(rise_m),
        stood_s=stood_s,
        start_heading_deg=_known(heading_deg),
        direction_deg=_known(direction_deg),
        stretch=stretch,
        gravity=(up[0], up[1], up[2]),
        drift_m_s2=_known(drift_m_s2),
        shift_deg=_known(shift_deg),
        valid=not reason,
        reason=reason,
    )


def _troubles(measured: FootStrides) -> list[Reason]:
    """What is wrong with the samples of each stride."""
    troubles = np.full(len(measured), Reason.NONE, dtype=object)
    # From the weakest to the strongest.
    troubles[~np.isfinite(measured.stride_m)] = Reason.TOO_SLOW
    troubles[measured.clipped] = Reason.CLIPPED
    troubles[measured.gap] = Reason.GAP
    troubles[~np.isfinite(measured.start_s)] = Reason.NO_START
    return list(troubles)


def _usual(measured: FootStrides, settings: TrackerSettings) -> UsualStride | None:
    """Middle of this person's straight and level strides; None where there are too few."""
    lasted = np.where(np.isfinite(measured.stride_s), measured.stride_s, measured.stop_s - measured.start_s)
    columns = (measured.turn_deg, measured.climb_m, measured.stride_m, measured.stood_s, lasted)
    gates = replace(
        settings,
        shortest_m=settings.least_m,
        longest_s=settings.most_s,
        longest_stand_s=settings.most_stand_s,
        gravity=None,
    )
    strides = [
        (length, time, stood)
        for turn, rise, length, stood, time in zip(*(values.tolist() for values in columns), strict=True)
        if isfinite(length)
        and not reason_against(
            gates,
            stride_s=time,
            stride_m=length,
            turn_deg=turn,
            rise_m=rise,
            drift_m_s2=0.0,
            stood_s=stood,
            shift_deg=None,
            sensor_angle_deg=0.0,
        )
    ]
    if len(strides) < FEWEST_USUAL:
        return None
    lengths, times, stands = zip(*strides, strict=True)
    return UsualStride(median(lengths), median(times), median(stands))


def _on_belt(measured: FootStrides, settings: TrackerSettings, usual: UsualStride | None) -> NDArray[np.bool_]:
    """Strides of a walk that goes on for so long without a turn or a stand as only on a belt."""
    stands = measured.stood_s > longest_stand_s(settings, usual)
    ends = (np.abs(measured.turn_deg) >= settings.largest_turn_deg) | stands
    known = np.isfinite(measured.turn_deg)
    belt = np.zeros(len(measured), dtype=bool)
    for first, after in runs(~ends).tolist():
        # A stride of which samples are missing neither counts nor ends it.
        belt[first:after] = np.count_nonzero(known[first:after]) >= BELT_STRIDES
    return belt


def _beside_flight(measured: FootStrides) -> NDArray[np.bool_]:
    """Strides with one on stairs directly before or after them."""
    ways = zip(measured.climb_m.tolist(), measured.stride_m.tolist(), strict=True)
    flight = np.array([is_on_stairs(rise, length) for rise, length in ways], dtype=bool)
    follows = (np.diff(measured.stretch) == 0) if len(flight) else flight
    beside = np.zeros(len(flight), dtype=bool)
    beside[1:] |= flight[:-1] & follows
    beside[:-1] |= flight[1:] & follows
    return beside


def _known(value: float) -> float | None:
    return value if isfinite(value) else None


def _notes(foot: RecordedFoot) -> tuple[Note, ...]:
    notes = []
    for shift in foot.shifts:
        until = "on" if shift.back is None else f"to {foot.strides[shift.back].mid_stance_s:.1f} s"
        lost = sum(stride.reason is Reason.SHIFTED for stride in foot.strides[shift.stride : shift.back])
        notes.append(
            f"the sensor lies {shift.size_deg:.1f}° tilted against before from {shift.at_s:.1f} s {until}: it has "
            f"moved on the shoe (or the floor slopes), and {counted(lost, 'step')} of that time "
            f"{'is' if lost == 1 else 'are'} left out. Fix it and record again"
        )
    calibration = foot.calibration
    if calibration is not None and calibration.strides < FEWEST_STRIDES:
        zero = (
            f"its line is {calibration.strides} strides long only"
            if calibration.method is Method.STAND_THEN_WALK
            else f"its zero is the middle of {calibration.strides} straight, level strides only"
        )
        notes.append(
            f"{zero} ({FEWEST_STRIDES} are wanted), good to ± {calibration.standard_error_deg:.1f}°: all angles of "
            "this foot may be off by that together"
        )
    if jump := angle_jump(foot.strides):
        direction = "out" if jump.size_deg > 0 else "in"
        notes.append(
            f"the toes point {abs(jump.size_deg):.0f}° further {direction} from {jump.at_s:.1f} s on. Either the "
            "person walked differently, or the sensor turned about the vertical: its six axes cannot tell which"
        )
    error = foot.measured.tilt_error_deg
    if np.isfinite(error).any() and np.nanmedian(error) > LARGEST_TILT_ERROR_DEG:
        notes.append(
            f"gyroscope and accelerometer disagree by {np.nanmedian(error):.0f}° on the tilt over a stride (1° with a "
            "good sensor): calibrate the sensor; lengths and angles are less certain"
        )
    return (*foot.sensor.notes, *remarks(notes))
