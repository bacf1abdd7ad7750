"""Films of a walk, from one phone or several: measured, calibrated, and a laboratory's own model trained on them."""

from typing import TYPE_CHECKING

from footwise.lazy import lazy_face

if TYPE_CHECKING:
    from footwise.jobs.film.calibrate import TapedRectangle, calibrate_cameras, write_board, write_calibration
    from footwise.jobs.film.corners import LinesToPaste, ToldCorners, corners_page_of, read_corners
    from footwise.jobs.film.demo import FOUR_CAMERAS, film_demo
    from footwise.jobs.film.files import film_lines, film_report, film_steps, write_films
    from footwise.jobs.film.film_request import FilmRequest
    from footwise.jobs.film.floor import FloorRectangle
    from footwise.jobs.film.measure import FilmMeasurement, measure_films
    from footwise.jobs.film.progress import ProgressBars, no_progress_bars
    from footwise.jobs.film.train import train_knee_model, write_knee_model

__all__ = [
    "FOUR_CAMERAS",
    "FilmMeasurement",
    "FilmRequest",
    "FloorRectangle",
    "LinesToPaste",
    "ProgressBars",
    "TapedRectangle",
    "ToldCorners",
    "calibrate_cameras",
    "corners_page_of",
    "film_demo",
    "film_lines",
    "film_report",
    "film_steps",
    "measure_films",
    "no_progress_bars",
    "read_corners",
    "train_knee_model",
    "write_board",
    "write_calibration",
    "write_films",
    "write_knee_model",
]

__getattr__, __dir__ = lazy_face(
    __name__,
    {
        "FOUR_CAMERAS": "footwise.jobs.film.demo",
        "ProgressBars": "footwise.jobs.film.progress",
        "FilmMeasurement": "footwise.jobs.film.measure",
        "FilmRequest": "footwise.jobs.film.film_request",
        "FloorRectangle": "footwise.jobs.film.floor",
        "TapedRectangle": "footwise.jobs.film.calibrate",
        "LinesToPaste": "footwise.jobs.film.corners",
        "ToldCorners": "footwise.jobs.film.corners",
        "corners_page_of": "footwise.jobs.film.corners",
        "read_corners": "footwise.jobs.film.corners",
        "calibrate_cameras": "footwise.jobs.film.calibrate",
        "film_demo": "footwise.jobs.film.demo",
        "film_lines": "footwise.jobs.film.files",
        "film_report": "footwise.jobs.film.files",
        "film_steps": "footwise.jobs.film.files",
        "measure_films": "footwise.jobs.film.measure",
        "no_progress_bars": "footwise.jobs.film.progress",
        "train_knee_model": "footwise.jobs.film.train",
        "write_board": "footwise.jobs.film.calibrate",
        "write_calibration": "footwise.jobs.film.calibrate",
        "write_films": "footwise.jobs.film.files",
        "write_knee_model": "footwise.jobs.film.train",
    },
)
