"""A person's year for a hospital's system: all of it for a clinician, outcomes alone for a blinded assessor."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from django.utils import timezone
from fhir.resources.R4B import get_fhir_model_class
from tests.clinic.outcomes.planted import AT_TARGET, KEPT_DEG, MINUTES, NATURAL, plant
from tests.clinic.world import browser_of

from footwise.clinic.audit import Actor, acting_as
from footwise.clinic.outcomes import PainRating, Questionnaire, Source, note


@pytest.fixture(autouse=True)
def somebody():
    with acting_as(Actor("test")):
        yield


def bundle_of(user, person):
    answer = browser_of(user).get(reverse("export_fhir", args=[person.pk]))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/fhir+json")
    return json.loads(answer.content)


def values(bundle):
    found = [entry["resource"] for entry in bundle["entry"]]
    return {
        (one["code"]["text"], one["valueQuantity"]["value"])
        for one in found
        if one["resourceType"] == "Observation" and "valueQuantity" in one
    }


def test_a_year_leaves_the_clinic_as_fhir(world):
    ash = world.ash
    plant(world)
    told = {"person": ash.person.pk, "day": timezone.localdate(), "source": Source("person"), "user": ash.clinician}
    note(PainRating, slot="left medial", figures={"rating": 4.0}, **told)
    form = {
        "answers": {"P1": 2, "P2": None}, "coding": "0_to_4", "language": "en",
        "scores": {"koos_qol_0_100_better": 62.5}, "reasons": {"koos_pain_0_100_better": "too few answers"},
    }  # fmt: skip
    note(Questionnaire, slot="koos", figures=form, **told)
    bundle = bundle_of(ash.clinician, ash.person)
    kinds = [entry["resource"]["resourceType"] for entry in bundle["entry"]]
    assert {"Patient", "Device", "Observation", "QuestionnaireResponse", "Goal", "CarePlan"} <= set(kinds)
    patient = next(entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == "Patient")
    assert patient["birthDate"] == str(ash.person.year_of_birth) and patient["gender"] == ash.person.sex
    assert {
        ("kam_peak1_pct_bwht", NATURAL),
        ("kam_peak1_pct_bwht", AT_TARGET),
        ("practice_minutes", MINUTES),
        ("practice_kept_change_deg", KEPT_DEG),
        ("nrs_medial_pain_0_10_worse", 4.0),
        ("koos_qol_0_100_better", 62.5),
    } <= values(bundle)
    get_fhir_model_class("Bundle").model_validate(bundle)


def test_an_assessor_learns_neither_target_nor_treatment(world):
    plant(world)
    bundle = bundle_of(world.ash.assessor, world.ash.person)
    kinds = {entry["resource"]["resourceType"] for entry in bundle["entry"]}
    assert not kinds & {"CarePlan", "Goal", "DocumentReference"}
    assert not {name for name, _ in values(bundle)} & {"practice_minutes", "kam_peak1_pct_bwht"}
    text = json.dumps(bundle)
    assert str(KEPT_DEG) not in text and str(NATURAL) not in text


def test_another_clinics_person_is_not_there(world):
    answer = browser_of(world.birch.clinician).get(reverse("export_fhir", args=[world.ash.person.pk]))
    assert answer.status_code == 404
