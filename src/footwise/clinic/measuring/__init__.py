"""Recordings are measured: by the jobs that the command line calls, too."""

from typing import TYPE_CHECKING

from footwise.lazy import lazy_face

if TYPE_CHECKING:
    from footwise.clinic.measuring.measure import measure_recording
    from footwise.clinic.measuring.models import Measurement

__all__ = ["Measurement", "measure_recording"]

__getattr__, __dir__ = lazy_face(
    __name__,
    {
        "Measurement": "footwise.clinic.measuring.models",
        "measure_recording": "footwise.clinic.measuring.measure",
    },
)
