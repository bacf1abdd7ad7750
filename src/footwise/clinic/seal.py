"""Sealed text: encrypted under a secret of the clinic, or under the key of one person, which can be destroyed."""

from __future__ import annotations

import os
import secrets
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

    Raises
    ------
    Unsealable
        The person's key has been destroyed: nothing is sealed for them any more.
    """
    file = _key_file(keys, person)
    if not file.exists():
        _refuse_destroyed(keys, person)
        whole = file.with_suffix(f".{secrets.token_hex(8)}")
        descriptor = os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
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
        # Else a loss of power could take the key of what the database has kept.
        _keep_names(keys)
        _refuse_destroyed(keys, person)
    return Seal(file.read_bytes())


def destroy_key(keys: Path, person: UUID) -> None:
    """Destroy a person's key for good; that it was destroyed is remembered, so that none is made in its place.

    May be called again after it was interrupted.
    """
    gone = _gone_file(keys, person)
    with os.fdopen(os.open(gone, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
        os.fsync(file.fileno())
    _keep_names(keys)
    for file_of_key in keys.glob(f"{person}.*"):
        if file_of_key == gone:
            continue
        with file_of_key.open("r+b") as key:
            # A disk that writes in place keeps no copy then; others may, until they need the room.
            key.write(bytes(file_of_key.stat().st_size))
            key.flush()
            os.fsync(key.fileno())
        file_of_key.unlink()
    _keep_names(keys)


def key_is_destroyed(keys: Path, person: UUID) -> bool:
    """Tell whether a person's key was destroyed."""
    return _gone_file(keys, person).exists()


def destroyed_keys(keys: Path) -> set[UUID]:
    """Give whose keys were destroyed."""
    return {UUID(mark.stem) for mark in keys.glob("*.gone")}


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


def _gone_file(keys: Path, person: UUID) -> Path:
    return keys / f"{person}.gone"


def _refuse_destroyed(keys: Path, person: UUID) -> None:
    if key_is_destroyed(keys, person):
        _key_file(keys, person).unlink(missing_ok=True)
        raise Unsealable


def _keep_names(folder: Path) -> None:
    """Let the disk keep which files are in a folder; Windows does so by itself and opens no folders."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
