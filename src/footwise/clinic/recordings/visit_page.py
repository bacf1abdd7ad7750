"""The page of a visit: what was recorded, how far it is, and what is missing."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from footwise.clinic.accounts import Role, role_needed
from footwise.clinic.people import Consent, Visit
from footwise.clinic.recordings.kinds import Kind, claims_to_be_another
from footwise.clinic.recordings.models import Recording, State


@role_needed(Role.CLINICIAN)
@require_safe
def visit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a visit with its recordings."""
    one = get_object_or_404(Visit.objects.for_user(request.user).select_related("person__site"), pk=pk)
    found = Recording.objects.for_user(request.user).filter(visit=one).exclude(state=State.REMOVED)
    recordings = list(found.select_related("arrival"))
    told = {
        "visit": one,
        "person": one.person,
        "agreed": Consent.in_force(one.person_id),
        "recordings": [(recording, _doubt(recording, recordings)) for recording in recordings],
    }
    return render(request, "recordings/visit.html", told)


def _doubt(recording: Recording, all_of_them: list[Recording]) -> str:
    """Name what should be looked at, for the page to say in words."""
    if recording.state != State.ARRIVED:
        return ""
    if claims_to_be_another(recording.name, Kind(recording.kind)):
        return "named otherwise"
    if recording.kind == Kind.OTHER:
        return "not known"
    twins = [one for one in all_of_them if one.sha256 == recording.sha256]
    if len(twins) > 1 and twins[0] is not recording:
        return "twice"
    return "" if recording.condition else "no condition"
