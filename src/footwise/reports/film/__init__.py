"""The report of filmed walks, and the films with what was measured drawn into them."""

from footwise.reports.film.cameras import CameraRow, camera_rows, single_camera
from footwise.reports.film.corners_page import FloorPicture, corners_page
from footwise.reports.film.overlay import write_overlay
from footwise.reports.film.report import filmed_walk_figures, filmed_walk_report, filmed_walk_sentences
from footwise.reports.film.which_leg import which_leg_words

__all__ = [
    "CameraRow",
    "FloorPicture",
    "camera_rows",
    "corners_page",
    "filmed_walk_figures",
    "filmed_walk_report",
    "filmed_walk_sentences",
    "single_camera",
    "which_leg_words",
    "write_overlay",
]
