"""What the people of the demonstration have told: pain at visits, questionnaires, and minutes of practice."""

from __future__ import annotations

import datetime as dt
import random

from django.db import transaction

from footwise.clinic.accounts import User
from footwise.clinic.demo.invented import day_of
from footwise.clinic.demo.stories import Invented, Story
from footwise.clinic.outcomes import PainRating, Practice, Questionnaire, Source, note, scored
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
    with transaction.atomic():
        _pain(person, one, patient, clinician, last)
        for week in _QUESTIONNAIRES:
            if week <= last and week in patient.answers:
                _form(person, one, patient, week, clinician)
        if one.story not in (Story.MEASURED, Story.NO_PLATES, Story.LEFT):
            _practice(person, one, clinician)


def _pain(person: Person, one: Invented, patient: VirtualPatient, clinician: User, last: int) -> None:
    weeks = [week for week in sorted(patient.pain) if week <= last]
    for week in weeks:
        rating = float(patient.pain[week])
        if one.story is Story.PAIN and week == weeks[-1]:
            # A flare: two points above the first day.
            rating = float(min(_WORST, patient.pain[0] + 2))
        slot = PainRating.slot_of(patient.side, _PLACE)
        note(
            PainRating, person=person.pk, day=day_of(one, week), slot=slot, figures={"rating": rating},
            source=Source("person"), user=clinician,
        )  # fmt: skip


def _form(person: Person, one: Invented, patient: VirtualPatient, week: int, clinician: User) -> None:
    answers = dict(patient.answers[week])
    figures = {"answers": answers, "coding": "0-4", "language": "en", **scored(answers, _KOOS)}
    note(
        Questionnaire, person=person.pk, day=day_of(one, week), slot=_KOOS, figures=figures, source=Source("person"),
        user=clinician, finished=True,
    )  # fmt: skip


def _practice(person: Person, one: Invented, clinician: User) -> None:
    """Five days of seven, of the last weeks only."""
    chance = random.Random(one.number)
    today_week = one.weeks_ago
    until = today_week - _STOPPED_FOR if one.story is Story.STOPPED else today_week
    for day in range(max(7, 7 * (until - _DIARY_WEEKS)), 7 * until, 2):
        on = day_of(one, 0) + dt.timedelta(days=day)
        if chance.random() < 0.8:
            minutes = HOME_MINUTES_PER_DAY + chance.choice((-5, 0, 0, 0, 5, 10))
            note(
                Practice, person=person.pk, day=on, slot=_DIARY, figures={"minutes": minutes}, source=Source("person"),
                user=clinician,
            )  # fmt: skip
