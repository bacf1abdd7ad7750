"""What a person says about the recordings of a visit, all at once: how they walked, which foot, which forces."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from footwise.clinic.accounts import Role, role_needed
from footwise.clinic.audit import ChangedMeanwhile
from footwise.clinic.measuring.ready import MEASURED_KINDS, ask_for_what_is_ready
from footwise.clinic.people import Visit
from footwise.clinic.recordings import Condition, Foot, Kind, Recording, State

# In place of a choice: leave it as it is.
_NOTHING = ""
_NONE = "none"


@role_needed(Role.CLINICIAN)
@require_POST
def save_answers(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Save what was said, and measure what is ready by it."""
    one = get_object_or_404(Visit.objects.for_user(request.user), pk=pk)
    found = Recording.objects.for_user(request.user).filter(visit=one, state__in=(State.ARRIVED, State.ARRIVING))
    recordings = list(found.select_related("person"))
    for_the_rest = request.POST.get("condition-rest", _NOTHING) if "rest" in request.POST else _NOTHING
    for recording in recordings:
        if recording.kind in MEASURED_KINDS:
            _save(request, recording, recordings, for_the_rest)
    ask_for_what_is_ready(one.pk)
    return redirect(f"{reverse('visit', args=[pk])}#recordings")


def _save(request: HttpRequest, one: Recording, others: list[Recording], for_the_rest: str) -> None:
    told = _told(request, one, others, for_the_rest)
    changes = {name: value for name, value in told.items() if getattr(one, name) != value}
    if not changes:
        return
    seen = request.POST.get(f"version-{one.pk}", "")
    if seen.isdigit():
        one.version = int(seen)
    for name, value in changes.items():
        setattr(one, name, value)
    try:
        with transaction.atomic():
            one.save()
    except ChangedMeanwhile as meanwhile:
        now = dict(Condition.choices).get(meanwhile.theirs.get("condition", ""), "–")
        said = {"name": one.name, "now": now}
        messages.warning(request, _("Somebody else has changed %(name)s meanwhile, which now says: %(now)s.") % said)


def _told(request: HttpRequest, one: Recording, others: list[Recording], for_the_rest: str) -> dict[str, Any]:
    """Take what was said of one recording; whatever is no answer leaves it as it is."""
    told: dict[str, Any] = {}
    condition = request.POST.get(f"condition-{one.pk}", _NOTHING)
    if for_the_rest and not one.condition:
        condition = for_the_rest
    if condition in Condition.values:
        told["condition"] = condition
    foot = request.POST.get(f"foot-{one.pk}")
    if foot is not None and (foot == _NOTHING or foot in Foot.values):
        told["foot"] = foot
    forces = request.POST.get(f"forces-{one.pk}")
    if one.kind == Kind.TRC and forces:
        by_key = {str(other.pk): other.pk for other in others if other.kind == Kind.FORCES}
        if forces == _NONE or forces in by_key:
            told["forces_id"] = by_key.get(forces)
    return told
