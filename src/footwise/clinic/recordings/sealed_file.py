"""A file that lies sealed under a person's key, block by block as it arrived."""

from __future__ import annotations

import io
import os
import struct
from collections.abc import Iterable, Iterator
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
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    # Without a buffer of Python's: a block goes to the system as it is.
    with os.fdopen(descriptor, "r+b", buffering=0) as file:
        file.truncate(at)
        file.seek(at)
        _write(file, _LENGTH.pack(len(sealed)) + nonce)
        _write(file, sealed)
        os.fsync(descriptor)
        return file.tell()


def sealed_copy(path: Path, seal: Seal, recording: UUID, plain: Iterable[bytes]) -> tuple[int, int]:
    """Write a whole file anew, over whatever lay there; gives its length sealed and the number of its blocks."""
    end = number = 0
    for number, block in enumerate(plain, 1):
        end = append_block(path, seal, recording, block, at=end, number=number - 1)
    return end, number


def _write(file: io.FileIO, data: bytes) -> None:
    """Write all of it: the system may take a part, as where the disk fills up."""
    left = memoryview(data)
    while left:
        left = left[file.write(left) :]


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
