"""What a visit's page asks about its recordings, how it is answered, and what follows: with and without a script."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.clinic.recorded import C3D, MOT, TABLE, TRC, send, zipped
from tests.clinic.test_pages import Page
from tests.clinic.world import browser_of

from footwise.clinic.audit import Actor, acting_as
from footwise.clinic.measuring import measure_recording
from footwise.clinic.people import Consent, Person
from footwise.clinic.recordings import Recording, remove
from footwise.clinic.work import Job
from footwise.jobs import no_progress


@pytest.fixture
def browser(world):
    return browser_of(world.ash.clinician)


@pytest.fixture
def clinic(world):
    return world.ash


def page_of(browser, clinic) -> str:
    return browser.get(reverse("visit", args=[clinic.visit.pk])).content.decode()


def chosen(page: str, name: str) -> str:
    """What a select on a page shows."""
    inside = page.partition(f'name="{name}"')[2].partition("</select>")[0]
    selected = [part for part in inside.split("<option ")[1:] if " selected" in part.partition(">")[0]]
    return selected[0].partition('value="')[2].partition('"')[0] if selected else ""


def answer(browser, clinic, **told):
    return browser.post(reverse("save_answers", args=[clinic.visit.pk]), told)


def jobs() -> set:
    return set(Job.objects.filter(kind="measure").values_list("subject", flat=True))


def test_a_guess_is_shown_as_a_guess_and_one_click_confirms_all(clinic, browser):
    toe_in, natural = send(clinic, "TI10.c3d", C3D + b"1"), send(clinic, "walk.c3d", C3D + b"2", folder="K/NW/walk.c3d")
    page = page_of(browser, clinic)
    assert page.count("a guess by its name") == 2 and page.count("waits for your answer") == 3
    told = {f"condition-{one.pk}": chosen(page, f"condition-{one.pk}") for one in (toe_in, natural)}
    assert list(told.values()) == ["toe-in-10", "natural"]
    # Nothing is measured of what nobody has confirmed.
    assert jobs() == set() and Recording.everything.get(pk=toe_in.pk).condition == ""
    where = reverse("visit", args=[clinic.visit.pk])
    assert answer(browser, clinic, **told).url == f"{where}#recordings"
    assert jobs() == {toe_in.pk, natural.pk}
    page = page_of(browser, clinic)
    assert "a guess by its name" not in page and page.count("waits for its turn") == 2
    assert chosen(page, f"condition-{toe_in.pk}") == "toe-in-10"


def test_one_answer_for_all_that_have_none(clinic, browser):
    first, second = send(clinic, "a.c3d", C3D + b"1"), send(clinic, "b.c3d", C3D + b"2")
    answer(browser, clinic, **{f"condition-{first.pk}": "natural"})
    answer(browser, clinic, **{"condition-rest": "toe-out-5", "rest": "yes", f"condition-{first.pk}": "natural"})
    said = dict(Recording.everything.filter(visit=clinic.visit).values_list("name", "condition"))
    assert (said["a.c3d"], said["b.c3d"]) == ("natural", "toe-out-5")
    assert jobs() >= {first.pk, second.pk}


@pytest.mark.parametrize("told", ["toe-in-90", "<script>", "' OR 1=1 --", ""])
def test_what_is_no_answer_changes_nothing(clinic, browser, told):
    one = send(clinic, "walk.c3d", C3D)
    answer(browser, clinic, **{f"condition-{one.pk}": told, f"foot-{one.pk}": told or "both", f"forces-{one.pk}": told})
    now = Recording.everything.get(pk=one.pk)
    assert (now.condition, now.foot, now.forces_id) == ("", "", None) and jobs() == set()


def test_of_two_who_answer_the_second_is_told_and_overwrites_nothing(clinic, browser):
    one = send(clinic, "walk.c3d", C3D)
    seen = {f"version-{one.pk}": one.version}
    answer(browser, clinic, **seen, **{f"condition-{one.pk}": "natural"})
    where = reverse("save_answers", args=[clinic.visit.pk])
    page = browser.post(where, seen | {f"condition-{one.pk}": "toe-in-5"}, follow=True).content.decode()
    assert "Somebody else has changed walk.c3d meanwhile, which now says: natural walking." in page
    assert Recording.everything.get(pk=one.pk).condition == "natural"


def test_nobody_answers_about_another_visit_s_recording(world, browser):
    birch = world.birch.recording
    answer(browser, world.ash, **{f"condition-{birch.pk}": "natural"})
    assert Recording.everything.get(pk=birch.pk).condition == ""


def test_markers_find_their_forces_and_each_says_what_it_lacks(clinic, browser):
    forces = send(clinic, "walk1_grf.mot", MOT)
    assert "The markers of the same walk (TRC) are missing" in page_of(browser, clinic)
    walk, alone = send(clinic, "walk1.trc", TRC), send(clinic, "walk2.trc", TRC + b"2")
    page = page_of(browser, clinic)
    assert chosen(page, f"forces-{walk.pk}") == str(forces.pk) and chosen(page, f"forces-{alone.pk}") == ""
    assert page.count("only foot angles can be measured") == 1
    told = {f"condition-{walk.pk}": "natural", f"forces-{walk.pk}": str(forces.pk)}
    answer(browser, clinic, **told, **{f"condition-{alone.pk}": "toe-in-5", f"forces-{alone.pk}": "none"})
    assert Recording.everything.get(pk=walk.pk).forces_id == forces.pk
    assert Recording.everything.get(pk=alone.pk).forces_id is None
    assert jobs() == {walk.pk, alone.pk} and "the forces of walk1.trc" in page_of(browser, clinic)
    # Those of the other come later: the page says so, and it is measured anew with them.
    late = send(clinic, "walk2_forces.sto", MOT + b"2")
    assert "walk2_forces.sto seems to hold its forces" in page_of(browser, clinic)
    Job.objects.filter(subject=alone.pk).update(state="done")
    answer(browser, clinic, **{f"forces-{alone.pk}": str(late.pk)})
    assert Job.objects.filter(subject=alone.pk, state="waiting").count() == 1


def test_a_foot_is_asked_for_where_no_name_says_it(clinic, browser):
    named, nameless = send(clinic, "RF.csv", TABLE), send(clinic, "DOT_12.csv", TABLE + b"1,0,0,9.8,0,0,0\n")
    page = page_of(browser, clinic)
    assert f'name="foot-{nameless.pk}"' in page and f'name="foot-{named.pk}"' not in page
    answer(browser, clinic, **{f"foot-{nameless.pk}": "left", f"condition-{nameless.pk}": "natural"})
    assert Recording.everything.get(pk=nameless.pk).foot == "left" and jobs() == {nameless.pk}
    assert chosen(page_of(browser, clinic), f"foot-{nameless.pk}") == "left"


def test_standing_still_is_no_walk_and_serves_the_walks(clinic, browser):
    static, walk = send(clinic, "Static 01.c3d", C3D + b"s"), send(clinic, "walk.c3d", C3D + b"w")
    answer(browser, clinic, **{f"condition-{static.pk}": "static", f"condition-{walk.pk}": "natural"})
    assert jobs() == {walk.pk} and "the standing trial of this visit" in page_of(browser, clinic)


def test_the_way_says_the_next_thing_to_do_and_what_is_missing(clinic, browser):
    page = page_of(browser, clinic)
    assert "Questions left: 1" in page and page.count('aria-current="step"') == 1
    toe_in = send(clinic, "TI5.c3d", C3D + b"1")
    answer(browser, clinic, **{f"condition-{toe_in.pk}": "toe-in-5", f"condition-{clinic.recording.pk}": "other"})
    page = page_of(browser, clinic)
    assert "A recording of natural walking is missing" in page and "0 of 1 can be used" in page
    # The target is of the visit's earlier recordings: what was compared holds no longer.
    done = re.findall(r'<li class="done"[^>]*><span>([^<]+)', page)
    said = ["Consent is in force", "Recordings are here", "How the person walked in each is said"]
    assert done == [*said, "A target is signed"]
    answer(browser, clinic, **{f"condition-{toe_in.pk}": "natural"})
    assert "Only natural walking is here" in page_of(browser, clinic)


def test_while_a_zip_is_unpacked_the_way_says_so(clinic, browser):
    with acting_as(Actor("test")):
        for one in Recording.everything.filter(visit=clinic.visit):
            remove(one)
    assert "Drop them below." in page_of(browser, clinic)
    send(clinic, "study.zip", zipped({"natural.c3d": C3D}))
    page = page_of(browser, clinic)
    assert "Drop them below." not in page and "study.zip: waits for its turn" in page
    Job.objects.filter(kind="unpack").update(state="running")
    assert "study.zip: being unpacked" in page_of(browser, clinic)


def test_without_a_consent_the_answers_are_kept_and_nothing_is_measured(clinic, browser):
    one = send(clinic, "NW.c3d", C3D)
    with acting_as(Actor("test")):
        consent = Consent.everything.get(pk=clinic.consent.pk)
        consent.withdrawn_on = consent.given_on
        consent.save()
    answer(browser, clinic, **{f"condition-{one.pk}": "natural"})
    assert Recording.everything.get(pk=one.pk).condition == "natural" and jobs() == set()


def test_the_page_s_script_is_told_how_far_each_is_and_reads_nothing(clinic, browser):
    from footwise.clinic.audit import Entry

    one = send(clinic, "NW.c3d", C3D)
    where = reverse("visit_state", args=[clinic.visit.pk])
    before = Entry.objects.count()
    told = browser.get(where).json()
    assert told["recordings"][str(one.pk)]["words"] == "waits for your answer"
    assert told["recordings"][str(clinic.arriving.pk)]["words"] == "arriving, 0 %" and told["live"]
    assert Entry.objects.count() == before
    answer(browser, clinic, **{f"condition-{one.pk}": "natural"})
    later = browser.get(where).json()
    assert later["stamp"] != told["stamp"] and later["recordings"][str(one.pk)]["key"] == "waits"
    assert f'data-stamp="{later["stamp"]}"' in page_of(browser, clinic)


def test_a_list_asks_as_often_for_many_as_for_one(clinic, browser):
    send(clinic, "walk 0.c3d", C3D)
    page_of(browser, clinic)
    with CaptureQueriesContext(connection) as few:
        page_of(browser, clinic)
    for number in range(1, 9):
        send(clinic, f"walk {number}.trc", TRC + bytes([number]))
    with CaptureQueriesContext(connection) as many:
        page = page_of(browser, clinic)
    assert len(many) == len(few)
    read = Page(page)
    assert read.troubles == [] and [one for one in read.fields if one.get("id") not in read.labels] == []


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "name",
    ["<img src=x onerror=alert(1)>.c3d", "=cmd|'calc'!A1.c3d", "\u202egpj.c3d", "CON.c3d", "aux", "..", "a\tb\nc.c3d",
     "'; DROP TABLE people_person; --.c3d", "{{ settings.SECRET_KEY }}.c3d", "%s%n.c3d", "Ä" * 300 + ".c3d"],
)  # fmt: skip
def test_a_hostile_name_is_only_a_name(clinic, browser, name):
    one = send(clinic, name, C3D, folder=f"{name}/{name}")
    page = page_of(browser, clinic)
    assert "<img src=x" not in page and Page(page).troubles == [] and settings.SECRET_KEY not in page
    assert len(one.name) <= 121 and len(one.folder) <= 200 and "\u202e" not in page
    assert one.name.split(".")[0].upper() not in ("CON", "AUX")
    answer(browser, clinic, **{f"condition-{one.pk}": "natural"})
    assert browser.get(reverse("recording", args=[one.pk])).status_code == 200


def test_what_waits_without_being_asked_for_can_be_begun_and_what_changed_is_told(clinic, browser):
    one = send(clinic, "NW.c3d", C3D)
    with acting_as(Actor("test")):
        now = Recording.everything.get(pk=one.pk)
        now.condition = "natural"
        now.save()
    page = page_of(browser, clinic)
    button = f'formaction="{reverse("measure", args=[one.pk])}"'
    assert "waits to be measured" in page and button in page
    with acting_as(Actor("test")):
        measure_recording(one.pk, no_progress)()
    Job.objects.all().update(state="done")
    assert button not in page_of(browser, clinic)
    with acting_as(Actor("test")):
        person = Person.everything.get(pk=clinic.person.pk)
        person.mass_kg += 1
        person.save()
    page = page_of(browser, clinic)
    assert "What it was measured from has changed since" in page and button in page


def test_a_corrected_mass_is_measured_with_by_itself(clinic, browser):
    one = send(clinic, "NW.c3d", C3D)
    answer(browser, clinic, **{f"condition-{one.pk}": "natural"})
    with acting_as(Actor("test")):
        measure_recording(one.pk, no_progress)()
    Job.objects.all().update(state="done")
    person = clinic.person
    form = {
        "pseudonym": person.pseudonym, "year_of_birth": person.year_of_birth, "sex": person.sex,
        "affected_side": person.affected_side, "mass_kg": person.mass_kg, "height_cm": person.height_cm,
    }  # fmt: skip
    where = reverse("edit_person", args=[person.pk])
    other_knee = {"affected_side": "right" if person.affected_side == "left" else "left"}
    assert browser.post(where, form | other_knee | {"version": person.version}).status_code == 302
    assert Job.objects.filter(subject=one.pk, state="waiting").count() == 0
    version = Person.everything.get(pk=person.pk).version
    assert browser.post(where, form | {"mass_kg": person.mass_kg + 1, "version": version}).status_code == 302
    assert Job.objects.filter(subject=one.pk, state="waiting").count() == 1


def test_of_a_film_it_is_said_at_once_what_cannot_be(clinic, browser, monkeypatch):
    from footwise.clinic.measuring import rows

    send(clinic, "walk.mp4", b"\x00\x00\x00\x20ftypisom" + bytes(100))
    monkeypatch.setattr(rows, "films_can_be_measured", lambda: True)
    assert "one from front or back steps and no foot angle" in page_of(browser, clinic)
    monkeypatch.setattr(rows, "films_can_be_measured", lambda: False)
    assert "can install the extra [video]" in page_of(browser, clinic)
