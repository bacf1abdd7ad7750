"""Questionnaires that a person fills in on their own phone, the paper beside it: what is asked when, and what comes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from footwise.clinic.outcomes.calendar import ASKED_WEEKS, last_day, time_points
from footwise.clinic.outcomes.models import Questionnaire, Source
from footwise.clinic.outcomes.noting import Note, go_on, note
from footwise.clinic.outcomes.scoring import CODING, items_of, scored
from footwise.clinic.people import Visit

BY_PHONE = Source("phone")


def what_is_asked(person: UUID) -> dict[str, Any] | None:
    """Tell which questionnaire is asked on which days, so that a phone without a network knows; None before a visit.

    Returns
    -------
    dict
        ``instrument``; ``points`` with ``week``, ``on`` and ``counts_from``; ``until``; and ``last``, the day of the
        newest form that counts.
    """
    first = Visit.everything.filter(person=person, at_home=False).order_by("on").values_list("on", flat=True).first()
    if first is None or timezone.localdate() > last_day(first):
        return None
    forms = Questionnaire.of_person(person).filter(finished=True)
    newest = forms.order_by("-day").values_list("slot", "day").first()
    # As it was asked before, so that the scores can be compared; the KOOS holds the WOMAC.
    instrument, last = newest if newest else ("koos", None)
    return {
        "instrument": instrument,
        "points": [
            {"week": one.week, "on": one.on.isoformat(), "counts_from": one.counts_from.isoformat()}
            for one in time_points(first, ASKED_WEEKS)
        ],
        "until": last_day(first).isoformat(),
        "last": last.isoformat() if last else "",
    }


def keep_form_of_phone(
    person: UUID, day: date, instrument: str, answers: Mapping[str, int | None], *, language: str, done: bool, user: Any
) -> None:
    """Keep what a person has answered so far; where it is done, score it: from then on it counts.

    What somebody in the clinic has entered of that day is not overwritten, and a finished form stays as it is.

    Parameters
    ----------
    person : UUID
    day : date
        On which the form was begun.
    instrument : {"koos", "womac"}
    answers : mapping of str to int
        Item to 0 to 4; None where the person gave no answer.
    language : str
        Of the page.
    done : bool
    user : User
        Who let the phone in.
    """
    items = [item for part in items_of(instrument).values() for item in part]
    mine = {item: None if answers[item] is None else str(answers[item]) for item in items if item in answers}
    figures: dict[str, Any] = {"answers": {}, "coding": CODING, "language": language, "scores": {}, "reasons": {}}
    with transaction.atomic():
        told: dict[str, Any] = {"person": person, "day": day, "slot": instrument, "user": user}
        noted = note(Questionnaire, figures=figures | {"answers": mine}, source=BY_PHONE, finished=False, **told)
        row = noted.row
        if row.finished:
            return
        stands = {} if noted.note is Note.ADDED else dict(row.figures["answers"])
        if row.content["source"] == BY_PHONE.value:
            whole = {**stands, **mine}
        else:
            whole = {**mine, **{item: answer for item, answer in stands.items() if answer is not None}}
        figures = {**row.figures, "answers": whole}
        if done:
            figures |= scored(whole, instrument, row.figures["coding"])
        if done or figures != row.figures:
            go_on(row, figures, finished=done)
