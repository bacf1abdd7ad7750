"""One function a job: what the command line, the clinic, a batch and a notebook call."""

from typing import TYPE_CHECKING

from footwise.lazy import lazy_face

if TYPE_CHECKING:
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

# A job loads what it needs and no other job's: a short command stays short.
__getattr__, __dir__ = lazy_face(
    __name__,
    {
        "CartilageWishes": "footwise.jobs.cartilage",
        "FOUR": "footwise.jobs.demo_film",
        "Wishes": "footwise.jobs.coach",
        "analyse_into": "footwise.jobs.trial",
        "analyse_sensors": "footwise.jobs.measure_foot_sensor",
        "are_foot_sensor_files": "footwise.jobs.measure_foot_sensor",
        "coach_session": "footwise.jobs.coach",
        "demo_into": "footwise.jobs.trial",
        "from_redcap": "footwise.jobs.trial",
        "kept_from_whom": "footwise.jobs.trial",
        "levels_of": "footwise.jobs.trial",
        "measure_cartilage": "footwise.jobs.cartilage",
        "power_into": "footwise.jobs.trial",
        "power_sizes": "footwise.jobs.trial",
        "score_table": "footwise.jobs.score",
        "screen_study": "footwise.jobs.screen",
        "sensor_demo": "footwise.jobs.demo_sensor",
        "stream_walk": "footwise.jobs.simulate_sensor",
        "to_redcap": "footwise.jobs.trial",
        "verified": "footwise.jobs.trial",
        "video_demo": "footwise.jobs.demo_film",
        "write_allocations": "footwise.jobs.trial",
        "write_walk": "footwise.jobs.simulate_sensor",
    },
)
