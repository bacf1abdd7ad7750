"""What of a person's outcomes has changed by as much as matters to patients; worked out when an outcome is written."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from footwise.clinic.accounts import Role
from footwise.clinic.people import SealedOfAPerson


class ImportantChanges(SealedOfAPerson):
    """One row a person; `content` has ``changes``, as `footwise.clinic.outcomes.changes` gives them."""

    SEEN_BY: ClassVar = (Role.CLINICIAN, Role.ASSESSOR)

    class Meta:
        """One a person."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["person"], name="one_standing_a_person")]

    def __str__(self) -> str:
        return str(self.person_id)
