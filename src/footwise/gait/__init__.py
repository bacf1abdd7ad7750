"""Steps: contact and off, foot progression angle, and which foot carries which force."""

from footwise.gait.contacts import Steps, find_steps
from footwise.gait.foot_progression import foot_progression_angle, stride_measures, walking_direction
from footwise.gait.ground_forces import FootForce, foot_forces
from footwise.gait.motion import Motion, filtered_motion
from footwise.gait.plate_loads import CONTACT_N, PlateLoads, plate_loads
from footwise.gait.video_front_view import walk_towards_phone
from footwise.gait.video_room_view import walk_in_room
from footwise.gait.video_side_view import walk_past_phone
from footwise.gait.video_view import BEHIND, FRONT, OBLIQUE, SIDE, View, view_of
from footwise.gait.video_walk import VideoSteps, VideoWalk

__all__ = [
    "BEHIND",
    "CONTACT_N",
    "FRONT",
    "OBLIQUE",
    "SIDE",
    "FootForce",
    "Motion",
    "PlateLoads",
    "Steps",
    "VideoSteps",
    "VideoWalk",
    "View",
    "filtered_motion",
    "find_steps",
    "foot_forces",
    "foot_progression_angle",
    "plate_loads",
    "stride_measures",
    "view_of",
    "walk_in_room",
    "walk_past_phone",
    "walk_towards_phone",
    "walking_direction",
]
