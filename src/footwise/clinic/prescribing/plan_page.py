"""The page of the training plan: days chosen, moved, agreed, then each session marked; and its calendar file."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from footwise.clinic.accounts import Role, role_needed
from footwise.clinic.people import Consent, Day, may_enter
from footwise.clinic.prescribing.calendar_file import calendar_file
from footwise.clinic.prescribing.models import PlannedSession, SessionMark, Target
from footwise.clinic.prescribing.planning import (
    CannotPlan,
    PlanTrouble,
    agree_plan,
    make_plan,
    mark_session,
    move_sessions,
    plan_of,
    sessions_of,
)
from footwise.clinic.prescribing.reports_page import (
    is_in_force,
    replaced,
    sessions_with_content,
    signed_target,
    unsealable,
)
from footwise.clinic.prescribing.words import angle_words, change_words, plan_trouble_words
from footwise.clinic.seal import Unsealable


class CourseForm(forms.Form):
    """When the course may begin, and on which days of the week."""

    start = forms.DateField(label=gettext_lazy("First possible day"), widget=Day)
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Days of the week"),
        choices=tuple(WEEKDAYS.items()),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("In the trial people came once a week: choose one day for that."),
    )

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        # No day of the week stands there already: whoever chooses one day would have two.
        self.initial = {"start": timezone.localdate()}


@role_needed(Role.CLINICIAN)
def plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the plan towards a target; make it, move its days, or note that the person has agreed to them."""
    target = signed_target(request, pk)
    if not is_in_force(target):
        return replaced(request, target)
    try:
        if not target.change_deg:
            raise Http404
        return _plan(request, target)
    except Unsealable:
        return unsealable(request, target.person)


def _plan(request: HttpRequest, target: Target) -> HttpResponse:
    moving = request.method == "POST" and "move" in request.POST
    form = CourseForm(request.POST if request.method == "POST" and not moving else None)
    trouble, meanwhile = "", False
    try:
        if moving:
            meanwhile = not _move(request, target)
            if not meanwhile:
                if "agree" in request.POST:
                    agree_plan(request.user, target.pk)
                return redirect("plan", pk=target.pk)
        elif request.method == "POST" and form.is_valid():
            make_plan(request.user, target.pk, form.cleaned_data["start"], form.cleaned_data["weekdays"])
            return redirect("plan", pk=target.pk)
    except CannotPlan as refused:
        trouble = plan_trouble_words(refused.trouble)
    made = plan_of(target)
    told = {
        "target": target,
        "person": target.person,
        "agreed": Consent.in_force(target.person_id),
        "may_enter": may_enter(request.user, target.person),
        "says": change_words(target.change_deg),
        "angle": angle_words(target.target_deg),
        "plan": made,
        "sessions": sessions_with_content(target),
        "seen": _days(sessions_of(made)) if made else "",
        "form": form,
        "trouble": trouble,
        "meanwhile": meanwhile,
        "marks": [one for one in SessionMark.choices if one[0] in ("done", "missed")],
    }
    return render(request, "prescribing/plan.html", told, status=HTTPStatus.CONFLICT if trouble or meanwhile else 200)


def _move(request: HttpRequest, target: Target) -> bool:
    """Move the days that were sent; False where somebody else has moved them since they were shown."""
    made = plan_of(target)
    if made is None:
        raise CannotPlan(PlanTrouble.NOT_AGREED)
    sessions = sessions_of(made)
    if request.POST.get("seen") != _days(sessions):
        return False
    days = {}
    for session in sessions:
        try:
            days[session.number] = dt.date.fromisoformat(request.POST.get(f"on-{session.number}", ""))
        except ValueError:
            raise CannotPlan(PlanTrouble.NOT_IN_ORDER) from None
    move_sessions(request.user, target.pk, days)
    return True


def _days(sessions: list[PlannedSession]) -> str:
    """The days as they stand: whoever sends others back has seen another plan."""
    return " ".join(session.on.isoformat() for session in sessions)


@role_needed(Role.CLINICIAN)
@require_POST
def mark(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what became of a session."""
    mine = PlannedSession.objects.for_user(request.user, Role.CLINICIAN).select_related("plan__target__person__site")
    session: PlannedSession = get_object_or_404(mine, pk=pk)
    told = request.POST.get("mark", "")
    if told not in SessionMark.values:
        raise Http404
    try:
        mark_session(request.user, pk, SessionMark(told))
    except CannotPlan as refused:
        return _refused(request, session.plan.target, refused)
    return redirect("plan", pk=session.plan.target_id)


def _refused(request: HttpRequest, target: Target, refused: CannotPlan) -> HttpResponse:
    told = {"target": target, "person": target.person, "trouble": plan_trouble_words(refused.trouble)}
    return render(request, "prescribing/cannot_plan.html", told, status=HTTPStatus.CONFLICT)


@role_needed(Role.CLINICIAN)
@require_safe
def plan_calendar(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give the days of an agreed plan as a calendar file; it names no knee."""
    target = signed_target(request, pk)
    made = plan_of(target)
    if made is None or made.agreed_at is None:
        raise Http404
    sessions = sessions_of(made)
    title = _("Walking training %(number)d of %(all)d")
    told = [(one.number, one.on, title % {"number": one.number, "all": len(sessions)}) for one in sessions]
    answer = HttpResponse(calendar_file(made.pk, made.made_at, told), content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="training.ics"'
    return answer
