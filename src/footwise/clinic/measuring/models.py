"""What a recording says, sealed under the person's key: its figures and sentences, and the table of its steps."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from footwise.clinic.people import SealedOfAPerson
from footwise.clinic.recordings import Recording


class Measurement(SealedOfAPerson):
    """What one version of Footwise has found in a recording; `content` is that of `figures.figures_of`."""

    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="+", editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    footwise_version = models.CharField(max_length=20, editable=False)
    # Of the files and facts that it was made from: where one of them changes, it is made anew.
    made_from = models.CharField(max_length=64, editable=False)
    # Whether a step can be used.
    usable = models.BooleanField(editable=False)

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.made_at.isoformat()


class MeasuredSteps(SealedOfAPerson):
    """The table of steps of a measurement, so that nobody need measure again to see one; read by `steps_table`."""

    measurement = models.OneToOneField(Measurement, on_delete=models.PROTECT, related_name="+", editable=False)

    # It can be computed anew: the record says that it was added, and does not keep it a second time.
    unrecorded: ClassVar = frozenset({"version", "sealed"})

    def __str__(self) -> str:
        return str(self.pk)
