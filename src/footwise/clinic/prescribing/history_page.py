"""Every target of a person, the newest first: none is ever overwritten."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from footwise.clinic.accounts import Role, role_needed
from footwise.clinic.people import Person
from footwise.clinic.prescribing.models import LEG_NAMES, Target
from footwise.clinic.prescribing.words import angle_words, change_words
from footwise.clinic.seal import Unsealable


@role_needed(Role.CLINICIAN)
@require_safe
def targets(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the targets of a person."""
    person = get_object_or_404(Person.objects.for_user(request.user).select_related("site"), pk=pk)
    found = Target.objects.for_user(request.user).filter(person=person).select_related("signed_by", "analysis__visit")
    rows, unsealable = [], False
    replaced = set()
    for target in found.order_by("-signed_at", "-pk"):
        replaced.add(target.replaces_id)
        try:
            rows.append(
                {
                    "target": target,
                    "leg": LEG_NAMES[target.side],
                    "says": change_words(target.change_deg),
                    "angle": angle_words(target.target_deg),
                    "own": target.content["own"],
                    "reason": target.content["reason"],
                    "in_force": target.pk not in replaced,
                }
            )
        except Unsealable:
            unsealable = True
    return render(request, "prescribing/targets.html", {"person": person, "rows": rows, "unsealable": unsealable})
