"""A person is put into the bin, where nobody sees them any more, and taken out again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from footwise.clinic.keeping.models import Binning
from footwise.clinic.people import Person


def put_into_bin(person: Person, user: Any, reason: str) -> None:
    """Put a person into the bin, from which they are deleted after `settings.BIN_DAYS` days.

    Raises
    ------
    ChangedMeanwhile
        Somebody changed the person since they were read.
    """
    with transaction.atomic():
        person.binned_at = timezone.now()
        person.delete_after = person.binned_at + timedelta(days=settings.BIN_DAYS)
        person.save()
        Binning(person=person, put_by=user, put_at=person.binned_at, content={"reason": reason}).save()


def take_out(person: Person) -> None:
    """Take a person out of the bin: everything is as it was."""
    person.binned_at = person.delete_after = None
    person.save()
