"""Why somebody should look at a person, where only sealed figures tell it; and that somebody has."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from footwise.clinic.accounts import Role
from footwise.clinic.people import SealedOfAPerson


class Concern(SealedOfAPerson):
    """A reason of a kind, and since which day; its figures are sealed.

    It is written in the transaction that writes what it follows from, so that a page finds it without opening anything.
    """

    kind = models.CharField(max_length=20, editable=False)
    # None: there was one, and there is none any more.
    since = models.DateField(null=True, editable=False)

    class Meta:
        """No table of its own; one of a kind a person."""

        abstract = True
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "kind"], name="one_%(class)s_a_kind")]
        indexes: ClassVar = [models.Index(fields=["kind", "since"], name="%(class)s_since")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.since}"


class OutcomeConcern(Concern):
    """One that outcomes tell, and nothing of an arm, a target or a load."""

    SEEN_BY: ClassVar = (Role.CLINICIAN, Role.ASSESSOR)

    class Meta(Concern.Meta):
        """As all concerns."""


class TreatmentConcern(Concern):
    """One that practice or the kept angle tell: of clinicians only."""

    SEEN_BY: ClassVar = (Role.CLINICIAN,)

    class Meta(Concern.Meta):
        """As all concerns."""


class Dismissal(SealedOfAPerson):
    """Somebody has looked, and wants to see that reason again after a day; `content` has ``reason``."""

    kind = models.CharField(max_length=20, editable=False)
    # Since when the concern was there that was looked at: a newer one is shown at once.
    since = models.DateField(editable=False)
    until = models.DateField(_("not before"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["person", "kind", "until"], name="dismissals_in_force")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.until}"
