"""Recordings are measured: by the jobs that the command line calls, too; the page of a visit shows how far all are."""

from typing import TYPE_CHECKING

from footwise.lazy import lazy_face

if TYPE_CHECKING:
    from footwise.clinic.measuring.kept import MEASURE, newest_measurement, steps_table, stop_measuring, take_along
    from footwise.clinic.measuring.measure import measure_recording
    from footwise.clinic.measuring.models import MeasuredSteps, Measurement
    from footwise.clinic.measuring.ready import ask_for_what_is_ready
    from footwise.clinic.measuring.words import in_words_of_the_page

__all__ = [
    "MEASURE",
    "MeasuredSteps",
    "Measurement",
    "ask_for_what_is_ready",
    "in_words_of_the_page",
    "measure_recording",
    "newest_measurement",
    "steps_table",
    "stop_measuring",
    "take_along",
]

_KEPT, _MODELS = "footwise.clinic.measuring.kept", "footwise.clinic.measuring.models"
__getattr__, __dir__ = lazy_face(
    __name__,
    {
        "MEASURE": _KEPT,
        "MeasuredSteps": _MODELS,
        "Measurement": _MODELS,
        "ask_for_what_is_ready": "footwise.clinic.measuring.ready",
        "in_words_of_the_page": "footwise.clinic.measuring.words",
        "measure_recording": "footwise.clinic.measuring.measure",
        "newest_measurement": _KEPT,
        "steps_table": _KEPT,
        "stop_measuring": _KEPT,
        "take_along": _KEPT,
    },
)
