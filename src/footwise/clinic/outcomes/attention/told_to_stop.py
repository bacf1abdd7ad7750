"""Whom the stop rule of practice at home has told to stop and to call: before everybody else."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from footwise.clinic.outcomes.attention.dismissed import not_dismissed
from footwise.clinic.outcomes.attention.reason import Kind, Reason
from footwise.clinic.outcomes.models import TreatmentConcern
from footwise.clinic.outcomes.words import day_in_words

_MOST = 100


def was_told_to_stop(user: Any, **of: Any) -> list[Reason]:
    """Find those whom their phone has told to stop: they fell, or pain was up for two days."""
    found = TreatmentConcern.objects.for_user(user).filter(kind=Kind.TOLD_TO_STOP, since__isnull=False, **of)
    reasons = []
    for one in not_dismissed(found).order_by("-since", "pk")[:_MOST]:
        fell = one.content["why"] == "fall"
        said = (
            _("said on %(day)s that they fell or almost fell, and was told to stop and to call")
            if fell
            else _("pain up by 2 or more for two days, until %(day)s, and was told to stop and to call")
        )
        where, what = reverse("phones", args=[one.person_id]), _("Practice at home")
        why = said % {"day": day_in_words(one.since)}
        reasons.append(Reason(Kind.TOLD_TO_STOP, one.person_id, one.since, why, where, what, weight=float(fell)))
    return reasons
