"""What a recording says."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from footwise.clinic.people import OfAPerson
from footwise.clinic.recordings import Recording


class Measurement(OfAPerson):
    """The steps of a recording, as one version of Footwise has measured them."""

    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="+", editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    footwise_version = models.CharField(max_length=20, editable=False)
    steps = models.PositiveIntegerField(editable=False)
    used_steps = models.PositiveIntegerField(editable=False)
    # What there is to say about it, a sentence a line, as the command line says it.
    sentences = models.TextField(editable=False)

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.used_steps}/{self.steps}"
