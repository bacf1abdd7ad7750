"""The page on which a reason to look at somebody is put off until a day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from footwise.clinic.accounts import Role, role_needed
from footwise.clinic.outcomes.attention import KIND_NAMES, Kind, dismiss
from footwise.clinic.outcomes.forms import ReasonField
from footwise.clinic.outcomes.whose import person_of

_USUAL, _LONGEST = timedelta(weeks=4), timedelta(days=366)


class DismissForm(forms.Form):
    """Until when, and why."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["until"] = forms.DateField(
            label=_("not before"),
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            help_text=_("On this day it is shown again, if it is still so; at once where it happens anew."),
        )
        self.fields["reason"] = ReasonField()
        self.fields["since"] = forms.DateField(widget=forms.HiddenInput)

    def clean_until(self) -> Any:
        """Refuse a day that is no later one."""
        until = self.cleaned_data["until"]
        if not timezone.localdate() < until <= timezone.localdate() + _LONGEST:
            raise forms.ValidationError(_("Choose a day from tomorrow on, within a year."))
        return until


@role_needed(Role.CLINICIAN)
def dismiss_reason(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    """Put a reason off."""
    person = person_of(request, pk, Role.CLINICIAN)
    try:
        what = Kind(kind.replace("-", " "))
    except ValueError:
        raise Http404 from None
    initial = {"until": timezone.localdate() + _USUAL, "since": request.GET.get("since", "")}
    form = DismissForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        dismiss(person.pk, what, told["since"], until=told["until"], reason=told["reason"], user=request.user)
        return redirect("today")
    return render(request, "outcomes/dismiss.html", {"person": person, "form": form, "what": KIND_NAMES[what]})
