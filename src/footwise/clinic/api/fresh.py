"""What gives away more than a session asks for the second proof once more, unless it was given minutes ago."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

View = Callable[..., HttpResponseBase]


def second_factor_fresh(view: View) -> View:
    """Let somebody in who has just shown their passkey or digits; ask everybody else for them, then go on."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
        if not _is_fresh(request):
            return suspend_request(request, _where_to_show(request))
        return view(request, *arguments, **named)

    return guarded


def _is_fresh(request: HttpRequest) -> bool:
    shown = [one["at"] for one in get_authentication_records(request, request.user) if one["method"] == "mfa"]
    return bool(shown) and time.time() - max(shown) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def _where_to_show(request: HttpRequest) -> str:
    passkey = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.WEBAUTHN).exists()
    return reverse("mfa_reauthenticate_webauthn" if passkey else "mfa_reauthenticate")
