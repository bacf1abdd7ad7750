"""That a person was put into the bin, and when the bin was last looked through."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from footwise.clinic.people import SealedOfAPerson


class Binning(SealedOfAPerson):
    """Somebody put a person into the bin; `content` has ``reason``."""

    put_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    put_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-put_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.put_at:%Y-%m-%d}"


class BinLook(models.Model):
    """When the bin was last looked through: after a leap of the clock nothing is deleted for a while."""

    looked_at = models.DateTimeField()
    hold_until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.looked_at:%Y-%m-%d %H:%M}"
