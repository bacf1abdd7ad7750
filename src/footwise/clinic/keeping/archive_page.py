"""The page on which everything about a person is asked for as one archive, and fetched once."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from footwise.clinic.accounts import Role, role_needed
from footwise.clinic.audit import ChangedMeanwhile
from footwise.clinic.keeping import asking
from footwise.clinic.keeping.asking import may_be_taken_along, newest_archive
from footwise.clinic.people import Person
from footwise.clinic.streaming import streamed


def _person(request: HttpRequest, pk: UUID) -> Person:
    one: Person = get_object_or_404(may_be_taken_along(request.user), pk=pk)
    return one


@role_needed(Role.CLINICIAN)
@require_safe
def archive(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show how far the archive is that the reader asked for."""
    one = _person(request, pk)
    asked, job = newest_archive(request.user, pk)
    return render(request, "keeping/archive.html", {"person": one, "archive": asked, "job": job})


@role_needed(Role.CLINICIAN)
@require_POST
def ask_for_archive(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask for an archive, unless one is being made or waits."""
    asking.ask_for_archive(request.user, _person(request, pk), get_language() or settings.LANGUAGE_CODE)
    return redirect("archive", pk=pk)


@role_needed(Role.CLINICIAN)
@require_safe
def archive_state(request: HttpRequest, pk: UUID) -> JsonResponse:
    """Tell the page's script how far it is."""
    _, job = newest_archive(request.user, _person(request, pk).pk)
    if job is None:
        return JsonResponse({"open": False})
    return JsonResponse({"open": job.is_open, "state": job.state, "done": job.pieces_done, "of": job.pieces})


@role_needed(Role.CLINICIAN)
@require_POST
def fetch_archive(request: HttpRequest, pk: UUID) -> StreamingHttpResponse:
    """Give the archive, once."""
    from footwise.clinic.keeping.archive import fetch

    asked, _ = newest_archive(request.user, _person(request, pk).pk)
    if asked is None or not asked.can_be_fetched:
        raise Http404
    try:
        pieces = fetch(asked)
    except ChangedMeanwhile:
        # Fetched in the same moment in another window.
        raise Http404 from None
    answer = streamed(request, pieces, "application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{asked.person.pseudonym}.zip"'
    answer.headers["Content-Length"] = str(asked.size_bytes)
    return answer
