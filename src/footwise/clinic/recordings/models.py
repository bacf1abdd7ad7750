"""A recording of a visit, and how much of it has arrived."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath
from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from footwise.clinic.people import OfAPerson, Visit
from footwise.clinic.recordings.kinds import Kind
from footwise.condition_words import condition_in
from footwise.side_words import side_in

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
    # An archive whose files are recordings of their own now.
    UNPACKED = "unpacked", _("unpacked")
    REMOVED = "removed", _("removed")


class Condition(models.TextChoices):
    """How the person walked, as a study names it."""

    NATURAL = "natural", _("natural walking")
    TOE_IN_5 = "toe-in-5", _("toe-in 5°")
    TOE_IN_10 = "toe-in-10", _("toe-in 10°")
    TOE_OUT_5 = "toe-out-5", _("toe-out 5°")
    TOE_OUT_10 = "toe-out-10", _("toe-out 10°")
    STATIC = "static", _("standing still")
    OTHER = "other", _("something else, not to be compared")


class Foot(models.TextChoices):
    """On which foot a sensor was, where neither its file nor its name says it."""

    LEFT = "left", _("left foot")
    RIGHT = "right", _("right foot")


class Recording(OfAPerson):
    """A file that was recorded at a visit."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="+", editable=False)
    name = models.CharField(max_length=120, editable=False)
    size_bytes = models.BigIntegerField(editable=False)
    # Of the whole file as it was sent; known when all of it is here.
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ARRIVING, editable=False)
    kind = models.CharField(max_length=10, choices=KIND_NAMES, blank=True, editable=False)
    # Empty until somebody has said it; what its name lets guess is in `guess`.
    condition = models.CharField(_("how the person walked"), max_length=20, choices=Condition.choices, blank=True)
    foot = models.CharField(_("which foot"), max_length=5, choices=Foot.choices, blank=True)
    # Of a TRC file: the file with the forces of the same walk.
    forces = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # The archive that it came in.
    unpacked_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    # The folders that it lay in, as a hint.
    folder = models.CharField(max_length=200, blank=True, editable=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """In the order in which they were added."""

        ordering: ClassVar = ["added_at", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def guess(self) -> str:
        """How the person walked, by the name of the file or else its folders; empty where they say nothing."""
        told = condition_in(PurePosixPath(self.name).stem, self.folder)
        return told if told and told in Condition.values else ""

    @property
    def foot_in_name(self) -> str:
        """Which foot the name of the file says, if any."""
        return side_in(PurePosixPath(self.name).stem) or ""

    @property
    def file(self) -> Path:
        """Where it lies; its name says nothing."""
        return file_of(self.person_id, self.pk)

    def files_told(self) -> dict[str, Callable[[], Iterable[bytes]]]:
        """The file as it came, where all of it is here."""
        from footwise.clinic.recordings.arrival import opened

        if self.state != State.ARRIVED or not self.size_bytes:
            return {}
        return {f"recordings/{self.visit.on}/{self.pk}-{self.name}": lambda: opened(self)}


def file_of(person: UUID, recording: UUID) -> Path:
    """Say where the file of a recording lies."""
    folder: Path = settings.HOME.folder / "recordings"
    return folder / str(person) / str(recording)


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
