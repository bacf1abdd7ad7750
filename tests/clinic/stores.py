"""Databases that are made once and used by many tests, each of which leaves them as they were."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from tests.clinic.world import World

from footwise.clinic import ClinicHome
from footwise.clinic.audit import Actor, acting_as


@dataclass(frozen=True)
class Folder:
    """What lies in the clinic's folder: keys and recordings, which no transaction gives back."""

    files: dict[Path, bytes]

    @classmethod
    def read(cls) -> Folder:
        """Read all of it."""
        return cls({path: path.read_bytes() for path in _files()})

    def put_back(self) -> None:
        """Let it be as it was read: what is new goes, what is gone or changed comes back."""
        for path in _files():
            if path not in self.files:
                path.unlink()
        for path, content in self.files.items():
            if not path.exists() or path.read_bytes() != content:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)


def _files() -> list[Path]:
    return [
        path
        for path in settings.HOME.folder.rglob("*")
        if path.is_file() and not path.name.startswith("clinic.sqlite3")
    ]


@dataclass(frozen=True)
class Database:
    """A database with all tables, and Django's connection to it, which stays open from test to test."""

    kind: str
    options: dict[str, Any]
    connection: Any

    def use(self) -> None:
        """Let Django's one connection lead here from now on."""
        connections.settings["default"], connections["default"] = self.options, self.connection


def opened_database(kind: str, home: ClinicHome) -> Database:
    """Connect to a database, and use it."""
    options = connections.configure_settings({"default": home.database()})["default"]
    connections.settings["default"] = options
    found = Database(kind, options, connections.create_connection("default"))
    found.use()
    return found


def migrated() -> None:
    """Make the tables in the database that is used."""
    with acting_as(Actor("test")):
        call_command("migrate", interactive=False, verbosity=0)


@dataclass(frozen=True)
class Filled:
    """A database with the world, and what the clinic's folder holds of it."""

    database: Database
    world: World
    folder: Folder


@contextmanager
def undone_at_the_end() -> Iterator[None]:
    """What is changed in the database that is used is undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def lent_world(filled: Filled) -> Iterator[World]:
    """Give copies of the world's people; what is changed meanwhile, of files too, is undone."""
    filled.database.use()
    filled.folder.put_back()
    with undone_at_the_end():
        yield copy.deepcopy(filled.world)
