"""The page behind a one-time link: an account is made, or a new role taken on, and the link ends."""

from __future__ import annotations

from dataclasses import replace

from allauth.account.internal.flows.login import record_authentication
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from footwise.clinic.accounts.forms import WelcomeForm
from footwise.clinic.accounts.models import Site
from footwise.clinic.accounts.one_time_links import LinkTrouble, look_up, take_link
from footwise.clinic.audit import acting_as, who_acts

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@login_not_required
@sensitive_post_parameters("password")
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """Make the account that a link is for, or give somebody who is logged in the role."""
    with transaction.atomic():
        link = look_up(token, lock=request.method == "POST")
        if isinstance(link, LinkTrouble):
            return render(request, "accounts/link_trouble.html", {"trouble": _said(link)}, status=410)
        if request.user.is_authenticated:
            if request.method == "POST" and link.site is not None:
                take_link(link, request.user, link.site)
                return redirect("today")
            return render(request, "accounts/welcome_back.html", {"link": link})
        form = WelcomeForm(link, request.POST or None)
        if request.method == "POST" and form.is_valid():
            user = form.new_user()
            with acting_as(replace(who_acts(), name=user.email, user_id=user.pk)):
                site = link.site or Site(name=form.cleaned_data["clinic"])
                if link.site is None:
                    site.save()
                take_link(link, user, site)
            login(request, user, backend=_BACKEND)
            UserSession.objects.create_from_request(request)
            # The password was typed this minute: setting up the second factor does not ask for it again.
            record_authentication(request, user, method="password", reauthenticated=True)
            return redirect("mfa_index")
    # Where no clinic has a name yet, only the form can ask for it.
    elsewhere = settings.SINGLE_SIGN_ON if link.site is not None else None
    told = {"form": form, "link": link, "token": token, "single_sign_on": elsewhere}
    return render(request, "accounts/welcome.html", told)


@login_not_required
@require_safe
def no_sign_up(request: HttpRequest) -> HttpResponse:
    """Say who makes accounts and who helps where a password is forgotten."""
    return render(request, "accounts/no_sign_up.html")


def _said(trouble: LinkTrouble) -> str:
    match trouble:
        case LinkTrouble.USED:
            return _("This link has been used already. Log in with the account that was made with it.")
        case LinkTrouble.EXPIRED:
            return _("This link has expired. Ask for a new one.")
        case LinkTrouble.UNKNOWN:
            return _("This link is not known here. Check that all of it was copied.")
