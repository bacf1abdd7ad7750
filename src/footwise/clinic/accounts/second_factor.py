"""Staff without a second factor get to the page where they set one up, and to no other."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from footwise.clinic.accounts.identities import PROVEN

_OPEN = {
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_reauthenticate",
    "set_language",
    "single_sign_on",
    "still_here",
    "single_sign_on_callback",
    "single_sign_on_end",
    "welcome",
}
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


class SecondFactorMiddleware:
    """Send whoever has no second factor to set one up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        """Look before any view runs."""
        found = request.resolver_match
        if not request.user.is_authenticated or (found and found.url_name in _OPEN):
            return None
        if request.session.get(PROVEN):
            return None
        return None if is_mfa_enabled(request.user, types=FACTORS) else redirect("mfa_index")
