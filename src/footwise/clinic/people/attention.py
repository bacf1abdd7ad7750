"""Who needs attention, each with its why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from footwise.clinic.people.models import Consent, Person, Visit

SOON = timedelta(days=7)
FORGOTTEN = timedelta(days=90)
_MOST = 50


@dataclass(frozen=True)
class Attention:
    """A person, and in one sentence why somebody should look."""

    person: Person
    why: str


def who_needs_attention(user: Any) -> list[Attention]:
    """Find the people whom somebody should look at, the most pressing first; two questions to the database."""
    today = timezone.localdate()
    agreed = Exists(Consent.everything.filter(person=OuterRef("person"), withdrawn_on__isnull=True))
    coming = Visit.objects.for_user(user).filter(on__range=(today, today + SOON)).exclude(agreed)
    found: dict[Any, Attention] = {}
    for visit in coming.select_related("person__site").order_by("on", "pk")[:_MOST]:
        why = _("comes on %(day)s and has not signed a consent that is in force")
        why %= {"day": date_format(visit.on, "DATE_FORMAT")}
        found.setdefault(visit.person_id, Attention(visit.person, why))
    later = Visit.everything.filter(person=OuterRef("pk"), on__gt=today - FORGOTTEN)
    lost = Person.objects.for_user(user).filter(~Exists(later), added_at__lt=timezone.now() - FORGOTTEN)
    for person in lost.select_related("site").order_by("added_at", "pk")[:_MOST]:
        why = _("no visit in the last %(days)d days and none planned") % {"days": FORGOTTEN.days}
        found.setdefault(person.pk, Attention(person, why))
    return list(found.values())
