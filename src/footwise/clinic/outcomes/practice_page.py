"""The pages of practice: taking in logs and diaries, and what one session came to. Clinicians only."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from footwise.clinic.accounts import Role, role_needed
from footwise.clinic.measuring import in_words_of_the_page
from footwise.clinic.outcomes.models import Practice
from footwise.clinic.outcomes.practice_import import Taken, take_file
from footwise.clinic.outcomes.row_page import removal, standing, told_of
from footwise.clinic.outcomes.whose import person_of, refused_without_consent

_MOST_FILES = 100


class _Chooser(forms.ClearableFileInput):
    """Lets several be chosen at once."""

    allow_multiple_selected = True


class Files(forms.FileField):
    """Several files, each as one would be."""

    def __init__(self, accept: str, **named: Any) -> None:
        super().__init__(widget=_Chooser(attrs={"accept": accept}), **named)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Look at each."""
        several = data if isinstance(data, list | tuple) else [data]
        return [super(Files, self).clean(one, initial) for one in several or [None]]


class PracticeForm(forms.Form):
    """Logs and diaries."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["files"] = Files(
            ".jsonl,.csv",
            label=_("logs and diaries"),
            help_text=_(
                "The files session-01.jsonl and so on of the folder of a coached course, and diaries as CSV with date "
                "and minutes. Many at once; what is there already is not added twice."
            ),
        )


@role_needed(Role.CLINICIAN)
def add_practice(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take files in, and say of each what became of it."""
    person = person_of(request, pk, Role.CLINICIAN)
    refused = refused_without_consent(request, person)
    if refused:
        return refused
    form = PracticeForm(request.POST or None, request.FILES or None)
    taken: list[Taken] = []
    if request.method == "POST" and form.is_valid():
        for file in form.cleaned_data["files"][:_MOST_FILES]:
            one = take_file(person, (file.name or "")[-80:], file.read(), request.user)
            taken.append(Taken(one.name, one.added, in_words_of_the_page(one.said), one.refused, one.from_library))
    told = {"form": form, "person": person, "taken": taken}
    return render(request, "outcomes/add_practice.html", told)


@role_needed(Role.CLINICIAN)
@require_safe
def practice(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what a session or a day came to."""
    row = standing(request, Practice, pk)
    return render(request, "outcomes/practice.html", told_of(row, request.user))


remove_practice = removal(Practice, Role.CLINICIAN)
