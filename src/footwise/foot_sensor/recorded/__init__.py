"""A whole recording of foot sensors: strides, judged by the live path's gates and calibrated as it does."""

from footwise.foot_sensor.recorded.foot import RecordedFoot
from footwise.foot_sensor.recorded.foot_strides import FootStrides, foot_strides
from footwise.foot_sensor.recorded.mid_stance import resting_bias
from footwise.foot_sensor.recorded.steps import SensorSummary, summarise_steps
from footwise.foot_sensor.recorded.turn_to_check import turn_to_check
from footwise.foot_sensor.recorded.walk import SensorWalk, recorded_strides, recorded_walk

__all__ = [
    "FootStrides",
    "RecordedFoot",
    "SensorSummary",
    "SensorWalk",
    "foot_strides",
    "recorded_strides",
    "recorded_walk",
    "resting_bias",
    "summarise_steps",
    "turn_to_check",
]
