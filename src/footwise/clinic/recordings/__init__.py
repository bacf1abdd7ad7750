"""Recordings of a visit: how they arrive, piece by piece, and lie sealed under the person's key."""

from typing import TYPE_CHECKING

from footwise.lazy import lazy_face

if TYPE_CHECKING:
    from footwise.clinic.recordings.arrival import (
        LARGEST_BYTES,
        PIECE_BYTES,
        PieceTrouble,
        Taken,
        begin,
        opened,
        remove,
        take_piece,
        take_piece_of_person,
    )
    from footwise.clinic.recordings.download import as_download
    from footwise.clinic.recordings.kinds import HEAD_BYTES, Kind, claims_to_be_another, kind_of
    from footwise.clinic.recordings.models import Arrival, Condition, Foot, Recording, State
    from footwise.clinic.recordings.moving import move
    from footwise.clinic.recordings.next_jobs import UNPACK, measure_what_is_ready
    from footwise.clinic.recordings.pairs import forces_by_name
    from footwise.clinic.recordings.plain_file import plain_copy, without_folder
    from footwise.clinic.recordings.sealed_file import append_block, blocks, sealed_copy
    from footwise.clinic.recordings.unpack import unpack_recording

__all__ = [
    "HEAD_BYTES",
    "LARGEST_BYTES",
    "PIECE_BYTES",
    "UNPACK",
    "Arrival",
    "Condition",
    "Foot",
    "Kind",
    "PieceTrouble",
    "Recording",
    "State",
    "Taken",
    "append_block",
    "as_download",
    "begin",
    "blocks",
    "claims_to_be_another",
    "forces_by_name",
    "kind_of",
    "measure_what_is_ready",
    "move",
    "opened",
    "plain_copy",
    "remove",
    "sealed_copy",
    "take_piece",
    "take_piece_of_person",
    "unpack_recording",
    "without_folder",
]

_ARRIVAL, _MODELS = "footwise.clinic.recordings.arrival", "footwise.clinic.recordings.models"
_PLAIN, _NEXT = "footwise.clinic.recordings.plain_file", "footwise.clinic.recordings.next_jobs"
_KINDS, _SEALED = "footwise.clinic.recordings.kinds", "footwise.clinic.recordings.sealed_file"
__getattr__, __dir__ = lazy_face(
    __name__,
    {
        "HEAD_BYTES": _KINDS,
        "UNPACK": _NEXT,
        "Arrival": _MODELS,
        "Condition": _MODELS,
        "Foot": _MODELS,
        "Kind": _KINDS,
        "Recording": _MODELS,
        "append_block": _SEALED,
        "LARGEST_BYTES": _ARRIVAL,
        "PIECE_BYTES": _ARRIVAL,
        "PieceTrouble": _ARRIVAL,
        "as_download": "footwise.clinic.recordings.download",
        "begin": _ARRIVAL,
        "blocks": _SEALED,
        "State": _MODELS,
        "Taken": _ARRIVAL,
        "claims_to_be_another": _KINDS,
        "forces_by_name": "footwise.clinic.recordings.pairs",
        "measure_what_is_ready": _NEXT,
        "move": "footwise.clinic.recordings.moving",
        "opened": _ARRIVAL,
        "plain_copy": _PLAIN,
        "remove": _ARRIVAL,
        "sealed_copy": _SEALED,
        "kind_of": _KINDS,
        "take_piece": _ARRIVAL,
        "take_piece_of_person": _ARRIVAL,
        "unpack_recording": "footwise.clinic.recordings.unpack",
        "without_folder": _PLAIN,
    },
)
