"""Steps: contact and off, foot progression angle, and which foot carries which force."""

from footwise.gait.clock_lag import ClockLag, clock_lag
from footwise.gait.foot_progression import (
    LARGEST_BEND_DEG,
    WINDOW_PCT,
    foot_angle_curves,
    foot_progression_angle,
    stride_turn,
    walking_direction,
)
from footwise.gait.foot_shape import (
    LARGEST_CHANGE_M,
    LARGEST_FOOT_ANGLE_DEG,
    LARGEST_YAW_DEG,
    shape_change_m,
    yaw_range_deg,
)
from footwise.gait.footprint import Footprint
from footwise.gait.ground_forces import FORCE_CUTOFF_HZ, FootForce, foot_forces
from footwise.gait.kinematic_events import FootEvents, kinematic_events
from footwise.gait.live_stances import LiveStance, LiveStances
from footwise.gait.motion import MARKER_CUTOFF_HZ, Motion, filtered_motion
from footwise.gait.plate_loads import PlateLoads, plate_loads
from footwise.gait.spatiotemporal import double_support, step_width, stride_measures
from footwise.gait.steps import BEGIN, Steps, find_steps
from footwise.gait.stored_events import differences_from_stored, stored_events

__all__ = [
    "BEGIN",
    "FORCE_CUTOFF_HZ",
    "LARGEST_BEND_DEG",
    "LARGEST_CHANGE_M",
    "LARGEST_FOOT_ANGLE_DEG",
    "LARGEST_YAW_DEG",
    "MARKER_CUTOFF_HZ",
    "WINDOW_PCT",
    "ClockLag",
    "FootEvents",
    "FootForce",
    "Footprint",
    "LiveStance",
    "LiveStances",
    "Motion",
    "PlateLoads",
    "Steps",
    "clock_lag",
    "differences_from_stored",
    "double_support",
    "filtered_motion",
    "find_steps",
    "foot_angle_curves",
    "foot_forces",
    "foot_progression_angle",
    "kinematic_events",
    "plate_loads",
    "shape_change_m",
    "step_width",
    "stored_events",
    "stride_measures",
    "stride_turn",
    "walking_direction",
    "yaw_range_deg",
]
