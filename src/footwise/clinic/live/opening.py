"""Opening and ending a live session, and the code with which the person's screen comes in.

The code opens the picture of one walk, without a name, for as long as the live session is open, as often as it is
typed: a television that was switched off comes in again. It writes nothing and finds nothing else.
"""

from __future__ import annotations

import hmac
import secrets
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from footwise.clinic.live.hub import end_live
from footwise.clinic.live.models import LiveSession, open_now
from footwise.clinic.people import Person

# Without signs that look alike.
_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH, _GROUP = 8, 4
MOST_LETTERS, _MOST_NOTES = 2000, 200


def open_live(person: Person, user: Any) -> LiveSession:
    """Open one, or give the one that is open."""
    with transaction.atomic():
        Person.everything.select_for_update(of=("self",)).filter(pk=person.pk).values_list("pk").first()
        there: LiveSession | None = LiveSession.everything.filter(person=person, ended_at__isnull=True).first()
        if there is not None and there.is_open:
            return there
        if there is not None:
            _end(there)
        signs = "".join(secrets.choice(_SIGNS) for _ in range(_LENGTH))
        session = LiveSession(person=person, opened_by=user, code_hash=_hash(signs))
        session.content = {"code": f"{signs[:_GROUP]}-{signs[_GROUP:]}", "notes": []}
        session.save()
    return session


def end_session(session: LiveSession) -> None:
    """End it; whoever watches is told."""
    with transaction.atomic():
        _end(session)
    end_live(session.pk)


def _end(session: LiveSession) -> None:
    if session.ended_at is None:
        session.ended_at = timezone.now()
        session.save()


def add_note(session: LiveSession, user: Any, text: str) -> None:
    """Add a note; the same words twice on end were sent twice."""
    notes = session.content["notes"]
    if notes and notes[-1]["text"] == text:
        return
    said = {"at": timezone.now().isoformat(timespec="seconds"), "by": user.name or user.email, "text": text}
    session.content = {**session.content, "notes": [*notes, said][-_MOST_NOTES:]}
    session.save()


def open_session_of(person: UUID) -> UUID | None:
    """Name the live session of a person that is open, without reading anything of it."""
    found = LiveSession.everything.filter(open_now(), person=person).values_list("pk", flat=True).first()
    return UUID(str(found)) if found else None


def is_open(live: UUID) -> bool:
    """Whether a live session is still open."""
    return LiveSession.everything.filter(open_now(), pk=live).exists()


def session_of_code(code: str) -> UUID | None:
    """Name the open live session that a code opens."""
    found = LiveSession.everything.filter(open_now(), code_hash=_hash(code)).values_list("pk", flat=True).first()
    return UUID(str(found)) if found else None


def _hash(code: str) -> str:
    """Hash a code under a secret of the clinic: short as it is, who reads the database cannot try them all."""
    signs = "".join(sign for sign in code.upper() if sign in _SIGNS)
    return hmac.digest(settings.HOME.secret("web").encode(), f"live {signs}".encode(), "sha256").hex()
