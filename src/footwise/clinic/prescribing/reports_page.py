"""What a signed target is handed on as: the person's page, the family doctor's letter; and the full report."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from footwise.clinic.accounts import Role, role_needed
from footwise.clinic.people import Consent
from footwise.clinic.prescribing.doctor_letter import doctor_letter
from footwise.clinic.prescribing.models import LEG_NAMES, Analysis, Target
from footwise.clinic.prescribing.planning import is_about_weekly, plan_of, sessions_of
from footwise.clinic.prescribing.result_files import ALT, NEW, ODDS, PICTURES, REPORT, TODAY, file_of
from footwise.clinic.prescribing.signing import target_in_force
from footwise.clinic.prescribing.words import angle_words
from footwise.clinic.seal import Unsealable
from footwise.jobs import HOME_MINUTES_PER_DAY, MORE_MINUTES_PER_DAY, course_sessions, letter_pdf
from footwise.settings import parse_json

_SMALL_DEG = 7.5
# The report brings its own style, and may do nothing else: no script, no form, an origin of its own.
REPORT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; sandbox"
)


def signed_target(request: HttpRequest, pk: UUID) -> Target:
    """Give a target that the reader may see."""
    mine = Target.objects.for_user(request.user, Role.CLINICIAN)
    one: Target = get_object_or_404(mine.select_related("person__site", "signed_by", "analysis__visit"), pk=pk)
    return one


def is_in_force(target: Target) -> bool:
    """Whether no other target has replaced this one."""
    now = target_in_force(target.person_id, target.side)
    return now is not None and now.pk == target.pk


def replaced(request: HttpRequest, target: Target) -> HttpResponse:
    """Say that another target has been signed: nobody hands on one that no longer holds."""
    told = {"person": target.person, "now": target_in_force(target.person_id, target.side)}
    return render(request, "prescribing/replaced.html", told, status=HTTPStatus.CONFLICT)


def unsealable(request: HttpRequest, person: Any) -> HttpResponse:
    """Say that it can no longer be read."""
    return render(request, "prescribing/unsealable.html", {"person": person}, status=HTTPStatus.GONE)


@role_needed(Role.CLINICIAN)
@require_safe
def person_sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the page for the person, to be printed on A4."""
    target = signed_target(request, pk)
    if not is_in_force(target):
        return replaced(request, target)
    try:
        if not target.change_deg:
            raise Http404
        told = {
            "target": target,
            "person": target.person,
            "agreed": Consent.in_force(target.person_id),
            "simulated": target.content["simulated"],
            "left": target.side == "left",
            "inwards": target.change_deg < 0,
            # As the drawing's own colours are.
            "small": abs(target.change_deg) <= _SMALL_DEG,
            "weeks": len(course_sessions()),
            "minutes": HOME_MINUTES_PER_DAY,
            "more_minutes": MORE_MINUTES_PER_DAY,
            **_drawn(target),
        }
        sessions = sessions_with_content(target)
        days = [one["session"].on for one in sessions]
        told |= {"plan": plan_of(target), "sessions": sessions, "weekly": is_about_weekly(days)}
    except Unsealable:
        return unsealable(request, target.person)
    return render(request, "prescribing/sheet.html", told)


def sessions_with_content(target: Target) -> list[dict[str, Any]]:
    """Give the sessions of the plan towards a target, each with what it holds; none where there is no plan."""
    plan = plan_of(target)
    if plan is None:
        return []
    holds = {one["number"]: one for one in plan.content["sessions"]}
    return [{"session": session, **holds.get(session.number, {})} for session in sessions_of(plan)]


def _drawn(target: Target) -> dict[str, Any]:
    """The drawing of the foot and what it says, with words of the reader's language."""
    kept = file_of(target.analysis, PICTURES)
    told = parse_json(kept).get(f"{target.change_deg:g}") if kept else None
    if told is None:
        turn, today = target.change_deg, target.content["baseline_deg"]
        return {"turn_deg": f"{abs(turn):.0f}", "today": angle_words(today), "new": angle_words(target.target_deg)}
    today, new = angle_words(told["today_deg"]), angle_words(told["target_deg"])
    leg = str(LEG_NAMES[target.side])
    alt = _("The foot from above, %(leg)s: today %(today)s, new %(new)s") % {"leg": leg, "today": today, "new": new}
    svg = told["svg"]
    for mark, words in ((TODAY, _("today")), (NEW, _("new")), (ALT, alt)):
        svg = svg.replace(mark, escape(words))
    return {
        "foot": mark_safe(svg),
        "turn_deg": str(abs(told["turn_deg"])),
        "shoe": told["shoe"],
        "today": today,
        "new": new,
    }


@role_needed(Role.CLINICIAN)
@require_safe
def doctor_letter_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give the letter to the family doctor."""
    target = signed_target(request, pk)
    if not is_in_force(target):
        return replaced(request, target)
    try:
        plan = plan_of(target)
        letter = doctor_letter(target.person, target, plan, sessions_of(plan) if plan else [])
    except Unsealable:
        return unsealable(request, target.person)
    answer = HttpResponse(letter_pdf(letter), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{target.person.pk}.pdf"'
    return answer


@role_needed(Role.CLINICIAN)
@require_safe
def full_report(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the full report of an analysis, shut into an origin of its own in which nothing runs."""
    return _shut_in(request, pk, REPORT)


@role_needed(Role.CLINICIAN)
@require_safe
def odds_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the page of odds of a visit without force plates, shut in likewise."""
    return _shut_in(request, pk, ODDS)


def _shut_in(request: HttpRequest, pk: UUID, name: str) -> HttpResponse:
    mine = Analysis.objects.for_user(request.user, Role.CLINICIAN).select_related("person__site")
    analysis: Analysis = get_object_or_404(mine, pk=pk)
    try:
        kept = file_of(analysis, name)
    except Unsealable:
        return unsealable(request, analysis.person)
    if kept is None:
        raise Http404
    answer = HttpResponse(kept, content_type="text/html; charset=utf-8")
    answer.headers["Content-Security-Policy"] = REPORT_POLICY
    return answer
