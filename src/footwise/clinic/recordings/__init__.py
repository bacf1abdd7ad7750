"""Recordings of a visit: how they arrive, piece by piece, and lie sealed under the person's key."""

from typing import TYPE_CHECKING

from footwise.lazy import lazy_face

if TYPE_CHECKING:
    from footwise.clinic.recordings.arrival import begin, opened, take_piece
    from footwise.clinic.recordings.models import Arrival, Recording

__all__ = ["Arrival", "Recording", "begin", "opened", "take_piece"]

_ARRIVAL, _MODELS = "footwise.clinic.recordings.arrival", "footwise.clinic.recordings.models"
__getattr__, __dir__ = lazy_face(
    __name__,
    {
        "Arrival": _MODELS,
        "Recording": _MODELS,
        "begin": _ARRIVAL,
        "opened": _ARRIVAL,
        "take_piece": _ARRIVAL,
    },
)
