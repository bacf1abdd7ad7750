"""Tokens of devices: made and shown once, looked up with every call, ended with the work of whoever made them."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils import timezone

from footwise.clinic.accounts import Membership, Narrowed, Role, Site, User
from footwise.clinic.api.models import SCOPES_OF, DeviceToken, Scope

# By which programs that look for lost secrets, and the clinic itself in an address, know one.
BEGINS = "footwise_"
LONGEST = timedelta(days=365)
_SEEN_EVERY = timedelta(minutes=1)


def may_give(user: User, site: Site) -> frozenset[Scope]:
    """Tell what somebody may let a device do in a clinic."""
    held = Membership.objects.in_force().filter(user=user, site=site).values_list("role", flat=True)
    given: frozenset[Scope] = frozenset().union(*(SCOPES_OF[Role(role)] for role in held))
    return given


def make_token(user: User, site: Site, name: str, scopes: Collection[Scope], ends_on: date) -> str:
    """Let a device act for somebody; gives the token, which nobody can be told a second time.

    Raises
    ------
    ValueError
        More than the person may give away, or for longer than a year: forms ask before.
    """
    if not scopes or not set(scopes) <= may_give(user, site) or ends_on > timezone.localdate() + LONGEST:
        raise ValueError("more than may be given away")
    token = BEGINS + secrets.token_urlsafe(32)
    with transaction.atomic():
        told = " ".join(scope for scope in Scope if scope in scopes)
        device = DeviceToken(token_hash=_hash(token), user=user, site=site, name=name, scopes=told, ends_on=ends_on)
        device.save()
        _end_with_the_work(Membership, Membership(user=user, site=site))
    return token


def look_up(token: str) -> DeviceToken | None:
    """Find the device of a token, whether it has ended or not."""
    found: DeviceToken | None = (
        DeviceToken.objects.select_related("user", "site").filter(token_hash=_hash(token)).first()
    )
    return found


def acting_user(device: DeviceToken) -> tuple[User, frozenset[Scope]]:
    """Give whom a device acts for, narrowed to its clinic and scopes, and what of its scopes is left today."""
    scopes = device.may & may_give(device.user, device.site)
    roles = {role for role, given in SCOPES_OF.items() if given & scopes}
    user: User = device.user
    user.narrowed = Narrowed(device.site_id, frozenset(roles))
    return user, scopes


def note_use(device: DeviceToken) -> None:
    """Note when a device was last here, to the minute."""
    now = timezone.now()
    if device.last_used_at is None or now - device.last_used_at > _SEEN_EVERY:
        DeviceToken.objects.filter(pk=device.pk).update(last_used_at=now)


def end(device: DeviceToken) -> None:
    """End a token, from this moment on."""
    device.ended_at = timezone.now()
    device.save()


@receiver(post_save, sender=Membership)
def _end_with_the_work(sender: Any, instance: Membership, **_: Any) -> None:
    """Let no token outlive the work for which it was made, even if that is taken up again later."""
    lasts = list(Membership.objects.filter(user=instance.user, site=instance.site).values_list("ends_on", flat=True))
    if None in lasts or not lasts:
        return
    for device in DeviceToken.objects.filter(
        user=instance.user, site=instance.site, ended_at__isnull=True, ends_on__gt=max(lasts)
    ):
        device.ends_on = max(lasts)
        device.save()


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
