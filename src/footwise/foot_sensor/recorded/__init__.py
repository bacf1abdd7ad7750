"""A whole recording of foot sensors: strides, judged by the live path's gates and calibrated as it does."""

from footwise.foot_sensor.recorded.foot import RecordedFoot
from footwise.foot_sensor.recorded.steps import SensorSummary, summarise_steps
from footwise.foot_sensor.recorded.turn_to_check import turn_to_check
from footwise.foot_sensor.recorded.walk import SensorWalk, recorded_strides, recorded_walk

__all__ = [
    "RecordedFoot",
    "SensorSummary",
    "SensorWalk",
    "recorded_strides",
    "recorded_walk",
    "summarise_steps",
    "turn_to_check",
]
