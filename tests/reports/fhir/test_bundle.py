"""A year as FHIR: valid by the published schemas, every reference found, LOINC and UCUM where they are known."""

import json
from datetime import UTC, datetime

import pytest
from fhir.resources.R4B import get_fhir_model_class

from footwise.followup.outcome_names import SCORE_NAMES
from footwise.loads import OF_STRIDES, OF_USED_STEPS
from footwise.reports.fhir import (
    Answers,
    Document,
    FhirPerson,
    Finding,
    FootPlan,
    PersonYear,
    Sessions,
    year_bundle,
)
from footwise.reports.fhir.codes import FOOTWISE, LOINC, UCUM, codings, is_known

NOW = datetime(2025, 5, 1, 12, tzinfo=UTC)
YEAR = PersonYear(
    FhirPerson("K-017", "female", "1961"),
    findings=(
        Finding("2025-03-31", "foot_progression_angle_deg", 6.25, "left", "natural", 18),
        Finding("2025-03-31", "kam_peak1_pct_bwht", 2.94, "left", "natural", 18, simulated=True),
        Finding("2025-03-31", "kam_impulse_pct_bwht_s", 1.2, "right"),
        Finding("2025-03-31", "speed_m_s", 1.1, "left"),
        Finding("2025-04-02", "koos_symptoms_0_100_better", 75.0, said_by="person"),
        Finding("2025-04-02", "koos_pain_0_100_better", None, reason="3 of 9 items without an answer"),
        Finding("2025-04-02", "nrs_medial_pain_0_10_worse", 4.0, "left"),
        Finding("2025-04-02", "something_of_a_laboratory", 3.0),
        # Two sessions of a day.
        Finding("2025-04-02", "practice_minutes", 20.0),
        Finding("2025-04-02", "practice_minutes", 25.0),
    ),
    answers=(Answers("2025-04-02", "koos", "0_to_4", {"P1": 2.0, "P2": None}),),
    plans=(
        FootPlan("2025-04-01", "left", -10.0, -3.75, signed=True, home_minutes=20.0, sessions=(
            Sessions("2025-04-08", "done"), Sessions("2025-04-15", "missed"), Sessions("2025-04-22", "planned"),
        )),
        FootPlan("2025-04-01", "right", 5.0, 12.0, signed=False),
    ),
    documents=(Document("2025-03-31", "report.html", "text/html", b"<p>Report"),),
)  # fmt: skip


@pytest.fixture(scope="module")
def bundle():
    return year_bundle(YEAR, now=NOW)


def of_kind(bundle, kind):
    return [entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind]


def observation(bundle, name):
    return next(one for one in of_kind(bundle, "Observation") if one["code"]["text"] == name)


def test_the_published_schemas_take_it(bundle):
    for entry in bundle["entry"]:
        kind = entry["resource"]["resourceType"]
        read = get_fhir_model_class(kind).model_validate(entry["resource"])
        assert json.loads(read.model_dump_json()) == entry["resource"]
    get_fhir_model_class("Bundle").model_validate(bundle)
    wrong = {**of_kind(bundle, "Observation")[0], "status": None}
    with pytest.raises(ValueError, match="status"):
        get_fhir_model_class("Observation").model_validate(wrong)


def test_every_reference_is_found_and_nothing_is_there_twice(bundle):
    full = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(set(full)) == len(full)
    referred = set()

    def look(told):
        if isinstance(told, dict):
            referred.update({told["reference"]} if "reference" in told else ())
            told = list(told.values())
        for one in told if isinstance(told, list) else ():
            look(one)

    look(bundle)
    assert referred and referred <= set(full)
    assert [entry["request"] for entry in bundle["entry"]] == [
        {"method": "PUT", "url": f"{one['resourceType']}/{one['id']}"}
        for one in map(lambda e: e["resource"], bundle["entry"])
    ]


def test_a_year_sent_again_replaces_itself_and_another_persons_does_not(bundle):
    again = year_bundle(YEAR, now=NOW)
    assert again == bundle
    other = year_bundle(PersonYear(FhirPerson("K-018"), YEAR.findings), now=NOW)
    shared = {entry["fullUrl"] for entry in bundle["entry"]} & {entry["fullUrl"] for entry in other["entry"]}
    kinds = {e["resource"]["resourceType"] for e in bundle["entry"] if e["fullUrl"] in shared}
    assert kinds == {"CodeSystem", "Device"}


def test_codes_units_and_definitions(bundle):
    angle = observation(bundle, "foot_progression_angle_deg")
    assert angle["code"]["coding"] == [
        {"system": FOOTWISE, "code": "foot-progression-angle-deg", "display": "foot_progression_angle_deg"}
    ]
    assert angle["valueQuantity"] == {"value": 6.25, "unit": "degrees", "system": UCUM, "code": "deg"}
    assert angle["bodySite"]["coding"] == [{"system": FOOTWISE, "code": "left-leg"}]
    assert angle["component"][0]["valueInteger"] == 18
    assert "meta" not in angle
    load = observation(bundle, "kam_peak1_pct_bwht")
    assert load["meta"]["tag"] == [{"system": FOOTWISE, "code": "simulated"}]
    units = {one["code"]["text"]: one.get("valueQuantity", {}).get("code") for one in of_kind(bundle, "Observation")}
    assert units == {
        "foot_progression_angle_deg": "deg",
        "kam_peak1_pct_bwht": "%{BW.ht}",
        "kam_impulse_pct_bwht_s": "%{BW.ht}.s",
        "speed_m_s": "m/s",
        "koos_symptoms_0_100_better": "{score}",
        "koos_pain_0_100_better": None,
        "nrs_medial_pain_0_10_worse": "{score}",
        "something_of_a_laboratory": None,
        "practice_minutes": "min",
    }
    (system,) = of_kind(bundle, "CodeSystem")
    meant = {one["code"]: one["definition"] for one in system["concept"]}
    for text in ("toe-out is positive on both feet", "15 to 40 % of stance"):
        assert text in meant["foot-progression-angle-deg"]
    assert "adduction is positive on both legs" in meant["kam-peak1-pct-bwht"]
    used = {
        coding["code"]
        for kind in ("Observation", "Goal")
        for one in of_kind(bundle, kind)
        for concept in [one.get("code", {}), *(target["measure"] for target in one.get("target", []))]
        for coding in concept.get("coding", [])
        if coding["system"] == FOOTWISE
    }
    assert used <= meant.keys()


def test_loinc_stands_where_a_code_is_known():
    known = {
        "koos_pain_0_100_better": "72102-7",
        "koos_symptoms_0_100_better": "72101-9",
        "koos_adl_0_100_better": "72100-1",
        "koos_sport_0_100_better": "72099-5",
        "koos_qol_0_100_better": "72098-7",
        "nrs_medial_pain_0_10_worse": "72514-3",
    }
    for name, code in known.items():
        assert codings(name)[0]["system"] == LOINC and codings(name)[0]["code"] == code
    for name in ("speed_m_s", "kam_peak1_pct_bwht", "womac_pain_0_100_worse", "koos_total_0_100_better"):
        assert is_known(name) and [one["system"] for one in codings(name)] == [FOOTWISE]


def test_every_outcome_of_footwise_has_a_meaning():
    for name in (*SCORE_NAMES, *OF_STRIDES, *OF_USED_STEPS, "t1rho_medial_tibia_ms"):
        assert is_known(name), name


def test_a_score_says_which_answers_it_comes_from_or_why_it_is_missing(bundle):
    (response,) = of_kind(bundle, "QuestionnaireResponse")
    (questionnaire,) = of_kind(bundle, "Questionnaire")
    assert response["questionnaire"] == questionnaire["url"]
    assert questionnaire["code"][0]["code"] == "72091-2"
    assert response["item"] == [{"linkId": "P1", "answer": [{"valueInteger": 2}]}, {"linkId": "P2"}]
    assert observation(bundle, "koos_symptoms_0_100_better")["derivedFrom"] == [
        {"reference": f"urn:uuid:{response['id']}"}
    ]
    missing = observation(bundle, "koos_pain_0_100_better")
    assert missing["dataAbsentReason"] == {"text": "3 of 9 items without an answer"}
    assert "valueQuantity" not in missing and "device" not in missing


def test_a_plan_is_the_clinicians_and_a_proposal_is_none(bundle):
    plan, proposal = of_kind(bundle, "CarePlan")
    assert (plan["status"], plan["intent"]) == ("active", "plan")
    assert (proposal["status"], proposal["intent"]) == ("draft", "proposal")
    assert "left foot turned 10 degrees inwards, to -3.8 degrees" in plan["description"]
    assert "right foot turned 5 degrees outwards" in proposal["description"]
    assert [one["detail"]["status"] for one in plan["activity"]] == [
        "in-progress",
        "completed",
        "cancelled",
        "scheduled",
    ]
    goal = of_kind(bundle, "Goal")[0]
    assert [one["detailQuantity"]["value"] for one in goal["target"]] == [-10.0, -3.75]


def test_a_patient_of_the_hospitals_own_is_named_and_never_sent():
    theirs = FhirPerson("MRN 42", "male", "1950-02-01", "pat-42", (("urn:hospital", "MRN 42"),))
    bundle = year_bundle(PersonYear(theirs, YEAR.findings), now=NOW)
    assert of_kind(bundle, "Patient") == []
    assert {one["subject"]["reference"] for one in of_kind(bundle, "Observation")} == {"Patient/pat-42"}
