"""Links that let a person's phone in, once, and the phones that came in by them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from footwise.clinic.people import OfAPerson, SealedOfAPerson


class PhoneLink(OfAPerson):
    """A code that lets one phone in, once, until it expires; only its keyed hash is kept.

    Attributes
    ----------
    attempt : str
        Hash of what the browser called its try: where the answer was lost on the way, the same browser gets in again.
    """

    unrecorded: ClassVar[frozenset[str]] = OfAPerson.unrecorded | {"code_hash", "attempt"}

    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(editable=False)
    used_at = models.DateTimeField(null=True, editable=False)
    attempt = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}"


class Phone(OfAPerson):
    """A phone, or a browser on it, that belongs to a person: whoever holds its key is that person and nobody else.

    Attributes
    ----------
    key_hash : str
        Of the key that lies in the phone; who reads the database cannot use it.
    seen_at : datetime
        When it was last there, to the hour.
    """

    unrecorded: ClassVar[frozenset[str]] = OfAPerson.unrecorded | {"key_hash", "seen_at"}

    link = models.OneToOneField(PhoneLink, on_delete=models.PROTECT, related_name="+", editable=False)
    key_hash = models.CharField(max_length=64, editable=False)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    seen_at = models.DateTimeField(default=timezone.now, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-joined_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.joined_at:%Y-%m-%d}"


class HomePlan(SealedOfAPerson):
    """What a person practises at home with the phone; the newest is in force.

    `content` has ``side``, ``change_deg`` (from the natural foot angle, toe-out positive) and ``minutes`` a day.
    """

    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}"
