"""The plan of the training: made from the course's own schedule, moved until it is agreed, then marked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from footwise.clinic.accounts import Role
from footwise.clinic.people import Consent, Person
from footwise.clinic.prescribing.models import Plan, PlannedSession, SessionMark, Target
from footwise.clinic.prescribing.signing import target_in_force
from footwise.jobs import HOME_MINUTES_PER_DAY, course_days, course_sessions

_FURTHEST = dt.timedelta(days=366)
# A session that was moved by some days for a holiday is still the one of its week.
_ABOUT_A_WEEK = range(4, 11)


class PlanTrouble(StrEnum):
    """Why a plan cannot be made, moved, agreed or marked."""

    NOT_YOURS = "not yours"
    NO_CONSENT = "no consent"
    REPLACED = "replaced"
    """Another target has been signed."""
    NOTHING_TO_TRAIN = "nothing to train"
    AGREED = "agreed"
    """An agreed plan is not moved."""
    NOT_AGREED = "not agreed"
    NO_WEEKDAY = "no weekday"
    NOT_IN_ORDER = "not in order"
    """The days do not follow one another, or are too far away."""


class CannotPlan(Exception):
    """The plan stays as it is.

    Parameters
    ----------
    trouble : PlanTrouble
    """

    def __init__(self, trouble: PlanTrouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


def plan_of(target: Target) -> Plan | None:
    """Give the plan towards a target; None where there is none."""
    found: Plan | None = Plan.everything.filter(target=target).select_related("agreed_by").first()
    return found


def sessions_of(plan: Plan) -> list[PlannedSession]:
    """Give the sessions of a plan in their order."""
    return list(PlannedSession.everything.filter(plan=plan).order_by("number"))


def is_about_weekly(days: Sequence[dt.date]) -> bool:
    """Whether somebody who comes on these days comes once a week, as in the trial; so, too, where no day is planned."""
    return all((later - earlier).days in _ABOUT_A_WEEK for earlier, later in pairwise(days))


def make_plan(user: Any, target: UUID, start: dt.date, weekdays: Collection[int]) -> Plan:
    """Make the plan towards a target, or lay the days of one that is not agreed anew.

    Parameters
    ----------
    user : User
    target : UUID
    start : date
        The first day that is possible.
    weekdays : collection of int
        0 for Monday to 6 for Sunday.

    Raises
    ------
    CannotPlan
        What hinders.
    """
    with transaction.atomic():
        one = _target(user, target)
        if not weekdays or not set(weekdays) <= set(range(7)):
            raise CannotPlan(PlanTrouble.NO_WEEKDAY)
        course = course_sessions()
        days = course_days(start, weekdays, len(course))
        _check_days(days)
        plan = plan_of(one)
        if plan is not None:
            _move(plan, dict(enumerate(days, start=1)))
            return plan
        plan = Plan(person_id=one.person_id, target=one)
        plan.content = {
            "home_minutes": HOME_MINUTES_PER_DAY,
            "sessions": [
                {
                    "number": session.number,
                    "minutes": session.minutes,
                    "feedback_pct": session.feedback_pct,
                    "alone_minutes": session.alone_minutes,
                }
                for session in course
            ],
        }
        plan.save()
        for session, day in zip(course, days, strict=True):
            PlannedSession(person_id=one.person_id, plan=plan, number=session.number, on=day).save()
        return plan


def move_sessions(user: Any, target: UUID, days: Mapping[int, dt.date]) -> Plan:
    """Move sessions of a plan that is not agreed yet to other days.

    Parameters
    ----------
    user : User
    target : UUID
    days : mapping of int to date
        Number of a session to its day.

    Raises
    ------
    CannotPlan
        What hinders.
    """
    with transaction.atomic():
        plan = _plan(_target(user, target))
        _move(plan, days)
        return plan


def agree_plan(user: Any, target: UUID) -> Plan:
    """Note that the person has agreed to the plan: from then on its days stay.

    Raises
    ------
    CannotPlan
        What hinders.
    """
    with transaction.atomic():
        plan = _plan(_target(user, target))
        if plan.agreed_at is not None:
            raise CannotPlan(PlanTrouble.AGREED)
        plan.agreed_at, plan.agreed_by = timezone.now(), user
        plan.save()
        return plan


def mark_session(user: Any, session: UUID, mark: SessionMark) -> PlannedSession:
    """Say what became of a session of an agreed plan.

    Raises
    ------
    CannotPlan
        What hinders.
    """
    with transaction.atomic():
        mine = PlannedSession.objects.for_user(user, Role.CLINICIAN).select_related("plan")
        one: PlannedSession | None = mine.filter(pk=session).first()
        if one is None:
            raise CannotPlan(PlanTrouble.NOT_YOURS)
        if one.plan.agreed_at is None:
            raise CannotPlan(PlanTrouble.NOT_AGREED)
        if not Consent.in_force(one.person_id):
            raise CannotPlan(PlanTrouble.NO_CONSENT)
        one.mark = mark
        one.save()
        return one


def _target(user: Any, pk: UUID) -> Target:
    one: Target | None = Target.objects.for_user(user, Role.CLINICIAN).filter(pk=pk).first()
    if one is None:
        raise CannotPlan(PlanTrouble.NOT_YOURS)
    # Whoever signs or plans for the same person waits here.
    Person.everything.select_for_update().get(pk=one.person_id)
    if not Consent.in_force(one.person_id):
        raise CannotPlan(PlanTrouble.NO_CONSENT)
    in_force = target_in_force(one.person_id, one.side)
    if in_force is None or in_force.pk != one.pk:
        raise CannotPlan(PlanTrouble.REPLACED)
    if not one.change_deg:
        raise CannotPlan(PlanTrouble.NOTHING_TO_TRAIN)
    return one


def _plan(target: Target) -> Plan:
    plan = plan_of(target)
    if plan is None:
        raise CannotPlan(PlanTrouble.NOT_AGREED)
    return plan


def _move(plan: Plan, days: Mapping[int, dt.date]) -> None:
    if plan.agreed_at is not None:
        raise CannotPlan(PlanTrouble.AGREED)
    sessions = sessions_of(plan)
    _check_days([days.get(session.number, session.on) for session in sessions])
    for session in sessions:
        day = days.get(session.number, session.on)
        if day != session.on:
            session.on = day
            session.save()


def _check_days(days: Sequence[dt.date]) -> None:
    today = timezone.localdate()
    in_order = all(first < second for first, second in pairwise(days))
    if not in_order or any(abs(day - today) > _FURTHEST for day in days):
        raise CannotPlan(PlanTrouble.NOT_IN_ORDER)
