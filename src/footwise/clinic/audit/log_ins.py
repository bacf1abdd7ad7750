"""Log-ins, failed ones and log-outs stand in the audit, too."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from footwise.clinic.audit.acting import Actor, acting_as
from footwise.clinic.audit.chain import record_event


def _from(request: Any, name: str, user_id: int | None = None) -> Actor:
    return Actor(name, user_id, request.META.get("REMOTE_ADDR") or "" if request else "")


@receiver(user_logged_in)
def _logged_in(sender: Any, request: Any, user: Any, **_: Any) -> None:
    with acting_as(_from(request, user.email, user.pk)):
        record_event("log in")


@receiver(user_logged_out)
def _logged_out(sender: Any, request: Any, user: Any, **_: Any) -> None:
    if user is not None:
        with acting_as(_from(request, user.email, user.pk)):
            record_event("log out")


@receiver(user_login_failed)
def _failed(sender: Any, credentials: dict[str, Any], request: Any = None, **_: Any) -> None:
    # What was typed may be a password in the wrong field: it is not written down.
    with acting_as(_from(request, "nobody")):
        record_event("log in failed")
