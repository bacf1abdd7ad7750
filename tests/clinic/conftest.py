"""A clinic of its own for these tests; what is stored is tested in both databases, each test's changes undone.

Tables and the world of two clinics are made once a database; a test works in a transaction that is undone at its end,
on copies of its own, and finds the clinic's folder as it was.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

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

from django.db import connections  # noqa: E402
from django.test.utils import override_settings, setup_test_environment  # noqa: E402
from tests.clinic.databases import cluster, url  # noqa: E402
from tests.clinic.stores import (  # noqa: E402
    Database,
    Filled,
    Folder,
    lent_world,
    migrated,
    opened_database,
    undone_at_the_end,
)
from tests.clinic.world import World, make_world  # noqa: E402

from footwise.clinic.audit import Actor, acting_as  # noqa: E402

setup_test_environment()
# One check of argon2 takes as long as thirty pages; the log-in's own tests use it.
override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]).enable()


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
def filled(blank) -> Iterator[Filled]:
    """A database with the world, and what its folder holds."""
    database = blank("filled")
    with acting_as(Actor("test")):
        world = make_world()
    yield Filled(database, world, Folder.read())
    database.connection.close()


@pytest.fixture
def undone(empty):
    """A database in which nobody is; what a test changes in it is undone at its end."""
    empty.use()
    with undone_at_the_end():
        yield empty.kind


@pytest.fixture
def world(filled) -> Iterator[World]:
    """Two clinics, each with people and staff of every role; what a test changes of them is undone at its end."""
    with lent_world(filled) as lent:
        yield lent


@pytest.fixture
def own_store(blank, empty):
    """A database of the test's own, with whose connections other threads may do what they like."""
    database = blank("own")
    yield database.kind
    database.connection.close()
    empty.use()
