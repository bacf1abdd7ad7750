"""The way in: a code from the therapist, valid once and for a week, then a key that only this phone has.

The key is a random token in a cookie that no script can read, and not a key of WebCrypto in the browser's database:
Safari empties what scripts have stored after seven days without a visit, and with it the way in; a cookie that the
server has set stays. A stolen phone opens either, and is revoked. Another site's page cannot use the cookie (it is
`SameSite=Strict`, and every request must carry a header of our own that only our page can set).
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from footwise.clinic.phone.models import Phone, PhoneLink

VALID = timedelta(days=7)
# A phone that shows a code for its own second place, such as the home screen, has it in its hand.
VALID_BY_HAND = timedelta(minutes=15)
# Within it the same browser may try again with a code that it has used: the answer may have been lost.
_AGAIN = timedelta(minutes=10)
# Without signs that look alike, on paper or to tired eyes.
_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH, _GROUP = 8, 4
_SEEN_EVERY = timedelta(hours=1)


class JoinTrouble(StrEnum):
    """Why a code lets nobody in."""

    UNKNOWN = "unknown"
    USED = "used"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Joined:
    """A phone that came in.

    Attributes
    ----------
    phone : UUID
    person : str
        A name for whose it is, which says nothing: what waits in a phone that has lost its way in is sent when the same
        person comes in again, and never as another's.
    key : str
        What goes into the cookie; nobody can be told it a second time.
    """

    phone: UUID
    person: str
    key: str


@dataclass(frozen=True)
class SeenPhone:
    """The phone that asks, and whose it is.

    Attributes
    ----------
    phone, person : UUID
    site : int
        The clinic.
    user : int
        Who let it in.
    revoked : bool
    """

    phone: UUID
    person: UUID
    site: int
    user: int
    revoked: bool


def make_phone_link(
    person: UUID, user_id: int, *, valid: timedelta = VALID, ends_earlier: bool = True
) -> tuple[str, datetime]:
    """Make a code and give it, as it is typed, with its end.

    Parameters
    ----------
    person : UUID
    user_id : int
        Who makes it.
    valid : timedelta
    ends_earlier : bool
        Codes that were made before and that nobody has used end now.
    """
    signs = "".join(secrets.choice(_SIGNS) for _ in range(_LENGTH))
    now = timezone.now()
    with transaction.atomic():
        waiting = PhoneLink.everything.filter(person=person, used_at__isnull=True, expires_at__gt=now)
        for earlier in waiting if ends_earlier else ():
            earlier.expires_at = now
            earlier.save()
        link = PhoneLink(person_id=person, code_hash=_hash_of_code(signs), made_by_id=user_id, expires_at=now + valid)
        link.save()
    return f"{signs[:_GROUP]}-{signs[_GROUP:]}", link.expires_at


def join(code: str, attempt: str) -> Joined | JoinTrouble:
    """Let a phone in by a code.

    Parameters
    ----------
    code : str
        As it was typed or stood in the link.
    attempt : str
        A random word of the browser's, the same when it tries again.
    """
    now = timezone.now()
    with transaction.atomic():
        stands = PhoneLink.everything.select_for_update(of=("self",)).filter(code_hash=_hash_of_code(code))
        link = stands.first()
        if link is None:
            return JoinTrouble.UNKNOWN
        key = secrets.token_urlsafe(32)
        if link.used_at is not None:
            return _again(link, attempt, key, now)
        if link.expires_at <= now:
            return JoinTrouble.EXPIRED
        link.used_at, link.attempt = now, _hash(attempt) if attempt else ""
        link.save()
        phone = Phone(person_id=link.person_id, link=link, key_hash=_hash(key))
        phone.save()
        return Joined(phone.pk, _name_of(link.person_id), f"{phone.pk}.{key}")


def _again(link: PhoneLink, attempt: str, key: str, now: datetime) -> Joined | JoinTrouble:
    mine = bool(attempt) and hmac.compare_digest(link.attempt, _hash(attempt))
    if not mine or link.used_at is None or now - link.used_at > _AGAIN:
        return JoinTrouble.USED
    phone = Phone.everything.get(link=link)
    if phone.revoked_at is not None:
        return JoinTrouble.USED
    phone.key_hash = _hash(key)
    phone.save()
    return Joined(phone.pk, _name_of(link.person_id), f"{phone.pk}.{key}")


def seen_phone(cookie: str) -> SeenPhone | None:
    """Tell whose phone asks, by its cookie; None for nobody's.

    Nothing of the person is loaded: a phone asks many times a minute, and what it is shown is its owner's.
    """
    name, _, key = cookie.partition(".")
    try:
        pk = UUID(name)
    except ValueError:
        return None
    columns = ("key_hash", "person_id", "person__site_id", "link__made_by_id", "revoked_at", "seen_at")
    row = Phone.everything.filter(pk=pk).values_list(*columns).first()
    if row is None or not hmac.compare_digest(row[0], _hash(key)):
        return None
    now = timezone.now()
    if row[4] is None and now - row[5] > _SEEN_EVERY:
        Phone.everything.filter(pk=pk).update(seen_at=now)
    return SeenPhone(pk, row[1], row[2], row[3], row[4] is not None)


def revoke(phone: Phone, user: Any) -> None:
    """Let a phone in no more, from this moment on."""
    if phone.revoked_at is None:
        phone.revoked_at, phone.revoked_by = timezone.now(), user
        phone.save()


def _name_of(person: UUID) -> str:
    return hmac.digest(settings.HOME.secret("web").encode(), f"phone of {person}".encode(), "sha256").hex()[:32]


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _hash_of_code(code: str) -> str:
    """Hash a code under a secret of the clinic: short as it is, who reads the database cannot try them all."""
    signs = "".join(sign for sign in code.upper() if sign in _SIGNS)
    return hmac.digest(settings.HOME.secret("web").encode(), f"phone {signs}".encode(), "sha256").hex()
