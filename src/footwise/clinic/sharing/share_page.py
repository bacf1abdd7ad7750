"""The page on which a person is shared with a colleague, and a share is ended."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from footwise.clinic.accounts import Role, role_needed, sites_of
from footwise.clinic.people import Person
from footwise.clinic.sharing.forms import ShareForm
from footwise.clinic.sharing.models import Share


@role_needed(Role.CLINICIAN)
def share_person(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show with whom a person is shared, and share it with somebody; who sees it only by a share shares nothing."""
    own = Person.objects.for_user(request.user, Role.CLINICIAN).filter(site__in=sites_of(request.user, Role.CLINICIAN))
    one = get_object_or_404(own.select_related("site"), pk=pk)
    form = ShareForm(one, request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            # Shared again, the new day and right are what counts.
            for before in Share.everything.filter(person=one, colleague=form.instance.colleague, ended_at__isnull=True):
                _end(before)
            form.save()
        return redirect("share_person", pk=pk)
    shares = Share.objects.for_user(request.user, Role.CLINICIAN).filter(
        person=one, ended_at__isnull=True, until__gte=timezone.localdate()
    )
    told = {"person": one, "form": form, "shares": shares.select_related("colleague", "shared_by")}
    return render(request, "sharing/share_person.html", told)


@role_needed(Role.CLINICIAN)
@require_POST
def end_share(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a share from this moment on."""
    mine = Share.objects.for_user(request.user, Role.CLINICIAN).filter(ended_at__isnull=True)
    own = sites_of(request.user, Role.CLINICIAN)
    one = get_object_or_404(mine.filter(person__site__in=own).select_related("person"), pk=pk)
    _end(one)
    return redirect("share_person", pk=one.person_id)


def _end(share: Share) -> None:
    share.ended_at = timezone.now()
    share.save()
