"""That a person was put into the bin, when the bin was last looked through, and archives that wait to be fetched."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from footwise.clinic.people import OfAPerson, SealedOfAPerson

# How long an archive waits to be fetched.
WAITS = timedelta(days=1)


class Binning(SealedOfAPerson):
    """Somebody put a person into the bin; `content` has ``reason``."""

    put_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    put_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-put_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.put_at:%Y-%m-%d}"


class Archive(OfAPerson):
    """Everything about a person, in one sealed file until who asked for it fetches it."""

    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    language = models.CharField(max_length=10, choices=settings.LANGUAGES, editable=False)
    made_at = models.DateTimeField(null=True, editable=False)
    size_bytes = models.BigIntegerField(null=True, editable=False)
    sealed_bytes = models.BigIntegerField(default=0, editable=False)
    # Fetched, or too old: its file is gone.
    ended_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d}"

    @property
    def file(self) -> Path:
        """Where it lies; its name says nothing."""
        folder: Path = settings.HOME.folder / "archives"
        return folder / str(self.person_id) / str(self.pk)

    @property
    def until(self) -> datetime | None:
        """Until when it can be fetched."""
        return self.made_at + WAITS if self.made_at else None

    @property
    def can_be_fetched(self) -> bool:
        """Whether it is made, and still here."""
        return self.until is not None and self.ended_at is None and timezone.now() < self.until


class BinLook(models.Model):
    """When the bin was last looked through: after a leap of the clock nothing is deleted for a while."""

    looked_at = models.DateTimeField()
    hold_until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.looked_at:%Y-%m-%d %H:%M}"
