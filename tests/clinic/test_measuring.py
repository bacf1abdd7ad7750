"""A visit's recordings measure themselves once they are known; what was found goes where its recording goes."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.urls import reverse
from django.utils import translation
from tests.clinic.recorded import C3D, MOT, TRC, send, zipped
from tests.clinic.test_work import clinic as clinic_with_workers  # noqa: F401
from tests.clinic.test_work import walked, worked
from tests.clinic.world import browser_of
from tests.shared import cases

from footwise.clinic.audit import Actor, acting_as
from footwise.clinic.measuring import MeasuredSteps, Measurement, ask_for_what_is_ready, measure_recording, steps_table
from footwise.clinic.measuring.figures import rows_of, table_of
from footwise.clinic.measuring.ready import sources_of
from footwise.clinic.people import Consent, Person, Visit
from footwise.clinic.recordings import Recording, move, remove
from footwise.clinic.seal import Unsealable
from footwise.clinic.work import Job, JobState
from footwise.clinic.work.queue import end, take_one
from footwise.jobs import no_progress, simulate_sensors, write_simulated_sensors
from footwise.version import __version__


@pytest.fixture
def clinic(world):
    with acting_as(Actor("test")):
        yield world.ash


def say(one: Recording, **told) -> Recording:
    """Answer what is asked about a recording."""
    now = Recording.everything.get(pk=one.pk)
    for name, value in told.items():
        setattr(now, name, value)
    now.save()
    return now


def measured(one: Recording) -> Measurement:
    measure_recording(one.pk, no_progress)()
    Job.objects.filter(subject=one.pk).update(state="done")
    return Measurement.everything.filter(recording=one).first()


def another(clinic) -> Visit:
    """A visit of somebody else of the same clinic, who has agreed."""
    one = Person(
        site=clinic.site, pseudonym="OTHER", year_of_birth=1950, sex="male", affected_side="left",
        mass_kg=Decimal(80), height_cm=Decimal(180),
    )  # fmt: skip
    one.save()
    Consent(person=one, form_version="1", given_on=clinic.visit.on, noted_by=clinic.clinician).save()
    visit = Visit(person=one, on=clinic.visit.on, purpose="control")
    visit.save()
    return visit


def kept(clinic) -> tuple[Recording, Measurement]:
    """A recording with what it has said."""
    one = say(send(clinic, "walk.c3d", C3D), condition="natural")
    found = measured(one)
    with_steps = MeasuredSteps(person=clinic.person, measurement=found)
    with_steps.content = {"columns": ["side", "used"], "rows": [["left", True]]}
    with_steps.save()
    return one, found


@pytest.mark.requirement("R-070")
def test_what_was_found_keeps_its_version(clinic):
    _, found = kept(clinic)
    assert found.footwise_version == __version__


def test_what_is_wrong_with_a_file_is_a_result_that_the_page_tells(clinic):
    one = say(send(clinic, "walk.c3d", C3D), condition="natural")
    found = measured(one)
    assert not found.usable and found.content["trouble"].startswith("walk.c3d")
    page = browser_of(clinic.clinician).get(reverse("visit", args=[clinic.visit.pk])).content.decode()
    assert "cannot be used" in page and "walk.c3d: " in page and "0 of 1 can be used" in page


def test_measured_from_the_same_it_is_not_measured_again(clinic):
    one, _ = kept(clinic)
    before = Job.objects.filter(subject=one.pk).count()
    ask_for_what_is_ready(clinic.visit.pk)
    assert Job.objects.filter(subject=one.pk).count() == before
    # Another mass is another load.
    clinic.person.mass_kg = Decimal("80.5")
    clinic.person.save()
    ask_for_what_is_ready(clinic.visit.pk)
    assert Job.objects.filter(subject=one.pk).count() == before + 1


def test_what_it_is_measured_from_counts_and_its_name_does_not(clinic):
    walk = say(send(clinic, "walk.trc", TRC), condition="natural")
    forces, static = send(clinic, "f.mot", MOT), say(send(clinic, "s.trc", TRC + b"s"), condition="static")
    person, told = clinic.person, set()
    for changes, others in (
        ({}, [walk]), ({"forces_id": forces.pk}, [walk, forces]), ({}, [walk, static]), ({"foot": "left"}, [walk]),
    ):  # fmt: skip
        told.add(sources_of(say(walk, **{"forces_id": None, "foot": ""} | changes), others, person).fingerprint())
    assert len(told) == 4
    walk = say(walk, foot="", name="other.trc")
    assert sources_of(walk, [walk], person).fingerprint() in told
    sources = sources_of(say(walk, forces_id=forces.pk), [walk, forces, static], person)
    assert (sources.forces, sources.static) == (forces, static)


def test_a_moved_recording_takes_what_it_said_along_under_the_other_s_key(clinic):
    one, found = kept(clinic)
    visit, said = another(clinic), found.content
    move(Recording.everything.get(pk=one.pk), visit)
    (settings.HOME.keys / f"{clinic.person.pk}.key").unlink()
    now = Measurement.everything.get(pk=found.pk)
    assert now.person_id == visit.person_id and now.content == said
    assert steps_table(now)["side"].tolist() == ["left"]
    (settings.HOME.keys / f"{visit.person_id}.key").unlink()
    with pytest.raises(Unsealable):
        _ = Measurement.everything.get(pk=found.pk).content


def test_a_moved_walk_takes_its_forces_along(clinic):
    forces = send(clinic, "walk_grf.mot", MOT)
    walk = say(send(clinic, "walk.trc", TRC), condition="natural", forces_id=forces.pk)
    visit = another(clinic)
    move(Recording.everything.get(pk=walk.pk), visit)
    assert Recording.everything.get(pk=forces.pk).visit == visit
    # Forces that go alone leave a walk without them.
    move(Recording.everything.get(pk=forces.pk), clinic.visit)
    assert Recording.everything.get(pk=walk.pk).forces is None


@pytest.mark.parametrize("condition", ["natural", "toe-in-5"])
def test_the_page_says_why_a_visit_s_peaks_differ_a_little(clinic, condition):
    one, found = kept(clinic)
    say(one, condition=condition)
    side = {"used_steps": 1, "kam_peak1_pct_bwht": 3.0, "kam_peak2_pct_bwht": 1.83}
    found.content = found.content | {"trouble": "", "forces": True, "sides": {"left": side}}
    found.save()
    page = browser_of(clinic.clinician).get(reverse("measured", args=[one.pk])).content.decode()
    assert "1.83" in page and ("where they lie in natural walking" in page) is (condition != "natural")


@pytest.mark.parametrize("taken", [False, True])
def test_moved_away_and_back_it_is_measured_again_by_itself(clinic, taken):
    """Also where a worker was at it: nobody has cancelled anything."""
    one = say(send(clinic, "walk.c3d", C3D), condition="natural")
    measured(one)
    move(Recording.everything.get(pk=one.pk), another(clinic))
    Job.objects.exclude(subject=one.pk).update(state="done")
    job = take_one() if taken else Job.objects.get(subject=one.pk, state="waiting")
    move(Recording.everything.get(pk=one.pk), clinic.visit)
    newest = Job.objects.filter(subject=one.pk).order_by("asked_at").last()
    assert newest.state == "waiting" and not newest.cancel_asked and newest.pk != job.pk
    assert not end(job, JobState.DONE)
    page = browser_of(clinic.clinician).get(reverse("visit", args=[clinic.visit.pk])).content.decode()
    assert "was cancelled" not in page and "waits for its turn" in page


@pytest.mark.parametrize("what", ["moved", "deleted"])
def test_moved_or_deleted_while_it_is_measured_nothing_is_written(clinic, what):
    one = say(send(clinic, "walk.c3d", C3D), condition="natural")
    ask_for_what_is_ready(clinic.visit.pk)
    write = measure_recording(one.pk, no_progress)
    now = Recording.everything.get(pk=one.pk)
    if what == "moved":
        move(now, another(clinic))
    else:
        remove(now)
    write()
    assert not Measurement.everything.filter(recording=one).exists()
    states = set(Job.objects.filter(subject=one.pk).values_list("state", flat=True))
    # For the other person it is asked anew.
    assert states == ({"cancelled", "waiting"} if what == "moved" else {"cancelled"})


def test_a_file_that_goes_while_it_is_read_is_said(clinic):
    one = say(send(clinic, "walk.c3d", C3D), condition="natural")
    one.file.unlink()
    assert "moved or deleted meanwhile" in measured(one).content["trouble"]


def test_cancelled_it_is_left_alone_until_somebody_says_again(clinic):
    one = say(send(clinic, "walk.c3d", C3D), condition="natural")
    ask_for_what_is_ready(clinic.visit.pk)
    browser, back = browser_of(clinic.clinician), reverse("visit", args=[clinic.visit.pk]) + "#recordings"
    assert browser.post(reverse("cancel_measuring", args=[one.pk]), {"back": back}).url == back
    assert "was cancelled" in browser.get(back).content.decode()
    ask_for_what_is_ready(clinic.visit.pk)
    assert not Job.objects.filter(subject=one.pk, state="waiting").exists()
    assert browser.post(reverse("measure", args=[one.pk]), {"back": "https://evil.example/visits/"}).url.endswith(
        "/measured/"
    )
    assert Job.objects.filter(subject=one.pk, state="waiting").exists()


def test_a_foot_that_no_file_says_is_asked_and_the_answer_measures_it(clinic, tmp_path):
    write_simulated_sensors(simulate_sensors(minutes=0.5), tmp_path / "feet")
    table = next(file for file in sorted((tmp_path / "feet").glob("*.csv")) if "left" in file.name)
    one = say(send(clinic, "DOT_12.csv", table.read_bytes()), condition="natural")
    found = measured(one)
    browser = browser_of(clinic.clinician)
    assert found.content["asks"] == ["side"] and not found.usable
    page = browser.get(reverse("visit", args=[clinic.visit.pk])).content.decode()
    assert "On which foot was the sensor?" in page
    browser.post(reverse("save_answers", args=[clinic.visit.pk]), {f"foot-{one.pk}": "left"})
    assert Job.objects.filter(subject=one.pk, state="waiting").count() == 1
    found = measured(one)
    told = found.content
    assert found.usable and told["measured_by"] == "foot sensor" and set(told["sides"]) == {"left"}
    # A sensor knows no angle but against the person's own mean, and no load.
    assert "foot_progression_angle_deg" not in told["sides"]["left"] and not told["forces"]
    page = browser.get(reverse("measured", args=[one.pk])).content.decode()
    assert "nothing is prescribed from it" in page


def test_a_film_that_is_none_is_refused_in_a_sentence(clinic):
    one = say(send(clinic, "walk.mp4", b"\x00\x00\x00\x20ftypisom" + bytes(400)), condition="natural")
    found = measured(one)
    assert one.kind == "film" and found.content["trouble"].startswith("walk.mp4") and not found.usable


def test_without_the_extra_for_films_the_page_says_what_is_missing(clinic, monkeypatch):
    from footwise import extras

    monkeypatch.setattr(extras, "_is_there", lambda package: False)
    monkeypatch.delitem(__import__("sys").modules, "av", raising=False)
    one = say(send(clinic, "walk.mp4", b"\x00\x00\x00\x20ftypisom" + bytes(400)), condition="natural")
    assert "footwise[video]" in measured(one).content["trouble"]


@pytest.mark.parametrize(("language", "written"), [("en-gb", "\N{MINUS SIGN}6.5"), ("de", "\N{MINUS SIGN}6,5")])
def test_a_foot_turned_in_has_a_minus_sign_in_the_reader_s_language(language, written):
    with translation.override(language):
        assert Template("{% load minus %}{{ deg|floatformat:1|minus }}").render(Context({"deg": -6.5})) == written


def test_a_table_of_steps_comes_back_as_it_was():
    import numpy as np
    import pandas as pd

    steps = pd.DataFrame(
        {"side": ["left", "right"], "step": [1, 2], "foot_progression_angle_deg": [5.25, np.nan], "used": [True, False],
         "reason": ["", "cut"]}
    )  # fmt: skip
    pd.testing.assert_frame_equal(table_of(rows_of(steps)), steps)


@pytest.mark.shared
def test_markers_and_forces_in_two_files_are_measured_together(clinic):
    clinic.person.mass_kg, clinic.person.height_cm = Decimal(77), Decimal(175)
    clinic.person.save()
    forces, walk = (send(clinic, name, (cases() / name).read_bytes()) for name in ("walk_grf.mot", "walk.trc"))
    alone = measured(say(walk, condition="natural"))
    both = measured(say(walk, condition="natural", forces_id=forces.pk))
    assert not alone.content["forces"] and both.content["forces"] and alone.made_from != both.made_from
    # As README.md of the cases says.
    left = both.content["sides"]["left"]
    assert left["foot_progression_angle_deg"] == pytest.approx(2.9, abs=0.1)
    assert left["kam_peak1_pct_bwht"] == pytest.approx(1.23, abs=0.02)


def test_from_an_archive_to_its_steps_by_a_worker(clinic_with_workers, treadmill_c3d):  # noqa: F811
    clinic = clinic_with_workers
    walked(clinic, treadmill_c3d)
    archive = send(clinic, "visit.zip", zipped({"K/NW/walk.c3d": Path(treadmill_c3d).read_bytes()}))
    assert worked(Job.objects.get(subject=archive.pk)).state == "done"
    assert not archive.file.exists()
    (one,) = Recording.everything.filter(unpacked_from=archive)
    browser = browser_of(clinic.clinician)
    browser.post(reverse("save_answers", args=[clinic.visit.pk]), {f"condition-{one.pk}": one.guess})
    assert worked(Job.objects.get(subject=one.pk)).state == "done"
    found = Measurement.everything.get(recording=one)
    assert found.usable and found.content["sides"]["left"]["used_steps"] > 3
    table = steps_table(found)
    assert set(table["condition"]) == {"natural"} and set(table["recording"]) == {"walk"}
    page = browser.get(reverse("visit", args=[clinic.visit.pk])).content.decode()
    assert "steps can be used" in page and "%BW·ht" in page


def test_the_worker_measures_by_the_function_of_a_batch():
    from footwise import jobs
    from footwise.clinic.measuring import figures, measure
    from footwise.jobs import one_recording

    assert measure.measure_one_recording is jobs.measure_one_recording is one_recording.measure_one_recording
    assert (figures.MARKERS, figures.SENSOR) == (one_recording.MARKERS, one_recording.SENSOR)
