"""The pages of a questionnaire: begun, answered part by part, gone on with where it was, finished and corrected."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from footwise.clinic.accounts import role_needed
from footwise.clinic.audit import ChangedMeanwhile
from footwise.clinic.outcomes.forms import BeginForm, PartForm, label_of_item, no_longer
from footwise.clinic.outcomes.models import Questionnaire, Source
from footwise.clinic.outcomes.noting import Note, correct, go_on, note
from footwise.clinic.outcomes.row_page import Difference, removal, standing, told_of, with_version
from footwise.clinic.outcomes.scoring import CODING, items_of, scored
from footwise.clinic.outcomes.whose import ASKS, person_of, refused_without_consent
from footwise.clinic.outcomes.words import PART_NAMES, good_is, score_name


@role_needed(*ASKS)
def add_form(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin a questionnaire, or go on with the one of that day."""
    person = person_of(request, pk)
    refused = refused_without_consent(request, person)
    if refused:
        return refused
    begun = Questionnaire.objects.for_user(request.user).filter(person=person, finished=False, removed_at__isnull=True)
    spoken = (get_language() or "en")[:2]
    form = BeginForm(request.POST or None, initial={"language": spoken})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        figures = {"answers": {}, "coding": CODING, "language": told["language"], "scores": {}, "reasons": {}}
        noted = note(
            Questionnaire,
            person=pk,
            day=told["day"],
            slot=told["instrument"],
            figures=figures,
            source=Source(told["said_by"]),
            user=request.user,
            finished=False,
        )
        if noted.note is Note.OTHER:
            messages.info(request, _("There is one of this day already: it goes on here."))
        if noted.row.finished:
            return redirect("form", pk=noted.row.pk)
        return redirect("form_part", pk=noted.row.pk, part=_first_open(noted.row))
    return render(request, "outcomes/add_form.html", {"form": form, "person": person, "begun": list(begun)})


@role_needed(*ASKS)
def form_part(request: HttpRequest, pk: UUID, part: str) -> HttpResponse:
    """Ask one part; what was answered is kept at once."""
    row = standing(request, Questionnaire, pk)
    parts = items_of(row.slot)
    if part not in parts:
        raise Http404
    items = {item: label_of_item(k, row.slot, item) for k, item in enumerate(parts[part], 1)}
    form = _part_form(request, row, items)
    differences: list[Difference] = []
    if request.method == "POST" and form.is_valid():
        try:
            _keep(request, row, form)
            where, words = _next(row, part)
            return redirect(where, **words)
        except ChangedMeanwhile:
            row = standing(request, Questionnaire, pk)
            form = with_version(form, row)
            stands = row.figures["answers"]
            mine = form.answers()
            differences = [
                Difference(item, no_longer(stands.get(item)), no_longer(answer))
                for item, answer in mine.items()
                if stands.get(item) != answer
            ] or [Difference("", "", "")]
    names = list(parts)
    shown = {
        "row": row,
        "person": row.person,
        "form": form,
        "part": PART_NAMES[part],
        "number": names.index(part) + 1,
        "of": len(names),
        "is_last": names[-1] == part,
        "can_do": part == "symptoms",
        "differences": differences,
    }
    return render(request, "outcomes/form_part.html", shown, status=409 if differences else 200)


@role_needed(*ASKS)
@require_safe
def form(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what was answered and what it comes to."""
    row = standing(request, Questionnaire, pk)
    figures = row.figures
    answers = figures["answers"]
    parts = [
        (name, PART_NAMES[name], [(item, answers.get(item)) for item in items])
        for name, items in items_of(row.slot).items()
    ]
    scores = [
        (score_name(score), figures["scores"].get(score), figures["reasons"].get(score, ""), good_is(score))
        for score in sorted({*figures["scores"], *figures["reasons"]})
    ]
    lacking = sum(answers.get(item) is None for _name, _words, told in parts for item, _answer in told)
    shown = {
        **told_of(row, request.user),
        "parts": parts,
        "scores": scores,
        "lacking": lacking,
        "open_part": _first_open(row),
    }
    return render(request, "outcomes/form.html", shown)


@role_needed(*ASKS)
@require_POST
def finish_form(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Score what was answered: from now on it counts."""
    row = standing(request, Questionnaire, pk)
    if not row.finished:
        figures = {**row.figures, **scored(row.figures["answers"], row.slot, row.figures["coding"])}
        go_on(row, figures, finished=True)
    return redirect("form", pk=pk)


remove_form = removal(Questionnaire, *ASKS)


def _part_form(request: HttpRequest, row: Any, items: dict[str, str]) -> PartForm:
    from footwise.followup import words_of_answers

    figures = row.figures
    # Answers that a table has given in its own coding are corrected as they are written there.
    words = words_of_answers(figures["language"]) if figures["coding"] == CODING else {}
    initial = {item: figures["answers"].get(item) or "" for item in items} | {"version": row.version}
    return PartForm(items, words, row.finished, request.POST or None, initial=initial)


def _keep(request: HttpRequest, row: Any, form: PartForm) -> None:
    told = form.cleaned_data
    answers = {**row.figures["answers"], **form.answers()}
    figures = {**row.figures, "answers": answers}
    if row.finished:
        figures |= scored(answers, row.slot, figures["coding"])
        correct(row, figures, reason=told["reason"], user=request.user, version=told["version"])
    else:
        go_on(row, figures, finished=False, version=told["version"])


def _first_open(row: Any) -> str:
    """Give the first part in which nothing was said yet; the first one where all were opened."""
    answers = row.figures["answers"]
    parts = items_of(row.slot)
    return next(
        (part for part, items in parts.items() if not any(item in answers for item in items)), next(iter(parts))
    )


def _next(row: Any, part: str) -> tuple[str, dict[str, Any]]:
    names = list(items_of(row.slot))
    at = names.index(part) + 1
    if row.finished or at == len(names):
        return "form", {"pk": row.pk}
    return "form_part", {"pk": row.pk, "part": names[at]}
