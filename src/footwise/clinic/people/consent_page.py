"""The pages on which a consent is noted and withdrawn."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from footwise.clinic.accounts import Role, role_needed
from footwise.clinic.people.editing import save_or_differences
from footwise.clinic.people.forms import ConsentForm, WithdrawForm
from footwise.clinic.people.models import Consent, Person


@role_needed(Role.CLINICIAN)
def add_consent(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note that a person has signed."""
    one = get_object_or_404(Person.objects.for_user(request.user, Role.CLINICIAN), pk=pk)
    form = ConsentForm(request.POST or None, instance=Consent(person=one, noted_by=request.user))
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
        return redirect("person", pk=pk)
    return render(request, "people/add_consent.html", {"form": form, "person": one})


@role_needed(Role.CLINICIAN)
def withdraw_consent(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note that a person has withdrawn: from then on nothing more is analysed."""
    consents = Consent.objects.for_user(request.user).select_related("person")
    consent = get_object_or_404(consents.filter(withdrawn_on__isnull=True), pk=pk)
    form = WithdrawForm(request.POST or None, instance=consent)
    differences = []
    if request.method == "POST" and form.is_valid():
        differences = save_or_differences(form)
        if not differences:
            return redirect("person", pk=consent.person_id)
    told = {"form": form, "consent": consent, "person": consent.person, "differences": differences}
    return render(request, "people/withdraw_consent.html", told, status=409 if differences else 200)
