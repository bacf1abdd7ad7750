"""A questionnaire on a day: the answers as they were given, and the scores that they come to."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from footwise.clinic.accounts import Role
from footwise.clinic.outcomes.outcome import Outcome

INSTRUMENT_NAMES = {"koos": _("KOOS"), "womac": _("WOMAC")}


class Questionnaire(Outcome):
    """A form; its `slot` is ``koos`` or ``womac``.

    `figures` has ``answers``, item to what was ticked or written; ``coding`` and ``language`` of the form; ``scores``
    and, where one is missing, ``reasons``, both by `footwise.followup`.
    """

    SEEN_BY: ClassVar = (Role.CLINICIAN, Role.ASSESSOR)

    # A form that was begun goes on where it was; only finished ones count.
    finished = models.BooleanField(default=True, editable=False)

    class Meta(Outcome.Meta):
        """As all outcomes."""

        # By which who is to be asked is found without a look at what was answered.
        indexes: ClassVar = [
            models.Index(
                fields=["person", "day"], condition=Q(removed_at__isnull=True, finished=True), name="forms_by_day"
            )
        ]

    @property
    def name(self) -> str:
        """Which questionnaire it is."""
        return str(INSTRUMENT_NAMES[self.slot])
