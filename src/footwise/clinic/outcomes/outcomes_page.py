"""The page of a person's outcomes over a year."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from footwise.clinic.accounts import role_needed
from footwise.clinic.outcomes.models import ImportantChanges, PainRating, Questionnaire
from footwise.clinic.outcomes.whose import ASKS, person_of
from footwise.clinic.outcomes.words import change_in_words


@role_needed(*ASKS)
@require_safe
def outcomes(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what was noted of a person, and what has changed by as much as matters."""
    person = person_of(request, pk)
    mine = {"person": person, "removed_at__isnull": True}
    ratings = list(PainRating.objects.for_user(request.user).filter(**mine).order_by("-day", "slot"))
    forms = list(Questionnaire.objects.for_user(request.user).filter(**mine).order_by("-day", "slot"))
    changes = ImportantChanges.objects.for_user(request.user).filter(person=person).first()
    told = {
        "person": person,
        "ratings": ratings,
        "forms": forms,
        "changes": [change_in_words(change) for change in changes.content["changes"]] if changes else [],
    }
    return render(request, "outcomes/outcomes.html", told)
