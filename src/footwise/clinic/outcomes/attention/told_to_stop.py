"""Whom the stop rule of practice at home has told to stop and to call: before everybody else."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _

from footwise.clinic.outcomes.attention.reason import Kind, Reason, Words
from footwise.clinic.outcomes.models import TreatmentConcern
from footwise.clinic.outcomes.words import day_in_words


def was_told_to_stop(concerns: Iterable[TreatmentConcern]) -> list[Reason]:
    """Tell of those whom their phone has told to stop: they fell, or pain was up for two days.

    Parameters
    ----------
    concerns : iterable of TreatmentConcern
        Of `treatment_concerns`; those of other kinds are passed over.
    """
    return [
        Reason(Kind.TOLD_TO_STOP, one.person_id, one.since, float(_fell(one)), partial(_words, one))
        for one in concerns
        if one.kind == Kind.TOLD_TO_STOP
    ]


def _fell(one: TreatmentConcern) -> bool:
    return bool(one.content["why"] == "fall")


def _words(one: TreatmentConcern) -> Words:
    said = (
        _("said on %(day)s that they fell or almost fell, and was told to stop and to call")
        if _fell(one)
        else _("pain up by 2 or more for two days, until %(day)s, and was told to stop and to call")
    )
    where, what = reverse("phones", args=[one.person_id]), _("Practice at home")
    return Words(said % {"day": day_in_words(one.since)}, where, what)
