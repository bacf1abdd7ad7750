"""A clinic of its own for these tests; what is stored is tested in both databases, each test's changes undone.

Tables and the world of two clinics are made once a database; a test works in a transaction that is undone at its end,
on copies of its own, and finds the clinic's folder as it was.
"""

from __future__ import annotations

import atexit
import copy
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from footwise.clinic import ClinicHome

# Django's settings are one a process and must be there before its models can be imported.
_FOLDER = Path(tempfile.mkdtemp(prefix="footwise-clinic-"))
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
ClinicHome(_FOLDER).prepare()
os.environ["FOOTWISE_CLINIC"] = str(_FOLDER)
os.environ["DATABASE_URL"] = os.environ["FOOTWISE_PUBLIC_URL"] = ""
os.environ["DJANGO_SETTINGS_MODULE"] = "footwise.clinic.settings"

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connections, transaction  # noqa: E402
from django.test.utils import override_settings, setup_test_environment  # noqa: E402
from tests.clinic.databases import cluster, url  # noqa: E402
from tests.clinic.world import World, make_world  # noqa: E402

from footwise.clinic.audit import Actor, acting_as  # noqa: E402

setup_test_environment()
# One check of argon2 takes as long as thirty pages; the log-in's own tests use it.
override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]).enable()


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
    return [path for path in _FOLDER.rglob("*") if path.is_file() and not path.name.startswith("clinic.sqlite3")]


@dataclass(frozen=True)
class Database:
    """A database with all tables, and Django's connection to it, which stays open from test to test."""

    kind: str
    settings: dict[str, Any]
    connection: Any

    def use(self) -> None:
        """Let Django's one connection lead here from now on."""
        connections.settings["default"], connections["default"] = self.settings, self.connection


def opened_database(kind: str, home: ClinicHome) -> Database:
    """Connect to a database, and use it."""
    settings = connections.configure_settings({"default": home.database()})["default"]
    connections.settings["default"] = settings
    found = Database(kind, settings, connections.create_connection("default"))
    found.use()
    return found


def migrated() -> None:
    """Make the tables in the database that is used."""
    with acting_as(Actor("test")):
        call_command("migrate", interactive=False, verbosity=0)


@pytest.fixture(scope="session")
def postgresql():
    """A private PostgreSQL."""
    with cluster() as socket:
        yield socket


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def store(request) -> str:
    """In which kind of database everything is stored."""
    return request.param


@pytest.fixture(scope="session")
def blank(store, request, tmp_path_factory):
    """A database that nobody uses, with all tables; gives what makes a copy of it and connects to that."""
    kind = store
    if kind == "sqlite":
        folder = tmp_path_factory.mktemp("blank")
        opened_database(kind, ClinicHome(folder))
        migrated()
        connections["default"].close()

        def copied(name: str) -> Database:
            home = ClinicHome(tmp_path_factory.mktemp(name))
            shutil.copyfile(folder / "clinic.sqlite3", home.folder / "clinic.sqlite3")
            return opened_database(kind, home)

        yield copied
        return
    socket = request.getfixturevalue("postgresql")
    server = opened_database(kind, ClinicHome(_FOLDER, database_url=url(socket)))

    def made(name: str, like: str) -> Database:
        server.use()
        with server.connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name}")
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE {like}")
        return opened_database(kind, ClinicHome(_FOLDER, database_url=url(socket, name)))

    made("blank", "template0")
    migrated()
    connections["default"].close()
    yield lambda name: made(name, "blank")
    server.connection.close()


@pytest.fixture(scope="session")
def empty(blank) -> Iterator[Database]:
    """A database in which nobody is."""
    database = blank("nobody")
    yield database
    database.connection.close()


@pytest.fixture(scope="session")
def filled(blank) -> Iterator[tuple[Database, World, Folder]]:
    """A database with the world, and what its folder holds."""
    database = blank("filled")
    with acting_as(Actor("test")):
        world = make_world()
    yield database, world, Folder.read()
    database.connection.close()


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def undone(empty):
    """A database in which nobody is; what a test changes in it is undone at its end."""
    empty.use()
    with _undone():
        yield empty.kind


@pytest.fixture
def world(filled) -> Iterator[World]:
    """Two clinics, each with people and staff of every role; what a test changes of them is undone at its end."""
    database, made, folder = filled
    database.use()
    folder.put_back()
    with _undone():
        yield copy.deepcopy(made)


@pytest.fixture
def own_store(blank, empty):
    """A database of the test's own, with whose connections other threads may do what they like."""
    database = blank("own")
    yield database.kind
    database.connection.close()
    empty.use()
