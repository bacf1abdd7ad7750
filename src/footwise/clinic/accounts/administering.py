"""What administrators see and do in their clinics, for their pages and their programs alike."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from footwise.clinic.accounts.models import Membership, Role
from footwise.clinic.accounts.roles import sites_of
from footwise.clinic.audit import Entry


class OwnAdministration(Exception):
    """Nobody ends their own administration: somebody must be left who can."""


def members_for(user: Any) -> QuerySet[Membership]:
    """Give who works in an administrator's clinics."""
    sites = sites_of(user, Role.ADMINISTRATOR)
    return Membership.objects.in_force().filter(site__in=sites).select_related("user", "site")


def end_work(member: Membership, by: Any) -> None:
    """End somebody's role in a clinic, from this moment on.

    Raises
    ------
    OwnAdministration
        It is the administrator's own.
    """
    if member.role == Role.ADMINISTRATOR and member.user_id == by.pk:
        raise OwnAdministration
    member.ends_on = timezone.localdate() - timedelta(days=1)
    member.save()


def sites_and_staff(user: Any) -> tuple[list[int], list[int]]:
    """Give an administrator's clinics, and everybody who has ever worked in them."""
    sites = list(sites_of(user, Role.ADMINISTRATOR).values_list("pk", flat=True))
    staff = Membership.objects.filter(site__in=sites).values_list("user", flat=True).distinct()
    return sites, list(staff)


def entries_of(sites: list[int], staff: list[int]) -> QuerySet[Entry]:
    """Give what happened in clinics, or was done by their staff and is about nobody."""
    return Entry.objects.filter(Q(site_id__in=sites) | Q(site_id__isnull=True, persons="", user_id__in=staff))
