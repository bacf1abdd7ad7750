"""How a person's practice at home stands: what the phone is told, and what a walk or an answer changes in it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from footwise.clinic.outcomes import TreatmentConcern, what_is_asked
from footwise.clinic.people import Consent, Visit
from footwise.clinic.phone.models import HomeCourse, HomePlan
from footwise.clinic.phone.web_push import public_key, push_is_on
from footwise.jobs import home_schedule

# The kind of the concern that the clinic's list shows.
STOPPED = "stopped"
# More than a year of days.
_KEPT = 500
_YEAR = timedelta(days=372)
EMPTY: dict[str, Any] = {
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
    # What was said of the inner side of the knee, what got in the way, which forms were begun, and a pause.
    "medials": [],
    "hindered": [],
    "forms": [],
    "pause": None,
    # What the phones noted of their sensors.
    "notices": [],
}


def course_of(person: UUID) -> HomeCourse:
    """Give the row of a person, to be changed in a transaction; a new one where there is none."""
    found: HomeCourse | None = HomeCourse.everything.select_for_update(of=("self",)).filter(person=person).first()
    if found is None:
        found = HomeCourse(person_id=person)
        found.content = EMPTY
    return found


def course_told(person: UUID) -> dict[str, Any]:
    """Tell how it stands, as the phone keeps it for days without a network."""
    plan = HomePlan.everything.filter(person=person).first()
    course = HomeCourse.everything.filter(person=person).first()
    told = {**EMPTY, **course.content} if course else EMPTY
    agreed = Consent.in_force(person)
    shown = {name: told[name] for name in ("next_session", "stage", "stage_min", "baseline_deg", "stopped")}
    walks = [{name: walk[name] for name in ("session", "day", "minutes", "steps", "right")} for walk in told["walks"]]
    return {
        **shown,
        "agreed": agreed,
        "plan": plan.content if plan else None,
        "schedule": home_schedule(plan.content["minutes"]) if plan else [],
        "walks": walks[-60:],
        "pains": told["pains"][-60:],
        "pause": pause_in_force(told),
        "year": _year(told),
        "visits": [on.isoformat() for on in _coming_visits(person)],
        "asked": what_is_asked(person) if agreed else None,
        "push": public_key() if push_is_on() else None,
    }


def pause_in_force(told: dict[str, Any]) -> dict[str, Any] | None:
    """Give the pause that the person has said and that is not over."""
    pause = told.get("pause")
    if not pause or pause["until"] <= timezone.localdate().isoformat():
        return None
    return {name: pause[name] for name in ("since", "until", "why")}


def _year(told: dict[str, Any]) -> list[list[Any]]:
    """Give a row a day on which something was walked or said: day, minutes, pain of the knee and of its inner side."""
    days: dict[str, list[Any]] = {}
    for walk in told["walks"]:
        days.setdefault(walk["day"], [0.0, None, None])[0] += walk["minutes"]
    for place, name in ((1, "pains"), (2, "medials")):
        for one in told[name]:
            days.setdefault(one["day"], [0.0, None, None])[place] = one["rating"]
    since = (timezone.localdate() - _YEAR).isoformat()
    return [[day, round(minutes, 1), *pains] for day, (minutes, *pains) in sorted(days.items()) if day >= since]


def _coming_visits(person: UUID) -> list[date]:
    coming = Visit.everything.filter(person=person, at_home=False, on__gte=timezone.localdate()).order_by("on")
    return list(coming.values_list("on", flat=True)[:60])


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


def with_pain(told: dict[str, Any], day: date, rating: float, where: str = "pains") -> dict[str, Any]:
    """Put a rating into the course, among those of a place; of several of a day the worst counts."""
    pains = {one["day"]: one["rating"] for one in told[where]}
    pains[day.isoformat()] = max(rating, pains.get(day.isoformat(), 0.0))
    kept = [{"day": one, "rating": pains[one]} for one in sorted(pains)]
    return {**told, where: kept[-_KEPT:]}


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
