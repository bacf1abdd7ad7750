"""Practice: a session of `footwise coach`, or a day of a diary; it tells of target and treatment."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from footwise.clinic.outcomes.outcome import Outcome
from footwise.clinic.people import SealedOfAPerson

DIARY = "diary"


class Practice(Outcome):
    """Minutes, steps, share in the band and the angle that was kept; seen by clinicians only.

    `figures` has ``minutes``; of a session also ``session``, ``finished``, ``simulated`` and ``feet``: side to
    ``steps``, ``steps_in_band``, ``kept_steps``, ``kept_change_deg``, ``kept_error_deg``, ``asked_change_deg`` and
    ``band_deg``.
    """

    # Whether anything was walked; a diary may say that nothing was.
    walked = models.BooleanField(default=True, editable=False)

    class Meta(Outcome.Meta):
        """As all outcomes."""

        # By which who has stopped is found without a look at the figures.
        indexes: ClassVar = [
            models.Index(
                fields=["person", "day"], condition=Q(removed_at__isnull=True, walked=True), name="practice_by_day"
            )
        ]

    @property
    def is_session(self) -> bool:
        """Whether it was coached."""
        return self.slot != DIARY


class PracticeLog(SealedOfAPerson):
    """The log of a session as `footwise coach` has written it; `content` has ``log``."""

    practice = models.OneToOneField(Practice, on_delete=models.PROTECT, related_name="+", editable=False)

    def __str__(self) -> str:
        return f"{self.practice_id}"
