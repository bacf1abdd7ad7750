"""Steps: contact and off, foot progression angle, and which foot carries which force."""

from footwise.gait.foot_progression import foot_progression_angle, stride_measures, walking_direction
from footwise.gait.footprint import Footprint
from footwise.gait.ground_forces import FORCE_CUTOFF_HZ, FootForce, foot_forces
from footwise.gait.kinematic_events import kinematic_events
from footwise.gait.motion import MARKER_CUTOFF_HZ, Motion, filtered_motion
from footwise.gait.plate_loads import PlateLoads, plate_loads
from footwise.gait.steps import Steps, find_steps

__all__ = [
    "FORCE_CUTOFF_HZ",
    "MARKER_CUTOFF_HZ",
    "FootForce",
    "Footprint",
    "Motion",
    "PlateLoads",
    "Steps",
    "filtered_motion",
    "find_steps",
    "foot_forces",
    "foot_progression_angle",
    "kinematic_events",
    "plate_loads",
    "stride_measures",
    "walking_direction",
]
