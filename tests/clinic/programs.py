"""A program that calls the clinic by a token."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from footwise.clinic.accounts import Site, User
from footwise.clinic.api.models import Scope
from footwise.clinic.api.tokens import make_token, may_give
from footwise.clinic.audit import Actor, acting_as

API = "/api/v1/"


def token_for(user: User, site: Site, *scopes: Scope, name: str = "a device", days: int = 30) -> str:
    """A token with these scopes; without any, with all that the person can give."""
    with acting_as(Actor("test")):
        ends_on = timezone.localdate() + timedelta(days=days)
        return make_token(user, site, name, scopes or may_give(user, site), ends_on)


class Program:
    """Calls with one token, or with none."""

    def __init__(self, token: str | None = None) -> None:
        self.token = token
        self.client = Client(raise_request_exception=False)

    def call(self, method: str, where: str, sent: Any = None, **headers: str) -> Any:
        """Call; what is sent goes as JSON, bytes as they are."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token is not None:
            told.setdefault("Authorization", f"Bearer {self.token}")
        body = sent if isinstance(sent, bytes) else b"" if sent is None else json.dumps(sent).encode()
        kind = told.pop("Content-Type", "application/json")
        return self.client.generic(method, where if where.startswith("/") else API + where, body, kind, headers=told)

    def get(self, where: str, **headers: str) -> Any:
        return self.call("GET", where, **headers)

    def post(self, where: str, sent: Any = None, **headers: str) -> Any:
        return self.call("POST", where, sent, **headers)

    def patch(self, where: str, sent: Any = None, **headers: str) -> Any:
        return self.call("PATCH", where, sent, **headers)


def in_one_shape(answer: Any) -> dict[str, Any]:
    """The trouble that an answer tells."""
    told: dict[str, Any] = answer.json()
    assert set(told) >= {"where", "trouble", "remedy", "kind"}, told
    assert told["trouble"] and told["kind"]
    return told
