"""Somebody has looked: the reason is shown again after a day, or at once when it is there anew."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from footwise.clinic.outcomes.attention.reason import Kind, Reason
from footwise.clinic.outcomes.models import Dismissal


def dismiss(person: UUID, kind: Kind, since: date, *, until: date, reason: str, user: Any) -> None:
    """Hide a reason until a day.

    Parameters
    ----------
    person : UUID
    kind : Kind
    since : date
        Since when the reason was there that was looked at.
    until : date
        On that day it is shown again, if it is still there.
    reason : str
        Why; it stays in the record.
    user : User
    """
    with transaction.atomic():
        one = Dismissal(person_id=person, kind=kind.value, since=since, until=until, by=user)
        one.content = {"reason": reason}
        one.save()


def not_dismissed(concerns: Any) -> Any:
    """Leave out of a query of concerns those that somebody has dismissed, before anything is opened."""
    looked = Dismissal.everything.filter(
        person=OuterRef("person"),
        kind=OuterRef("kind"),
        until__gt=timezone.localdate(),
        since__gte=OuterRef("since"),
    )
    return concerns.filter(~Exists(looked))


def still_to_be_seen(reasons: list[Reason], sites: Any) -> list[Reason]:
    """Leave out those that somebody has dismissed and that are not newer than what was looked at."""
    rows = Dismissal.everything.filter(person__site__in=sites, until__gt=timezone.localdate())
    looked: dict[tuple[UUID, str], date] = {}
    for person, kind, since in rows.values_list("person", "kind", "since"):
        looked[person, kind] = max(since, looked.get((person, kind), since))
    return [one for one in reasons if one.since > looked.get((one.person, one.kind.value), date.min)]
