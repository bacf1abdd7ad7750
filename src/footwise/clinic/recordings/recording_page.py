"""The page of one recording: what it is, how the person walked in it, and where it belongs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from footwise.clinic.accounts import Role, role_needed, sites_of
from footwise.clinic.people import Consent, VersionedForm, Visit, may_enter, save_or_differences
from footwise.clinic.recordings.arrival import remove
from footwise.clinic.recordings.download import as_download
from footwise.clinic.recordings.models import Recording, State
from footwise.clinic.recordings.moving import move
from footwise.clinic.recordings.next_jobs import measure_what_is_ready


class RecordingForm(VersionedForm):
    """How the person walked."""

    class Meta:
        """One question."""

        model = Recording
        fields = ("condition",)


class MoveForm(forms.Form):
    """To which visit a recording belongs."""

    pseudonym = forms.CharField(label=_("Pseudonym of the person it belongs to"), max_length=40)
    on = forms.DateField(label=_("Day of the visit"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def visit(self, user: Any, recording: Recording) -> Visit | None:
        """Find it, where there is exactly one and the person has agreed.

        Between persons a file is moved by whoever works in both their clinics; with a share, only from visit to visit.
        """
        told = self.cleaned_data
        own = sites_of(user, Role.CLINICIAN)
        found = Visit.objects.for_user(user).filter(person__pseudonym__iexact=told["pseudonym"], on=told["on"])
        found = found.filter(at_home=False)
        if own.filter(pk=recording.person.site_id).exists():
            found = found.filter(person__site__in=own)
        else:
            found = found.filter(person=recording.person_id)
        visits = list(found.select_related("person")[:2])
        if len(visits) != 1:
            self.add_error(None, _("There is no such visit, or there are several."))
        elif not Consent.in_force(visits[0].person_id):
            self.add_error(None, _("No consent is in force"))
        else:
            return visits[0]
        return None


def _mine(request: HttpRequest, pk: UUID, *states: Any) -> Recording:
    found = Recording.objects.for_user(request.user).select_related("person__site", "visit", "arrival")
    one: Recording = get_object_or_404(found.filter(state__in=states), pk=pk)
    return one


@role_needed(Role.CLINICIAN)
def recording(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a recording, and take how the person walked."""
    one = _mine(request, pk, State.ARRIVED, State.ARRIVING, State.UNPACKED)
    form = RecordingForm(request.POST or None, instance=one)
    differences = []
    if request.method == "POST" and form.is_valid():
        differences = save_or_differences(form)
        if not differences:
            measure_what_is_ready(one.visit_id)
            return redirect("visit", pk=one.visit_id)
    told = {"recording": one, "person": one.person, "form": form, "differences": differences}
    told["may_enter"] = may_enter(request.user, one.person)
    return render(request, "recordings/recording.html", told, status=409 if differences else 200)


@role_needed(Role.CLINICIAN)
def move_recording(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Move a recording to the person whose it is."""
    one = _mine(request, pk, State.ARRIVED)
    form = MoveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        visit = form.visit(request.user, one)
        if visit is not None:
            move(one, visit)
            return redirect("visit", pk=visit.pk)
    return render(request, "recordings/move.html", {"recording": one, "person": one.person, "form": form})


@role_needed(Role.CLINICIAN)
@require_POST
def remove_recording(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Delete a recording's file."""
    one = _mine(request, pk, State.ARRIVED, State.ARRIVING, State.UNPACKED)
    remove(one)
    return redirect("visit", pk=one.visit_id)


@role_needed(Role.CLINICIAN)
@require_safe
def recording_file(request: HttpRequest, pk: UUID) -> StreamingHttpResponse:
    """Give the file back as it came; a browser saves it and never shows it."""
    one = _mine(request, pk, State.ARRIVED)
    return as_download(request, one)
