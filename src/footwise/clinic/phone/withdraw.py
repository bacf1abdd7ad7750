"""A person withdraws their agreement on their own phone: from then on nothing is taken, and the clinic is told.

Nothing is deleted by it. What the person wishes stands on the clinic's list; the clinic deletes by its bin, as always.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone

from footwise.clinic.people import Consent
from footwise.clinic.phone.said import WITHDREW, note_concern

KEEP, DELETE = "keep", "delete"


def wish_in(record: dict[str, Any]) -> str | None:
    """Give what a record says about the data, where it is a withdrawal; None where it is none."""
    if record.get("kind") != "answer" or record.get("question") != "withdraw":
        return None
    return DELETE if record.get("wish") == DELETE else KEEP


def withdraw(person: UUID, wish: str) -> None:
    """End the person's agreement today; called in the transaction that keeps what they said."""
    today = timezone.localdate()
    for consent in Consent.everything.filter(person=person, withdrawn_on__isnull=True):
        consent.withdrawn_on = max(today, consent.given_on)
        consent.save()
    note_concern(person, WITHDREW, today, {"wish": wish})
