"""The page of what a recording says: how far its measuring is, and what came of it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from footwise.clinic.accounts import Role, role_needed
from footwise.clinic.measuring.models import Measurement
from footwise.clinic.measuring.words import in_words_of_the_page
from footwise.clinic.people import Consent
from footwise.clinic.recordings import Recording
from footwise.clinic.work import Job, ask_for, cancel

_KIND = "measure"
_ARRIVED = "arrived"


def _recording(request: HttpRequest, pk: UUID) -> Recording:
    mine = Recording.objects.for_user(request.user).filter(state=_ARRIVED)
    one: Recording = get_object_or_404(mine.select_related("person__site", "visit"), pk=pk)
    return one


def _newest_job(pk: UUID) -> Job | None:
    job: Job | None = Job.objects.filter(kind=_KIND, subject=pk).order_by("-asked_at").first()
    return job


@role_needed(Role.CLINICIAN)
@require_safe
def measured(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what a recording says, or how far its measuring is."""
    one = _recording(request, pk)
    found = Measurement.objects.for_user(request.user).filter(recording=one).first()
    job = _newest_job(pk)
    told = {
        "recording": one,
        "person": one.person,
        "job": job,
        "trouble": in_words_of_the_page(job.trouble) if job else "",
        "measurement": found,
        "sentences": in_words_of_the_page(found.sentences).splitlines() if found else [],
        "agreed": Consent.in_force(one.person_id),
    }
    return render(request, "measuring/measured.html", told)


@role_needed(Role.CLINICIAN)
@require_POST
def measure(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask for the measuring; nothing is analysed of whoever has not agreed."""
    one = _recording(request, pk)
    if Consent.in_force(one.person_id):
        ask_for(_KIND, one.pk)
    return redirect("measured", pk=pk)


@role_needed(Role.CLINICIAN)
@require_safe
def measuring_state(request: HttpRequest, pk: UUID) -> JsonResponse:
    """Tell the page's script how far it is; it shows nothing of anybody."""
    if not Recording.objects.for_user(request.user).filter(pk=pk, state=_ARRIVED).exists():
        raise Http404
    job = _newest_job(pk)
    if job is None:
        return JsonResponse({"open": False})
    return JsonResponse({"open": job.is_open, "state": job.state, "done": job.pieces_done, "of": job.pieces})


@role_needed(Role.CLINICIAN)
@require_POST
def cancel_measuring(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End the measuring."""
    job = _newest_job(_recording(request, pk).pk)
    if job is not None:
        cancel(job)
    return redirect("measured", pk=pk)
