"""Which people are shared with somebody: what the one way to a person's data asks, and what a list shows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from footwise.clinic.accounts import Role, sites_of
from footwise.clinic.people import Person
from footwise.clinic.sharing.models import Share


def persons_shared_with(user: Any, *, entering: bool) -> QuerySet:
    """Give the keys of people whom a user may see by a share, or in whose data they may enter something.

    Whoever is a blinded assessor in the person's clinic sees nothing more by a share.
    """
    # A device works in its own clinic alone.
    if not user.is_authenticated or user.narrowed is not None:
        return Share.in_force().none().values("person")
    mine = Share.in_force().filter(colleague=user).exclude(person__site__in=sites_of(user, Role.ASSESSOR))
    return (mine.filter(may_enter=True) if entering else mine).values("person")


def shares_with(user: Any, people: Iterable[Person]) -> dict[UUID, Share]:
    """Give, for those of the people whom a user sees only by a share, that share."""
    persons = [one.pk for one in people]
    mine = Share.in_force().filter(colleague=user, person__in=persons)
    # A blinded assessor of the person's clinic has nothing by a share, so that none is shown.
    elsewhere = mine.exclude(person__site__in=sites_of(user, Role.CLINICIAN, Role.ASSESSOR))
    return {one.person_id: one for one in elsewhere.select_related("shared_by")}
