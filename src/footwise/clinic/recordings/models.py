"""A recording of a visit, and how much of it has arrived."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from footwise.clinic.people import OfAPerson, Visit
from footwise.clinic.recordings.kinds import Kind

KIND_NAMES = {
    Kind.C3D.value: _("C3D file"),
    Kind.TRC.value: _("markers (TRC)"),
    Kind.FORCES.value: _("forces (MOT, STO)"),
    Kind.TABLE.value: _("table"),
    Kind.SENSOR.value: _("foot sensor"),
    Kind.FILM.value: _("film"),
    Kind.ARCHIVE.value: _("archive (zip)"),
    Kind.OTHER.value: _("nothing that Footwise knows"),
}


class State(models.TextChoices):
    """How far it is."""

    ARRIVING = "arriving", _("arriving")
    ARRIVED = "arrived", _("arrived")
    REMOVED = "removed", _("removed")


class Condition(models.TextChoices):
    """How the person walked, as a study names it."""

    NATURAL = "natural", _("natural walking")
    TOE_IN_5 = "toe-in-5", _("toe-in 5°")
    TOE_IN_10 = "toe-in-10", _("toe-in 10°")
    TOE_OUT_5 = "toe-out-5", _("toe-out 5°")
    TOE_OUT_10 = "toe-out-10", _("toe-out 10°")
    STATIC = "static", _("standing still")


class Recording(OfAPerson):
    """A file that was recorded at a visit."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="+", editable=False)
    name = models.CharField(max_length=120, editable=False)
    size_bytes = models.BigIntegerField(editable=False)
    # Of the whole file as it was sent; known when all of it is here.
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ARRIVING, editable=False)
    kind = models.CharField(max_length=10, choices=KIND_NAMES, blank=True, editable=False)
    condition = models.CharField(_("how the person walked"), max_length=20, choices=Condition.choices, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """In the order in which they were added."""

        ordering: ClassVar = ["added_at", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def file(self) -> Path:
        """Where it lies; its name says nothing."""
        folder: Path = settings.HOME.folder / "recordings"
        return folder / str(self.person_id) / str(self.pk)

    def files_told(self) -> dict[str, Callable[[], Iterable[bytes]]]:
        """The file as it came, where all of it is here."""
        from footwise.clinic.recordings.arrival import opened

        if self.state != State.ARRIVED or not self.size_bytes:
            return {}
        return {f"recordings/{self.visit.on}/{self.pk}-{self.name}": lambda: opened(self)}


class Arrival(models.Model):
    """How much of a recording is here: written at every piece, and no data of anybody."""

    recording = models.OneToOneField(Recording, on_delete=models.CASCADE, primary_key=True, related_name="arrival")
    # What the browser calls the file again after it was closed: name, size and time of change.
    mark = models.CharField(max_length=200)
    received_bytes = models.BigIntegerField(default=0)
    sealed_bytes = models.BigIntegerField(default=0)
    blocks = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.received_bytes}"
