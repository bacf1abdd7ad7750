"""What programs need is loaded with their first call; a clinic without programs starts and shows its pages without."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.clinic.programs import Program, token_for
from tests.clinic.test_api_people import PERSON

from footwise.clinic import ClinicHome
from footwise.clinic.audit import Actor, acting_as
from footwise.clinic.people import Person

SCRIPT = """
import sys
import django
django.setup()
from django.core.management import call_command
from django.test import Client
from footwise.clinic.audit import Actor, acting_as
with acting_as(Actor("test")):
    call_command("migrate", interactive=False, verbosity=0)
assert Client(SERVER_NAME="localhost").get("/account/login/").status_code == 200
assert Client(SERVER_NAME="localhost").get("/api/v1/people").status_code == 401
print([name for name in ("ninja", "pydantic", "pandas") if name in sys.modules])
from footwise.clinic.api.interface import document
print(len(document()["paths"]) > 30, [name for name in ("ninja", "pandas", "matplotlib") if name in sys.modules])
"""


def test_pages_and_strangers_load_nothing_of_it(tmp_path):
    ClinicHome(tmp_path).prepare()
    known = {"FOOTWISE_CLINIC": str(tmp_path), "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "footwise.clinic.settings"}
    ran = subprocess.run([sys.executable, "-c", SCRIPT], env=os.environ | known, capture_output=True, text=True)
    assert ran.stdout.splitlines() == ["[]", "True ['ninja']"], ran.stderr[-500:]


def queries(program: Program) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert program.get("people?limit=100").status_code == 200
    return len(asked)


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_list_asks_the_database_no_more_for_many_than_for_few(world, store):
    program = Program(token_for(world.ash.clinician, world.ash.site))
    program.get("people?limit=100")
    few = queries(program)
    with acting_as(Actor("test")):
        for k in range(40):
            Person(site=world.ash.site, **{**PERSON, "pseudonym": f"N-{k}", "year_of_birth": 1940 + k}).save()
    many = queries(program)
    assert len(program.get("people?limit=100").json()["items"]) == 41
    assert many == few
