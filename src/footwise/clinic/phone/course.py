"""How a person's practice at home stands: what the phone is told, and what a walk or an answer changes in it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from footwise.clinic.outcomes import TreatmentConcern
from footwise.clinic.people import Consent
from footwise.clinic.phone.models import HomeCourse, HomePlan
from footwise.jobs import home_schedule

# The kind of the concern that the clinic's list shows.
STOPPED = "stopped"
# More than a year of days.
_KEPT = 500
_EMPTY: dict[str, Any] = {
    "next_session": 1,
    # Where in the fading schedule, and how much of that has been walked.
    "stage": 1,
    "stage_min": 0.0,
    "baseline_deg": {},
    "walks": [],
    "pains": [],
    "stopped": None,
    # What the stop rule has told already: falls by their session, and the newest day of pain.
    "falls": [],
    "pain_stop_day": "",
}


def course_of(person: UUID) -> HomeCourse:
    """Give the row of a person, to be changed in a transaction; a new one where there is none."""
    found: HomeCourse | None = HomeCourse.everything.select_for_update(of=("self",)).filter(person=person).first()
    if found is None:
        found = HomeCourse(person_id=person)
        found.content = _EMPTY
    return found


def course_told(person: UUID) -> dict[str, Any]:
    """Tell how it stands, as the phone keeps it for days without a network."""
    plan = HomePlan.everything.filter(person=person).first()
    course = HomeCourse.everything.filter(person=person).first()
    told = course.content if course else _EMPTY
    shown = {name: told[name] for name in ("next_session", "stage", "stage_min", "baseline_deg", "stopped")}
    walks = [{name: walk[name] for name in ("day", "minutes", "steps", "right")} for walk in told["walks"]]
    return {
        **shown,
        "agreed": Consent.in_force(person),
        "plan": plan.content if plan else None,
        "schedule": home_schedule(plan.content["minutes"]) if plan else [],
        "walks": walks[-60:],
        "pains": told["pains"][-60:],
    }


def advanced(told: dict[str, Any], minutes: float, planned: float) -> dict[str, Any]:
    """Go on in the fading schedule: a stage is over when less than a minute of it is left."""
    walked = told["stage_min"] + minutes
    if walked >= planned - 1:
        return {**told, "stage": told["stage"] + 1, "stage_min": 0.0}
    return {**told, "stage_min": walked}


def with_walk(told: dict[str, Any], walk: dict[str, Any]) -> dict[str, Any]:
    """Put a walk into the course, in the place of what was known of it before."""
    others = [one for one in told["walks"] if one["session"] != walk["session"]]
    walks = sorted([*others, walk], key=lambda one: (one["day"], one["session"]))
    return {**told, "walks": walks[-_KEPT:]}


def with_pain(told: dict[str, Any], day: date, rating: float) -> dict[str, Any]:
    """Put a rating into the course; of several of a day the worst counts."""
    pains = {one["day"]: one["rating"] for one in told["pains"]}
    pains[day.isoformat()] = max(rating, pains.get(day.isoformat(), 0.0))
    kept = [{"day": one, "rating": pains[one]} for one in sorted(pains)]
    return {**told, "pains": kept[-_KEPT:]}


def may_practise_again(person: UUID) -> None:
    """A clinician has talked to the person: the page lets them walk again, until something new happens."""
    course = course_of(person)
    if course._state.adding or course.content["stopped"] is None:
        return
    course.content = {**course.content, "stopped": None}
    course.save()
    concern = TreatmentConcern.everything.filter(person=person, kind=STOPPED).first()
    if concern is not None:
        concern.since, concern.content = None, {}
        concern.save()
