"""The first page of the day: who comes, and who needs attention and why."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from footwise.clinic.accounts import Role, request_roles
from footwise.clinic.people.attention import who_needs_attention
from footwise.clinic.people.models import Visit


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """Show the day of a clinician; bring everybody else to their own first page."""
    roles = request_roles(request)
    if Role.CLINICIAN not in roles:
        if Role.ASSESSOR in roles:
            return redirect("people")
        return redirect("team") if Role.ADMINISTRATOR in roles else render(request, "people/no_clinic.html")
    day = timezone.localdate()
    visits = Visit.objects.for_user(request.user).filter(on=day).select_related("person__site")
    told = {"day": day, "visits": list(visits.order_by("person__pseudonym", "pk")[:200])}
    return render(request, "people/today.html", {**told, "attention": who_needs_attention(request.user)})
