"""The page of a person's outcomes: what has changed, the year in pictures, and every entry behind them."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from footwise.clinic.accounts import Role, role_needed
from footwise.clinic.outcomes.whose import ASKS, person_of
from footwise.clinic.outcomes.year import rows_of, year_of
from footwise.clinic.people import Person, may_enter


@role_needed(*ASKS)
@require_safe
def outcomes(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a person's year; to an assessor nothing that tells an arm, a target or a load."""
    person = person_of(request, pk)
    rows = rows_of(person, request.user)
    treats = Person.objects.for_user(request.user, Role.CLINICIAN).filter(pk=pk).exists()
    told = {
        "may_enter": treats or may_enter(request.user, person),
        "person": person,
        "year": year_of(rows),
        "ratings": rows.pain[::-1],
        "forms": rows.forms[::-1],
        "cartilage": rows.cartilage[::-1],
        "practice": rows.practice[::-1],
        "treats": treats,
    }
    return render(request, "outcomes/outcomes.html", told)
