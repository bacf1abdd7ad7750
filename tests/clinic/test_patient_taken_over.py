"""A patient of a hospital's system fills in the form of a new person: what is missing is one line, no name is kept."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.clinic.world import browser_of

from footwise.clinic.people import Person

PATIENT = {
    "resourceType": "Patient", "id": "pat-42", "identifier": [{"value": "MRN 4711"}], "name": [{"family": "Muster"}],
    "gender": "male", "birthDate": "1951-02-01",
}  # fmt: skip


def shown(world, told):
    text = told if isinstance(told, str) else json.dumps(told)
    file = SimpleUploadedFile("patient.json", text.encode(), content_type="application/json")
    answer = browser_of(world.ash.clinician).post("/people/add/", {"patient": file})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_sex_and_year_are_filled_in_and_nothing_else(world):
    before = Person.everything.count()
    page = shown(world, PATIENT)
    assert 'value="1951"' in page and 'value="male" selected' in page
    assert "were taken over" in page and "no date of birth" not in page
    assert "Muster" not in page and "4711" not in page
    assert Person.everything.count() == before


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_patient_without_a_date_of_birth_is_one_line(world):
    page = shown(world, {name: value for name, value in PATIENT.items() if name != "birthDate"})
    assert "It has no date of birth: write the year yourself." in page
    assert 'value="male" selected' in page


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
@pytest.mark.parametrize("told", ["<Patient/>", "{", json.dumps({"resourceType": "Device"})])
def test_no_patient_is_one_line(world, told):
    page = shown(world, told)
    assert "This file holds no patient that can be read" in page and "Traceback" not in page
