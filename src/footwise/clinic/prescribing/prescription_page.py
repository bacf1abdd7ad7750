"""The page of a visit's conditions side by side: how far the comparing is, what came of it, whether it still holds."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from footwise.clinic.accounts import Role, role_needed
from footwise.clinic.measuring import in_words_of_the_page
from footwise.clinic.people import Consent, Person, Visit, may_enter
from footwise.clinic.prescribing.analysed import is_stale, newest_analyses
from footwise.clinic.prescribing.asking import SIDES, ask_for_analysis, kind_of_job, sides_of
from footwise.clinic.prescribing.models import LEG_NAMES, Analysis
from footwise.clinic.prescribing.planning import plan_of
from footwise.clinic.prescribing.side_by_side import side_by_side
from footwise.clinic.prescribing.signing import may_sign, target_in_force, what_hinders
from footwise.clinic.prescribing.words import angle_words, change_words, signing_trouble_words
from footwise.clinic.recordings import Recording
from footwise.clinic.seal import Unsealable
from footwise.clinic.work import Job, cancel
from footwise.errors import FootwiseError

_ARRIVED = "arrived"


def _visit(request: HttpRequest, pk: UUID) -> Visit:
    one: Visit = get_object_or_404(Visit.objects.for_user(request.user).select_related("person__site"), pk=pk)
    return one


def _newest_job(pk: UUID, side: str) -> Job | None:
    job: Job | None = Job.objects.filter(kind=kind_of_job(side), subject=pk).order_by("-asked_at").first()
    return job


@role_needed(Role.CLINICIAN)
@require_safe
def prescription(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the conditions of a visit side by side, or how far their comparing is."""
    visit = _visit(request, pk)
    found = Recording.objects.for_user(request.user).filter(visit=visit, state=_ARRIVED)
    recordings = list(found.select_related("arrival"))
    analyses = newest_analyses(visit)
    sides = sides_of(visit.person)
    agreed = Consent.in_force(visit.person_id)
    shown = [side for side in SIDES if side in sides or side in analyses]
    legs = [_leg(visit, side, analyses.get(side), recordings, agreed=agreed) for side in shown]
    told = {
        "visit": visit,
        "person": visit.person,
        "agreed": agreed,
        "may_enter": may_enter(request.user, visit.person),
        "recordings": recordings,
        "legs": legs,
        "may_sign": may_sign(request.user, visit.person),
        "missing": missing_words(recordings),
        "open": any(leg["job"] is not None and leg["job"].is_open for leg in legs),
        "english": (get_language() or "en").startswith("en"),
    }
    return render(request, "prescribing/prescription.html", told)


def _leg(
    visit: Visit, side: str, analysis: Analysis | None, recordings: list[Recording], *, agreed: bool
) -> dict[str, Any]:
    person: Person = visit.person
    job = _newest_job(visit.pk, side)
    told: dict[str, Any] = {
        "side": side,
        "name": LEG_NAMES[side],
        "job": job,
        "trouble": in_words_of_the_page(job.trouble) if job else "",
        "analysis": analysis,
        "may_ask": side in sides_of(person),
    }
    if analysis is None:
        return told
    try:
        hindrance = what_hinders(analysis, person, newest=analysis, recordings=recordings, agreed=agreed)
        told |= {
            "shown": side_by_side(analysis),
            "stale": is_stale(analysis, person, recordings),
            "hindrance": signing_trouble_words(hindrance) if hindrance else "",
            **signed_words(person.pk, side),
        }
    except Unsealable:
        told["unsealable"] = True
    return told


def missing_words(recordings: list[Recording]) -> str:
    """Say what is missing before conditions can be compared; nothing where nothing is."""
    walked = {one.condition for one in recordings if one.condition and one.kind != "forces"} - {"static", "other"}
    if "natural" not in walked:
        return _("A recording of natural walking is missing: every change is told against it.")
    if len(walked) < 2:
        return _("A recording with a changed foot angle is missing: there is nothing to compare.")
    return ""


def signed_words(person: UUID, side: str) -> dict[str, Any]:
    """Tell a page of the target that is in force for a leg; nothing where there is none."""
    target = target_in_force(person, side)
    if target is None:
        return {}
    return {
        "target": target,
        "target_says": change_words(target.change_deg),
        "target_angle": angle_words(target.target_deg),
        "plan": plan_of(target),
    }


@role_needed(Role.CLINICIAN)
@require_POST
def ask_prescription(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask a worker to compare the conditions; what hinders stands on the page anyway."""
    visit = _visit(request, pk)
    try:
        ask_for_analysis(visit, request.POST.get("side", ""))
    except FootwiseError:
        return redirect("prescription", pk=pk)
    return redirect("prescription", pk=pk)


@role_needed(Role.CLINICIAN)
@require_safe
def prescription_state(request: HttpRequest, pk: UUID) -> JsonResponse:
    """Tell the page's script how far it is; it shows nothing of anybody."""
    if not Visit.objects.for_user(request.user).filter(pk=pk).exists():
        raise Http404
    jobs = [job for side in SIDES if (job := _newest_job(pk, side)) is not None and job.is_open]
    if not jobs:
        return JsonResponse({"open": False})
    return JsonResponse({"open": True, "state": jobs[0].state, "done": jobs[0].pieces_done, "of": jobs[0].pieces})


@role_needed(Role.CLINICIAN)
@require_POST
def cancel_prescription(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End the comparing."""
    visit = _visit(request, pk)
    for side in SIDES:
        job = _newest_job(visit.pk, side)
        if job is not None and job.is_open:
            cancel(job)
    return redirect("prescription", pk=pk)
