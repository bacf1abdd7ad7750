"""How a recording arrives: begun, piece after piece, whole; cut off at any moment it goes on where it was."""

from __future__ import annotations

import errno
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from footwise.clinic.audit import ChangedMeanwhile
from footwise.clinic.people import Visit
from footwise.clinic.recordings.kinds import HEAD_BYTES, clean_folder, clean_name, kind_of
from footwise.clinic.recordings.models import Arrival, Recording, State, file_of
from footwise.clinic.recordings.next_jobs import arrived
from footwise.clinic.recordings.running_hash import carry_on, hash_of_whole
from footwise.clinic.recordings.sealed_file import append_block, blocks
from footwise.clinic.seal import seal_of_person

# Large enough that what a request costs beside its bytes does not count; lost on a bad line, one is sent again.
PIECE_BYTES = 16 * 1024 * 1024
LARGEST_BYTES = 64 * 1024**3
_another_taken = threading.Condition()
_NO_ROOM = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}


class PieceTrouble(StrEnum):
    """Why a piece was not taken."""

    ELSEWHERE = "elsewhere"
    """It does not begin where the last one ended; the answer says where."""
    DAMAGED = "damaged"
    """Its hash is another than was said: send it again."""
    TOO_MUCH = "too much"
    """It is larger than a piece may be, or goes over the end of the file."""
    NO_ROOM = "no room"
    """The clinic's disk is full; what was taken before is safe, and the same piece is taken when there is room."""


@dataclass(frozen=True)
class Taken:
    """What stands after a piece was sent."""

    received_bytes: int
    whole: bool
    trouble: PieceTrouble | None = None


def begin(visit: Visit, name: str, size_bytes: int, mark: str, user: Any, folder: str = "") -> Recording:
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
    folder : str
        The path of the file below the folder that was chosen, as far as the browser tells it.
    """
    with transaction.atomic():
        cut_off = Recording.objects.for_user(user).filter(
            visit=visit, state=State.ARRIVING, arrival__mark=mark[:200], size_bytes=size_bytes, added_by=user
        )
        found: Recording | None = cut_off.first() if mark else None
        if found is not None:
            return found
        one = Recording(
            person_id=visit.person_id, visit=visit, name=clean_name(name), folder=clean_folder(folder),
            size_bytes=size_bytes, added_by=user,
        )  # fmt: skip
        one.save()
        Arrival.objects.create(recording=one, mark=mark[:200])
        return one


def take_piece(
    user: Any, recording: UUID, offset: int, piece: bytes, digest: str, *, wait_s: float = 0.0
) -> Taken | None:
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
    wait_s : float
        A piece that was sent while the one before was still on its way waits so long for that one.
    """
    mine = Recording.objects.for_user(user).filter(pk=recording, added_by=user)
    return _take_piece(mine, recording, offset, piece, digest, wait_s)


def take_piece_of_person(person: UUID, recording: UUID, offset: int, piece: bytes, digest: str) -> Taken | None:
    """Take a piece that a person sends of themselves; None where no such recording of theirs is arriving.

    Whoever let their phone in may have left the clinic meanwhile.

    Parameters
    ----------
    person : UUID
    recording : UUID
    offset : int
    piece : bytes
    digest : str
        As `take_piece` has them.
    """
    return _take_piece(Recording.everything.filter(pk=recording, person=person), recording, offset, piece, digest, 0.0)


def _take_piece(
    mine: QuerySet[Recording], recording: UUID, offset: int, piece: bytes, digest: str, wait_s: float
) -> Taken | None:
    # Looked at before the lock, in which nothing is done that can be done outside.
    damaged = sha256(piece).hexdigest() != digest.lower()
    until = time.monotonic() + wait_s
    while True:
        try:
            taken = _taken(mine, recording, offset, piece, damaged)
        except OSError as error:
            if error.errno not in _NO_ROOM:
                raise
            here = Arrival.objects.values_list("received_bytes", flat=True).get(pk=recording)
            return Taken(here, False, PieceTrouble.NO_ROOM)
        if taken is None or taken.trouble is None:
            break
        ahead = taken.trouble == PieceTrouble.ELSEWHERE and 0 < offset - taken.received_bytes <= PIECE_BYTES
        if not ahead or time.monotonic() > until:
            return taken
        with _another_taken:
            _another_taken.wait(0.05)
    if taken is None:
        return None
    with _another_taken:
        _another_taken.notify_all()
    carry_on(recording, offset, piece)
    if taken.whole:
        _finish(Recording.everything.get(pk=recording))
    return taken


def _taken(mine: QuerySet[Recording], recording: UUID, offset: int, piece: bytes, damaged: bool) -> Taken | None:
    with transaction.atomic():
        # Asked for without loading the recording: a piece shows nobody anything.
        arriving = mine.filter(state=State.ARRIVING)
        arrival = Arrival.objects.select_for_update(of=("self",)).filter(recording__in=arriving).first()
        if arrival is None:
            return None
        size, person, name = Recording.everything.values_list("size_bytes", "person_id", "name").get(pk=recording)
        here = arrival.received_bytes
        if offset != here:
            return Taken(here, False, PieceTrouble.ELSEWHERE)
        # An empty piece at the end asks for what a crash has kept from being done.
        if len(piece) > PIECE_BYTES or here + len(piece) > size or (not piece and here < size):
            return Taken(here, False, PieceTrouble.TOO_MUCH)
        if damaged:
            return Taken(here, False, PieceTrouble.DAMAGED)
        if piece:
            seal = seal_of_person(settings.HOME.keys, person)
            arrival.sealed_bytes = append_block(
                file_of(person, recording), seal, recording, piece, at=arrival.sealed_bytes, number=arrival.blocks
            )
            arrival.blocks += 1
            arrival.received_bytes += len(piece)
            arrival.save()
        if here == 0 and piece:
            # What it is can be told while it arrives; the record says it when it is whole.
            Recording.everything.filter(pk=recording).update(kind=kind_of(name, piece[:HEAD_BYTES]).value)
        return Taken(arrival.received_bytes, arrival.received_bytes == size)


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
    from footwise.clinic.measuring import stop_measuring

    with transaction.atomic():
        stop_measuring(recording.pk)
        recording.state = State.REMOVED
        recording.save()
        transaction.on_commit(lambda: recording.file.unlink(missing_ok=True))


def _finish(recording: Recording) -> None:
    """Say of the whole what it is, outside any lock; where another process has had a part, it is read once more."""
    whole = hash_of_whole(recording.pk, recording.size_bytes)
    head = next(iter(opened(recording)))[:HEAD_BYTES] if recording.size_bytes else b""
    if not whole:
        hashed = sha256()
        for block in opened(recording):
            hashed.update(block)
        whole = hashed.hexdigest()
    recording.sha256 = whole
    recording.kind = kind_of(recording.name, head).value
    recording.state = State.ARRIVED
    # Another request may have done it a moment ago.
    with suppress(ChangedMeanwhile):
        recording.save()
        arrived(recording)
