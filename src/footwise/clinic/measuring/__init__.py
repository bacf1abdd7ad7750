"""Recordings are measured: by the jobs that the command line calls, too."""

from typing import TYPE_CHECKING

from footwise.lazy import lazy_face

if TYPE_CHECKING:
    from footwise.clinic.measuring.measure import measure_recording
    from footwise.clinic.measuring.models import Measurement
    from footwise.clinic.measuring.words import in_words_of_the_page

__all__ = ["Measurement", "in_words_of_the_page", "measure_recording"]

__getattr__, __dir__ = lazy_face(
    __name__,
    {
        "Measurement": "footwise.clinic.measuring.models",
        "in_words_of_the_page": "footwise.clinic.measuring.words",
        "measure_recording": "footwise.clinic.measuring.measure",
    },
)
