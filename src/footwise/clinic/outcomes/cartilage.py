"""Relaxation times of the cartilage at a visit, region by region, and the images that they come from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from footwise.clinic.accounts import Role
from footwise.clinic.outcomes.outcome import Outcome
from footwise.clinic.people import SealedOfAPerson
from footwise.clinic.recordings import blocks
from footwise.clinic.seal import seal_of_person


class CartilageVisit(Outcome):
    """Means of the regions; its `slot` is the map and the knee, such as ``T1rho left``.

    `figures` has ``regions``, a row each as `footwise cartilage` writes it, and ``simulated``.
    """

    SEEN_BY: ClassVar = (Role.CLINICIAN, Role.ASSESSOR)

    class Meta(Outcome.Meta):
        """As all outcomes."""

    @property
    def map_name(self) -> str:
        """T1rho or T2."""
        return self.slot.partition(" ")[0]

    @property
    def side(self) -> str:
        """Which knee."""
        return self.slot.partition(" ")[2]


class CartilageImage(SealedOfAPerson):
    """An image or a map that was given, sealed on the disk; `content` has ``name``, ``role`` and ``blocks``."""

    SEEN_BY: ClassVar = (Role.CLINICIAN, Role.ASSESSOR)

    # Images of one measurement belong together; the measurement is the result, once there is one.
    together = models.UUIDField(editable=False)
    sealed_bytes = models.BigIntegerField(default=0, editable=False)
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """In the order in which they were given: that of their times."""

        ordering: ClassVar = ["added_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def file(self) -> Path:
        """Where it lies; its name says nothing."""
        folder: Path = settings.HOME.folder / "images"
        return folder / str(self.person_id) / str(self.pk)

    def files_told(self) -> dict[str, Callable[[], Iterable[bytes]]]:
        """The image as it was given."""
        name = re.sub(r"[^\w.-]", "_", str(self.content.get("name", "")))[-80:]
        seal = seal_of_person(settings.HOME.keys, self.person_id)
        pieces = partial(blocks, self.file, seal, self.pk, length=self.sealed_bytes)
        return {f"images/{self.pk}-{name}": pieces} if self.sealed_bytes and self.file.exists() else {}
