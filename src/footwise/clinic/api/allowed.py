"""What a call needs: a scope of the device and a role of whoever it acts for."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from footwise.clinic.accounts import Role, request_roles
from footwise.clinic.api.models import Scope
from footwise.clinic.api.trouble import Told, TroubleKind


class BearerToken(HttpBearer):
    """Let a call through if the device has one of the scopes, and its person one of the roles in its clinic.

    Who calls is known already: the door has looked.
    """

    def __init__(self, *scopes: Scope, roles: frozenset[Role]) -> None:
        super().__init__()
        self.scopes, self.roles = frozenset(scopes), roles

    def authenticate(self, request: HttpRequest, token: str) -> bool:
        """Look whether it may.

        Raises
        ------
        Told
            It may not.
        """
        given: frozenset[Scope] = request.scopes
        if not given & self.scopes:
            needed = " or ".join(sorted(self.scopes))
            raise Told(HTTPStatus.FORBIDDEN, TroubleKind.NOT_ALLOWED, "the token", f"has not the scope {needed}")
        if not request_roles(request) & self.roles:
            raise Told(
                HTTPStatus.FORBIDDEN,
                TroubleKind.NOT_ALLOWED,
                "the token",
                "acts for somebody without the role for this",
            )
        return True


_CLINICIAN, BOTH = frozenset({Role.CLINICIAN}), frozenset({Role.CLINICIAN, Role.ASSESSOR})


def needs(
    *scopes: Scope,
    roles: frozenset[Role] = _CLINICIAN,
    gives: Any,
    status: int = 200,
    more: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Say of a route what it needs and what it gives: the words that every route shares.

    Parameters
    ----------
    scopes : Scope
        One of them is enough.
    roles : frozenset of Role
        One of them is enough.
    gives
        Shape of the answer.
    status : int
        Of the answer.
    more : dict, optional
        What else its description says.
    """
    told = " or ".join(f"`{scope}`" for scope in Scope if scope in scopes)
    return {
        "auth": BearerToken(*scopes, roles=roles),
        "response": {status: gives},
        "openapi_extra": {"x-scope": told, "x-role": " or ".join(sorted(roles)), **(more or {})},
    }


def read(gives: Any, roles: frozenset[Role] = BOTH) -> dict[str, Any]:
    """Say of a route that it shows something."""
    return needs(Scope.READ, roles=roles, gives=gives)
