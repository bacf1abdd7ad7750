"""Points in the room from several clips: one clock, triangulation, and whether the calibration fits."""

from footwise.video.room.calibration_quality import CalibrationQuality, check_calibration, check_scale
from footwise.video.room.clock import CameraClock, clock_from_clap, clock_from_walk
from footwise.video.room.even_clock import EvenClips, on_one_clock
from footwise.video.room.triangulation import camera_groups, reprojection_px, triangulate
from footwise.video.room.walk_frame import walk_frame

__all__ = [
    "CalibrationQuality",
    "CameraClock",
    "EvenClips",
    "camera_groups",
    "check_calibration",
    "check_scale",
    "clock_from_clap",
    "clock_from_walk",
    "on_one_clock",
    "reprojection_px",
    "triangulate",
    "walk_frame",
]
