"""A clinician's path: today, a person, consent, a visit, and two who edit at once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.clinic.world import browser_of

from footwise.clinic.accounts import Membership, Role
from footwise.clinic.audit import Actor, acting_as
from footwise.clinic.people import Consent, Person, Visit

SCRIPT = "<script>alert(1)</script>"
BODY = {"year_of_birth": 1950, "sex": "male", "affected_side": "right", "mass_kg": "80.5", "height_cm": 180}


def person_form(world, **changes):
    return {"site": world.ash.site.pk, "pseudonym": "K-017", **BODY, **changes}


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def browser(world):
    return browser_of(world.ash.clinician)


def test_from_a_new_person_to_a_visit_today(world, browser):
    answer = browser.post("/people/add/", person_form(world), follow=True)
    assert "K-017" in text(answer) and "No consent is in force" in text(answer)
    person = Person.everything.get(pseudonym="K-017")
    browser.post(reverse("add_consent", args=[person.pk]), {"form_version": "2026-01", "given_on": "2026-01-05"})
    page = text(browser.get(reverse("person", args=[person.pk])))
    assert "No consent is in force" not in page and "2026-01" in page and "80.5 kg" in page
    today = timezone.localdate()
    answer = browser.post(reverse("add_visit", args=[person.pk]), {"on": today, "purpose": "measurement"}, follow=True)
    assert answer.status_code == 200 and "K-017" in text(answer)
    assert "K-017" in text(browser.get("/"))


def test_today_stands_in_the_forms_already(world, browser):
    for name in ("add_consent", "add_visit"):
        page = text(browser.get(reverse(name, args=[world.ash.person.pk])))
        assert f'value="{timezone.localdate().isoformat()}"' in page


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("pseudonym", "A-PERSON-ash", "There is a person with this pseudonym in your clinic already."),
        ("pseudonym", "Maria Muster", "Letters, digits, point, hyphen and underscore only."),
        ("pseudonym", SCRIPT, "Letters, digits, point, hyphen and underscore only."),
        ("pseudonym", "'; DROP TABLE people_person; --", "Letters, digits, point, hyphen and underscore only."),
        ("year_of_birth", "2020", "years old."),
        ("year_of_birth", "1850", "years old."),
        ("mass_kg", "7", "greater than or equal to 25"),
        ("mass_kg", "NaN", "Enter a number."),
        ("height_cm", "1.7", "greater than or equal to 100"),
        ("height_cm", "1.64", "In cm, such as 164."),
        ("sex", SCRIPT, "is not one of the available choices"),
        ("affected_side", "", "This field is required."),
    ],
)
def test_what_cannot_be_is_asked_again_with_the_reason(world, browser, field, value, said):
    answer = browser.post("/people/add/", person_form(world, **{field: value}))
    assert answer.status_code == 200 and said in text(answer)
    assert SCRIPT not in text(answer)
    assert Person.everything.count() == 2


def test_another_clinic_s_pseudonym_is_free(world, browser):
    """And nobody learns by trying that it is taken there."""
    browser.post("/people/add/", person_form(world, pseudonym=world.birch.person.pseudonym))
    assert Person.everything.filter(pseudonym=world.birch.person.pseudonym).count() == 2


def test_nobody_is_added_to_another_clinic(world, browser):
    answer = browser.post("/people/add/", person_form(world, site=world.birch.site.pk))
    assert answer.status_code == 200 and Person.everything.count() == 2


def test_a_person_added_twice_is_asked_about(world, browser):
    same = person_form(world, pseudonym="TWIN", year_of_birth=1958, sex="female", affected_side="left", height_cm=164.5)
    answer = browser.post("/people/add/", same)
    assert "Somebody here looks the same" in text(answer) and world.ash.person.pseudonym in text(answer)
    assert not Person.everything.filter(pseudonym="TWIN").exists()
    browser.post("/people/add/", {**same, "somebody_else": "on"})
    assert Person.everything.filter(pseudonym="TWIN").exists()


def test_one_who_looks_like_somebody_of_another_clinic_is_not_asked_about(world, browser):
    with acting_as(Actor("test")):
        Person(site=world.birch.site, pseudonym="B2", **{**BODY, "height_cm": 200}).save()
    browser.post("/people/add/", person_form(world, height_cm=200))
    assert Person.everything.filter(pseudonym="K-017").exists()


def test_of_two_who_edit_the_second_is_shown_both_and_may_save_then(world, browser):
    where = reverse("edit_person", args=[world.ash.person.pk])
    form = {"pseudonym": world.ash.person.pseudonym, "year_of_birth": 1958, "sex": "female", "affected_side": "left"}
    opened = {**form, "mass_kg": 71, "height_cm": 164, "version": world.ash.person.version}
    assert browser.post(where, {**opened, "mass_kg": 75}).status_code == 302
    answer = browser.post(where, {**opened, "mass_kg": 68})
    page = text(answer)
    assert answer.status_code == 409 and "Somebody else has changed this meanwhile" in page
    assert "75.0" in page and "68" in page
    assert Person.everything.get(pk=world.ash.person.pk).mass_kg == 75
    version = answer.context["form"]["version"].value()
    assert browser.post(where, {**opened, "mass_kg": 68, "version": version}).status_code == 302
    assert Person.everything.get(pk=world.ash.person.pk).mass_kg == 68


def test_a_consent_is_withdrawn_once_and_the_person_s_page_says_so(world, browser):
    where = reverse("withdraw_consent", args=[world.ash.consent.pk])
    today = timezone.localdate()
    early = {"withdrawn_on": today - dt.timedelta(days=1), "version": world.ash.consent.version}
    assert "before the day on which it was signed" in text(browser.post(where, early))
    answer = browser.post(where, {**early, "withdrawn_on": today}, follow=True)
    assert "No consent is in force" in text(answer) and "withdrawn on" in text(answer)
    assert browser.get(where).status_code == 404


def test_a_day_to_come_is_no_day_of_a_signature(world, browser):
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    where = reverse("add_consent", args=[world.ash.person.pk])
    assert "still to come" in text(browser.post(where, {"form_version": "x", "given_on": tomorrow}))
    assert Consent.everything.filter(person=world.ash.person).count() == 1


def test_who_comes_without_consent_or_was_lost_needs_attention(world, browser):
    today = timezone.localdate()
    with acting_as(Actor("test")):
        coming = Person(site=world.ash.site, pseudonym="COMING", **BODY)
        coming.save()
        Visit(person=coming, on=today + dt.timedelta(days=3), purpose="control").save()
        lost = Person(site=world.ash.site, pseudonym="LOST", added_at=timezone.now() - dt.timedelta(days=200), **BODY)
        lost.save()
        Visit(person=lost, on=today - dt.timedelta(days=120), purpose="control").save()
        fine = Person(site=world.ash.site, pseudonym="FINE", added_at=lost.added_at, **BODY)
        fine.save()
        Visit(person=fine, on=today + dt.timedelta(days=30), purpose="control").save()
    found = {str(one.person): one.why for one in browser.get("/").context["needy"].shown}
    assert found.pop(world.ash.person.pseudonym).startswith("the last practice that is known was on")
    assert set(found) == {"COMING", "LOST"}
    assert "has not signed" in found["COMING"] and "no visit in the last 90 days" in found["LOST"]


def test_people_are_found_by_a_part_of_the_pseudonym(world, browser):
    assert world.ash.person.pseudonym in text(browser.get("/people/", {"find": "ash"}))
    page = text(browser.get("/people/", {"find": SCRIPT}))
    assert SCRIPT not in page and world.ash.person.pseudonym not in page
    assert browser.get("/people/", {"page": "999"}).status_code == 200


@pytest.mark.parametrize("where", ["/", "/people/", "/account/team/"])
def test_more_people_cost_no_more_questions_to_the_database(world, where):
    with acting_as(Actor("test")):
        Membership(user=world.ash.clinician, site=world.ash.site, role=Role.ADMINISTRATOR).save()
        browser = browser_of(world.ash.clinician)
        browser.get(where)
        with CaptureQueriesContext(connection) as few:
            browser.get(where)
        for number in range(12):
            person = Person(site=world.ash.site, pseudonym=f"P-{number}", **BODY)
            person.save()
            Visit(person=person, on=timezone.localdate(), purpose="control").save()
        with CaptureQueriesContext(connection) as many:
            browser.get(where)
    assert len(many) <= len(few) + 1 <= 30


def test_who_is_in_two_clinics_sees_both(world):
    with acting_as(Actor("test")):
        Membership(user=world.ash.clinician, site=world.birch.site, role=Role.CLINICIAN).save()
    page = text(browser_of(world.ash.clinician).get("/people/"))
    assert world.ash.person.pseudonym in page and world.birch.person.pseudonym in page


def test_a_clinician_here_and_assessor_there_changes_nothing_there(world):
    with acting_as(Actor("test")):
        Membership(user=world.ash.clinician, site=world.birch.site, role=Role.ASSESSOR).save()
    browser = browser_of(world.ash.clinician)
    page = browser.get(reverse("person", args=[world.birch.person.pk]))
    assert page.status_code == 200 and "form-Birch" not in text(page)
    for name in ("edit_person", "add_consent", "add_visit"):
        assert browser.get(reverse(name, args=[world.birch.person.pk])).status_code == 404
    assert browser.get(reverse("visit", args=[world.birch.visit.pk])).status_code == 404
