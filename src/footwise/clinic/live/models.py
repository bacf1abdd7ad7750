"""A live session: while it is open, what a person walks can be seen as it happens."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from footwise.clinic.people import SealedOfAPerson

# Whoever forgets to end one leaves no door open.
LONGEST = timedelta(hours=4)


class LiveSession(SealedOfAPerson):
    """A time in which a person's walk is watched.

    `content` has ``code`` (with which the person's screen is opened) and ``notes`` (``at``, ``by``, ``text``).

    Attributes
    ----------
    code_hash : str
        Keyed hash of the code, by which it is found.
    ended_at : datetime or None
    """

    unrecorded: ClassVar[frozenset[str]] = SealedOfAPerson.unrecorded | {"code_hash"}

    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        """The newest first; a person has one at a time."""

        ordering: ClassVar = ["-opened_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_at__isnull=True), name="one_live_session")
        ]

    def __str__(self) -> str:
        return f"{self.opened_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        """Whether it is on."""
        return self.ended_at is None and self.opened_at > timezone.now() - LONGEST


def open_now() -> Any:
    """Give what a query asks for to find sessions that are open."""
    return Q(ended_at__isnull=True, opened_at__gt=timezone.now() - LONGEST)
