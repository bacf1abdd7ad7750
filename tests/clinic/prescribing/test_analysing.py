"""A visit's recordings are compared by the job that the command line calls, or refused in one sentence."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from django.urls import reverse
from django.utils import timezone
from tests.clinic.prescribing.prepared import arrived, prepared_figures, with_somebody_new
from tests.clinic.world import browser_of, prove
from tests.foot_sensor.body_walks import set_of

from footwise.clinic.audit import Actor, acting_as
from footwise.clinic.measuring import MeasuredSteps, Measurement
from footwise.clinic.measuring.figures import rows_of
from footwise.clinic.people import Consent, Visit
from footwise.clinic.prescribing import Analysis, Target, analyse_visit, ask_for_analysis, file_of
from footwise.clinic.recordings import Recording, unpack_recording
from footwise.errors import FootwiseError
from footwise.jobs import marker_demo, no_progress, simulate_sensors, write_simulated_sensors
from footwise.simulation import write_sensor_set


@pytest.fixture
def ash(world):
    with acting_as(Actor("test")):
        yield with_somebody_new(world.ash)


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Path:
    """The study of `footwise demo`: a real walk on a treadmill, and four changed ones made from it."""
    folder = tmp_path_factory.mktemp("demo") / "out"
    marker_demo(folder)
    return folder


def said(clinic, recordings: dict[str, bytes], side: str = "left") -> str:
    """Why a visit with these recordings is not analysed."""
    Recording.everything.get(pk=clinic.recording.pk)
    for condition, content in recordings.items():
        arrived(clinic.visit, clinic.clinician, f"{condition or 'unsaid'}.c3d", content, condition)
    with pytest.raises(FootwiseError) as caught:
        analyse_visit(side, clinic.visit.pk, no_progress)
    assert not Analysis.everything.filter(person=clinic.person).exists()
    told = str(caught.value)
    assert "/tmp" not in told and "\n" not in told
    return told


WALK = b"\x02\x50" + bytes(3000)


def test_what_cannot_be_compared_is_said_in_one_sentence(ash):
    assert "no recording that says how the person walked" in said(ash, {})
    assert "no recording of natural walking" in said(ash, {"toe-in-10": WALK})
    assert "has the left knee affected" in said(ash, {}, side="right")


def test_natural_walking_alone_is_nothing_to_compare(ash):
    assert "nothing to compare" in said(ash, {"natural": WALK, "static": WALK + b"1"})


def test_a_broken_recording_is_named_without_its_place(ash):
    told = said(ash, {"natural": WALK, "toe-in-10": WALK + b"1"})
    assert told.startswith("natural.c3d: ")


def zipped_set(path, angle_deg: float, seed: int, tilt_deg: float = 0.0) -> bytes:
    sensors, _ = set_of("left", angle_deg, steps=14, seed=seed, tilt_deg=tilt_deg)
    path.mkdir(exist_ok=True)
    write_sensor_set(path / "set", sensors)
    with zipfile.ZipFile(path / "set.zip", "w") as archive:
        for file in sorted((path / "set").iterdir()):
            archive.writestr(file.name, file.read_bytes())
    return (path / "set.zip").read_bytes()


def test_a_visit_with_sensors_on_shoe_and_shank_has_odds_and_their_page(ash, tmp_path):
    walks = {"natural": zipped_set(tmp_path, 6.0, 1), "toe-in-10": zipped_set(tmp_path, -4.0, 2, 3.0)}
    for condition, packed in walks.items():
        one = arrived(ash.visit, ash.clinician, f"{condition}.zip", packed, condition)
        # One recording, which is not taken apart.
        unpack_recording(one.pk, no_progress)()
        assert Recording.everything.get(pk=one.pk).kind == "sensor"
    analysis = analyse_visit("left", ash.visit.pk, no_progress)()
    told = analysis.figures["odds"]
    assert not analysis.has_loads and not told["refused"]
    assert told["walks"][0]["condition"] == "toe-in-10" and told["walks"][0]["of_this_knee"]
    assert f"about {told['walks'][0]['fell']} carried less load" in file_of(analysis, "odds.html").decode()


def test_tables_of_shoe_and_shank_that_came_one_by_one_are_a_set(ash, tmp_path):
    for condition, angle, seed in (("natural", 6.0, 1), ("toe-in-10", -4.0, 2)):
        zipped_set(tmp_path / condition, angle, seed)
        for file in sorted((tmp_path / condition / "set").iterdir()):
            arrived(ash.visit, ash.clinician, file.name, file.read_bytes(), condition)
    analysis = analyse_visit("left", ash.visit.pk, no_progress)()
    assert [one["condition"] for one in analysis.figures["odds"]["walks"]] == ["toe-in-10"]
    assert analysis.figures["legs"][0]["conditions"][0]["steps"] > 5


@pytest.mark.requirement("R-024")
def test_nothing_is_analysed_without_consent(ash):
    consent = Consent.everything.get(pk=ash.consent.pk)
    consent.withdrawn_on = timezone.localdate()
    consent.save()
    assert "no consent is in force" in said(ash, {"natural": WALK, "toe-in-10": WALK + b"1"})
    with pytest.raises(FootwiseError):
        ask_for_analysis(ash.visit)


def test_somebody_with_both_knees_affected_has_both_compared(world):
    with acting_as(Actor("test")):
        both = with_somebody_new(world.ash, affected_side="both")
        jobs = [ask_for_analysis(both.visit, side) for side in ("left", "right")]
        assert [job.kind for job in jobs] == ["prescribe left", "prescribe right"]
        assert ask_for_analysis(both.visit, "left").pk == jobs[0].pk
        with pytest.raises(FootwiseError):
            ask_for_analysis(both.visit, "'; DROP TABLE")


def filled(clinic, study: Path) -> None:
    """The recordings of a study in a visit, as a laboratory may have named them."""
    clinic.person.mass_kg, clinic.person.height_cm = Decimal("55.3"), Decimal("172")
    clinic.person.save()
    odd = {
        "natural": 'nätural "walk" [1] \\x.c3d',
        "toe-in-10": "same.c3d",
        "toe-in-5": "#toe = 'in'.C3D",
        "toe-out-5": "same.c3d",
    }
    for condition in ("natural", "toe-in-5", "toe-in-10", "toe-out-5", "toe-out-10"):
        content = (study / f"{condition}.c3d").read_bytes()
        arrived(clinic.visit, clinic.clinician, odd.get(condition, f"{condition}.c3d"), content, condition)


@pytest.mark.slow
def test_from_files_to_a_signed_target_and_a_pdf(ash, demo):
    filled(ash, demo / "study")
    analyse_visit("left", ash.visit.pk, no_progress)()
    (analysis,) = Analysis.everything.filter(visit=ash.visit)
    # The page has mass and height rounded, the demonstration those of the file: almost the same comes out.
    found, prepared = analysis.figures, prepared_figures()
    assert found.keys() == prepared.keys() and found["sentence"] == prepared["sentence"]
    for leg, other in zip(found["legs"], prepared["legs"], strict=True):
        for row, same in zip(leg["conditions"], other["conditions"], strict=True):
            assert row.keys() == same.keys() and row["change_deg"] == pytest.approx(same["change_deg"], abs=0.01)
            for peak, as_prepared in zip(row["peaks"], same["peaks"], strict=True):
                for name in ("mean", "low", "high"):
                    assert peak["peak"][name] == pytest.approx(as_prepared["peak"][name], rel=0.02)
    assert [name for name, _why in analysis.content["left_out"]] == ["walk.c3d"]
    told = json.loads(file_of(analysis, "prescription.json"))
    assert (told["person"], told["target_change_deg"], told["side"]) == ("New-one", -10, "left")
    browser = browser_of(ash.clinician)
    page = browser.get(reverse("prescription", args=[ash.visit.pk])).content.decode()
    assert "Turn the left foot 10° further inwards (to 6° toe-out)" in page and "SIMULATED" in page
    report = browser.get(reverse("full_report", args=[analysis.pk]))
    assert "New-one" in report.content.decode() and "sandbox" in report.headers["Content-Security-Policy"]
    prove(browser)
    assert browser.post(reverse("sign_target", args=[analysis.pk]), {"change": "-10"}).status_code == 302
    (target,) = Target.everything.filter(person=ash.person)
    sheet = browser.get(reverse("person_sheet", args=[target.pk])).content.decode()
    assert "left foot 10° further inwards" in sheet and "Ash-clinician" in sheet and "<svg" in sheet
    letter = browser.get(reverse("doctor_letter", args=[target.pk]))
    assert letter.headers["Content-Type"] == "application/pdf" and letter.content.startswith(b"%PDF-")
    assert len(letter.content) > 10_000


@pytest.mark.slow
def test_a_later_visit_is_compared_with_the_earlier_one(ash, demo):
    filled(ash, demo / "study")
    analyse_visit("left", ash.visit.pk, no_progress)()
    # The pseudonym was corrected since: it is still the same person.
    ash.person.pseudonym = "New-name"
    ash.person.save()
    later = Visit(person=ash.person, on=timezone.localdate() + dt.timedelta(days=42), purpose="control")
    later.save()
    for one in Recording.everything.filter(visit=ash.visit).exclude(condition=""):
        content = (demo / "study" / f"{one.condition}.c3d").read_bytes()
        arrived(later, ash.clinician, f"later-{one.condition}.c3d", content, one.condition)
    analyse_visit("left", later.pk, no_progress)()
    (analysis,) = Analysis.everything.filter(visit=later)
    assert analysis.figures["earlier"][0].startswith(f"SIMULATED. Since the earlier visit ({ash.visit.on})")
    page = browser_of(ash.clinician).get(reverse("prescription", args=[later.pk])).content.decode()
    assert "Since the earlier visit" in page


@pytest.mark.slow
def test_without_force_plates_there_are_angles_and_no_way_to_sign(ash, demo):
    import ezc3d

    ash.person.mass_kg, ash.person.height_cm = Decimal("55.3"), Decimal("172")
    ash.person.save()
    for condition in ("natural", "toe-in-10"):
        source = demo / "study" / f"{condition}.c3d"
        c3d = ezc3d.c3d(str(source))
        c3d["parameters"]["FORCE_PLATFORM"]["USED"]["value"] = [0]
        bare = demo / f"bare-{condition}.c3d"
        c3d.write(str(bare))
        arrived(ash.visit, ash.clinician, bare.name, bare.read_bytes(), condition)
    analyse_visit("left", ash.visit.pk, no_progress)()
    (analysis,) = Analysis.everything.filter(visit=ash.visit)
    assert not analysis.has_loads and "has no usable force plates" in analysis.figures["why_no_loads"]
    rows = {row["condition"]: row for row in analysis.figures["legs"][0]["conditions"]}
    assert rows["toe-in-10"]["change_deg"] == pytest.approx(-10, abs=0.5)
    page = browser_of(ash.clinician).get(reverse("prescription", args=[ash.visit.pk])).content.decode()
    assert "without force plates there is no prescription" in page
    assert reverse("sign_target", args=[analysis.pk]) not in page


def test_foot_sensors_give_steps_and_nothing_to_compare(ash, tmp_path):
    """Each file is told against the person's own mean in it."""
    for number, condition in enumerate(("natural", "toe-in-10")):
        folder = tmp_path / condition
        write_simulated_sensors(simulate_sensors(minutes=1.0, seed=number), folder)
        for file in sorted(folder.glob("*.csv")):
            if "truth" not in file.name:
                arrived(ash.visit, ash.clinician, file.name, file.read_bytes(), condition)
    analyse_visit("left", ash.visit.pk, no_progress)()
    (analysis,) = Analysis.everything.filter(visit=ash.visit)
    assert not analysis.has_loads and not analysis.figures["comparable"]
    assert [leg["side"] for leg in analysis.figures["legs"]] == ["left", "right"]
    for leg in analysis.figures["legs"]:
        assert [row["condition"] for row in leg["conditions"]] == ["natural", "toe-in-10"]
        assert all(row["steps"] > 5 and row["angle_deg"]["mean"] is None for row in leg["conditions"])
    page = browser_of(ash.clinician).get(reverse("prescription", args=[ash.visit.pk])).content.decode()
    assert "between two recordings nothing can be compared" in page and "%BW" not in page
    assert reverse("sign_target", args=[analysis.pk]) not in page


def test_a_film_gives_the_angles_that_were_measured_in_it(ash):
    """What a film says was measured by itself; without that it stays out, and the page says so."""
    mp4 = b"\x00\x00\x00\x18ftypmp42" + bytes(600)
    films = {c: arrived(ash.visit, ash.clinician, f"{c}.mp4", mp4 + c.encode(), c) for c in ("natural", "toe-in-10")}
    lone = arrived(ash.visit, ash.clinician, "unmeasured.mp4", mp4, "toe-in-5")
    for condition, angle in (("natural", 12.0), ("toe-in-10", 3.0)):
        steps = pd.DataFrame(
            {
                "recording": condition, "condition": condition, "side": ["left", "left"], "step": [1, 2], "used": True,
                "foot_progression_angle_deg": [angle, angle + 1], "reason": "",
            }
        )  # fmt: skip
        found = Measurement(
            person=ash.person, recording=films[condition], footwise_version="0", made_from="", usable=True
        )
        found.content = {"used_steps": 2}
        found.save()
        kept = MeasuredSteps(person=ash.person, measurement=found)
        kept.content = rows_of(steps)
        kept.save()
    analyse_visit("left", ash.visit.pk, no_progress)()
    (analysis,) = Analysis.everything.filter(visit=ash.visit)
    (leg,) = analysis.figures["legs"]
    assert [(row["condition"], row["change_deg"]) for row in leg["conditions"]] == [("natural", 0), ("toe-in-10", -9)]
    assert [lone.name, "not measured here"] in analysis.content["left_out"]
    page = browser_of(ash.clinician).get(reverse("prescription", args=[ash.visit.pk])).content.decode()
    assert "unmeasured.mp4 is not measured side by side" in page and "(−9.0°)" in page
