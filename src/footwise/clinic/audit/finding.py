"""Finding entries among millions: each question is answered by an index, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from heapq import merge
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from footwise.clinic.audit.models import About, Entry


@dataclass(frozen=True)
class Wanted:
    """Which entries somebody looks for.

    Attributes
    ----------
    sites : sequence of int
        Clinics whose entries they may see.
    staff : sequence of int
        Users of those clinics, of whom they see log-ins, too.
    before : int or None
        Only entries with a smaller number.
    person : UUID or None
        Only what is about this person.
    user : int or None
        Only what this user did.
    day : date or None
        Only of this day and those before it.
    """

    sites: Sequence[int]
    staff: Sequence[int]
    before: int | None = None
    person: UUID | None = None
    user: int | None = None
    day: date | None = None


def newest(wanted: Wanted, count: int) -> list[Entry]:
    """Give the newest entries that somebody looks for, the newest first."""
    if wanted.person is not None:
        return _about_a_person(wanted, count)
    found = [_of(wanted).filter(site_id=site) for site in wanted.sites]
    staff = wanted.staff
    if wanted.user is not None:
        found = [one.filter(user_id=wanted.user) for one in found]
        staff = [wanted.user] if wanted.user in wanted.staff else []
    # What happened in no clinic, such as a log-in, belongs to those in which who did it works.
    found.append(_of(wanted).filter(site_id__isnull=True, persons="", user_id__in=staff))
    return list(islice(merge(*(one[:count] for one in found), key=_number, reverse=True), count))


def _of(wanted: Wanted) -> QuerySet[Entry]:
    return Entry.objects.filter(**_before(wanted)).order_by("-number")


def _before(wanted: Wanted, way: str = "") -> dict[str, Any]:
    """Say before which number and time the entries lie that are wanted."""
    told: dict[str, Any] = {} if wanted.before is None else {f"{way}number__lt": wanted.before}
    if wanted.day is not None:
        midnight = timezone.make_aware(datetime.combine(wanted.day + timedelta(days=1), time()))
        last = Entry.objects.filter(at__lt=midnight).order_by("-at").values_list("number", flat=True).first()
        # By the number it is found at once; by the time it is meant, where a clock was once put back.
        told |= {f"{way}number__lte": last or 0, f"{way}at__lt": midnight}
    return told


def _about_a_person(wanted: Wanted, count: int) -> list[Entry]:
    about = About.objects.filter(person=wanted.person, entry__site_id__in=wanted.sites, **_before(wanted, "entry__"))
    if wanted.user is not None:
        about = about.filter(entry__user_id=wanted.user)
    return [one.entry for one in about.select_related("entry").order_by("-entry")[:count]]


def _number(entry: Entry) -> int:
    number: int = entry.number
    return number
