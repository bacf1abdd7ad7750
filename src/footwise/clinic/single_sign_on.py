"""Which single sign-on a clinic has: what a file in its folder says of the hospital's OpenID provider."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from footwise.errors import ErrorKind, FootwiseError
from footwise.settings import Settings, read_json

FILE = "single_sign_on.json"
_ON_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class SingleSignOn:
    """An OpenID provider, and what its word counts for.

    Attributes
    ----------
    name : str
        As the button on the page of the log-in calls it.
    issuer : str
        Its address, below which ``/.well-known/openid-configuration`` lies.
    client_id, client_secret : str
        By which it knows this clinic.
    acr, amr : tuple of str
        Where it says one of these, it has asked for a second factor, and ours is not asked for.
    email_is_verified : bool
        It vouches for every e-mail address without saying so of each.
    """

    name: str
    issuer: str
    client_id: str
    client_secret: str
    acr: tuple[str, ...] = ()
    amr: tuple[str, ...] = ()
    email_is_verified: bool = False


def read_single_sign_on(folder: Path) -> SingleSignOn | None:
    """Read what the clinic's folder says; None where it says nothing.

    Raises
    ------
    FootwiseError
        The file is not understood, or names an address without encryption.
    """
    path = folder / FILE
    if not path.exists():
        return None
    told = read_json(path, "a description of a single sign-on", "See docs/clinic.md")
    told.only("name", "issuer", "client_id", "client_secret", "acr", "amr", "email_is_verified")
    issuer = told.text("issuer").rstrip("/")
    parts = urlsplit(issuer)
    if not parts.hostname or (parts.scheme != "https" and parts.hostname not in _ON_THIS_MACHINE):
        raise FootwiseError(
            path, f"has {issuer!r} as issuer", "Write it like https://login.hospital.example", ErrorKind.BAD_REQUEST
        )
    return SingleSignOn(
        told.text("name", "single sign-on"),
        issuer,
        told.text("client_id"),
        told.text("client_secret"),
        _texts(told, "acr"),
        _texts(told, "amr"),
        told.flag("email_is_verified", False),
    )


def provider_settings(one: SingleSignOn | None) -> dict[str, Any]:
    """Give what allauth needs to know of it."""
    if one is None:
        return {}
    app = {
        "provider_id": "hospital",
        "name": one.name,
        "client_id": one.client_id,
        "secret": one.client_secret,
        "settings": {
            "server_url": one.issuer,
            # Its signed token says all that is needed; nothing else is fetched and nothing kept.
            "fetch_userinfo": False,
            "oauth_pkce_enabled": True,
            "scope": ["openid", "profile", "email"],
            "verified_email": one.email_is_verified,
            **({"auth_params": {"acr_values": " ".join(one.acr)}} if one.acr else {}),
        },
    }
    return {"openid_connect": {"APPS": [app]}}


def _texts(told: Settings, name: str) -> tuple[str, ...]:
    return told.texts(name) if name in told else ()
