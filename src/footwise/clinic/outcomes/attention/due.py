"""What is due by the calendar of each person; a few questions to the database for all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Max, Min
from django.utils import timezone

from footwise.clinic.outcomes.calendar import ASKED_WEEKS, VISIT_WEEKS, TimePoint, time_point
from footwise.clinic.outcomes.models import PainRating, Questionnaire
from footwise.clinic.people import Consent, Visit


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
    sites : query of Site
    persons : iterable of UUID, optional
        Only these.
    """
    today = timezone.localdate()
    of_them: dict[str, Any] = {"person__site__in": sites}
    if persons is not None:
        of_them["person__in"] = list(persons)
    came = Visit.everything.filter(**of_them).order_by().values_list("person", "person__site")
    agreed = set(
        Consent.everything.filter(**of_them, withdrawn_on__isnull=True).order_by().values_list("person", flat=True)
    )
    stands = {**of_them, "removed_at__isnull": True}
    pain = _newest(PainRating.everything.filter(**stands))
    forms = _newest(Questionnaire.everything.filter(**stands, finished=True))
    found = []
    for person, site, first, last in came.annotate(Min("on"), Max("on")):
        visit, asked = time_point(first, today, VISIT_WEEKS), time_point(first, today, ASKED_WEEKS)
        if visit and last >= visit.counts_from:
            visit = None
        # Of whoever has not agreed nothing is asked.
        if person not in agreed:
            asked = None
        lacks = [bool(asked and days.get(person, date.min) < asked.counts_from) for days in (pain, forms)]
        if visit or any(lacks):
            found.append(Due(person, site, last, visit, asked, *lacks))
    return found


def _newest(rows: Any) -> dict[UUID, date]:
    return dict(rows.order_by().values_list("person").annotate(Max("day")))
