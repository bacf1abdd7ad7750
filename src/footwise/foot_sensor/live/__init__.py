"""From samples to strides, causal and with the standard library alone: it is to run in a phone's browser, too."""

from footwise.foot_sensor.live.calibration import (
    CARRIED_DEG,
    FEWEST_STRIDES,
    STILL_S,
    Calibration,
    Method,
    clinic_value,
    relative_to_baseline,
    stand_then_walk,
    strides_along_line,
)
from footwise.foot_sensor.live.calibration_choice import (
    SIDES,
    HowToCalibrate,
    calibrate,
    how_from_json,
)
from footwise.foot_sensor.live.quality_meter import ClockMeter, QualityMeter
from footwise.foot_sensor.live.sensor_quality import (
    LOOK_S,
    LOOK_STRIDES,
    SHORTEST_LOOK_S,
    Fault,
    SensorQuality,
    Verdict,
    quality_line,
)
from footwise.foot_sensor.live.strapdown import DOUBT_M_S2, STANDARD_GRAVITY, Vector
from footwise.foot_sensor.live.stride import PATH_KNOWN, Reason, Stride, TrackerSettings, stride_from_json, wrapped_deg
from footwise.foot_sensor.live.stride_gates import (
    BELT_STRIDES,
    UsualStride,
    is_on_stairs,
    longest_stand_s,
    reason_against,
)
from footwise.foot_sensor.live.stride_tracker import StrideTracker
from footwise.foot_sensor.live.walked_turn import WalkedTurn, largest_turn

__all__ = [
    "BELT_STRIDES",
    "CARRIED_DEG",
    "DOUBT_M_S2",
    "FEWEST_STRIDES",
    "LOOK_S",
    "LOOK_STRIDES",
    "PATH_KNOWN",
    "SHORTEST_LOOK_S",
    "SIDES",
    "STANDARD_GRAVITY",
    "STILL_S",
    "Calibration",
    "ClockMeter",
    "Fault",
    "HowToCalibrate",
    "Method",
    "QualityMeter",
    "Reason",
    "SensorQuality",
    "Stride",
    "StrideTracker",
    "TrackerSettings",
    "UsualStride",
    "Vector",
    "Verdict",
    "WalkedTurn",
    "calibrate",
    "clinic_value",
    "how_from_json",
    "is_on_stairs",
    "largest_turn",
    "longest_stand_s",
    "quality_line",
    "reason_against",
    "relative_to_baseline",
    "stand_then_walk",
    "stride_from_json",
    "strides_along_line",
    "wrapped_deg",
]
