"""A clinician signs the target of a leg: the proposed one, or another with a reason; nothing is ever overwritten."""

from __future__ import annotations

from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from footwise.clinic.accounts import Role, sites_of
from footwise.clinic.people import Consent, Person
from footwise.clinic.prescribing.analysed import is_stale, newest_analyses, recordings_of
from footwise.clinic.prescribing.asking import sides_of
from footwise.clinic.prescribing.models import Analysis, Target
from footwise.clinic.recordings import Recording

# What the trial's conditions can ask for; what is proposed may always be signed, too.
CHANGES_DEG = (-10.0, -5.0, 0.0, 5.0, 10.0)
LONGEST_REASON = 1000


class SigningTrouble(StrEnum):
    """Why a target cannot be signed."""

    NOT_YOURS = "not yours"
    NO_CONSENT = "no consent"
    NO_LOADS = "no loads"
    """Foot angles alone are no ground for a prescription."""
    STALE = "stale"
    NO_ANGLE = "no angle"
    """The foot angle of natural walking is not known."""
    NOT_ALLOWED = "not allowed"
    """A change that nobody walked for a decision."""
    NO_REASON = "no reason"


class CannotSign(Exception):
    """A target was not signed.

    Parameters
    ----------
    trouble : SigningTrouble
    """

    def __init__(self, trouble: SigningTrouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


class SignedMeanwhile(Exception):
    """Somebody else has signed a target of this leg since the page was opened.

    Parameters
    ----------
    theirs : Target
    """

    def __init__(self, theirs: Target) -> None:
        super().__init__("signed meanwhile")
        self.theirs = theirs


def target_in_force(person: UUID, side: str) -> Target | None:
    """Give the target of a leg that no other has replaced."""
    newest = Target.everything.filter(person=person, side=side, replaced_by__isnull=True)
    found: Target | None = newest.select_related("signed_by", "analysis").first()
    return found


def allowed_changes(analysis: Analysis) -> tuple[float, ...]:
    """Give the changes of foot angle that may be signed, toe-out positive."""
    proposed = analysis.proposed_deg
    return tuple(sorted({*CHANGES_DEG, *([] if proposed is None else [proposed])}))


def sign(user: Any, analysis: UUID, change_deg: float, *, reason: str = "", seen: UUID | None = None) -> Target:
    """Sign the target of a leg.

    Parameters
    ----------
    user : User
        A clinician of the person's clinic. That it is them at the screen is for the caller to know.
    analysis : UUID
        What the target follows from.
    change_deg : float
        Change of foot angle, toe-out positive; 0 for no change.
    reason : str
        Needed where it is another than the proposed one, or replaces an earlier one.
    seen : UUID, optional
        The target in force that the clinician has seen; None where there was none.

    Returns
    -------
    Target

    Raises
    ------
    CannotSign
        What hinders.
    SignedMeanwhile
        Another target than the one that was seen is in force.
    """
    try:
        with transaction.atomic():
            return _sign(user, analysis, float(change_deg), reason.strip()[:LONGEST_REASON], seen)
    except IntegrityError:
        # Of two in the same moment the table takes one.
        one = Analysis.everything.get(pk=analysis)
        theirs = target_in_force(one.person_id, one.side)
        if theirs is None or theirs.pk == seen:
            raise
        raise SignedMeanwhile(theirs) from None


def _sign(user: Any, pk: UUID, change_deg: float, reason: str, seen: UUID | None) -> Target:
    mine = Analysis.objects.for_user(user, Role.CLINICIAN).select_related("person", "visit")
    analysis: Analysis | None = mine.filter(pk=pk).first()
    if analysis is None or not may_sign(user, analysis.person):
        raise CannotSign(SigningTrouble.NOT_YOURS)
    # Whoever signs for the same person waits here.
    person = Person.everything.select_for_update().get(pk=analysis.person_id)
    hindrance = what_hinders(analysis, person)
    if hindrance is not None:
        raise CannotSign(hindrance)
    if change_deg not in allowed_changes(analysis):
        raise CannotSign(SigningTrouble.NOT_ALLOWED)
    before = target_in_force(person.pk, analysis.side)
    if before is not None and before.pk != seen:
        raise SignedMeanwhile(before)
    proposed = analysis.proposed_deg
    own = proposed is None or change_deg != proposed
    if (own or before is not None) and not reason:
        raise CannotSign(SigningTrouble.NO_REASON)
    baseline: float = analysis.figures["target"]["baseline_deg"]
    target = Target(person_id=person.pk, analysis=analysis, side=analysis.side, signed_by=user, replaces=before)
    target.content = {
        "change_deg": change_deg,
        "baseline_deg": baseline,
        "target_deg": baseline + change_deg,
        "proposed_deg": proposed,
        "own": own,
        "reason": reason,
        "simulated": bool(analysis.figures["simulated"]),
    }
    target.save()
    return target


def may_sign(user: Any, person: Person) -> bool:
    """Whether somebody is a clinician of the person's own clinic: with whom a person is shared decides nothing."""
    return bool(sites_of(user, Role.CLINICIAN).filter(pk=person.site_id).exists())


def what_hinders(
    analysis: Analysis,
    person: Person,
    *,
    newest: Analysis | None = None,
    recordings: list[Recording] | None = None,
    agreed: bool | None = None,
) -> SigningTrouble | None:
    """Give what hinders a target from being signed from an analysis; None where nothing does.

    Parameters
    ----------
    analysis : Analysis
    person : Person
    newest, recordings, agreed : optional
        The newest analysis of the leg at this visit, what has arrived there, and whether a consent is in force, where
        they are known already.
    """
    if not (Consent.in_force(person.pk) if agreed is None else agreed):
        return SigningTrouble.NO_CONSENT
    if not analysis.has_loads:
        return SigningTrouble.NO_LOADS
    if analysis.side not in sides_of(person):
        return SigningTrouble.STALE
    newest = newest or newest_analyses(analysis.visit).get(analysis.side)
    here = recordings_of(analysis.visit) if recordings is None else recordings
    if newest is None or newest.pk != analysis.pk or is_stale(analysis, person, here):
        return SigningTrouble.STALE
    return SigningTrouble.NO_ANGLE if analysis.figures["target"]["baseline_deg"] is None else None
