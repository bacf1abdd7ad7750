"""The list of people: found by pseudonym, a page at a time."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from footwise.clinic.accounts import Role, role_needed
from footwise.clinic.people.models import Person
from footwise.clinic.sharing import shares_with

_A_PAGE = 25


@role_needed(Role.CLINICIAN, Role.ASSESSOR)
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Show the people of the reader's clinics."""
    wanted = request.GET.get("find", "").replace("\0", "").strip()[:40]
    found = Person.objects.for_user(request.user).select_related("site").order_by("pseudonym", "pk")
    if wanted:
        found = found.filter(pseudonym__icontains=wanted)
    page = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
    shares = shares_with(request.user, page)
    listed = [(one, shares.get(one.pk)) for one in page]
    return render(request, "people/people.html", {"page": page, "listed": listed, "find": wanted})
