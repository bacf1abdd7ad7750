"""Recordings of a visit: how they arrive, piece by piece, and lie sealed under the person's key."""

from typing import TYPE_CHECKING

from footwise.lazy import lazy_face

if TYPE_CHECKING:
    from footwise.clinic.recordings.arrival import begin, opened, take_piece
    from footwise.clinic.recordings.models import Arrival, Recording
    from footwise.clinic.recordings.sealed_file import append_block, blocks

__all__ = ["Arrival", "Recording", "append_block", "begin", "blocks", "opened", "take_piece"]

_ARRIVAL, _MODELS = "footwise.clinic.recordings.arrival", "footwise.clinic.recordings.models"
_SEALED = "footwise.clinic.recordings.sealed_file"
__getattr__, __dir__ = lazy_face(
    __name__,
    {
        "Arrival": _MODELS,
        "Recording": _MODELS,
        "append_block": _SEALED,
        "begin": _ARRIVAL,
        "blocks": _SEALED,
        "opened": _ARRIVAL,
        "take_piece": _ARRIVAL,
    },
)
