"""How a recording arrives: begun, piece after piece, whole; cut off at any moment it goes on where it was."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from footwise.clinic.audit import ChangedMeanwhile, record_about
from footwise.clinic.people import Visit
from footwise.clinic.recordings.kinds import clean_name, kind_of
from footwise.clinic.recordings.models import Arrival, Recording, State
from footwise.clinic.recordings.sealed_file import append_block, blocks
from footwise.clinic.seal import seal_of_person

PIECE_BYTES = 4 * 1024 * 1024
LARGEST_BYTES = 64 * 1024**3
_HEAD_BYTES = 4096


class PieceTrouble(StrEnum):
    """Why a piece was not taken."""

    ELSEWHERE = "elsewhere"
    """It does not begin where the last one ended; the answer says where."""
    DAMAGED = "damaged"
    """Its hash is another than was said: send it again."""
    TOO_MUCH = "too much"
    """It is larger than a piece may be, or goes over the end of the file."""


@dataclass(frozen=True)
class Taken:
    """What stands after a piece was sent."""

    received_bytes: int
    whole: bool
    trouble: PieceTrouble | None = None


def begin(visit: Visit, name: str, size_bytes: int, mark: str, user: Any) -> Recording:
    """Begin a recording, or find the one that was cut off.

    Parameters
    ----------
    visit : Visit
    name : str
        As the file is called; only its last part is kept.
    size_bytes : int
    mark : str
        By which the same file is known again.
    user : User
    """
    with transaction.atomic():
        cut_off = Recording.objects.for_user(user).filter(
            visit=visit, state=State.ARRIVING, arrival__mark=mark[:200], size_bytes=size_bytes, added_by=user
        )
        found: Recording | None = cut_off.first() if mark else None
        if found is not None:
            return found
        one = Recording(
            person_id=visit.person_id, visit=visit, name=clean_name(name), size_bytes=size_bytes, added_by=user
        )
        one.save()
        Arrival.objects.create(recording=one, mark=mark[:200])
        return one


def take_piece(user: Any, recording: UUID, offset: int, piece: bytes, digest: str) -> Taken | None:
    """Take a piece of a recording that is arriving; None where this user has no such recording.

    Parameters
    ----------
    user : User
    recording : UUID
    offset : int
        Where in the file the piece begins.
    piece : bytes
    digest : str
        SHA-256 of the piece, in hexadecimal digits.
    """
    with transaction.atomic():
        # Asked for without loading the recording: a piece shows nobody anything.
        mine = Recording.objects.for_user(user).filter(pk=recording, state=State.ARRIVING, added_by=user)
        arrival = Arrival.objects.select_for_update(of=("self",)).filter(recording__in=mine).first()
        if arrival is None:
            return None
        size, person = Recording.everything.values_list("size_bytes", "person_id").get(pk=recording)
        here = arrival.received_bytes
        if offset != here:
            return Taken(here, False, PieceTrouble.ELSEWHERE)
        # An empty piece at the end asks for what a crash has kept from being done.
        if len(piece) > PIECE_BYTES or here + len(piece) > size or (not piece and here < size):
            return Taken(here, False, PieceTrouble.TOO_MUCH)
        if sha256(piece).hexdigest() != digest.lower():
            return Taken(here, False, PieceTrouble.DAMAGED)
        if piece:
            path = settings.HOME.folder / "recordings" / str(person) / str(recording)
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            seal = seal_of_person(settings.HOME.keys, person)
            arrival.sealed_bytes = append_block(
                path, seal, recording, piece, at=arrival.sealed_bytes, number=arrival.blocks
            )
            arrival.blocks += 1
            arrival.received_bytes += len(piece)
            arrival.save()
        taken = Taken(arrival.received_bytes, arrival.received_bytes == size)
    if taken.whole:
        _finish(Recording.everything.get(pk=recording))
    return taken


def opened(recording: Recording) -> Any:
    """Give the plain bytes of a recording, block by block.

    Raises
    ------
    Unsealable
        The person's key was destroyed, or the file was changed.
    """
    seal = seal_of_person(settings.HOME.keys, recording.person_id)
    return blocks(recording.file, seal, recording.pk, length=recording.arrival.sealed_bytes)


def remove(recording: Recording) -> None:
    """Delete the file of a recording; that it was here stays in the record."""
    with transaction.atomic():
        recording.state = State.REMOVED
        recording.save()
        transaction.on_commit(lambda: recording.file.unlink(missing_ok=True))


def move(recording: Recording, visit: Visit) -> None:
    """Move a recording to another visit; to another person's, it is sealed anew under that person's key."""
    old, before = recording.file, recording.person_id
    with transaction.atomic():
        plain = opened(recording) if recording.person_id != visit.person_id and recording.size_bytes else None
        recording.visit, recording.person_id = visit, visit.person_id
        if plain is not None:
            recording.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            seal = seal_of_person(settings.HOME.keys, visit.person_id)
            end = 0
            for number, block in enumerate(plain):
                end = append_block(recording.file, seal, recording.pk, block, at=end, number=number)
            Arrival.objects.filter(recording=recording).update(sealed_bytes=end)
            transaction.on_commit(lambda: old.unlink(missing_ok=True))
        recording.save()
        if before != visit.person_id:
            # Whoever reads the record of the first person finds where it went.
            record_about("move away", "recording", str(recording.pk), before, recording.site_key())


def _finish(recording: Recording) -> None:
    """Read the whole once, outside any lock, and say what it is."""
    whole, head = sha256(), b""
    for block in opened(recording) if recording.size_bytes else ():
        whole.update(block)
        head = head or block[:_HEAD_BYTES]
    recording.sha256 = whole.hexdigest()
    recording.kind = kind_of(recording.name, head).value
    recording.state = State.ARRIVED
    # Another request may have done it a moment ago.
    with suppress(ChangedMeanwhile):
        recording.save()
