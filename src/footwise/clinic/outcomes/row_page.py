"""What is the same on the page of every outcome: what was corrected, two who correct at once, removing it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST

from footwise.clinic.accounts import Role, role_needed
from footwise.clinic.audit import ChangedMeanwhile
from footwise.clinic.outcomes.forms import RemoveForm
from footwise.clinic.outcomes.models import Outcome
from footwise.clinic.outcomes.noting import remove
from footwise.clinic.people import may_enter


@dataclass(frozen=True)
class Difference:
    """What stands there now, and what somebody has written who had not seen it."""

    label: str
    theirs: str
    mine: str


def standing(request: HttpRequest, kind: type[Outcome], pk: UUID) -> Any:
    """Give an outcome that was not removed, of a person whom the reader may see."""
    found = kind.objects.for_user(request.user).filter(removed_at__isnull=True)
    return get_object_or_404(found.select_related("person__site", "noted_by"), pk=pk)


def told_of(row: Any, user: Any) -> dict[str, Any]:
    """Give what the page of any outcome shows to a user."""
    earlier = [{**one, "at": parse_datetime(one["at"])} for one in reversed(row.earlier)]
    return {
        "row": row,
        "person": row.person,
        "earlier": earlier,
        "may_enter": may_enter(user, row.person),
        "removing": RemoveForm(initial={"version": row.version}, auto_id="remove_%s"),
    }


def removal(kind: type[Outcome], *roles: Role) -> Callable[..., HttpResponse]:
    """Give the page that takes an outcome of a kind out, with its reason."""

    @role_needed(*roles)
    @require_POST
    def take_out(request: HttpRequest, pk: UUID) -> HttpResponse:
        row = standing(request, kind, pk)
        form = RemoveForm(request.POST, auto_id="remove_%s")
        changed = False
        if form.is_valid():
            told = form.cleaned_data
            try:
                remove(row, reason=told["reason"], user=request.user, version=told["version"])
                return redirect("outcomes", pk=row.person_id)
            except ChangedMeanwhile:
                changed = True
                row = standing(request, kind, pk)
                form = with_version(form, row)
        shown = {**told_of(row, request.user), "removing": form, "changed": changed}
        return render(request, "outcomes/remove.html", shown, status=409 if changed else 200)

    return take_out


def with_version(form: forms.Form, row: Any) -> forms.Form:
    """Let a form be sent again over what is shown now, and nothing newer."""
    form.data = form.data.copy()
    form.data["version"] = row.version
    return form
