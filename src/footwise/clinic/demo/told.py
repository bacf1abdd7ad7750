"""What the people of the demonstration have told: pain at visits, questionnaires, and minutes of practice."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

from django.db import transaction

from footwise.clinic.accounts import User
from footwise.clinic.demo.invented import day_of
from footwise.clinic.demo.stories import Invented, Story
from footwise.clinic.outcomes import PainRating, Practice, Questionnaire, Source, note_all, scored
from footwise.clinic.people import Person
from footwise.jobs import HOME_MINUTES_PER_DAY, VirtualPatient

_QUESTIONNAIRES = (0, 2, 7, 11, 25, 39, 52)
_PLACE, _WORST = "medial", 10
_DIARY, _KOOS = "diary", "koos"
# Weeks since the last day of practice of whoever has stopped.
_STOPPED_FOR = 5
_DIARY_WEEKS = 5


def tell_outcomes(person: Person, one: Invented, patient: VirtualPatient, clinician: User) -> None:
    """Note all of somebody's outcomes, or none."""
    last = {Story.DUE: 7, Story.LEFT: 7}.get(one.story, one.weeks_ago)
    told: dict[str, Any] = {"person": person.pk, "source": Source("person"), "user": clinician}
    with transaction.atomic():
        note_all(PainRating, _pain(one, patient, last), **told)
        weeks = [week for week in _QUESTIONNAIRES if week <= last and week in patient.answers]
        note_all(Questionnaire, [_form(one, patient, week) for week in weeks], finished=True, **told)
        if one.story not in (Story.MEASURED, Story.NO_PLATES, Story.LEFT):
            note_all(Practice, _practice(one), **told)


def _pain(one: Invented, patient: VirtualPatient, last: int) -> Iterator[dict[str, Any]]:
    weeks = [week for week in sorted(patient.pain) if week <= last]
    for week in weeks:
        rating = float(patient.pain[week])
        if one.story is Story.PAIN and week == weeks[-1]:
            # A flare: two points above the first day.
            rating = float(min(_WORST, patient.pain[0] + 2))
        slot = PainRating.slot_of(patient.side, _PLACE)
        yield {"day": day_of(one, week), "slot": slot, "figures": {"rating": rating}}


def _form(one: Invented, patient: VirtualPatient, week: int) -> dict[str, Any]:
    answers = dict(patient.answers[week])
    figures = {"answers": answers, "coding": "0-4", "language": "en", **scored(answers, _KOOS)}
    return {"day": day_of(one, week), "slot": _KOOS, "figures": figures}


def _practice(one: Invented) -> Iterator[dict[str, Any]]:
    """Every other day, of the last weeks only, with days on which it was forgotten."""
    chance = random.Random(one.number)
    until = one.weeks_ago - (_STOPPED_FOR if one.story is Story.STOPPED else 0)
    for day in range(max(7, 7 * (until - _DIARY_WEEKS)), 7 * until, 2):
        if chance.random() < 0.8:
            minutes = HOME_MINUTES_PER_DAY + chance.choice((-5, 0, 0, 0, 5, 10))
            yield {"day": day_of(one, 0) + dt.timedelta(days=day), "slot": _DIARY, "figures": {"minutes": minutes}}
