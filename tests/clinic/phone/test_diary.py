"""What a person says on the phone beside walking: forms, reasons, pain of the inner side; there once, theirs alone."""

from __future__ import annotations

import json
import random
import uuid
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.utils import timezone
from tests.clinic.phone.phones import ask, phone_of
from tests.clinic.phone.test_packets import sent_all, work
from tests.clinic.phone.walks import DAY_MS, answer, packets_of
from tests.clinic.world import browser_of

import footwise
from footwise.clinic.audit import Actor, acting_as
from footwise.clinic.outcomes import PainRating, Questionnaire, note, remove, scored
from footwise.clinic.outcomes.calendar import ASKED_WEEKS, time_point
from footwise.clinic.people import Visit
from footwise.clinic.phone import HomeCourse
from footwise.followup import KOOS_SUBSCALES, WOMAC_SUBSCALES, words_of_answers

PAGE = Path(footwise.__file__).parent / "clinic/phone/page"
ITEMS = [item for part in KOOS_SUBSCALES.values() for item in part]


@pytest.fixture(autouse=True)
def no_tries():
    cache.clear()


def form_answer(answers: dict, *, form: str, done: bool, **told) -> dict:
    return answer("form", form=form, instrument="koos", language="en", answers=answers, done=done, **told)


def koos_of(world) -> list[Questionnaire]:
    return list(Questionnaire.of_person(world.ash.person.pk).filter(slot="koos", day=timezone.localdate()))


@pytest.fixture
def no_form(world):
    """Nobody has entered a form of today yet."""
    with acting_as(Actor("test")):
        for row in koos_of(world):
            remove(row, reason="for this test", user=world.ash.clinician)
    return world


def test_a_form_arrives_part_by_part_and_counts_when_it_is_done(no_form):
    browser, form = phone_of(no_form.ash), str(uuid.uuid4())
    draw = random.Random(3)
    ticked = {item: draw.randint(0, 4) for item in ITEMS}
    ticked["S2"] = None
    part = {item: ticked[item] for item in KOOS_SUBSCALES["symptoms"]}
    first = packets_of([form_answer(part, form=form, done=False)])
    sent_all(browser, first)
    work()
    (row,) = koos_of(no_form)
    assert not row.finished and row.figures["answers"]["S1"] == str(ticked["S1"])
    # The browser was killed; the rest comes under another session, twice.
    rest = packets_of([form_answer(ticked, form=form, done=False), form_answer(ticked, form=form, done=True)], size=1)
    sent_all(browser, [rest[1], *rest, *rest])
    work()
    sent_all(browser, [*rest, *first])
    work()
    (row,) = koos_of(no_form)
    assert row.finished and row.said_by == "the person, on their phone"
    assert row.figures["answers"] == {item: None if one is None else str(one) for item, one in ticked.items()}
    assert row.figures["scores"] == scored(ticked, "koos")["scores"] and row.figures["scores"]
    assert ask(browser, "practice_course").json()["asked"]["last"] == timezone.localdate().isoformat()


@pytest.mark.parametrize("seed", range(3))
def test_whatever_order_they_come_in_it_is_one_form(no_form, seed):
    browser, form, draw = phone_of(no_form.ash), str(uuid.uuid4()), random.Random(seed)
    ticked = {item: draw.randint(0, 4) for item in ITEMS}
    told, answers = [], {}
    for part in KOOS_SUBSCALES.values():
        answers = {**answers, **{item: ticked[item] for item in part}}
        told.append(form_answer(answers, form=form, done=False))
    told.append(form_answer(answers, form=form, done=True))
    packets = [packets_of([one])[0] for one in told]
    draw.shuffle(packets)
    for packet in packets:
        sent_all(browser, [packet])
        if draw.random() < 0.5:
            work()
    work()
    (row,) = koos_of(no_form)
    assert row.finished and row.figures["answers"] == {item: str(one) for item, one in ticked.items()}


def test_what_the_clinic_has_entered_is_not_overwritten(no_form):
    ash, form = no_form.ash, str(uuid.uuid4())
    stands = {"answers": {"P1": "3"}, "coding": "0-4", "language": "en", "scores": {}, "reasons": {}}
    with acting_as(Actor("test")):
        told = {"person": ash.person.pk, "day": timezone.localdate(), "slot": "koos", "user": ash.clinician}
        from footwise.clinic.outcomes import Source

        note(Questionnaire, figures=stands, source=Source.PERSON, finished=False, **told)
    browser = phone_of(ash)
    sent_all(browser, packets_of([form_answer({"P1": 0, "P2": 1}, form=form, done=False)]))
    work()
    (row,) = koos_of(no_form)
    assert row.figures["answers"] == {"P1": "3", "P2": "1"} and not row.finished


WRONG = {
    "no form": {"form": "x"},
    "an instrument that nobody has": {"instrument": "hoos"},
    "an item that it has not": {"answers": {"X1": 1}},
    "an answer of five": {"answers": {"P1": 5}},
    "half an answer": {"answers": {"P1": 0.5}},
    "an answer that is true": {"answers": {"P1": True}},
    "no answers": {"answers": {}},
    "a list": {"answers": ["P1"]},
    "done as a word": {"done": "yes"},
    "a language that the page has not": {"language": "fr"},
}


@pytest.mark.parametrize("what", WRONG)
def test_what_no_page_can_have_written_makes_no_form(no_form, what):
    told = form_answer({"P1": 1}, form=str(uuid.uuid4()), done=True) | WRONG[what]
    sent_all(phone_of(no_form.ash), packets_of([told, answer("pain", rating=2, place="overall")]))
    work()
    assert koos_of(no_form) == []
    # What stands beside it is taken all the same.
    assert PainRating.of_person(no_form.ash.person.pk).filter(day=timezone.localdate(), slot="left overall").exists()


def test_the_items_and_words_of_the_page_are_those_that_are_scored():
    text = (PAGE / "form_items.mjs").read_text()
    parts, words = (json.loads(_as_json(text, name)) for name in ("PARTS", "WORDS"))
    for name, ours in (("koos", KOOS_SUBSCALES), ("womac", WOMAC_SUBSCALES)):
        assert {part: tuple(items) for part, items in parts[name]} == dict(ours)
    for language in ("en", "de"):
        told = {item: tuple(several) for several, items in words[language] for item in items}
        assert told == words_of_answers(language)
    assert set(words) == {"en", "de"} and words_of_answers("es") == {}


def _as_json(text: str, name: str) -> str:
    body = text.partition(f"export const {name} = ")[2].partition(";\n")[0]
    for word in ("koos", "womac", "en", "de"):
        body = body.replace(f"  {word}: [", f'  "{word}": [')
    return body


def test_a_phone_knows_for_weeks_which_form_is_due_when(world):
    """The phone's own rule, in `due.mjs`, is the clinic's: the days that it is told are those of its calendar."""
    told = ask(phone_of(world.ash), "practice_course").json()
    first = Visit.everything.filter(person=world.ash.person).order_by("on").first().on
    points = told["asked"]["points"]
    for ahead in range(0, 800, 3):
        day = first + timedelta(days=ahead)
        come = [one for one in points if one["on"] <= day.isoformat()]
        mine = come[-1] if come and day.isoformat() <= told["asked"]["until"] else None
        theirs = time_point(first, day, ASKED_WEEKS)
        assert (mine and (mine["week"], mine["on"], mine["counts_from"])) == (
            theirs and (theirs.week, theirs.on.isoformat(), theirs.counts_from.isoformat())
        )
    assert told["asked"]["instrument"] in ("koos", "womac")
    assert told["visits"] == [timezone.localdate().isoformat()]


def test_what_got_in_the_way_reaches_the_clinic_once(world):
    browser = phone_of(world.ash)
    packets = packets_of([answer("hindered", why=["pain", "weather", "a word that no page has"])])
    for _ in range(2):
        sent_all(browser, packets)
        work()
    course = HomeCourse.everything.get(person=world.ash.person)
    assert [one["why"] for one in course.content["hindered"]] == [["pain", "weather"]]
    page = browser_of(world.ash.clinician).get(f"/people/{world.ash.person.pk}/phone/").content.decode()
    assert "the weather" in page and "a word that no page has" not in page


def test_a_year_is_told_of_its_owner_alone(world):
    mine, theirs = phone_of(world.ash), phone_of(world.birch)
    now = 1.8e12
    for days_ago, rating in ((400, 9), (300, 6), (1, 3)):
        told = [answer("pain", rating=rating, place=place) for place in ("medial", "overall")]
        packet = {**packets_of(told)[0], "wall_ms": now - days_ago * DAY_MS, "page": "before"}
        sent_all(mine, [packet], wall_ms=now)
        work()
    year = ask(mine, "practice_course").json()["year"]
    days = [(date.today() - date.fromisoformat(one[0])).days for one in year]
    assert [one[1:] for one in year] == [[0, 6, 6], [0, 3, 3]] and days == sorted(days, reverse=True)
    assert ask(theirs, "practice_course").json()["year"] == []
