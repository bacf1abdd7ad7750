"""What people have said on their phones that the clinic is to know: they withdrew their agreement, or they pause."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from footwise.clinic.outcomes.attention.reason import Kind, Reason, Words
from footwise.clinic.outcomes.models import TreatmentConcern
from footwise.clinic.outcomes.words import day_in_words
from footwise.clinic.people import Consent


def has_withdrawn(concerns: Iterable[TreatmentConcern]) -> list[Reason]:
    """Tell who has withdrawn their agreement on the phone and has not signed anew; a wish to be deleted first.

    Parameters
    ----------
    concerns : iterable of TreatmentConcern
        Of `treatment_concerns`; those of other kinds are passed over.
    """
    mine = [one for one in concerns if one.kind == Kind.WITHDREW]
    if not mine:
        return []
    signed = Consent.everything.filter(person__in=[one.person_id for one in mine], withdrawn_on__isnull=True)
    anew = set(signed.values_list("person", flat=True))
    return [
        Reason(Kind.WITHDREW, one.person_id, one.since, float(_wants_deletion(one)), partial(_withdrawn_words, one))
        for one in mine
        if one.person_id not in anew
    ]


def _wants_deletion(one: TreatmentConcern) -> bool:
    return bool(one.content["wish"] == "delete")


def _withdrawn_words(one: TreatmentConcern) -> Words:
    said = (
        _("withdrew their agreement on the phone on %(day)s and asks for deletion")
        if _wants_deletion(one)
        else _("withdrew their agreement on the phone on %(day)s; what is here may be kept")
    )
    told = said % {"day": day_in_words(one.since)}
    return Words(told, reverse("person", args=[one.person_id]), _("Look at the person"))


def pauses(concerns: Iterable[TreatmentConcern]) -> list[Reason]:
    """Tell who has said on the phone that they pause, as long as the pause lasts.

    Parameters
    ----------
    concerns : iterable of TreatmentConcern
        Of `treatment_concerns`; those of other kinds are passed over.
    """
    today = timezone.localdate().isoformat()
    return [
        Reason(Kind.PAUSED, one.person_id, one.since, float("pain" in one.content["why"]), partial(_paused_words, one))
        for one in concerns
        if one.kind == Kind.PAUSED and one.content["until"] > today
    ]


def _paused_words(one: TreatmentConcern) -> Words:
    until = day_in_words(date.fromisoformat(one.content["until"]))
    said = (
        _("pauses practice until %(day)s, because of pain among other things")
        if "pain" in one.content["why"]
        else _("pauses practice until %(day)s, as they said on the phone")
    )
    return Words(said % {"day": until}, reverse("phones", args=[one.person_id]), _("Practice at home"))


def whom_nobody_expects(reasons: Iterable[Reason]) -> set[UUID]:
    """Give those of whom no practice is expected now: they pause, or they have withdrawn."""
    return {one.person for one in reasons if one.kind in (Kind.PAUSED, Kind.WITHDREW)}
