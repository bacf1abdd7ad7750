"""Where allauth asks what this clinic wants: no sign-up by strangers, secrets of second factors sealed."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings

from footwise.clinic.seal import Seal


def address_typed(request: Any, credentials: dict[str, Any] | None = None) -> str:
    """Tell axes whose password is tried, in small letters: another spelling gives no further tries."""
    typed = (credentials or {}).get("email") or request.POST.get("login") or ""
    return str(typed).strip().lower()


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by invitation."""

    def is_open_for_signup(self, request: Any) -> bool:
        """Nobody signs up."""
        return False

    def get_login_stages(self) -> list[str]:
        """Ask for the second factor as this clinic does."""
        ours = "footwise.clinic.accounts.identities.SecondFactorStage"
        stages: list[str] = super().get_login_stages()
        return [ours if stage == "allauth.mfa.stages.AuthenticateStage" else stage for stage in stages]

    def is_reauthentication_required(self, *, app: str, **named: Any) -> bool:
        """Whoever has come by a single sign-on and has neither password nor second factor yet has nothing to give."""
        user = getattr(self.request, "user", None)
        if user is not None and user.is_authenticated and not self.get_reauthentication_methods(user):
            at = [record["at"] for record in get_authentication_records(self.request, user)]
            return not at or time.time() - at[-1] > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
        required: bool = super().is_reauthentication_required(app=app, **named)
        return required

    def send_mail(self, *arguments: Any, **named: Any) -> None:
        """Send nothing: the clinic works where there is no e-mail."""


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of authenticator apps lie sealed in the database: a copy of it is no second factor."""

    def encrypt(self, text: str) -> str:
        """Seal a secret."""
        return Seal.from_secret(settings.HOME.secret("second_factor")).close(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret."""
        return Seal.from_secret(settings.HOME.secret("second_factor")).open(encrypted_text)

    def _get_site_name(self) -> str:
        return "Footwise"
