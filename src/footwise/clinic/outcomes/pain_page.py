"""The pages of pain: eleven buttons a place, and correcting a rating with a reason."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from footwise.clinic.accounts import role_needed
from footwise.clinic.audit import ChangedMeanwhile
from footwise.clinic.outcomes.forms import CorrectPainForm, PainForm
from footwise.clinic.outcomes.models import PainRating, Source
from footwise.clinic.outcomes.noting import Note, correct, find, note
from footwise.clinic.outcomes.row_page import Difference, removal, standing, told_of, with_version
from footwise.clinic.outcomes.whose import ASKS, person_of, refused_without_consent
from footwise.clinic.outcomes.words import day_in_words, figure


@role_needed(*ASKS)
def add_pain(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask how much a knee hurts; what stands there already is not overwritten."""
    person = person_of(request, pk)
    refused = refused_without_consent(request, person)
    if refused:
        return refused
    form = PainForm(person.affected_side, request.POST or None)
    if request.method == "POST" and form.is_valid() and _noted(request, person.pk, form):
        return redirect("outcomes", pk=pk)
    return render(request, "outcomes/add_pain.html", {"form": form, "person": person})


def _noted(request: HttpRequest, person: UUID, form: PainForm) -> bool:
    """Note all of a form or nothing."""
    told, added = form.cleaned_data, 0
    with transaction.atomic():
        for place, rating in form.ratings().items():
            noted = note(
                PainRating,
                person=person,
                day=told["day"],
                slot=PainRating.slot_of(told["side"], place),
                figures={"rating": rating},
                source=Source(told["said_by"]),
                user=request.user,
            )
            added += noted.note is Note.ADDED
            if noted.note is Note.OTHER:
                said = _("On this day %(rating)s stands there already. Open it to correct it.")
                form.add_error(place, said % {"rating": figure(noted.row.rating)})
        if form.errors:
            transaction.set_rollback(True)
            return False
    if added:
        messages.success(request, ngettext("Noted: one rating.", "Noted: %(added)d ratings.", added) % {"added": added})
    else:
        messages.info(request, _("All of it stood there already; nothing was added."))
    return True


@role_needed(*ASKS)
def pain(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a rating, and correct it with a reason."""
    row = standing(request, PainRating, pk)
    initial = {"day": row.day, "version": row.version}
    form = CorrectPainForm(row.rating, request.POST or None, initial=initial)
    differences: list[Difference] = []
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        day, rating = told["day"], float(told["rating"])
        elsewhere = day != row.day and find(PainRating, row.person_id, day, row.slot)
        if elsewhere:
            form.add_error("day", _("Another rating of this day stands there already."))
        else:
            try:
                correct(
                    row, {"rating": rating}, reason=told["reason"], user=request.user, version=told["version"], day=day
                )
                return redirect("pain", pk=pk)
            except ChangedMeanwhile:
                row = standing(request, PainRating, pk)
                form = with_version(form, row)
                differences = [
                    Difference(_("pain"), figure(row.rating), figure(rating)),
                    Difference(_("day"), day_in_words(row.day), day_in_words(day)),
                ]
    told = {**told_of(row, request.user), "form": form, "differences": differences}
    return render(request, "outcomes/pain.html", told, status=409 if differences else 200)


remove_pain = removal(PainRating, *ASKS)
