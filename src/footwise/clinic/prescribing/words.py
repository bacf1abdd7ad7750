"""What the pages of a prescription say for conditions, angles, probabilities and troubles, in the reader's language."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from footwise.clinic.prescribing.planning import PlanTrouble
from footwise.clinic.prescribing.signing import SigningTrouble

MINUS = "−"
_RARE, _SURE = 0.01, 0.99


def condition_words(condition: str | None) -> str:
    """Name a condition: ``toe-in 10°``."""
    if condition is None:
        return _("no change")
    if condition == "natural":
        return _("natural walking")
    way, _dash, size = condition.rpartition("-")
    size = number_format(size, use_l10n=True)
    if way == "toe-in":
        return _("toe-in %(size)s°") % {"size": size}
    return _("toe-out %(size)s°") % {"size": size}


def change_words(change_deg: float) -> str:
    """Say a change of foot angle: ``10° further inwards``."""
    if not round(change_deg):
        return _("no change of the foot angle")
    told = {"deg": f"{abs(change_deg):.0f}"}
    if change_deg < 0:
        return _("%(deg)s° further inwards") % told
    return _("%(deg)s° further outwards") % told


def angle_words(angle_deg: float) -> str:
    """Say a foot angle: ``6° outwards``."""
    told = {"deg": f"{abs(angle_deg):.0f}"}
    if told["deg"] == "0":
        return _("straight ahead")
    return _("%(deg)s° outwards") % told if angle_deg > 0 else _("%(deg)s° inwards") % told


def number_words(value: float | None, places: int = 1, *, signed: bool = False) -> str:
    """Write a number as the language does; a missing one is a dash."""
    if value is None:
        return "–"
    # Django cuts what it does not show; people round.
    written = number_format(f"{abs(value):.{places}f}", places, use_l10n=True)
    zero = not written.strip("0.,")
    sign = "" if zero else MINUS if value < 0 else "+" if signed else ""
    return f"{sign}{written}"


def interval_words(low: float | None, high: float | None, places: int = 1, *, signed: bool = False) -> str:
    """Write an interval: ``−9.0 to +1.4``; nothing where it is not known."""
    if low is None or high is None:
        return ""
    told = {"low": number_words(low, places, signed=signed), "high": number_words(high, places, signed=signed)}
    return _("%(low)s to %(high)s") % told


def probability_words(share: float | None) -> str:
    """Write a probability: never 0 or 100 %, which nobody can know."""
    if share is None:
        return "–"
    if share < _RARE:
        return _("under 1 %")
    return _("over 99 %") if share > _SURE else f"{100 * share:.0f} %"


def hindrance_words(hindrance: str) -> str:
    """Say why a condition cannot be chosen."""
    told = {"too few steps": _("too few steps"), "not reached": _("the foot was not turned as asked")}
    return told.get(hindrance, hindrance)


def left_out_words(why: str) -> str:
    """Say why a recording is no part of an analysis."""
    told = {
        "no condition": _("does not say how the person walked"),
        "not measured here": _("is not measured side by side"),
        "beside markers": _("of a foot sensor: where there are force plates, those decide"),
    }
    return told.get(why, why)


def signing_trouble_words(trouble: SigningTrouble) -> str:
    """Say in one sentence why a target cannot be signed."""
    told = {
        SigningTrouble.NOT_YOURS: _("Only a clinician of this clinic can sign."),
        SigningTrouble.NO_CONSENT: _("No consent is in force: nothing is decided of this person."),
        SigningTrouble.NO_LOADS: _("There were no force plates: foot angles alone are no ground for a prescription."),
        SigningTrouble.STALE: _("Something has changed since this was computed: compare the conditions again first."),
        SigningTrouble.NO_ANGLE: _("The foot angle of natural walking is not known, so there is no target."),
        SigningTrouble.NOT_ALLOWED: _("Only changes of 5° or 10°, what was found, or no change can be signed."),
        SigningTrouble.NO_REASON: _("Say why."),
    }
    return told[trouble]


def plan_trouble_words(trouble: PlanTrouble) -> str:
    """Say in one sentence why a plan stays as it is."""
    told = {
        PlanTrouble.NOT_YOURS: _("Only a clinician of this clinic can plan."),
        PlanTrouble.NO_CONSENT: _("No consent is in force: nothing is decided of this person."),
        PlanTrouble.REPLACED: _("Another target has been signed meanwhile: plan towards that one."),
        PlanTrouble.NOTHING_TO_TRAIN: _("The signed target is no change: there is nothing to train."),
        PlanTrouble.AGREED: _("The plan is agreed: its days stay."),
        PlanTrouble.NOT_AGREED: _("The plan is not agreed yet."),
        PlanTrouble.NO_WEEKDAY: _("Choose at least one day of the week."),
        PlanTrouble.NOT_IN_ORDER: _("The days must follow one another, within a year from today."),
    }
    return told[trouble]
