"""Who needs attention and why: each reason, in what order, for whom, and until somebody has looked."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.clinic.world import browser_of

from footwise.clinic.audit import Actor, Entry, acting_as
from footwise.clinic.outcomes import PainRating, Practice, Questionnaire, Source, correct, note, who_needs_attention
from footwise.clinic.outcomes.calendar import ASKED_WEEKS, VISIT_WEEKS, time_point
from footwise.clinic.people import Consent, Person, Visit

BODY = {"year_of_birth": 1950, "sex": "male", "affected_side": "left", "mass_kg": 80, "height_cm": 180}
TODAY = timezone.localdate
_names = itertools.count()


def ago(days):
    return TODAY() - dt.timedelta(days)


@pytest.fixture(autouse=True)
def somebody():
    with acting_as(Actor("test")):
        yield


def person(world, visits=(0,), agreed=True, clinic="ash"):
    one = Person(site=getattr(world, clinic).site, pseudonym=f"N-{next(_names)}", **BODY)
    one.save()
    if agreed:
        Consent(person=one, form_version="1", given_on=ago(400), noted_by=world.ash.clinician).save()
    for days in visits:
        Visit(person=one, on=ago(days), purpose="control").save()
    return one


def rate(world, one, rating, days=0, slot="left medial"):
    told = {"figures": {"rating": float(rating)}, "source": Source.PERSON, "user": world.ash.assessor}
    return note(PainRating, person=one.pk, day=ago(days), slot=slot, **told).row


def fill(world, one, days=0):
    figures = {"answers": {}, "coding": "0-4", "language": "", "scores": {}, "reasons": {}}
    told = {"figures": figures, "source": Source.PERSON, "user": world.ash.assessor, "finished": True}
    return note(Questionnaire, person=one.pk, day=ago(days), slot="koos", **told).row


def practise(world, one, days, minutes=10.0, **figures):
    told = {"figures": {"minutes": minutes, **figures}, "source": Source.IMPORT, "user": world.ash.clinician}
    slot = "session 1" if "feet" in figures else "diary"
    return note(Practice, person=one.pk, day=ago(days), slot=slot, walked=minutes > 0, **told).row


def walk(world, one, days, error):
    foot = {
        "steps": 9, "steps_in_band": 9, "kept_steps": 9, "kept_change_deg": error - 10, "kept_error_deg": error,
        "asked_change_deg": -10.0, "band_deg": 3.0,
    }  # fmt: skip
    return practise(world, one, days, session=1, finished=True, simulated=False, feet={"left": foot})


def why(user, one):
    for found in who_needs_attention(user).shown:
        if found.person.pk == one.pk:
            return [reason.why for reason in found.reasons]
    return []


def asked(world, one):
    """Nothing is due of them."""
    rate(world, one, 3)
    fill(world, one)


def test_pain_that_rose_says_from_what_to_what(world):
    one = person(world)
    rate(world, one, 4, 40)
    newest = rate(world, one, 7)
    (told,) = why(world.ash.clinician, one)
    assert told.startswith("pain: left knee, inner side, 7 on ") and "3 more than the first rating (4 on " in told
    assert why(world.ash.assessor, one) == [told]
    correct(newest, {"rating": 5.0}, reason="mistyped", user=world.ash.clinician)
    assert why(world.ash.clinician, one) == []


def test_a_flare_after_pain_had_become_better_is_told_against_the_rating_before(world):
    one = person(world)
    for rating, days in ((7, 60), (2, 20), (5, 0)):
        rate(world, one, rating, days)
    (told,) = why(world.ash.clinician, one)
    assert "3 more than the one before (2 on " in told


def test_what_became_worse_stands_on_the_person_s_own_pages_for_whom_it_is(world):
    one = person(world)
    rate(world, one, 4, 40)
    rate(world, one, 7)
    walk(world, one, 20, 1.0)
    walk(world, one, 3, 7.0)
    rose, lost = "Pain: left knee, inner side, 7 on ", "without feedback 7° off the target"
    for name in ("person", "outcomes"):
        seen = {
            reader: browser_of(user).get(reverse(name, args=[one.pk])).content.decode()
            for reader, user in (("clinician", world.ash.clinician), ("assessor", world.ash.assessor))
        }
        assert rose in seen["clinician"] and lost in seen["clinician"]
        assert rose in seen["assessor"] and "Foot angle" not in seen["assessor"]
        other = browser_of(world.ash.clinician).get(reverse(name, args=[world.ash.person.pk])).content.decode()
        assert rose not in other


def test_practice_that_stopped(world):
    one, other, done = (person(world) for _ in range(3))
    for days in (60, 15):
        practise(world, one, days)
    practise(world, one, 3, 0.0)
    practise(world, other, 14)
    practise(world, done, 400)
    assert why(world.ash.clinician, one) == [f"the last practice that is known was on {_day(15)}, 15 days ago"]
    assert why(world.ash.clinician, other) == why(world.ash.clinician, done) == []
    assert why(world.ash.assessor, one) == []


def _day(days):
    from django.utils.formats import date_format

    return date_format(ago(days), "DATE_FORMAT")


def test_an_angle_that_was_lost(world):
    one = person(world)
    walk(world, one, 9, 1.0)
    walk(world, one, 2, 5.5)
    (told,) = why(world.ash.clinician, one)
    assert "without feedback 5.5° off the target" in told and "where the band is 3°" in told
    assert why(world.ash.assessor, one) == []


@pytest.mark.parametrize(
    ("visits", "rated", "forms", "told"),
    [
        ((0,), [], [], ""),
        ((20, 6), [], [], "pain and a questionnaire of week 2 are due since"),
        ((20, 6), [20], [], "a questionnaire of week 2 is due since"),
        ((20, 6), [20], [15], ""),
        ((60, 10), [50], [50], "pain and a questionnaire of week 7 are due since"),
        ((60, 10), [20], [20], ""),
        ((60, 10), [50], [12], "pain of week 7 is due since"),
        ((800, 10), [], [], ""),
    ],
)
def test_what_is_to_be_asked_by_the_calendar(world, visits, rated, forms, told):
    one = person(world, visits)
    for days in rated:
        rate(world, one, 3, days)
    for days in forms:
        fill(world, one, days)
    for user in (world.ash.clinician, world.ash.assessor):
        found = why(user, one)
        assert (len(found) == 1 and found[0].startswith(told)) if told else found == []


def test_nothing_is_asked_of_whoever_has_not_agreed(world):
    one = person(world, (20, 6), agreed=False)
    assert why(world.ash.clinician, one) == why(world.ash.assessor, one) == []


@pytest.mark.parametrize(
    ("visits", "told"),
    [
        ((60, 40), "the visit of week 7 was due on"),
        ((60, 20), ""),
        ((60, 40, -3), ""),
        ((300, 100), "no visit in the last 90 days and none planned"),
        ((-5,), ""),
    ],
)
def test_a_visit_that_is_due(world, visits, told):
    one = person(world, visits)
    asked(world, one)
    found = why(world.ash.clinician, one)
    assert (len(found) == 1 and found[0].startswith(told)) if told else found == []
    assert why(world.ash.assessor, one) == []


@pytest.mark.parametrize("weeks", [VISIT_WEEKS, ASKED_WEEKS])
def test_what_was_done_on_its_day_counts_for_each_time_point(weeks):
    first = dt.date(2026, 1, 1)
    for week in weeks:
        point = time_point(first, first + dt.timedelta(weeks=week), weeks)
        assert point.week == week and point.counts_from <= point.on


def test_the_most_pressing_stands_on_top_and_one_person_once(world):
    late, sore, worse = person(world, (60, 40)), person(world), person(world, (20, 6))
    for one, now in ((sore, 6), (worse, 9)):
        rate(world, one, 3, 15)
        rate(world, one, now)
    shown = who_needs_attention(world.ash.clinician).shown
    order = [one.person.pk for one in shown]
    assert order.index(worse.pk) < order.index(sore.pk) < order.index(late.pk)
    assert len(order) == len(set(order))
    assert [reason.kind.value for reason in shown[0].reasons] == ["pain up", "ask due"]


def test_what_was_looked_at_is_not_shown_until_the_day_or_until_it_happens_anew(world):
    one = person(world)
    rate(world, one, 3, 20)
    rate(world, one, 6, 5)
    browser = browser_of(world.ash.clinician)
    page = browser.get("/").content.decode()
    where = reverse("dismiss_reason", args=[one.pk, "pain-up"])
    assert f"{where}?since={ago(5):%Y-%m-%d}" in page
    sent = {"since": ago(5), "until": TODAY() + dt.timedelta(days=14), "reason": "flare after a walk, seen today"}
    assert browser.post(where, {**sent, "until": TODAY()}).status_code == 200
    assert browser.post(where, {**sent, "until": TODAY() + dt.timedelta(days=400)}).status_code == 200
    assert browser.post(where, {**sent, "reason": " "}).status_code == 200
    assert why(world.ash.clinician, one)
    assert browser.post(where, sent).status_code == 302
    assert why(world.ash.clinician, one) == []
    assert "flare" not in Entry.objects.filter(kind="dismissal").get().values
    rate(world, one, 7)
    assert len(why(world.ash.clinician, one)) == 1
    assert browser.get(reverse("dismiss_reason", args=[one.pk, "nonsense"])).status_code == 404


def test_nobody_sees_whom_another_clinic_looks_after(world):
    one = person(world, (60, 40), clinic="birch")
    rate(world, one, 3, 50)
    rate(world, one, 8)
    practise(world, one, 20)
    for user in (world.ash.clinician, world.ash.assessor):
        assert why(user, one) == []
    assert len(why(world.birch.clinician, one)) == 4


def test_an_assessor_s_day_says_nothing_of_what_for(world):
    one = person(world)
    browser = browser_of(world.ash.assessor)
    page = browser.get("/").content.decode()
    assert one.pseudonym in page and "Ask about pain" in page
    for word in (
        "control",
        "measurement",
        "Foot angle",
        "Practice",
        "Add a person",
        reverse("add_visit", args=[one.pk]),
    ):
        assert word not in page, word
    rate(world, one, 3)
    assert "Nothing is open." in browser.get("/").content.decode()


def test_a_clinician_s_day_says_what_is_to_be_done(world):
    one, other = person(world, agreed=False), person(world, (0, 14))
    told = {
        str(c.person): [what for what, _ in c.to_do] for c in browser_of(world.ash.clinician).get("/").context["coming"]
    }
    assert told[one.pseudonym] == ["Note a signed consent"]
    assert told[other.pseudonym] == ["Take in the recordings", "Ask about pain", "Enter a questionnaire"]
    assert told[world.ash.person.pseudonym] == ["Ask about pain", "Enter a questionnaire"]


@pytest.mark.parametrize("who", ["clinician", "assessor"])
def test_more_people_cost_no_more_questions(world, who):
    browser = browser_of(getattr(world.ash, who))

    def some(count):
        for _ in range(count):
            one = person(world, (60, 40, 0))
            rate(world, one, 3, 50)
            rate(world, one, 8)
            practise(world, one, 20)

    some(2)
    browser.get("/")
    with CaptureQueriesContext(connection) as few:
        browser.get("/")
    some(6)
    with CaptureQueriesContext(connection) as many:
        assert browser.get("/").status_code == 200
    assert len(many) == len(few) <= 30, len(many)
