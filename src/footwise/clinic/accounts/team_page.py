"""The page on which an administrator invites people to a clinic and ends their work in it."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from footwise.clinic.accounts.administering import OwnAdministration, end_work, members_for
from footwise.clinic.accounts.forms import InviteForm
from footwise.clinic.accounts.models import Role
from footwise.clinic.accounts.one_time_links import INVITATION, make_link
from footwise.clinic.accounts.roles import role_needed, sites_of


@role_needed(Role.ADMINISTRATOR)
@require_safe
def team(request: HttpRequest) -> HttpResponse:
    """Show who works in the administrator's clinics."""
    members = members_for(request.user).order_by("site__name", "user__name", "role")
    return render(request, "accounts/team.html", {"members": members})


@role_needed(Role.ADMINISTRATOR)
def invite(request: HttpRequest) -> HttpResponse:
    """Make a link for somebody; it is shown once, here."""
    form = InviteForm(sites_of(request.user, Role.ADMINISTRATOR), request.POST or None)
    link = ""
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        token = make_link(Role(told["role"]), told["site"], email=told["email"], made_by=request.user)
        link = request.build_absolute_uri(reverse("welcome", args=[token]))
    return render(request, "accounts/invite.html", {"form": form, "link": link, "days": INVITATION.days})


@role_needed(Role.ADMINISTRATOR)
@require_POST
def end_membership(request: HttpRequest, pk: int) -> HttpResponse:
    """End somebody's role in one of the administrator's clinics, from this moment on."""
    with transaction.atomic():
        try:
            end_work(get_object_or_404(members_for(request.user), pk=pk), request.user)
        except OwnAdministration:
            return render(request, "accounts/not_yourself.html", status=409)
    return redirect("team")
