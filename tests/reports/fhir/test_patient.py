"""A patient from another system: everything that is there is kept, what is not there is one line."""

import json

import pytest

from footwise.errors import FootwiseError
from footwise.reports.fhir import read_patient

PATIENT = {
    "resourceType": "Patient",
    "id": "pat-42",
    "identifier": [{"system": "urn:hospital", "value": "MRN 42"}, {"value": "7"}],
    "name": [{"family": "Somebody"}],
    "gender": "male",
    "birthDate": "1950-02-01",
}


def written(folder, told):
    path = folder / "patient.json"
    path.write_text(told if isinstance(told, str) else json.dumps(told), encoding="utf-8")
    return path


def test_a_patient_without_a_name(tmp_path):
    read = read_patient(written(tmp_path, PATIENT))
    assert read.missing == ()
    assert (read.person.sex, read.person.birth, read.year_of_birth) == ("male", "1950-02-01", 1950)
    assert read.person.identifiers == (("urn:hospital", "MRN 42"), ("", "7"))
    assert (read.person.resource_id, read.person.pseudonym) == ("pat-42", "MRN 42")
    assert "Somebody" not in repr(read)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"birthDate": None}, "a date of birth"),
        ({"birthDate": "01.02.1950"}, "a date of birth that can be ('01.02.1950')"),
        ({"gender": "unknown"}, "a sex"),
    ],
)
def test_what_is_missing_is_one_line_and_the_rest_stays(tmp_path, change, said):
    told = {name: value for name, value in {**PATIENT, **change}.items() if value is not None}
    read = read_patient(written(tmp_path, told))
    assert read.missing == (said,)
    assert read.person.resource_id == "pat-42" and len(read.person.identifiers) == 2
    assert (read.person.sex == "male") == ("gender" not in change)
    assert (read.year_of_birth == 1950) == ("birthDate" not in change)


def test_the_one_patient_of_a_bundle(tmp_path):
    bundle = {"resourceType": "Bundle", "entry": [{"resource": PATIENT}, {"resource": {"resourceType": "Device"}}]}
    assert read_patient(written(tmp_path, bundle)).person.resource_id == "pat-42"
    bundle["entry"].append({"resource": PATIENT})
    with pytest.raises(FootwiseError, match="holds 2 patients"):
        read_patient(written(tmp_path, bundle))


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("<Patient/>", "is XML"),
        ("{", "is no JSON"),
        ("[]", "holds no patient (no FHIR resource)"),
        ({"resourceType": "Device"}, "holds no patient (Device)"),
        ({"resourceType": "Patient"}, "without any identifier"),
        ("[" * 100_000, "is no JSON"),
    ],
)
def test_no_patient_is_one_line(tmp_path, told, said):
    with pytest.raises(FootwiseError) as caught:
        read_patient(written(tmp_path, told))
    assert said in str(caught.value) and "\n" not in str(caught.value)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FootwiseError, match="cannot be read"):
        read_patient(tmp_path / "nobody.json")
