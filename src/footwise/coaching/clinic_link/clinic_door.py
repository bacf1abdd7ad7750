"""The way into a clinic: a code that works once, then a key that lies in the course's folder."""

from __future__ import annotations

import http.client
import ipaddress
import json
import os
import secrets
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from footwise.errors import ErrorKind, FootwiseError
from footwise.settings import parse_json

SPOKEN = {"X-Footwise-Page": "1"}
_COOKIE = "footwise_phone"
_LONGEST_S = 10.0
_MOST_BYTES = 2_000_000
_WRONG_CODE = {
    "unknown": "is not known there",
    "used": "was used already",
    "expired": "has expired",
    "too many tries": "cannot be tried now: too many wrong ones came from here",
}


class AwayError(Exception):
    """The clinic cannot be reached at the moment."""


class TurnedAwayError(Exception):
    """The clinic has answered, and takes nothing; says its kind of trouble."""

    @property
    def kind(self) -> str:
        """What the clinic calls it."""
        return str(self.args[0])


class ClinicDoor:
    """One clinic, as one computer comes in there.

    Parameters
    ----------
    address : str
        ``https://clinic.example``; ``http://`` for this very machine alone.
    kept : Path
        File for the key.

    Attributes
    ----------
    key : str
        What is sent with every request; empty before the code was taken.

    Raises
    ------
    FootwiseError
        It is no address, or would send what a person walks unencrypted.
    """

    def __init__(self, address: str, kept: Path) -> None:
        parts = urlsplit(address)
        try:
            port = parts.port
        except ValueError:
            port = -1
        if parts.scheme not in ("http", "https") or not parts.hostname or port == -1:
            raise FootwiseError(
                "`live`", f"is {address!r}", "Write it like https://clinic.example", kind=ErrorKind.BAD_REQUEST
            )
        if parts.scheme == "http" and not _is_this_machine(parts.hostname):
            raise FootwiseError(
                "`live`",
                f"is {address!r}: what a person walks would cross the network unencrypted",
                "Write it with https://",
                kind=ErrorKind.BAD_REQUEST,
            )
        # Below a path, where a proxy has others beside the clinic.
        self._below = parts.path.rstrip("/")
        self.address = f"{parts.scheme}://{parts.netloc}{self._below}"
        self._secure, self._host, self._port = parts.scheme == "https", parts.hostname, port
        self._kept = kept
        self._attempt = secrets.token_urlsafe(24)
        self._person = ""
        self.key = ""

    @property
    def socket(self) -> str:
        """Address of the socket over which the picture goes."""
        return f"{'wss' if self._secure else 'ws'}{self.address[self.address.index(':') :]}/practice/live/socket/"

    @property
    def headers(self) -> dict[str, str]:
        """What says who asks."""
        return {**SPOKEN, "Cookie": f"{_COOKIE}={self.key}"} if self.key else dict(SPOKEN)

    def come_in(self, code: str) -> bool:
        """Take the key that is kept, or come in by a code; False where the clinic is away, and it is to be tried again.

        Raises
        ------
        FootwiseError
            The code lets nobody in, or none was given and there is no key.
        """
        if self.key or self._keeps_key_of(code):
            return True
        if not code:
            raise FootwiseError(
                "`live_code`", "is not said", "The clinic's page of the live session makes one", ErrorKind.BAD_REQUEST
            )
        line = self._line()
        try:
            body = json.dumps({"code": code, "attempt": self._attempt})
            line.request("POST", f"{self._below}/practice/join/", body, {**SPOKEN, "Content-Type": "application/json"})
            answer = line.getresponse()
            told = _object(answer.read(_MOST_BYTES))
            cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()
        if answer.status >= 500:
            return False
        name, _, key = cookie.partition("=")
        if answer.status != 200 or name != _COOKIE or not key:
            trouble = _WRONG_CODE.get(str(told.get("trouble")), "lets nobody in there")
            remedy = "Make another one on the clinic's page of the live session"
            raise FootwiseError(f"`live_code` {code}", trouble, remedy, ErrorKind.BAD_REQUEST)
        self.key = key
        try:
            self._keep(code, str(told.get("person", "")))
        except FootwiseError:
            self.key = ""
            raise
        return True

    def ask(self, path: str, body: Any = None) -> dict[str, Any]:
        """Ask something, or send it.

        Raises
        ------
        AwayError
            The clinic cannot be reached, or has trouble of its own.
        TurnedAwayError
            It takes nothing.
        """
        line = self._line()
        try:
            if body is None:
                line.request("GET", self._below + path, headers=self.headers)
            else:
                headers = {**self.headers, "Content-Type": "application/json"}
                line.request("POST", self._below + path, json.dumps(body), headers)
            answer = line.getresponse()
            told = _object(answer.read(_MOST_BYTES))
        except (OSError, http.client.HTTPException) as error:
            raise AwayError(str(error)) from error
        finally:
            line.close()
        if answer.status == 200:
            return told
        if answer.status >= 500 or "trouble" not in told:
            # Its own trouble, or a page of whoever stands between.
            raise AwayError(f"it answers {answer.status}")
        raise TurnedAwayError(str(told["trouble"]))

    def _line(self) -> http.client.HTTPConnection:
        kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        return kind(self._host, self._port, timeout=_LONGEST_S)

    def _keeps_key_of(self, code: str) -> bool:
        try:
            told = _object(self._kept.read_bytes())
        except OSError:
            return False
        mine = told.get("address") == self.address
        if mine and isinstance(told.get("key"), str) and (not code or told.get("code") == _hash(code)):
            self.key = told["key"]
        self._person = str(told.get("person", "")) if mine else ""
        return bool(self.key)

    def _keep(self, code: str, person: str) -> None:
        if self._person not in ("", person):
            raise FootwiseError(
                self._kept.parent.parent,
                "is the course of somebody else in that clinic",
                "Choose another folder with `out`",
                ErrorKind.BAD_REQUEST,
            )
        self._kept.parent.mkdir(parents=True, exist_ok=True)
        whole = self._kept.with_suffix(".new")
        descriptor = os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump({"address": self.address, "person": person, "code": _hash(code), "key": self.key}, file)
        whole.replace(self._kept)


def _hash(code: str) -> str:
    return sha256("".join(code.upper().replace("-", "").split()).encode()).hexdigest()


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _object(text: bytes) -> dict[str, Any]:
    try:
        told = parse_json(text)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
