"""After minutes without a click the password is asked for again; a form that was sent meanwhile is not lost."""

from __future__ import annotations

import time
from collections.abc import Callable

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

_SEEN = "seen_at"
# A session is written at most so often only because somebody clicked.
_WRITTEN_EVERY_S = 60
# Of two servers one's clock may be a little ahead.
_CLOCK_S = 60
_OPEN = {
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "mfa_reauthenticate",
    "set_language",
    "welcome",
    "single_sign_on",
    "single_sign_on_callback",
    "single_sign_on_end",
}


class IdleMiddleware:
    """Lock a session that nobody has used for a while."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        """Look before any view runs: asked again, allauth keeps what was sent and goes on with it afterwards."""
        if not request.user.is_authenticated:
            return None
        now = time.time()
        proofs = [record["at"] for record in get_authentication_records(request, request.user)]
        told = [at for at in (request.session.get(_SEEN), *proofs) if at is not None]
        # A time to come is of a clock that was put back since: it says nothing of how long nobody clicked.
        seen = max((at for at in told if at <= now + _CLOCK_S), default=0.0)
        # A session that was made without a log-in page, as on the first start, tells nothing yet.
        idle = bool(told) and now - seen > settings.IDLE_S
        found = request.resolver_match
        if idle and not (found and found.url_name in _OPEN):
            methods = get_adapter().get_reauthentication_methods(request.user)
            if methods:
                return suspend_request(request, methods[0]["url"])
            logout(request)
            return redirect("account_login")
        # What a page's script asks by itself is no click.
        by_itself = bool(found and (found.url_name or "").endswith("_state"))
        if not idle and not by_itself and abs(now - request.session.get(_SEEN, 0.0)) > _WRITTEN_EVERY_S:
            request.session[_SEEN] = now
        return None
