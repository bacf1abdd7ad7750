"""That one person is shared with one colleague, until a day."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from footwise.clinic.accounts import Membership, Role
from footwise.clinic.people import OfAPerson


class Share(OfAPerson):
    """A colleague sees one person until a day, and may enter something where that was said."""

    colleague = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    shared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    shared_at = models.DateTimeField(default=timezone.now, editable=False)
    until = models.DateField(_("until the end of"))
    may_enter = models.BooleanField(_("may enter and correct something, too"), default=False)
    ended_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        """The newest first; with one colleague a person is shared once at a time."""

        ordering: ClassVar = ["-shared_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "colleague"], condition=Q(ended_at__isnull=True), name="one_open_share_a_colleague"
            )
        ]

    def __str__(self) -> str:
        return f"{self.colleague}, {self.until}"

    @classmethod
    def in_force(cls) -> models.QuerySet:
        """Give what is shared today with whoever still works as a clinician somewhere."""
        works = Membership.objects.in_force().filter(user=OuterRef("colleague"), role=Role.CLINICIAN)
        open_today = models.QuerySet(cls).filter(ended_at__isnull=True, until__gte=timezone.localdate())
        return open_today.filter(Exists(works), person__binned_at__isnull=True)
