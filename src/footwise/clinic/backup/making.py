"""Making a backup of a clinic that goes on working: its database and files as of one moment, its keys as of now."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from footwise.clinic.audit import Actor, Entry, acting_as, record_event
from footwise.clinic.backup import archive
from footwise.clinic.backup.encryption import encrypt
from footwise.clinic.backup.files import files_of, keys_of, taken_from
from footwise.clinic.backup.tables import TableHash, packed_rows, stored_models
from footwise.errors import FootwiseError
from footwise.version import __version__

_TRIES = 3
_NAMED_AT_MOST = 8
_A_DAY_S = 24 * 60 * 60


@dataclass(frozen=True)
class BackupMade:
    """What a backup holds.

    Attributes
    ----------
    archive, keys : Path
        The archive, and the file with everybody's keys, which all archives of this clinic share.
    rows, files, people : int
        How many it holds; people as far as they have a key.
    bytes : int
        Length of the archive.
    entries : int
        Length of the record.
    last_hash : str
        Of the record's newest entry.
    """

    archive: Path
    keys: Path
    rows: int
    files: int
    people: int
    bytes: int
    entries: int
    last_hash: str


class _TakenAway(Exception):
    """A file that was there when the backup began is not there any more."""


def make_backup(folder: Path, out: Path, recipients: Sequence[str]) -> BackupMade:
    """Write an archive of the clinic into a folder of backups, and its people's keys as they are now.

    Parameters
    ----------
    folder : Path
        The clinic's own folder.
    out : Path
        Made where it is not there yet.
    recipients : sequence of str
        Public keys.

    Raises
    ------
    FootwiseError
        Nothing can be written there, or files are moved faster than they can be copied.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        _take_away_killed(out)
        for _ in range(_TRIES):
            # A file that was moved to another person meanwhile is looked for again, from the start.
            with suppress(_TakenAway):
                return _made(folder, out, recipients)
    except OSError as error:
        raise FootwiseError(
            out, f"the backup cannot be written ({error.strerror or error})", "Make room, or name another folder"
        ) from error
    raise FootwiseError(folder, "files were moved while they were copied", "Run it again")


def _made(folder: Path, out: Path, recipients: Sequence[str]) -> BackupMade:
    before = files_of(folder)
    with _as_of_one_moment():
        about = _about()
        contents = _Contents(folder, before)
        name = f"footwise-{about['clinic']}"
        whole = _new_name(out, f"{name}-{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}")
        with _beside(whole) as (file, archive_part):
            encrypt(contents.pieces(about), file, recipients)
    keys = keys_of(folder)
    beside = out / f"{name}-keys.age"
    # Keys first: an archive without them would be of no use, and newer keys fit every older archive.
    with _beside(beside) as (file, keys_part):
        encrypt(_keys(about, keys), file, recipients)
    size = archive_part.stat().st_size
    keys_part.replace(beside)
    archive_part.replace(whole)
    with acting_as(Actor("backup")):
        record_event("back up", about=about["id"])
    return BackupMade(
        archive=whole, keys=beside, rows=contents.rows, files=contents.files, bytes=size,
        people=sum(key.endswith(".key") for key in keys), entries=about["entries"], last_hash=about["last_hash"],
    )  # fmt: skip


def _new_name(out: Path, stem: str) -> Path:
    """Name an archive as none is named yet: two of one second are two."""
    path, number = out / f"{stem}.age", 1
    while path.exists():
        number += 1
        path = out / f"{stem}-{number}.age"
    return path


@contextmanager
def _beside(path: Path) -> Iterator[tuple[Any, Path]]:
    """Give a file to write into, and where it lies; on the disk at the end of the block, and gone where that failed."""
    # Of another run that was killed one may lie there; two that run at once have one each.
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb", buffering=1024 * 1024) as file:
            yield file, part
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        part.unlink()
        raise


def _take_away_killed(out: Path) -> None:
    """Take away what runs have left that were killed a day ago or earlier."""
    for part in out.glob(".footwise-*.part"):
        with suppress(FileNotFoundError):
            if time.time() - part.stat().st_mtime > _A_DAY_S:
                part.unlink()


@contextmanager
def _as_of_one_moment() -> Iterator[None]:
    """Let every query of the block see the database as of its first one; nobody who writes waits for it."""
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        # Else a transaction keeps everybody else from writing from its beginning.
        connection.transaction_mode = "DEFERRED"
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    finally:
        # The next connection is as the clinic's settings say.
        connection.close()


def _about() -> dict[str, Any]:
    """Say what the archive is of; the first query, from which on the database stands still."""
    applied = sorted(MigrationRecorder(connection).applied_migrations())
    first, last = (Entry.objects.order_by(way).values_list("number", "hash").first() for way in ("number", "-number"))
    return {
        "format": archive.FORMAT,
        "id": str(uuid.uuid4()),
        "footwise": __version__,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "database": connection.vendor,
        # By its record's first entry a clinic is known again, and its keys are never mistaken for another's.
        "clinic": first[1][:_NAMED_AT_MOST] if first else "new",
        "migrations": [list(one) for one in applied],
        "entries": last[0] if last else 0,
        "last_hash": last[1] if last else "",
    }


class _Contents:
    """What goes into the archive, piece by piece, and how much it was."""

    def __init__(self, folder: Path, before: list[Path]) -> None:
        self._folder, self._before = folder, before
        self.rows = self.files = self.bytes = 0

    def pieces(self, about: dict[str, Any]) -> Iterator[bytes]:
        """Give all of it; the files at the top first, since the database cannot be read without them."""
        yield from archive.told(archive.ABOUT, about)
        # Those of before the database's moment and those of after: what it names is among them.
        paths = sorted({*self._before, *files_of(self._folder)})
        at_top = [path for path in paths if path.parent == self._folder]
        yield from self._files(at_top)
        tables = {}
        for model in stored_models():
            told = TableHash()
            name = model._meta.db_table
            for number, packed in enumerate(packed_rows(model, told)):
                yield from archive.member(f"tables/{name}/{number:06}.jsonl.gz", packed)
            tables[name] = told.told()
            self.rows += told.rows
        yield from self._files([path for path in paths if path.parent != self._folder])
        yield from archive.told(archive.END, {"tables": tables, "files": self.files, "bytes": self.bytes})
        yield from archive.last_blocks()

    def _files(self, paths: list[Path]) -> Iterator[bytes]:
        for path in paths:
            try:
                file = path.open("rb")
            except FileNotFoundError:
                if self._is_of_nobody(path):
                    continue
                raise _TakenAway from None
            with file:
                length = os.fstat(file.fileno()).st_size
                yield from archive.file_member(taken_from(path, self._folder), file, length, self._count)

    def _is_of_nobody(self, path: Path) -> bool:
        """Tell whether whose file it was has been deleted for good meanwhile."""
        parts = path.relative_to(self._folder).parts
        return len(parts) > 1 and (self._folder / "keys" / f"{parts[1]}.gone").exists()

    def _count(self, length: int) -> None:
        self.files += 1
        self.bytes += length


def _keys(about: dict[str, Any], keys: dict[str, bytes]) -> Iterator[bytes]:
    yield from archive.told(archive.ABOUT, {name: about[name] for name in ("format", "clinic", "made_at", "footwise")})
    for name, content in sorted(keys.items()):
        yield from archive.member(f"keys/{name}", content)
    yield from archive.told(archive.END, {"keys": len(keys)})
    yield from archive.last_blocks()
