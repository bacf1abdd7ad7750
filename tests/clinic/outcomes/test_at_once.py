"""Several who note and correct of one person in the same moment: one row stands, and what follows is of all of them."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import connection
from tests.clinic.world import make_world

from footwise.clinic.audit import Actor, ChangedMeanwhile, acting_as, verify_chain
from footwise.clinic.outcomes import Note, OutcomeConcern, PainRating, Source, correct, note

FIRST = dt.date(2026, 1, 5)


@pytest.fixture
def world(own_store):
    with acting_as(Actor("test")):
        return make_world()


def at_once(*works):
    """Do all of it in threads that begin together; gives what each gave, or its trouble."""
    begin, told = threading.Barrier(len(works)), [None] * len(works)

    def run(k, work):
        try:
            with acting_as(Actor(f"thread {k}")):
                begin.wait(10)
                told[k] = work()
        except Exception as error:
            told[k] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def rating(world, value, day=FIRST):
    told = {"figures": {"rating": value}, "source": Source.PERSON, "user": world.ash.assessor, "slot": "right medial"}
    return note(PainRating, person=world.ash.person.pk, day=day, **told)


def test_of_several_who_note_the_same_day_one_is_added_and_the_others_are_told(world):
    told = at_once(*(lambda value=value: rating(world, value).note for value in (3.0, 3.0, 7.0, 7.0)))
    assert sorted(one.value for one in told) == sorted([Note.ADDED, Note.SAME, Note.OTHER, Note.OTHER])
    assert PainRating.of_person(world.ash.person.pk).filter(slot="right medial").count() == 1
    assert verify_chain().broken_at is None


def test_what_follows_is_of_all_of_them(world):
    days = [FIRST + dt.timedelta(7 * k) for k in range(4)]
    told = at_once(*(lambda day=day, k=k: rating(world, 2.0 + 2 * k, day).note for k, day in enumerate(days)))
    assert set(told) == {Note.ADDED}
    concern = OutcomeConcern.everything.get(person=world.ash.person.pk)
    assert concern.since == days[-1] and concern.content["rating"] == 8.0 and concern.content["rise"] == 6.0


def test_of_two_who_correct_one_is_told(world):
    with acting_as(Actor("test")):
        pk = rating(world, 3.0).row.pk
    seen = [PainRating.everything.get(pk=pk) for _ in range(2)]
    told = at_once(
        *(lambda row=row, k=k: correct(row, {"rating": 4.0 + k}, reason="x", user="y") for k, row in enumerate(seen))
    )
    assert sum(isinstance(one, ChangedMeanwhile) for one in told) == 1 and told.count(None) == 1
    stands = PainRating.everything.get(pk=pk)
    assert stands.rating == 4.0 + told.index(None) and len(stands.earlier) == 1
