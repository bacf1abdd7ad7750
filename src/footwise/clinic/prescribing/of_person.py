"""What other pages show of a person's prescription: the signed targets, the plan, and who waits for a signature."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone

from footwise.clinic.people import Person, Visit
from footwise.clinic.prescribing.analysed import is_stale, newest_analyses
from footwise.clinic.prescribing.asking import sides_of
from footwise.clinic.prescribing.models import LEG_NAMES, Analysis, Plan, PlannedSession, SessionMark, Target
from footwise.clinic.prescribing.words import angle_words, change_words
from footwise.clinic.recordings import Recording
from footwise.clinic.seal import Unsealable


def prescribed(person: Person) -> list[dict[str, Any]]:
    """Give each target in force of a person with its plan; three questions to the database.

    Whether the reader may see it is for the caller to know.
    """
    found = Target.everything.filter(person=person, replaced_by__isnull=True).select_related("signed_by", "analysis")
    targets = list(found.order_by("side"))
    plans = {plan.target_id: plan for plan in Plan.everything.filter(target__in=targets)} if targets else {}
    sessions = list(PlannedSession.everything.filter(plan__in=plans.values()).order_by("number")) if plans else []
    told: list[dict[str, Any]] = []
    for target in targets:
        plan = plans.get(target.pk)
        mine = [one for one in sessions if plan is not None and one.plan_id == plan.pk]
        try:
            says = {"says": change_words(target.change_deg), "angle": angle_words(target.target_deg)}
        except Unsealable:
            told.append({"unsealable": True})
            continue
        told.append(
            {
                **says,
                "target": target,
                "leg": LEG_NAMES[target.side],
                "plan": plan,
                "all": len(mine),
                "done": sum(one.mark == SessionMark.DONE for one in mine),
                "next": next((one for one in mine if one.mark == SessionMark.PLANNED), None),
            }
        )
    return told


def compared_and_signed(visit: Visit, person: Person, recordings: list[Recording]) -> tuple[bool, bool]:
    """Tell whether the conditions of a visit are compared so that it still holds, and whether a target is signed.

    Parameters
    ----------
    visit : Visit
    person : Person
    recordings : list of Recording
        What has arrived at the visit.
    """
    newest, sides = newest_analyses(visit), sides_of(person)
    try:
        holds = [side in newest and not is_stale(newest[side], person, recordings) for side in sides]
    except Unsealable:
        return False, False
    targets = Target.everything.filter(person=person, replaced_by__isnull=True, side__in=sides)
    return any(holds), targets.exists()


def measured_not_signed(sites: Any, most: int = 100) -> list[tuple[UUID, UUID, date]]:
    """Find people whose conditions were compared and for whom nothing is signed yet; one question to the database.

    Parameters
    ----------
    sites : query or set of Site
        In which whoever asks treats people.
    most : int

    Returns
    -------
    list of (person, visit, date)
        The visit and its day; who waits longest first.
    """
    signed = Target.everything.filter(person=OuterRef("person"), side=OuterRef("side"))
    rows = Analysis.everything.filter(~Exists(signed), has_loads=True, person__site__in=sites)
    rows = rows.filter(visit__on__lte=timezone.localdate()).order_by("visit__on", "pk")
    waiting: dict[UUID, tuple[UUID, UUID, date]] = {}
    for person, visit, day in rows.values_list("person", "visit", "visit__on")[:most]:
        waiting.setdefault(person, (person, visit, day))
    return list(waiting.values())
