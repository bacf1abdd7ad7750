"""The bin: who lies in it, until when, and the ways out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from footwise.clinic.accounts import Role, role_needed, sites_of
from footwise.clinic.audit import ChangedMeanwhile
from footwise.clinic.keeping.bin import put_into_bin, take_out
from footwise.clinic.keeping.deletion import confirm_deletion
from footwise.clinic.keeping.forms import BinForm, DeleteForm
from footwise.clinic.keeping.models import Binning
from footwise.clinic.people import Person
from footwise.clinic.seal import key_is_destroyed

_A_PAGE = 25
_OPEN_TO = (Role.CLINICIAN, Role.ADMINISTRATOR)


@role_needed(Role.CLINICIAN)
def bin_person(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a person into the bin."""
    one = get_object_or_404(_own(request, Person.objects.for_user(request.user, Role.CLINICIAN)), pk=pk)
    form = BinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            put_into_bin(one, request.user, form.cleaned_data["reason"])
            return redirect("people")
        except ChangedMeanwhile:
            form.add_error(
                None, _("Somebody else has changed this person in the same moment. Look again before you go on.")
            )
    return render(request, "keeping/bin_person.html", {"person": one, "form": form, "days": settings.BIN_DAYS})


@role_needed(*_OPEN_TO)
@require_safe
def bin_list(request: HttpRequest) -> HttpResponse:
    """Show who lies in the bin."""
    people = Person.objects.in_the_bin_for(request.user, *_OPEN_TO).filter(deleted_at__isnull=True)
    page = Paginator(people.select_related("site").order_by("delete_after", "pk"), _A_PAGE).get_page(
        request.GET.get("page")
    )
    told = Binning.objects.in_the_bin_for(request.user, *_OPEN_TO).filter(person__in=[one.pk for one in page])
    # The newest of each person comes last, and stays.
    newest = {one.person_id: one for one in told.select_related("put_by").order_by("put_at", "pk")}
    treats = set(sites_of(request.user, Role.CLINICIAN).values_list("pk", flat=True))
    runs = set(sites_of(request.user, Role.ADMINISTRATOR).values_list("pk", flat=True))
    lying = [(one, newest.get(one.pk), one.site_id in treats, one.site_id in runs) for one in page]
    return render(request, "keeping/bin.html", {"page": page, "lying": lying})


@role_needed(Role.CLINICIAN)
@require_POST
def unbin_person(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a person out of the bin."""
    lying = Person.objects.in_the_bin_for(request.user, Role.CLINICIAN).filter(deleted_at__isnull=True)
    one = get_object_or_404(lying, pk=pk)
    if key_is_destroyed(settings.HOME.keys, pk):
        # Their deletion has begun.
        raise Http404
    take_out(one)
    return redirect("person", pk=pk)


@role_needed(Role.ADMINISTRATOR)
def delete_person(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Delete a person who lies in the bin, once an administrator has typed the pseudonym."""
    lying = Person.objects.in_the_bin_for(request.user, Role.ADMINISTRATOR).filter(deleted_at__isnull=True)
    one = get_object_or_404(lying.select_related("site"), pk=pk)
    form = DeleteForm(one, request.POST or None)
    if request.method == "POST" and form.is_valid():
        confirm_deletion(one)
        return redirect("bin")
    return render(request, "keeping/delete_person.html", {"person": one, "form": form})


def _own(request: HttpRequest, people: Any) -> Any:
    """Leave out whoever is only shared with the reader: their own clinic decides what is kept."""
    return people.filter(site__in=sites_of(request.user, Role.CLINICIAN))
