"""Links that make an account, once: the first administrator's from the terminal, the others' from the team page."""

from __future__ import annotations

import secrets
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from footwise.clinic.accounts.models import Membership, OneTimeLink, Role, Site, User
from footwise.clinic.audit import record_event

FIRST_START = timedelta(hours=24)
INVITATION = timedelta(days=7)


class LinkTrouble(StrEnum):
    """Why a link does not work."""

    UNKNOWN = "unknown"
    USED = "used"
    EXPIRED = "expired"


def make_link(
    role: Role, site: Site | None, *, valid: timedelta = INVITATION, email: str = "", made_by: User | None = None
) -> str:
    """Make a link and give the secret that stands in it; nobody can be told it a second time."""
    token = secrets.token_urlsafe(24)
    with transaction.atomic():
        OneTimeLink.objects.create(
            token_hash=_hash(token),
            role=role,
            site=site,
            email=email.strip().lower(),
            made_by=made_by,
            expires_at=timezone.now() + valid,
        )
        record_event("invite", site_id=site.pk if site else None, about=f"{role} {email}".strip())
    return token


def links_for_a_first_start() -> list[str]:
    """Give the secret of a link for an administrator where there is none who could log in; earlier ones end."""
    with transaction.atomic():
        if Membership.objects.in_force().filter(role=Role.ADMINISTRATOR).exists():
            return []
        OneTimeLink.objects.filter(made_by__isnull=True, used_at__isnull=True).delete()
        return [make_link(Role.ADMINISTRATOR, Site.objects.order_by("pk").first(), valid=FIRST_START)]


def look_up(token: str, *, lock: bool = False) -> OneTimeLink | LinkTrouble:
    """Find the link that a secret belongs to, or say why there is none that works."""
    links = OneTimeLink.objects.select_for_update(of=("self",)) if lock else OneTimeLink.objects
    link = links.filter(token_hash=_hash(token)).select_related("site").first()
    if link is None:
        return LinkTrouble.UNKNOWN
    if link.used_at is not None:
        return LinkTrouble.USED
    return LinkTrouble.EXPIRED if link.expires_at <= timezone.now() else link


def take_link(link: OneTimeLink, user: User, site: Site) -> None:
    """Give the user the role of the link; the first administrator treats people, too: nobody else is there yet."""
    first = link.site is None
    link.used_at = timezone.now()
    link.save()
    record_event("open invitation", site_id=site.pk, about=f"{user.email}: {link.role}")
    for role in (Role.ADMINISTRATOR, Role.CLINICIAN) if first else (Role(link.role),):
        held = Membership.objects.filter(user=user, site=site, role=role).first()
        member = held or Membership(user=user, site=site, role=role)
        member.ends_on = None
        member.save()


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
