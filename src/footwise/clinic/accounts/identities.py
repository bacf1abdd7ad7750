"""Whose account an identity of the hospital opens: one that is there or was invited, never one made by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from footwise.clinic.accounts.models import Membership, OneTimeLink, User
from footwise.clinic.accounts.one_time_links import look_up, take_link
from footwise.clinic.audit import Actor, acting_as, record_event, who_acts

# In the session: the provider has asked for a second factor, and says so.
PROVEN = "proven_by_single_sign_on"


class _Refused(Exception):
    """Why an identity opens nothing here."""


class IdentityAdapter(DefaultSocialAccountAdapter):
    """What this clinic wants of a log-in that comes from elsewhere."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Nobody signs up."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the account, or refuse with a sentence.

        Raises
        ------
        ImmediateHttpResponse
            The page that says why not.
        """
        claims = sociallogin.account.extra_data.get("id_token", {})
        try:
            if not claims.get("nonce") or claims["nonce"] != sociallogin.state.get("nonce"):
                # Somebody else's token, or an old one.
                raise _Refused(_("The answer of the single sign-on does not belong to this log-in. Try once more."))
            with transaction.atomic():
                if not sociallogin.is_existing:
                    _bind(request, sociallogin)
                if not Membership.objects.in_force().filter(user=sociallogin.user).exists():
                    raise _Refused(_("Your account here belongs to no clinic any more. Ask an administrator."))
        except _Refused as refused:
            _refuse(request, str(refused))
        request.proven_by_single_sign_on = _second_factor_was_asked(claims)

    def on_authentication_error(self, request: HttpRequest, *_arguments: Any, **_named: Any) -> None:
        """Say that it did not work.

        Raises
        ------
        ImmediateHttpResponse
            Always.
        """
        _refuse(
            request, _("The single sign-on gave no answer that can be believed. Try once more, or use your password.")
        )


def _bind(request: HttpRequest, sociallogin: SocialLogin) -> None:
    """Bind an identity to the account of its e-mail address, or to one that an invitation makes."""
    verified = [one.email.lower() for one in sociallogin.email_addresses if one.verified]
    if not verified:
        raise _Refused(_("The single sign-on does not vouch for your e-mail address. Ask whoever runs it."))
    user = User.objects.select_for_update().filter(email=verified[0], is_active=True).first()
    link = look_up(sociallogin.state.get("invitation") or "", lock=True)
    if user is None and isinstance(link, OneTimeLink) and link.site is not None:
        name = str(sociallogin.account.extra_data["id_token"].get("name") or verified[0])[:100]
        language = get_language() or settings.LANGUAGE_CODE
        user = User.objects.create_user(verified[0], None, name=name, language=language)
        with acting_as(replace(who_acts(), name=user.email, user_id=user.pk)):
            take_link(link, user, link.site)
    if user is None:
        raise _Refused(_("There is no account with your e-mail address. Ask an administrator for an invitation."))
    if SocialAccount.objects.filter(user=user).exists():
        # An address that was given to somebody new opens nothing of whoever had it before.
        raise _Refused(_("This account belongs to another identity of the single sign-on. Ask an administrator."))
    sociallogin.connect(request, user)
    with acting_as(replace(who_acts(), name=user.email, user_id=user.pk)):
        record_event("bind identity", about=user.email)


def _second_factor_was_asked(claims: dict[str, Any]) -> bool:
    """Tell whether the provider says that it has asked for more than a password, in words that count here."""
    said = claims.get("amr") if isinstance(claims.get("amr"), list) else [claims.get("amr")]
    one = settings.SINGLE_SIGN_ON
    return claims.get("acr") in one.acr or bool(set(map(str, said or ())) & set(one.amr))


def _refuse(request: HttpRequest, why: str) -> NoReturn:
    with acting_as(Actor("nobody", None, request.META.get("REMOTE_ADDR") or "")):
        record_event("log in refused")
    raise ImmediateHttpResponse(render(request, "accounts/not_signed_on.html", {"why": why}, status=403))


class SecondFactorStage(AuthenticateStage):
    """Asks for our second factor, unless the provider of a single sign-on has asked for its own."""

    def handle(self) -> tuple[Any, bool]:
        """Ask, or let through."""
        if getattr(self.request, PROVEN, False):
            return None, True
        found: tuple[Any, bool] = super().handle()
        return found


@receiver(user_logged_in)
def _remember(sender: Any, request: Any, user: Any, **_named: Any) -> None:
    if request is not None and hasattr(request, "session"):
        request.session[PROVEN] = bool(getattr(request, PROVEN, False))
