"""Sealed text: encrypted under a secret of the clinic, or under the key of one person, which can be destroyed."""

from __future__ import annotations

import os
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken


class Unsealable(Exception):
    """The key has been destroyed, or what was sealed was changed."""


@dataclass(frozen=True)
class Seal:
    """Closes and opens text under one key."""

    key: bytes

    @classmethod
    def from_secret(cls, secret: str) -> Seal:
        """Make the seal of a long random secret."""
        return cls(urlsafe_b64encode(sha256(secret.encode()).digest()))

    def close(self, text: str) -> str:
        """Seal a text."""
        return Fernet(self.key).encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """Open a text that this key has sealed.

        Raises
        ------
        Unsealable
            It was not.
        """
        try:
            return Fernet(self.key).decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise Unsealable from error


def seal_of_person(keys: Path, person: UUID) -> Seal:
    """Give the seal of one person; its key is made when it is first needed.

    Keys lie in files beside the database, never in it: a backup of the database alone opens nothing.
    """
    file = _key_file(keys, person)
    if not file.exists():
        whole = file.with_suffix(f".{os.getpid()}")
        descriptor = os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(Fernet.generate_key())
            opened.flush()
            os.fsync(opened.fileno())
        try:
            # Of two that make it at once, one wins and both read the same.
            os.link(whole, file)
        except FileExistsError:
            pass
        finally:
            whole.unlink()
    return Seal(file.read_bytes())


def opened_for_person(keys: Path, person: UUID, sealed: str) -> str:
    """Open what was sealed for a person.

    Raises
    ------
    Unsealable
        The person's key has been destroyed.
    """
    file = _key_file(keys, person)
    if not file.exists():
        raise Unsealable
    return Seal(file.read_bytes()).open(sealed)


def _key_file(keys: Path, person: UUID) -> Path:
    return keys / f"{person}.key"
