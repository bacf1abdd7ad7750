"""The page of what a recording says: how far its measuring is, and what came of it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import get_script_prefix
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from footwise.clinic.accounts import Role, role_needed
from footwise.clinic.measuring.kept import MEASURE
from footwise.clinic.measuring.models import Measurement
from footwise.clinic.measuring.rows import figures_in_order
from footwise.clinic.measuring.words import QUESTIONS, in_words_of_the_page
from footwise.clinic.people import Consent, may_enter
from footwise.clinic.recordings import Recording, State
from footwise.clinic.work import Job, ask_for, cancel


def _recording(request: HttpRequest, pk: UUID) -> Recording:
    mine = Recording.objects.for_user(request.user).filter(state=State.ARRIVED)
    one: Recording = get_object_or_404(mine.select_related("person__site", "visit"), pk=pk)
    return one


def _newest_job(pk: UUID) -> Job | None:
    job: Job | None = Job.objects.filter(kind=MEASURE, subject=pk).order_by("-asked_at").first()
    return job


@role_needed(Role.CLINICIAN)
@require_safe
def measured(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what a recording says, or how far its measuring is."""
    one = _recording(request, pk)
    found = Measurement.objects.for_user(request.user).filter(recording=one).first()
    content = found.content if found else {}
    job = _newest_job(pk)
    told = {
        "recording": one,
        "person": one.person,
        "job": job,
        "job_trouble": in_words_of_the_page(job.trouble) if job else "",
        "measurement": found,
        "content": content,
        "figures": figures_in_order(content),
        "trouble": in_words_of_the_page(content.get("trouble", "")),
        "helps": [QUESTIONS[name] for name in content.get("asks", ()) if name in QUESTIONS],
        "sentences": [in_words_of_the_page(line) for line in content.get("sentences", ())],
        "may_enter": may_enter(request.user, one.person),
        "agreed": Consent.in_force(one.person_id),
    }
    return render(request, "measuring/measured.html", told)


@role_needed(Role.CLINICIAN)
@require_POST
def measure(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask for the measuring; nothing is analysed of whoever has not agreed."""
    one = _recording(request, pk)
    if Consent.in_force(one.person_id):
        ask_for(MEASURE, one.pk)
    return _back(request, pk)


@role_needed(Role.CLINICIAN)
@require_safe
def measuring_state(request: HttpRequest, pk: UUID) -> JsonResponse:
    """Tell the page's script how far it is; it shows nothing of anybody."""
    if not Recording.objects.for_user(request.user).filter(pk=pk, state=State.ARRIVED).exists():
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
    return _back(request, pk)


def _back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Lead back to the page on which the button was."""
    back = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith(f"{get_script_prefix()}visits/"):
        return redirect(back)
    return redirect("measured", pk=pk)
