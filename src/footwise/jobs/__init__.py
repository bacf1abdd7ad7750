"""One function a job: what the command line, the clinic, a batch and a notebook call."""

from footwise.jobs.cartilage import CartilageWishes, measure_cartilage
from footwise.jobs.coach import Wishes, coach_session
from footwise.jobs.demo_film import FOUR, video_demo
from footwise.jobs.demo_sensor import sensor_demo
from footwise.jobs.measure_foot_sensor import analyse_sensors, are_foot_sensor_files
from footwise.jobs.score import score_table
from footwise.jobs.screen import screen_study
from footwise.jobs.simulate_sensor import stream_walk, write_walk
from footwise.jobs.trial import (
    analyse_into,
    demo_into,
    from_redcap,
    kept_from_whom,
    levels_of,
    power_into,
    power_sizes,
    to_redcap,
    verified,
    write_allocations,
)

__all__ = [
    "FOUR",
    "CartilageWishes",
    "Wishes",
    "analyse_into",
    "analyse_sensors",
    "are_foot_sensor_files",
    "coach_session",
    "demo_into",
    "from_redcap",
    "kept_from_whom",
    "levels_of",
    "measure_cartilage",
    "power_into",
    "power_sizes",
    "score_table",
    "screen_study",
    "sensor_demo",
    "stream_walk",
    "to_redcap",
    "verified",
    "video_demo",
    "write_allocations",
    "write_walk",
]
