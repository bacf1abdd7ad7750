"""Restoring a backup into an empty clinic, of either database: all of it, or nothing."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from footwise.clinic.backup import archive
from footwise.clinic.backup.archive import Member
from footwise.clinic.backup.encryption import decrypted
from footwise.clinic.home import RESTORING, ClinicHome
from footwise.errors import ErrorKind, FootwiseError
from footwise.settings import parse_json, read_json

_COMING = ".restoring"
_PIECE = 1024 * 1024


@dataclass(frozen=True)
class Restored:
    """What was restored.

    Attributes
    ----------
    made_at : str
        When the backup was made.
    rows, files, people, destroyed : int
        How many rows and files, people whose data can be opened, and people whose keys were destroyed since.
    entries : int
        Length of the record as it was restored.
    last_hash : str
        Of its newest entry then.
    broken_at : int or None
        The record's first entry that does not follow the one before, in the backup already; None where all do.
    """

    made_at: str
    rows: int
    files: int
    people: int
    destroyed: int
    entries: int
    last_hash: str
    broken_at: int | None


def restore_archive(
    path: Path, identity: Any, home: ClinicHome, set_up: Callable[[ClinicHome], None], keys: Path | None = None
) -> Restored:
    """Restore an archive into an empty folder, and an empty database.

    Parameters
    ----------
    path : Path
    identity
        What `identity_in` has read.
    home : ClinicHome
        Where the clinic is to live.
    set_up : callable
        Sets Django up for a clinic; called once its secrets are there.
    keys : Path, optional
        The file of keys; without it the one beside the archive.

    Raises
    ------
    FootwiseError
        The archive, the key or the file of keys is not right, or there is something already: nothing was changed.
    """
    about = _about(path, identity)
    beside = keys or path.with_name(f"footwise-{about['clinic']}-keys.age")
    if not beside.exists():
        raise FootwiseError(beside, "is not there", "The people's keys lie in it: name it with `keys=...`")
    _refuse_what_is_there(home)
    coming = home.folder / _COMING
    try:
        home.folder.mkdir(parents=True, exist_ok=True)
        home.folder.chmod(0o700)
        if _was_broken_off(home):
            finished = _finished(home, about, set_up)
            if finished:
                (home.folder / RESTORING).unlink()
                return finished
            _clear(home.folder)
        (home.folder / RESTORING).write_text(json.dumps({"id": about["id"]}), encoding="utf-8")
        try:
            coming.mkdir(mode=0o700)
            destroyed = _write_keys(beside, identity, about, coming / "keys")

            def keep() -> None:
                # In the transaction of the rows: both are there afterwards, or neither.
                for entry in sorted(coming.iterdir()):
                    os.rename(entry, home.folder / entry.name)
                coming.rmdir()

            restored = _Restoring(path, home, coming).run(identity, set_up, keep)
            (home.folder / RESTORING).unlink()
        except BaseException:
            _clear(home.folder)
            raise
    except OSError as error:
        why = error.strerror or str(error)
        raise FootwiseError(home.folder, f"cannot be written ({why})", "Make room, or name another folder") from error
    return Restored(destroyed=destroyed, **restored)


def _about(path: Path, identity: Any) -> dict[str, Any]:
    """Read the head alone."""
    try:
        with decrypted(path, identity) as stream:
            raise _Head(archive.head_of(path, archive.members(path, stream)))
    except _Head as head:
        return head.about


class _Head(Exception):
    """Ends the reading where the rest is not wanted yet."""

    def __init__(self, about: dict[str, Any]) -> None:
        super().__init__()
        self.about = about


def _refuse_what_is_there(home: ClinicHome) -> None:
    folder = home.folder
    if folder.is_dir() and any(folder.iterdir()) and not (folder / RESTORING).exists():
        raise FootwiseError(
            folder, "is not empty", "Name a folder that is: nothing is overwritten", ErrorKind.BAD_REQUEST
        )


def _was_broken_off(home: ClinicHome) -> bool:
    return (home.folder / RESTORING).exists()


def _clear(folder: Path) -> None:
    """Take out what a restore has put into a folder that was empty; its mark last."""
    for entry in folder.iterdir():
        if entry.name == RESTORING:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    (folder / RESTORING).unlink(missing_ok=True)


def _finished(home: ClinicHome, about: dict[str, Any], set_up: Callable[[ClinicHome], None]) -> Restored | None:
    """Tell what was restored, where only the mark was left to be taken away when the power went."""
    mark = read_json(home.folder / RESTORING, "the mark of a restore", "Empty the folder").text("id")
    if mark != about["id"] or not (home.folder / "secrets.json").exists() or not home.database_url:
        return None
    set_up(home)
    from django.db import connection

    from footwise.clinic.audit import Entry

    with connection.cursor() as cursor:
        there = "audit_entry" in connection.introspection.table_names(cursor)
    if not there or not Entry.objects.filter(action="restore", values=mark).exists():
        return None
    keys = [path.suffix for path in home.keys.iterdir()]
    return Restored(
        made_at=about["made_at"], rows=0, files=0, people=keys.count(".key"), destroyed=keys.count(".gone"),
        entries=about["entries"], last_hash=about["last_hash"], broken_at=None,
    )  # fmt: skip


def _write_keys(path: Path, identity: Any, about: dict[str, Any], into: Path) -> int:
    """Write everybody's keys; give how many were destroyed."""
    into.mkdir(mode=0o700)
    with decrypted(path, identity) as stream:
        found = archive.members(path, stream)
        if archive.head_of(path, found).get("clinic") != about["clinic"]:
            raise FootwiseError(path, "holds the keys of another clinic", "Name the file that lay beside the archive")
        for member in found:
            if member.name.startswith("keys/"):
                _write(into / Path(member.name).name, member)
    return sum(name.suffix == ".gone" for name in into.iterdir())


def _write(path: Path, member: Member) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb", buffering=0) as file:
        shutil.copyfileobj(member.content, file, _PIECE)
        os.fsync(descriptor)


class _Restoring:
    """One archive on its way into a database and a folder."""

    def __init__(self, path: Path, home: ClinicHome, coming: Path) -> None:
        self.path, self.home, self.coming = path, home, coming
        self.files = self.bytes = 0

    def run(self, identity: Any, set_up: Callable[[ClinicHome], None], keep: Callable[[], None]) -> dict[str, Any]:
        """Restore all of it, and keep the files when everything has proved to be whole."""
        with decrypted(self.path, identity) as stream:
            found = archive.members(self.path, stream)
            about = archive.head_of(self.path, found)
            for member in found:
                if not member.name.startswith("files/"):
                    break
                self._file(member)
            else:
                raise self._cut_off()
            # Its secrets are there: without them Django cannot be set up.
            set_up(ClinicHome(self.coming, database_url=self.home.database_url))

            def rest(models: dict[str, Any]) -> int:
                rows = self._rest(member, found, models)
                # To the last byte, so that what was cut off or changed is known before anything is kept.
                while stream.read(_PIECE):
                    pass
                return rows

            return self._into_database(about, rest, keep)

    def _into_database(
        self, about: dict[str, Any], rest: Callable[[dict[str, Any]], int], keep: Callable[[], None]
    ) -> dict[str, Any]:
        from django.db import DatabaseError, connection, transaction

        from footwise.clinic.backup.tables import continue_numbers, empty_tables

        where = "DATABASE_URL" if self.home.database_url else self.home.folder
        postgresql = connection.vendor == "postgresql"
        try:
            # SQLite changes its tables outside of transactions only; there the whole file is thrown away instead.
            with transaction.atomic() if postgresql else nullcontext():
                models = self._tables(about)
                with transaction.atomic():
                    empty_tables(models.values())
                    rows = rest(models)
                    continue_numbers(models.values())
                if postgresql:
                    with connection.cursor() as cursor:
                        # What one row says of another is looked at now: no table can be changed before.
                        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
                told = self._brought_up_to_date(about)
                if not postgresql:
                    with connection.cursor() as cursor:
                        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                    connection.close()
                keep()
        except DatabaseError as error:
            why = str(error).splitlines()[0]
            raise FootwiseError(where, f"the database cannot be used ({why})", "Check that it is yours") from error
        finally:
            connection.close()
        return {**told, "rows": rows, "files": self.files}

    def _tables(self, about: dict[str, Any]) -> dict[str, Any]:
        """Make the tables as they were when the backup was made; gives their models."""
        from django.db import connection
        from django.db.migrations.executor import MigrationExecutor

        from footwise.clinic.backup.tables import stored_models

        with connection.cursor() as cursor:
            if connection.introspection.table_names(cursor):
                raise FootwiseError(
                    "DATABASE_URL", "the database is not empty", "Name one that is: nothing is overwritten"
                )
        executor = MigrationExecutor(connection)
        applied = {(str(app), str(name)) for app, name in about["migrations"]}
        if applied - set(executor.loader.disk_migrations):
            raise FootwiseError(
                self.path, "was made by a newer Footwise than this one", "Install that version, or a newer one"
            )
        graph = executor.loader.graph
        known = applied & set(graph.nodes)
        followed = {parent.key for one in known for parent in graph.node_map[one].parents if parent.key[0] == one[0]}
        state = executor.migrate(sorted(known - followed))
        return {one._meta.db_table: one for one in stored_models(state.apps.get_models(include_auto_created=True))}

    def _brought_up_to_date(self, about: dict[str, Any]) -> dict[str, Any]:
        """Change the tables to those of this version, look at what was restored, and say in the record that it was."""
        from django.core.management import call_command

        from footwise.clinic.audit import Actor, acting_as, record_event, verify_chain
        from footwise.clinic.people import Person

        with acting_as(Actor("restore")):
            call_command("migrate", interactive=False, verbosity=0)
            record = verify_chain()
            if record.broken_at is None and (record.entries, record.last_hash) != (
                about["entries"], about["last_hash"] or record.last_hash
            ):  # fmt: skip
                raise self._cut_off()
            keys = {path.name for path in (self.coming / "keys").iterdir()}
            living = Person.even_binned.filter(deleted_at__isnull=True).values_list("pk", flat=True)
            if any(not {f"{person}.key", f"{person}.gone"} & keys for person in living.iterator(chunk_size=2000)):
                raise FootwiseError(
                    self.path, "holds people whose keys are missing", "Name a file of keys that is as new, or newer"
                )
            record_event("restore", about=about["id"])
        return {
            "made_at": about["made_at"], "entries": record.entries, "last_hash": record.last_hash,
            "broken_at": record.broken_at, "people": sum(name.endswith(".key") for name in keys),
        }  # fmt: skip

    def _file(self, member: Member) -> None:
        _write(self.coming / member.name.removeprefix("files/"), member)
        self.files += 1
        self.bytes += member.length

    def _rest(self, first: Member, others: Iterator[Member], models: dict[str, Any]) -> int:
        """Take in the tables and the files of people; gives how many rows there were."""
        from footwise.clinic.backup.tables import TableHash, insert_rows

        told = {name: TableHash() for name in models}
        for member in chain((first,), others):
            kind, _, name = member.name.partition("/")
            if kind == "files":
                self._file(member)
            elif kind == "tables":
                table = name.partition("/")[0]
                if table not in models:
                    raise FootwiseError(self.path, f"holds a table {table!r} that is not known", "Report it")
                insert_rows(models[table], member.whole(), told[table])
            elif member.name == archive.END:
                self._check(parse_json(member.whole()), {name: one.told() for name, one in told.items()})
        return sum(one.rows for one in told.values())

    def _check(self, end: dict[str, Any], told: dict[str, Any]) -> None:
        """Compare what came with what the end of the archive says was written."""
        if (end["files"], end["bytes"]) != (self.files, self.bytes):
            raise self._cut_off()
        if any(told[name] != one for name, one in end["tables"].items()):
            raise self._cut_off()

    def _cut_off(self) -> FootwiseError:
        return FootwiseError(
            self.path, "was cut off or changed", "Take another copy of it, or the archive of another day"
        )
