"""A file that lies sealed under a person's key, block by block as it arrived."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from footwise.clinic.seal import Seal, Unsealable

_NONCE = 12
_LENGTH = struct.Struct("<I")


def append_block(path: Path, seal: Seal, recording: UUID, plain: bytes, *, at: int, number: int) -> int:
    """Append a block and give the length that the file has now.

    Parameters
    ----------
    path : Path
    seal : Seal
        Of the person.
    recording : UUID
        Bound into the block: it opens in no other file.
    plain : bytes
    at : int
        Length of the file that is known to be whole. What lies behind it was written before a crash and is cut off.
    number : int
        Which block it is: it opens at no other place.
    """
    nonce = os.urandom(_NONCE)
    sealed = _cipher(seal).encrypt(nonce, plain, _bound(recording, number))
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        file.truncate(at)
        file.seek(at)
        file.write(_LENGTH.pack(len(sealed)) + nonce + sealed)
        file.flush()
        os.fsync(file.fileno())
        return file.tell()


def blocks(path: Path, seal: Seal, recording: UUID, *, length: int) -> Iterator[bytes]:
    """Open the blocks of the first `length` bytes, one after the other.

    Raises
    ------
    Unsealable
        The key is another, or the file was changed or cut.
    """
    cipher, number = _cipher(seal), 0
    with path.open("rb") as file:
        while file.tell() < length:
            head = file.read(_LENGTH.size + _NONCE)
            if len(head) < _LENGTH.size + _NONCE:
                raise Unsealable
            (size,) = _LENGTH.unpack(head[: _LENGTH.size])
            try:
                yield cipher.decrypt(head[_LENGTH.size :], file.read(size), _bound(recording, number))
            except InvalidTag as error:
                raise Unsealable from error
            number += 1


def _cipher(seal: Seal) -> AESGCM:
    return AESGCM(sha256(b"files" + seal.key).digest())


def _bound(recording: UUID, number: int) -> bytes:
    return recording.bytes + number.to_bytes(8, "little")
