"""The pages on which a visit is planned and moved; what happens in it is shown by `recordings/`."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from footwise.clinic.accounts import Role, role_needed
from footwise.clinic.people.editing import save_or_differences
from footwise.clinic.people.forms import VisitForm
from footwise.clinic.people.models import Person, Visit


@role_needed(Role.CLINICIAN)
def add_visit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Plan a visit, or begin one today."""
    one = get_object_or_404(Person.objects.for_user(request.user, Role.CLINICIAN), pk=pk)
    form = VisitForm(request.POST or None, instance=Visit(person=one))
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            made = form.save()
        return redirect("visit", pk=made.pk)
    return render(request, "people/add_visit.html", {"form": form, "person": one})


@role_needed(Role.CLINICIAN)
def edit_visit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Move a visit to another day, or say better what it is for."""
    one = get_object_or_404(Visit.objects.for_user(request.user).select_related("person"), pk=pk)
    form = VisitForm(request.POST or None, instance=one)
    differences = []
    if request.method == "POST" and form.is_valid():
        differences = save_or_differences(form)
        if not differences:
            return redirect("visit", pk=pk)
    told = {"form": form, "visit": one, "person": one.person, "differences": differences}
    return render(request, "people/edit_visit.html", told, status=409 if differences else 200)
