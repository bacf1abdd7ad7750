"""The pages that give a person's outcomes as a file: a table, and a bundle for a hospital's systems."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from footwise.clinic.accounts import role_needed
from footwise.clinic.outcomes.export import outcome_lines
from footwise.clinic.outcomes.fhir import fhir_bundle
from footwise.clinic.outcomes.whose import ASKS, person_of


@role_needed(*ASKS)
@require_safe
def export_outcomes(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give what the reader may see as CSV."""
    person = person_of(request, pk)
    answer = HttpResponse("".join(outcome_lines(person, request.user)), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="outcomes-{pk}.csv"'
    return answer


@role_needed(*ASKS)
@require_safe
def export_fhir(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give what the reader may see as a FHIR bundle."""
    person = person_of(request, pk)
    answer = HttpResponse(fhir_bundle(person, request.user), content_type="application/fhir+json; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="year-{pk}.fhir.json"'
    return answer
