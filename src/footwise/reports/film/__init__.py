"""The report of filmed walks, and the films with what was measured drawn into them."""

from footwise.reports.film.cameras import CameraRow, camera_rows, single_camera
from footwise.reports.film.overlay import write_overlay
from footwise.reports.film.report import video_sentences, video_walk_report

__all__ = [
    "CameraRow",
    "camera_rows",
    "single_camera",
    "video_sentences",
    "video_walk_report",
    "write_overlay",
]
