"""What is due by the calendar of each person; one question to the database for all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from footwise.clinic.outcomes.calendar import ASKED_WEEKS, VISIT_WEEKS, TimePoint, time_point
from footwise.clinic.outcomes.models import PainRating, Questionnaire
from footwise.clinic.people import Consent, Person, Visit


@dataclass(frozen=True)
class Due:
    """What is due of one person.

    Attributes
    ----------
    person : UUID
    site : int
        Of the clinic.
    last_visit : date
        The newest one, also one that is planned.
    visit : TimePoint or None
        A visit that has not been, and is not planned.
    asked : TimePoint or None
        The time point at which something should be asked.
    pain, form : bool
        Whether pain, or a questionnaire, was not asked for that time point yet.
    """

    person: UUID
    site: int
    last_visit: date
    visit: TimePoint | None
    asked: TimePoint | None
    pain: bool
    form: bool

    @property
    def to_ask(self) -> bool:
        """Whether anything is to be asked."""
        return self.pain or self.form


def what_is_due(sites: Any, persons: Iterable[UUID] | None = None) -> list[Due]:
    """Find what is due of the people of some clinics, or of some of them; reads days only, of everybody or nobody.

    Parameters
    ----------
    sites : query of Site, or set of int
    persons : iterable of UUID, optional
        Only these.
    """
    today = timezone.localdate()
    of_them: dict[str, Any] = {"site__in": sites}
    if persons is not None:
        of_them["pk__in"] = list(persons)
    visits, stands = _of_each(Visit).filter(at_home=False), {"removed_at__isnull": True}
    # One row a person: what a database says of 1,000 people in a question each costs most where it is read.
    days = {
        "first": _one_day(visits.order_by("on"), "on"),
        "last": _one_day(visits.order_by("-on"), "on"),
        "pain": _one_day(_of_each(PainRating).filter(**stands).order_by("-day"), "day"),
        "form": _one_day(_of_each(Questionnaire).filter(**stands, finished=True).order_by("-day"), "day"),
    }
    agreed = Exists(_of_each(Consent).filter(withdrawn_on__isnull=True))
    came = Person.everything.filter(**of_them).order_by().annotate(**days, agreed=agreed).filter(first__isnull=False)
    found = []
    for person, site, first, last, pain, form, has_agreed in came.values_list("pk", "site", *days, "agreed"):
        visit, asked = time_point(first, today, VISIT_WEEKS), time_point(first, today, ASKED_WEEKS)
        if visit and last >= visit.counts_from:
            visit = None
        # Of whoever has not agreed nothing is asked.
        if not has_agreed:
            asked = None
        lacks = [bool(asked and (day or date.min) < asked.counts_from) for day in (pain, form)]
        if visit or any(lacks):
            found.append(Due(person, site, last, visit, asked, *lacks))
    return found


def _of_each(table: Any) -> Any:
    return table.everything.filter(person=OuterRef("pk"))


def _one_day(rows: Any, day: str) -> Subquery:
    return Subquery(rows.values(day)[:1])
