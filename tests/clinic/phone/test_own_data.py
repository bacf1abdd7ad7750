"""A person's own will: a pause, all of their own data and nobody else's, withdrawal, and leaving with a phone."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from tests.clinic.phone.phones import ask, phone_of, send
from tests.clinic.phone.test_packets import sent_all, work
from tests.clinic.phone.walks import DAY_MS, answer, packets_of, request_of
from tests.clinic.world import browser_of

from footwise.clinic.audit import Actor, Entry, acting_as
from footwise.clinic.outcomes import TreatmentConcern, who_needs_attention
from footwise.clinic.outcomes.attention import Kind
from footwise.clinic.outcomes.models import Practice
from footwise.clinic.people import Consent, Person
from footwise.clinic.phone import HomeSession, Phone


@pytest.fixture(autouse=True)
def no_tries():
    cache.clear()


def kinds_of(user, person) -> dict[Kind, str]:
    with acting_as(Actor("test")):
        shown = who_needs_attention(user).shown
        return {one.kind: one.why for needy in shown if needy.person.pk == person.pk for one in needy.reasons}


def say(browser, days_ago: float = 0.0, **told) -> None:
    now = 1.8e12
    packet = {**packets_of([answer(**told)])[0], "wall_ms": now - days_ago * DAY_MS, "page": "before"}
    sent_all(browser, [packet], wall_ms=now)
    work()


def test_a_pause_is_told_to_the_clinic_and_ends(world):
    ash, browser = world.ash, phone_of(world.ash)
    say(browser, question="pause", days=7, why=["pain", "away"])
    until = (timezone.localdate() + dt.timedelta(days=7)).isoformat()
    assert ask(browser, "practice_course").json()["pause"] == {
        "since": timezone.localdate().isoformat(), "until": until, "why": ["pain", "away"],
    }  # fmt: skip
    assert "because of pain" in kinds_of(ash.clinician, ash.person)[Kind.PAUSED]
    assert Kind.PAUSED not in kinds_of(ash.assessor, ash.person)
    page = browser_of(ash.clinician).get(f"/people/{ash.person.pk}/phone/").content.decode()
    assert "The person pauses until" in page and "away from home" in page
    # What was said before it, and comes later, does not end it.
    say(browser, days_ago=2, question="pause", days=0, why=[])
    assert ask(browser, "practice_course").json()["pause"]["until"] == until
    say(browser, question="pause", days=0, why=[])
    assert ask(browser, "practice_course").json()["pause"] is None
    assert Kind.PAUSED not in kinds_of(ash.clinician, ash.person)


def test_a_pause_that_is_over_is_shown_no_more_and_meanwhile_nobody_wonders(world):
    ash, browser = world.ash, phone_of(world.ash)
    with acting_as(Actor("test")):
        Practice.everything.filter(person=ash.person).update(day=timezone.localdate() - dt.timedelta(days=20))
    assert Kind.PRACTICE_STOPPED in kinds_of(ash.clinician, ash.person)
    say(browser, days_ago=3, question="pause", days=7, why=[])
    found = kinds_of(ash.clinician, ash.person)
    assert Kind.PAUSED in found and Kind.PRACTICE_STOPPED not in found
    say(browser, days_ago=2, question="pause", days=1, why=[])
    found = kinds_of(ash.clinician, ash.person)
    assert Kind.PAUSED not in found and Kind.PRACTICE_STOPPED in found
    assert ask(browser, "practice_course").json()["pause"] is None


@pytest.mark.parametrize("days", [-1, 61, 2.5, "7", None, True])
def test_a_pause_of_no_days_that_anybody_can_mean_is_none(world, days):
    browser = phone_of(world.ash)
    say(browser, question="pause", days=days, why=[])
    assert ask(browser, "practice_course").json()["pause"] is None


@pytest.mark.parametrize("wish", ["keep", "delete"])
def test_a_withdrawal_holds_at_once_and_deletes_nothing(world, wish):
    ash, browser = world.ash, phone_of(world.ash)
    practised = Practice.everything.filter(person=ash.person).count()
    packets = packets_of([answer("withdraw", wish=wish)])
    assert sent_all(browser, packets)[0]["state"] == "taken"
    assert not Consent.in_force(ash.person.pk) and Consent.in_force(world.birch.person.pk)
    # No worker has seen it yet, and nothing more is taken.
    later = packets_of([answer("pain", rating=3, place="overall")])
    assert send(browser, "practice_packets", request_of(later)).json() == {"trouble": "no consent"}
    told = ask(browser, "practice_course").json()
    assert told["agreed"] is False and told["asked"] is None
    why = kinds_of(ash.clinician, ash.person)[Kind.WITHDREW]
    assert ("asks for deletion" in why) == (wish == "delete")
    assert Practice.everything.filter(person=ash.person).count() == practised
    assert Person.everything.filter(pk=ash.person.pk, binned_at__isnull=True).exists()
    with acting_as(Actor("test")):
        entry = Entry.objects.filter(object_id=str(ash.consent.pk)).order_by("-number").first()
    assert entry.actor.startswith("phone ")
    work()
    # Whoever signs again is on the list no more.
    with acting_as(Actor("test")):
        Consent(person=ash.person, form_version="2", given_on=timezone.localdate(), noted_by=ash.clinician).save()
    assert Kind.WITHDREW not in kinds_of(ash.clinician, ash.person)
    assert ask(browser, "practice_course").json()["agreed"] is True


def test_the_clinic_s_list_says_it_before_everything_but_a_stop(world):
    ash = world.ash
    with acting_as(Actor("test")):
        for kind, content in (("withdrew", {"wish": "keep"}), ("stopped", {"why": "fall"})):
            row = TreatmentConcern(person=ash.person, kind=kind, since=timezone.localdate())
            row.content = content
            row.save()
        Consent.everything.filter(person=ash.person).update(withdrawn_on=timezone.localdate())
    assert list(kinds_of(ash.clinician, ash.person))[:2] == [Kind.TOLD_TO_STOP, Kind.WITHDREW]


def test_what_is_taken_along_is_all_of_one_s_own_and_nobody_else_s(world):
    ash, browser = world.ash, phone_of(world.ash)
    say(browser, question="pain", rating=4, place="medial")
    say(browser, question="hindered", why=["weather"])
    told = ask(browser, "practice_mine")
    assert told.status_code == 200
    text, mine = told.content.decode(), told.json()
    data = mine["data"]
    days = [(one["day"], one["what"], one["rating"]) for one in data["pain"]]
    assert (timezone.localdate().isoformat(), "left medial", 4.0) in days
    assert {one["what"] for one in data["practice"]} and data["forms"][0]["answers"] and data["visits"]
    assert data["targets"][0]["change_deg"] == ash.target.change_deg
    assert data["hindered"][0]["why"] == ["weather"]
    # The letter that the person carries to their doctor is among it, as is all that is to be read.
    letter = data["letters"][0]
    assert ash.person.pseudonym in json.dumps(letter) and "the weather" in text
    titles = [section["title"] for section in mine["sections"]]
    for title in ("About you", "Your agreement", "Visits", "What was signed for you", "Practice", "Pain, 0 to 10"):
        assert title in titles
    assert not [word for word in world.birch.words() if word in text]
    # Who works there, and keys of phones, are nobody's to take along; who signed stands in the letter.
    assert ash.assessor.email not in text and "key_hash" not in text and ash.administrator.email not in text
    with acting_as(Actor("test")):
        entry = Entry.objects.filter(action="take along").order_by("-number").first()
    assert entry.actor.startswith("phone ") and str(ash.person.pk) in entry.persons


def test_it_is_given_in_the_reader_s_language_and_after_a_withdrawal(world):
    browser = phone_of(world.ash)
    sent_all(browser, packets_of([answer("withdraw", wish="delete")]))
    told = browser.get("/practice/mine/?language=de", headers={"X-Footwise-Page": "1"}).json()
    titles = [section["title"] for section in told["sections"]]
    assert "Ihre Einwilligung" in titles and told["data"]["consents"][0]["withdrawn_on"]


def test_nobody_else_takes_it_along(world):
    assert ask(Client(), "practice_mine").json() == {"trouble": "no key"}
    assert ask(browser_of(world.ash.clinician), "practice_mine").status_code == 401
    theirs = ask(phone_of(world.birch), "practice_mine").content.decode()
    assert not [word for word in world.ash.words() if word in theirs]
    # A link of another site opens nothing: it has no header of ours.
    assert phone_of(world.ash).get("/practice/mine/").json() == {"trouble": "not our page"}


def test_a_phone_that_leaves_is_let_in_no_more_and_the_other_one_stays(world):
    one, other = phone_of(world.ash), phone_of(world.ash)
    assert send(one, "practice_leave", {}).json() == {"left": True}
    assert one.cookies["footwise_phone"].value == ""
    assert ask(one, "practice_course").status_code == 401
    assert ask(other, "practice_course").status_code == 200
    newest = Phone.everything.filter(person=world.ash.person, revoked_at__isnull=False).get()
    assert newest.revoked_by is None
    assert not HomeSession.everything.exists()
