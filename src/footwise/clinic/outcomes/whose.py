"""Whose outcomes a page is about, and whether anything of them may be taken in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from footwise.clinic.accounts import Role
from footwise.clinic.people import Consent, Person

# Outcomes are asked by both; practice, load and target are the clinician's.
ASKS = (Role.CLINICIAN, Role.ASSESSOR)


def person_of(request: HttpRequest, pk: UUID, *roles: Role) -> Any:
    """Give a person of the reader's clinics."""
    found = Person.objects.for_user(request.user, *(roles or ASKS)).select_related("site")
    return get_object_or_404(found, pk=pk)


def refused_without_consent(request: HttpRequest, person: Any) -> HttpResponse | None:
    """Give the page that says that nothing is taken in without a consent; None where one is in force."""
    if Consent.in_force(person.pk):
        return None
    return render(request, "recordings/no_consent.html", {"person": person}, status=403)
