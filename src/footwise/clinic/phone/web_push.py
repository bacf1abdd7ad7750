"""Web Push without any content: a browser's push service is told to wake one phone, and learns when, and nothing else.

What the phone then shows it has in itself. So there is nothing to encrypt, and no word about anybody's health leaves
the clinic. The key by which push services know the clinic (VAPID, RFC 8292) follows from the clinic's secret.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from enum import StrEnum
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.utils import timezone

# A phone that is off for longer is not reminded of what is over.
_LIVES_S = 3600
_LONGEST_S = 10
_TOKEN_LIVES_S = 3600
_MOST_LETTERS = 1000
# 401 and 403 may be our own mistake, by which nobody is to lose their reminders; another key of ours we know ourselves.
_GONE = (404, 410)


class Pushed(StrEnum):
    """What became of a push."""

    SENT = "sent"
    GONE = "gone"
    """The address is known no more."""
    FAILED = "failed"
    """This time; the next one may come through."""


def push_is_on() -> bool:
    """Tell whether the clinic's settings allow it."""
    return bool(settings.WEB_PUSH)


def public_key() -> str:
    """Give the key that browsers ask for, as they write it."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    point = _private_key().public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return _written(point)


def is_push_address(address: Any) -> bool:
    """Tell whether something is the address of a push service that the clinic's settings name, and of nobody else.

    Whatever a phone sends is called by the clinic's server: nothing within its own network may be among it.
    """
    if not isinstance(address, str) or not 10 <= len(address) <= _MOST_LETTERS:
        return False
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    known = any(host == one or (one.startswith(".") and host.endswith(one)) for one in settings.WEB_PUSH_HOSTS)
    return parts.scheme == "https" and known and port in (None, 443) and not parts.username and address.isascii()


def push(address: str) -> Pushed:
    """Wake one phone."""
    parts = urlsplit(address)
    headers = {
        "Authorization": f"vapid t={_token(f'{parts.scheme}://{parts.netloc}')}, k={public_key()}",
        "TTL": str(_LIVES_S),
        # One that waits is replaced by the next.
        "Topic": "reminder",
        "Urgency": "normal",
    }
    request = Request(address, data=b"", headers=headers, method="POST")
    try:
        with build_opener(_NowhereElse).open(request, timeout=_LONGEST_S):
            return Pushed.SENT
    except HTTPError as error:
        with error:
            return Pushed.GONE if error.code in _GONE else Pushed.FAILED
    except (URLError, OSError, HTTPException):
        return Pushed.FAILED


class _NowhereElse(HTTPRedirectHandler):
    """Nobody sends the clinic's server on to another address."""

    def redirect_request(self, *told: Any, **named: Any) -> None:
        return None


def _token(audience: str) -> str:
    """Sign that it is this clinic which asks (RFC 8292): for one push service, for an hour."""
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
    from cryptography.hazmat.primitives.hashes import SHA256

    until = int(timezone.now().timestamp()) + _TOKEN_LIVES_S
    claims = {"aud": audience, "exp": until, "sub": settings.WEB_PUSH}
    text = ".".join(_written(json.dumps(one).encode()) for one in ({"typ": "JWT", "alg": "ES256"}, claims))
    numbers = decode_dss_signature(_private_key().sign(text.encode(), ECDSA(SHA256())))
    return f"{text}.{_written(b''.join(number.to_bytes(32, 'big') for number in numbers))}"


def _private_key() -> Any:
    """Make the key out of the clinic's secret: another secret is another key, and each phone asks anew."""
    import hmac

    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key

    digest = hmac.digest(settings.HOME.secret("web").encode(), b"web push", "sha512")
    # Of 512 bits, so that every key is as likely as another.
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    return derive_private_key(int.from_bytes(digest, "big") % (order - 1) + 1, SECP256R1())


def _written(octets: bytes) -> str:
    return urlsafe_b64encode(octets).rstrip(b"=").decode()
