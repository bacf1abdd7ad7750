"""The letter to the family doctor: who, what was measured, found and signed, the plan, and what is not claimed."""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from footwise.clinic.people import Consent, Person
from footwise.clinic.prescribing.models import LEG_NAMES, Plan, PlannedSession, Target
from footwise.clinic.prescribing.planning import plan_of, sessions_of
from footwise.clinic.prescribing.words import (
    angle_words,
    change_words,
    condition_words,
    interval_words,
    number_words,
    probability_words,
)
from footwise.jobs import HOME_MINUTES_PER_DAY, MORE_MINUTES_PER_DAY, Letter, LetterSection
from footwise.version import __version__


def doctor_letter(person: Person, target: Target, plan: Plan | None, sessions: list[PlannedSession]) -> Letter:
    """Write the letter in the reader's language.

    Parameters
    ----------
    person : Person
        With the clinic.
    target : Target
        In force; with who signed, its analysis and the visit.
    plan : Plan or None
    sessions : list of PlannedSession
        Of the plan.

    Raises
    ------
    Unsealable
        The person's key was destroyed.
    """
    found, visit = target.analysis.figures, target.analysis.visit
    signed_on = date_format(target.signed_at, "DATE_FORMAT")
    return Letter(
        language=(get_language() or "en")[:2],
        title=_("Gait retraining for knee osteoarthritis"),
        facts=(
            (_("Person"), str(person)),
            (_("Year of birth"), str(person.year_of_birth)),
            (_("Affected knee"), person.get_affected_side_display()),
            (_("Clinic"), str(person.site)),
            (_("Measured on"), date_format(visit.on, "DATE_FORMAT")),
        ),
        to_write=(_("Name (written by hand; it is kept nowhere here)"),),
        banner=_banner(person, simulated=found["simulated"]),
        lead=_lead(target),
        sections=(
            _measured(found),
            _found(found, target),
            _decided(target),
            _planned(target, plan, sessions),
            LetterSection(
                _("What Footwise does not claim"),
                points=(
                    _("It is research software and no medical device; a clinician decided, not a program."),
                    _("A lower knee moment is not less pain for everybody: pain may ease only slowly, or not at all."),
                    _("Nothing here is a diagnosis, and nothing replaces the usual care of the knee."),
                ),
            ),
        ),
        signed=(_("Signed by %(who)s on %(day)s.") % {"who": target.signed_by, "day": signed_on},),
        sign_here=_("Signature"),
        foot=f"Footwise {__version__} · {_('Research software: a clinician decides. Nothing here is a diagnosis.')}",
    )


def letters_in_force(person: Person) -> list[Letter]:
    """Write the letters of the targets that are in force: what the person themselves carries to their doctor.

    Raises
    ------
    Unsealable
        The person's key was destroyed.
    """
    told = Target.everything.filter(person=person, replaced_by__isnull=True)
    letters = []
    for target in told.select_related("person__site", "signed_by", "analysis__visit").order_by("side"):
        plan = plan_of(target)
        letters.append(doctor_letter(person, target, plan, sessions_of(plan) if plan else []))
    return letters


def _banner(person: Person, *, simulated: bool) -> str:
    told = [_("SIMULATED: an example, made for nobody.")] if simulated else []
    if not Consent.in_force(person.pk):
        told.append(f"{_('No consent is in force')}.")
        told.append(_("Nothing of this person is taken in or analysed before a signed form is noted."))
    return " ".join(told)


def _lead(target: Target) -> str:
    told = {"leg": str(LEG_NAMES[target.side]), "turn": change_words(target.change_deg)}
    if not target.change_deg:
        return _("Signed target for the %(leg)s: no change of the foot angle.") % told
    told["angle"] = angle_words(target.target_deg)
    return _("Signed target for the %(leg)s: the foot %(turn)s, to %(angle)s.") % told


def _measured(found: dict[str, Any]) -> LetterSection:
    affected = found["legs"][0]["conditions"]
    told = {"conditions": len(affected), "steps": sum(row["steps"] for row in affected)}
    says = _(
        "Foot angle and knee adduction moment were measured with markers and force plates in %(conditions)d ways of "
        "walking, over %(steps)d usable steps of the affected leg. The knee adduction moment stands for the load on "
        "the inner side of the knee."
    )
    return LetterSection(_("What was measured"), (says % told,))


def _found(found: dict[str, Any], target: Target) -> LetterSection:
    peak = found["target"]["peak"]
    rows, strong = [], -1
    chances = {one["condition"]: probability_words(one["p_best"]) for one in found["options"]}
    for number, row in enumerate(found["legs"][0]["conditions"]):
        change = row["peaks"][peak - 1]["change_pct"]
        told = ("–", "") if change is None else _change(change)
        rows.append(
            (
                condition_words(row["condition"]),
                f"{number_words(row['angle_deg']['mean'], 0, signed=True)}°",
                *told,
                chances.get(row["condition"], "–"),
            )
        )
        if target.change_deg and row["asked_deg"] == target.change_deg:
            strong = number
    head = (_("Walked"), _("Foot angle"), _("Change of the load"), _("95 % interval"), _("Is the best"))
    says = _("Change of the %(peak)s peak of the knee adduction moment against the person’s own natural walking:")
    says %= {"peak": _("first") if peak == 1 else _("second")}
    after = (
        _("Foot angles: + is outwards. “Is the best”: the probability that no other change lowers the peak more."),
        _("Such changes are told apart within one visit; the level of the load is not compared with another day."),
    )
    return LetterSection(_("What was found"), (says,), head=head, rows=tuple(rows), strong_row=strong, after=after)


def _change(change: dict[str, Any]) -> tuple[str, str]:
    interval = interval_words(change["low"], change["high"], 0, signed=True)
    return f"{number_words(change['mean'], 0, signed=True)} %", f"{interval} %" if interval else "–"


def _decided(target: Target) -> LetterSection:
    if target.content["own"]:
        proposed = target.content["proposed_deg"]
        told = {"proposed": "–" if proposed is None else change_words(proposed), "reason": target.content["reason"]}
        says = _("The clinician decided otherwise than was proposed (%(proposed)s). Reason: %(reason)s") % told
    else:
        says = _("The clinician signed the target as it was proposed.")
    return LetterSection(_("What was decided"), (says,))


def _planned(target: Target, plan: Plan | None, sessions: list[PlannedSession]) -> LetterSection:
    heading = _("Plan")
    if not target.change_deg:
        return LetterSection(heading, (_("No training of the foot angle is planned."),))
    if plan is None or not sessions:
        return LetterSection(heading, (_("The days of the training are not planned yet."),))
    told = {
        "sessions": len(sessions),
        "first": date_format(sessions[0].on, "DATE_FORMAT"),
        "last": date_format(sessions[-1].on, "DATE_FORMAT"),
        "home": HOME_MINUTES_PER_DAY,
        "more": MORE_MINUTES_PER_DAY,
    }
    says = _(
        "%(sessions)d supervised sessions from %(first)s to %(last)s, with less feedback from one to the next and none "
        "in the last; %(home)d minutes a day at home meanwhile; then %(more)d minutes more walking a day for a year."
    )
    return LetterSection(heading, (says % told,))
