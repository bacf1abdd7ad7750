"""The pages of one person: everything at a glance, adding, correcting."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from footwise.clinic.accounts import Role, role_needed, sites_of
from footwise.clinic.people.editing import save_or_differences
from footwise.clinic.people.forms import PersonForm
from footwise.clinic.people.models import Consent, Person, Visit
from footwise.clinic.sharing import shares_with
from footwise.errors import FootwiseError

_LARGEST_PATIENT = 2 * 1024 * 1024


@role_needed(Role.CLINICIAN, Role.ASSESSOR)
@require_safe
def person(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a person; to an assessor nothing from which an arm or a target could be guessed."""
    one = get_object_or_404(Person.objects.for_user(request.user).select_related("site"), pk=pk)
    consents = list(Consent.objects.for_user(request.user).filter(person=one))
    visits = list(Visit.objects.for_user(request.user).filter(person=one))
    may_change = Person.objects.for_user(request.user, Role.CLINICIAN).filter(pk=pk).exists()
    share = shares_with(request.user, [one]).get(pk)
    agreed = any(not consent.withdrawn_on for consent in consents)
    told = {"person": one, "consents": consents, "visits": visits, "may_change": may_change, "agreed": agreed}
    # With whom a person is shared to read sees what a clinician sees, without what changes something.
    treats = may_change or share is not None
    told |= {"share": share, "treats": treats, "may_keep": may_change and share is None}
    if treats:
        from footwise.clinic.prescribing import prescribed

        told["prescribed"] = prescribed(one)
    return render(request, "people/person.html", told)


@role_needed(Role.CLINICIAN)
def add_person(request: HttpRequest) -> HttpResponse:
    """Add a person to one of the clinician's clinics; a patient of a hospital's system fills in what it says."""
    if "patient" in request.FILES:
        return _from_patient(request)
    form = PersonForm(sites_of(request.user, Role.CLINICIAN), request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            one = form.save()
        return redirect("person", pk=one.pk)
    return render(request, "people/add_person.html", {"form": form})


def _from_patient(request: HttpRequest) -> HttpResponse:
    """Show the form with what a FHIR Patient says; its name and its numbers are not kept."""
    from footwise.jobs import parse_patient

    file = request.FILES["patient"]
    told: dict[str, Any] = {}
    try:
        patient = parse_patient(file.read(_LARGEST_PATIENT + 1), "patient")
    except FootwiseError:
        lines = [_("This file holds no patient that can be read: FHIR R4 as JSON is needed.")]
    else:
        told = {"year_of_birth": patient.year_of_birth, "sex": patient.person.sex}
        lines = [_("Sex and year of birth were taken over, as far as the file says them. Nothing else is kept.")]
        if patient.year_of_birth is None:
            lines.append(_("It has no date of birth: write the year yourself."))
        if not patient.person.sex:
            lines.append(_("It has no sex: choose it yourself."))
    form = PersonForm(sites_of(request.user, Role.CLINICIAN), initial={name: one for name, one in told.items() if one})
    return render(request, "people/add_person.html", {"form": form, "taken_over": lines})


@role_needed(Role.CLINICIAN)
def edit_person(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Correct what is known about a person."""
    one = get_object_or_404(Person.objects.for_user(request.user, Role.CLINICIAN), pk=pk)
    form = PersonForm(sites_of(request.user, Role.CLINICIAN), request.POST or None, instance=one)
    differences = []
    if request.method == "POST" and form.is_valid():
        differences = save_or_differences(form)
        if not differences:
            return redirect("person", pk=pk)
    told = {"form": form, "person": one, "differences": differences}
    return render(request, "people/edit_person.html", told, status=409 if differences else 200)
