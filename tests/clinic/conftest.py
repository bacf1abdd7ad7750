"""A clinic of its own for these tests; what is stored is tested in both databases, each test's changes undone."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
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

from django.core.management import call_command  # noqa: E402
from django.db import connections, transaction  # noqa: E402
from django.test.utils import override_settings, setup_test_environment  # noqa: E402
from tests.clinic.databases import cluster, url  # noqa: E402
from tests.clinic.world import World, make_world  # noqa: E402

from footwise.clinic.audit import Actor, acting_as  # noqa: E402

setup_test_environment()
# One check of argon2 takes as long as thirty pages; the log-in's own tests use it.
override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]).enable()


def use_database(settings: dict) -> None:
    """Let Django's one connection lead to another database from now on."""
    connections["default"].close()
    connections.settings["default"] = connections.configure_settings({"default": settings})["default"]
    del connections["default"]


@pytest.fixture(scope="session")
def postgresql():
    """A private PostgreSQL."""
    with cluster() as socket:
        yield socket


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def store(request, tmp_path_factory):
    """A database with all tables, empty."""
    if request.param == "sqlite":
        home = ClinicHome(tmp_path_factory.mktemp("clinic"))
    else:
        home = ClinicHome(_FOLDER, database_url=url(request.getfixturevalue("postgresql")))
    use_database(home.database())
    with acting_as(Actor("test")):
        call_command("migrate", interactive=False, verbosity=0)
    yield request.param
    connections["default"].close()


@pytest.fixture
def undone(store):
    """What a test changes is undone at its end."""
    with transaction.atomic():
        yield store
        transaction.set_rollback(True)


@pytest.fixture
def world(undone) -> World:
    """Two clinics, each with people and staff of every role."""
    with acting_as(Actor("test")):
        return make_world()


@pytest.fixture
def own_store(store, request, tmp_path):
    """A database of the test's own, with whose connections other threads may do what they like."""
    shared = dict(connections.settings["default"])
    if store == "sqlite":
        connections["default"].close()
        home = ClinicHome(tmp_path)
        shutil.copyfile(shared["NAME"], tmp_path / "clinic.sqlite3")
        use_database(home.database())
    else:
        with connections["default"].cursor() as cursor:
            cursor.execute("CREATE DATABASE own")
        use_database(ClinicHome(_FOLDER, database_url=url(request.getfixturevalue("postgresql"), "own")).database())
        with acting_as(Actor("test")):
            call_command("migrate", interactive=False, verbosity=0)
    yield store
    use_database(shared)
    if store == "postgresql":
        with connections["default"].cursor() as cursor:
            cursor.execute("DROP DATABASE own")
