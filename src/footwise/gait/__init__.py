"""Steps: contact and off, foot progression angle, and which foot carries which force."""

from footwise.gait.contacts import Steps, find_steps
from footwise.gait.foot_progression import foot_progression_angle, stride_measures, walking_direction
from footwise.gait.ground_forces import FootForce, foot_forces
from footwise.gait.motion import Motion, filtered_motion
from footwise.gait.plate_loads import CONTACT_N, PlateLoads, plate_loads

__all__ = [
    "CONTACT_N",
    "FootForce",
    "Motion",
    "PlateLoads",
    "Steps",
    "filtered_motion",
    "find_steps",
    "foot_forces",
    "foot_progression_angle",
    "plate_loads",
    "stride_measures",
    "walking_direction",
]
