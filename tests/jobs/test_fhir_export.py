"""A FHIR bundle from files: what each holds is in it once, of one person, and trouble is one line."""

import json

import pytest

from footwise.errors import FootwiseError
from footwise.jobs import export_fhir

HEAD = "recording,condition,side,recorded_on,steps,steps_used,foot_progression_angle_deg,kam_peak1_pct_bwht,speed_m_s"
RECORDINGS = f"""{HEAD}
walk1,natural,left,2025-03-31,12,10,6.2,2.9,1.1
walk1,natural,right,2025-03-31,11,9,7.1,,1.1
walk2 (simulated),toe-in-10,left,,12,10,-4.0,2.5,1.1
"""
OUTCOMES = """person,date,outcome,where,value,reason,said_by,simulated
K-017,2025-04-02,nrs_medial_pain_0_10_worse,left,4,,person,
K-017,2025-04-02,koos_pain_0_100_better,,,3 of 9 items without an answer,person,
K-017,2025-04-02,koos_item_P1 (0_to_4),,2,,person,
K-017,2025-04-02,koos_item_P2 (0_to_4),,,,person,
K-018,2025-04-02,nrs_medial_pain_0_10_worse,left,9,,person,
"""
PRESCRIPTION = {
    "person": "walk1",
    "side": "left",
    "target_change_deg": -10.0,
    "target_foot_progression_angle_deg": -3.8,
    "baseline": {"foot_progression_angle_deg": 6.2},
    "conditions": [{"condition": "natural", "steps": 18, "kam_peak1": 2.9, "kam_peak2": None}],
    "simulated": False,
}


def file(folder, name, text):
    path = folder / name
    path.write_text(text if isinstance(text, str) else json.dumps(text), encoding="utf-8")
    return path


def resources(path, kind):
    entries = json.loads(path.read_text(encoding="utf-8"))["entry"]
    return [one["resource"] for one in entries if one["resource"]["resourceType"] == kind]


def test_files_of_a_person_come_together(tmp_path):
    files = [
        file(tmp_path, "recordings.csv", RECORDINGS),
        file(tmp_path, "outcomes.csv", OUTCOMES),
        file(tmp_path, "prescription.json", PRESCRIPTION),
        file(tmp_path, "report.html", "<p>"),
    ]
    done = export_fhir(files, tmp_path / "out.json", person="K-017", sex="female", birth="1961", day="2025-03-30")
    assert done.notes == ()
    assert done.counts["Observation"] == 8 + 2 + 2
    for kind in ("QuestionnaireResponse", "CarePlan", "DocumentReference"):
        assert done.counts[kind] == 1
    (patient,) = resources(done.path, "Patient")
    assert (patient["gender"], patient["birthDate"]) == ("female", "1961")
    found = {
        (one["code"]["text"], one["effectiveDateTime"], one.get("bodySite", {}).get("text")): one
        for one in resources(done.path, "Observation")
    }
    # The table's own day goes before the one that was given for files without.
    assert ("speed_m_s", "2025-03-31", "right") in found and ("speed_m_s", "2025-03-30", "left") in found
    assert found["nrs_medial_pain_0_10_worse", "2025-04-02", "left"]["valueQuantity"]["value"] == 4.0
    assert found["koos_pain_0_100_better", "2025-04-02", None]["dataAbsentReason"]
    simulated = [one for one in resources(done.path, "Observation") if "meta" in one]
    assert {one["effectiveDateTime"] for one in simulated} == {"2025-03-30"} and len(simulated) == 3
    assert resources(done.path, "CarePlan")[0]["status"] == "draft"
    assert "9" not in {one.get("valueQuantity", {}).get("value") for one in found.values()}


def test_what_was_said_of_a_recording_goes_with_each_of_its_values(tmp_path):
    told = "the plates weigh 82.3 kg, the person is said to weigh 73.4 kg"
    table = f"""{HEAD},knee_from,notes
walk1,natural,left,2025-03-31,12,10,6.2,2.9,1.1,a model of the laboratory,"{told}"
walk2,natural,left,2025-03-31,12,10,6.2,2.9,1.1,,
"""
    done = export_fhir([file(tmp_path, "recordings.csv", table)], tmp_path / "out.json", person="K")
    said = [[note["text"] for note in one["note"]] for one in resources(done.path, "Observation")]
    assert said[0] == said[2] == ["walking: natural (walk1)", f"measuring: {told}"]
    assert said[1] == ["walking: natural (walk1)", f"measuring: knee centres from: a model of the laboratory; {told}"]
    assert said[3:] == [["walking: natural (walk2)"]] * 3


def test_a_patient_without_a_date_of_birth_is_one_note(tmp_path):
    patient = {"resourceType": "Patient", "id": "pat-42", "gender": "male", "identifier": [{"value": "42"}]}
    path = file(tmp_path, "patient.json", patient)
    done = export_fhir([file(tmp_path, "r.csv", RECORDINGS)], tmp_path / "out.json", patient=path, day="2025-03-30")
    assert done.notes == (f"{path} does not say a date of birth",)
    assert done.counts["Observation"] == 8 and "Patient" not in done.counts
    assert resources(done.path, "Observation")[0]["subject"] == {"reference": "Patient/pat-42"}


@pytest.mark.parametrize(
    ("name", "text", "options", "said"),
    [
        ("a.csv", RECORDINGS, {}, "`person`: is missing"),
        ("a.csv", RECORDINGS, {"person": "K"}, "does not say on which day"),
        ("a.csv", RECORDINGS, {"person": "K", "day": "31.3.2025"}, "`day`: has the date '31.3.2025'"),
        ("a.csv", RECORDINGS, {"person": "K", "sex": "f"}, "`sex`: is 'f'"),
        ("a.csv", RECORDINGS, {"person": "K", "birth": "61"}, "`birth`: has the date '61'"),
        ("a.csv", RECORDINGS, {"person": "K", "birth": "9961"}, "`birth`: is 9961, which is still to come"),
        ("a.csv", OUTCOMES, {"person": "K-019"}, "has no row of K-019"),
        ("a.csv", OUTCOMES.replace("04-02", "4-2"), {"person": "K-017"}, "has the date '2025-4-2'"),
        ("a.csv", OUTCOMES.replace(",4,", ",four,"), {"person": "K-017"}, "a value that is no number"),
        ("a.csv", "a,b\n1,2\n", {"person": "K"}, "neither a table of recordings nor one of outcomes"),
        ("a.json", "{}", {"person": "K", "day": "2025-03-30"}, "is no prescription"),
        ("a.png", "", {"person": "K"}, "of no kind that goes into a bundle"),
    ],
)
def test_what_cannot_be_exported_is_one_line(tmp_path, name, text, options, said):
    with pytest.raises(FootwiseError) as caught:
        export_fhir([file(tmp_path, name, text)], tmp_path / "out.json", **options)
    assert said in str(caught.value) and "\n" not in str(caught.value)
    assert not (tmp_path / "out.json").exists()


def test_two_people_are_never_one(tmp_path):
    patient = {"resourceType": "Patient", "id": "pat-42", "gender": "male", "birthDate": "1950-02-01"}
    options = {"patient": file(tmp_path, "patient.json", patient), "day": "2025-03-30"}
    files = [file(tmp_path, "recordings.csv", RECORDINGS)]
    with pytest.raises(FootwiseError, match="`birth`: is 1961, and the patient's file says 1950-02-01"):
        export_fhir(files, tmp_path / "out.json", birth="1961", **options)
    with pytest.raises(FootwiseError, match="has no row of pat-42; it is of K-017, K-018"):
        export_fhir([file(tmp_path, "outcomes.csv", OUTCOMES)], tmp_path / "out.json", **options)
    assert export_fhir(files, tmp_path / "out.json", birth="1950", **options).counts["Observation"] == 8
