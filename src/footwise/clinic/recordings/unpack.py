"""An archive that has arrived is taken apart: each file in it becomes a recording of its own, sealed like any other."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path, PurePosixPath
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction

from footwise.clinic.people import Consent
from footwise.clinic.recordings.kinds import HEAD_BYTES, Kind, clean_folder, clean_name, kind_of
from footwise.clinic.recordings.models import Arrival, Recording, State
from footwise.clinic.recordings.next_jobs import arrived
from footwise.clinic.recordings.plain_file import plain_copy, without_folder
from footwise.clinic.recordings.sealed_file import sealed_copy
from footwise.clinic.seal import seal_of_person
from footwise.errors import ErrorKind, FootwiseError
from footwise.jobs import PackedFile, Progress, files_in_archive

# An archive in an archive is taken apart, too; one in that is not.
_DEEPEST = 2


def unpack_recording(subject: UUID, progress: Progress) -> Callable[[], None]:
    """Take an archive apart; gives what writes its recordings.

    The archive's own file goes: a recording that is moved to another person or deleted must not stay in it.

    Raises
    ------
    FootwiseError
        It cannot be unpacked, in one sentence; or the person has not agreed.
    """
    archive = Recording.everything.select_related("arrival", "unpacked_from__unpacked_from").get(pk=subject)
    if not Consent.in_force(archive.person_id):
        trouble = "is not unpacked: no consent is in force"
        raise FootwiseError(archive.name, trouble, "Note a signed consent", ErrorKind.REFUSAL)
    if _depth(archive) >= _DEEPEST:
        trouble = "is an archive in an archive in an archive"
        raise FootwiseError(archive.name, trouble, "Unpack it yourself and send what is in it")
    with tempfile.TemporaryDirectory(prefix="footwise-") as folder, without_folder(Path(folder)):
        packed = files_in_archive(plain_copy(archive, Path(folder)))
        made = []
        for number, file in enumerate(packed):
            progress(PurePosixPath(file.path).name, number, len(packed))
            made.append(_sealed(archive, number, file))
    return lambda: _write(archive, made)


def _depth(archive: Recording) -> int:
    depth, outer = 0, archive.unpacked_from
    while outer is not None:
        depth, outer = depth + 1, outer.unpacked_from
    return depth


def _sealed(archive: Recording, number: int, file: PackedFile) -> tuple[Recording, Arrival]:
    """Seal one file; tried once more after a crash it lies in the same place."""
    one = Recording(
        pk=uuid5(archive.pk, str(number)),
        person_id=archive.person_id,
        visit_id=archive.visit_id,
        name=clean_name(file.path),
        folder=clean_folder(f"{archive.folder}/{file.path}"),
        unpacked_from=archive,
        added_by_id=archive.added_by_id,
        state=State.ARRIVED,
    )
    whole, head, size = sha256(), b"", 0

    def watched() -> Iterator[bytes]:
        nonlocal head, size
        for block in file.blocks():
            whole.update(block)
            head, size = head or block[:HEAD_BYTES], size + len(block)
            yield block

    seal = seal_of_person(settings.HOME.keys, archive.person_id)
    end, blocks = sealed_copy(one.file, seal, one.pk, watched())
    one.sha256, one.size_bytes, one.kind = whole.hexdigest(), size, kind_of(one.name, head).value
    return one, Arrival(recording=one, received_bytes=size, sealed_bytes=end, blocks=blocks)


def _write(archive: Recording, made: list[tuple[Recording, Arrival]]) -> None:
    """Write the recordings, unless the archive was moved or deleted meanwhile: then nothing of it was taken in."""
    now = Recording.everything.select_for_update(of=("self",)).get(pk=archive.pk)
    if now.state != State.ARRIVED or now.person_id != archive.person_id:
        for one, _ in made:
            one.file.unlink(missing_ok=True)
        return
    if not made:
        # One recording of foot sensors, as its app has packed it.
        now.kind = Kind.SENSOR.value
        now.save()
        arrived(now)
        return
    now.state = State.UNPACKED
    now.save()
    for one, arrival in made:
        one.visit_id = now.visit_id
        one.save(force_insert=True)
        arrival.save(force_insert=True)
    for one, _ in made:
        arrived(one)
    transaction.on_commit(lambda: now.file.unlink(missing_ok=True))
