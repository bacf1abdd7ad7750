"""Something that was measured of a person on a day: corrected and removed with a reason, never overwritten unseen."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from footwise.clinic.people import SealedOfAPerson


class Source(models.TextChoices):
    """Who said it."""

    PERSON = "person", _("the person, at the visit")
    THERAPIST = "therapist", _("the therapist")
    PHONE = "phone", _("the person, on their phone")
    IMPORT = "import", _("a table that was imported")


class Outcome(SealedOfAPerson):
    """A row of one of the tables of outcomes.

    Of a person, a day and a `slot` (such as which knee) one row stands; what was corrected or removed stays in the
    record.

    Its `content` has ``figures``, what was measured; ``source``; ``earlier``, what stood there before each correction,
    with ``reason``, ``by`` and ``at``; and where it was removed ``removed``, the reason.
    """

    day = models.DateField(_("day"))
    slot = models.CharField(max_length=40, editable=False)
    noted_at = models.DateTimeField(default=timezone.now, editable=False)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        """No table of its own; in the order of days."""

        abstract = True
        ordering: ClassVar = ["day", "noted_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "day", "slot"], condition=Q(removed_at__isnull=True), name="one_%(class)s_a_slot"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.slot}"

    @classmethod
    def of_person(cls, person: UUID) -> QuerySet:
        """Give what stands of a person, in the order of days; whoever asks has looked whether they may see it."""
        return cls.everything.filter(person=person, removed_at__isnull=True).order_by("day", "noted_at", "pk")

    @property
    def figures(self) -> dict[str, Any]:
        """What was measured."""
        figures: dict[str, Any] = self.content["figures"]
        return figures

    @property
    def earlier(self) -> list[dict[str, Any]]:
        """What stood there before each correction, the oldest first."""
        earlier: list[dict[str, Any]] = self.content.get("earlier", [])
        return earlier

    @property
    def said_by(self) -> str:
        """Who said it, in words."""
        return str(Source(self.content["source"]).label)
