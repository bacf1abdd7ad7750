"""The verbs of the front door, `import footwise as fw`: jobs in the words that a notebook wants."""

from typing import TYPE_CHECKING

from footwise.lazy import lazy_face

if TYPE_CHECKING:
    from footwise.jobs.verbs.batches import batch
    from footwise.jobs.verbs.courses import Course, coach, read_course
    from footwise.jobs.verbs.follow_up import map_cartilage, score
    from footwise.jobs.verbs.measured_walks import MeasuredFilm, MeasuredSensorWalk, MeasuredWalk
    from footwise.jobs.verbs.measuring import film, measure
    from footwise.jobs.verbs.odds_of_walks import odds
    from footwise.jobs.verbs.reading import foot_sensor, read, recording, sample
    from footwise.jobs.verbs.reporting import report
    from footwise.jobs.verbs.trials import AnalysedTrial, PowerOfTrial, analyse_trial, power
    from footwise.jobs.verbs.visits import PersonalPrescription, prescribe, simulate

__all__ = [
    "AnalysedTrial",
    "Course",
    "MeasuredFilm",
    "MeasuredSensorWalk",
    "MeasuredWalk",
    "PersonalPrescription",
    "PowerOfTrial",
    "analyse_trial",
    "batch",
    "coach",
    "film",
    "foot_sensor",
    "map_cartilage",
    "measure",
    "odds",
    "power",
    "prescribe",
    "read",
    "read_course",
    "recording",
    "report",
    "sample",
    "score",
    "simulate",
]

# A verb loads what it needs and no other verb's.
__getattr__, __dir__ = lazy_face(
    __name__,
    {
        "AnalysedTrial": "footwise.jobs.verbs.trials",
        "Course": "footwise.jobs.verbs.courses",
        "MeasuredFilm": "footwise.jobs.verbs.measured_walks",
        "MeasuredSensorWalk": "footwise.jobs.verbs.measured_walks",
        "MeasuredWalk": "footwise.jobs.verbs.measured_walks",
        "PersonalPrescription": "footwise.jobs.verbs.visits",
        "PowerOfTrial": "footwise.jobs.verbs.trials",
        "analyse_trial": "footwise.jobs.verbs.trials",
        "batch": "footwise.jobs.verbs.batches",
        "coach": "footwise.jobs.verbs.courses",
        "film": "footwise.jobs.verbs.measuring",
        "foot_sensor": "footwise.jobs.verbs.reading",
        "map_cartilage": "footwise.jobs.verbs.follow_up",
        "measure": "footwise.jobs.verbs.measuring",
        "odds": "footwise.jobs.verbs.odds_of_walks",
        "power": "footwise.jobs.verbs.trials",
        "prescribe": "footwise.jobs.verbs.visits",
        "read": "footwise.jobs.verbs.reading",
        "read_course": "footwise.jobs.verbs.courses",
        "recording": "footwise.jobs.verbs.reading",
        "report": "footwise.jobs.verbs.reporting",
        "sample": "footwise.jobs.verbs.reading",
        "score": "footwise.jobs.verbs.follow_up",
        "simulate": "footwise.jobs.verbs.visits",
    },
)
