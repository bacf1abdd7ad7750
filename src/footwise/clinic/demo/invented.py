"""The people of the demonstration, their consents and visits: all that is there from the first moment."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from footwise.clinic.accounts import Site, User
from footwise.clinic.audit import Actor, acting_as
from footwise.clinic.demo.sample import HEIGHT_CM, MASS_KG, SIDE
from footwise.clinic.demo.staff import hire
from footwise.clinic.demo.stories import Invented, Story, everybody
from footwise.clinic.people import Consent, Person, Visit
from footwise.jobs import VirtualPatient, virtual_patients

ACTOR = Actor("demonstration")
# Weeks after the first visit: what for each is.
VISITS = {0: "measurement", **dict.fromkeys(range(1, 7), "training"), **dict.fromkeys((7, 11, 25, 39, 52), "control")}
WEEKS = (1, 2, 3, 4, 5, 6, 7, 11, 25, 39, 52)
_SEED = 14
_SATURDAY = 5


def patients() -> tuple[VirtualPatient, ...]:
    """Give the virtual people, always the same ones."""
    return virtual_patients(len(everybody()), weeks=WEEKS, seed=_SEED)


def first_day(one: Invented) -> dt.date:
    """Give the day of somebody's first visit."""
    spread = one.number % 5 if one.weeks_ago else 0
    return timezone.localdate() - dt.timedelta(weeks=one.weeks_ago, days=spread if one.weeks_ago > 0 else -spread)


def day_of(one: Invented, week: int) -> dt.date:
    """Give the day of a visit; nobody comes at the weekend, but for whoever comes today."""
    day = first_day(one) + dt.timedelta(weeks=week)
    at_the_weekend = max(0, day.weekday() - _SATURDAY + 1)
    return day if day == timezone.localdate() else day - dt.timedelta(days=at_the_weekend)


@dataclass(frozen=True)
class _Clinic:
    site: Site
    clinician: User


def invent_clinics() -> None:
    """Make three clinics with their staff, 40 people, consents and visits."""
    with acting_as(ACTOR), transaction.atomic():
        clinics = {name: _Clinic(*found) for name, found in hire().items()}
        for one, patient in zip(everybody(), patients(), strict=True):
            _invent(one, patient, clinics[one.clinic])


def _invent(one: Invented, patient: VirtualPatient, clinic: _Clinic) -> None:
    walks = one.story is Story.WALK
    today = timezone.localdate()
    began = day_of(one, 0)
    person = Person(
        site=clinic.site,
        pseudonym=one.pseudonym,
        year_of_birth=today.year - round(patient.age_years),
        sex="female" if patient.female else "male",
        affected_side=SIDE if walks else patient.side,
        mass_kg=MASS_KG if walks else round(patient.mass_kg, 1),
        height_cm=HEIGHT_CM if walks else round(100 * patient.height_m, 1),
        added_at=min(timezone.now(), _at_noon(began - dt.timedelta(days=6))),
    )
    person.save()
    if one.story is not Story.NO_CONSENT:
        withdrawn = day_of(one, 12) if one.story is Story.LEFT else None
        agreed = min(began, today)
        Consent(
            person=person, form_version="2025-02", given_on=agreed, withdrawn_on=withdrawn, noted_by=clinic.clinician
        ).save()
    for week, purpose in visits_of(one).items():
        Visit(person=person, on=day_of(one, week), purpose=purpose).save()


def visits_of(one: Invented) -> dict[int, str]:
    """Give the visits of somebody, by week: those that were, and the next one if it is planned."""
    if one.story in (Story.WALK, Story.MEASURED, Story.NEW, Story.NO_CONSENT):
        return {0: VISITS[0]}
    if one.story is Story.NO_PLATES:
        return {week: what for week, what in VISITS.items() if week <= min(one.weeks_ago, 1)}
    # Due: nobody has thought of the next one. Withdrawn: nobody came after that.
    last = {Story.DUE: 7, Story.LEFT: 7}.get(one.story, one.weeks_ago)
    were = {week: what for week, what in VISITS.items() if week <= last}
    to_come = [week for week in VISITS if week > one.weeks_ago]
    if one.story not in (Story.DUE, Story.LEFT) and to_come:
        were[to_come[0]] = VISITS[to_come[0]]
    return were


def _at_noon(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))
