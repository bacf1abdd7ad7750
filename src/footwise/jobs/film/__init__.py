"""Clips of one walk, from one phone or several, to steps, report and overlay films."""

from footwise.jobs.film.bars import Bars
from footwise.jobs.film.calibrate import Rectangle, calibrate
from footwise.jobs.film.film_request import CLOCKS, VideoWishes
from footwise.jobs.film.floor import FloorWish
from footwise.jobs.film.measure import FilmMeasurement, measure_video

__all__ = [
    "CLOCKS",
    "Bars",
    "FilmMeasurement",
    "FloorWish",
    "Rectangle",
    "VideoWishes",
    "calibrate",
    "measure_video",
]
