"""SHA-256 of files that are arriving, carried on from piece to piece beside the requests: none is read twice."""

from __future__ import annotations

from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import Any
from uuid import UUID

# Of so many at a time; whoever is forgotten is read once more when it is whole.
_MOST = 64
# One after the other in a thread of its own, while the next piece is on its way. Only that thread touches what is here.
_beside = ThreadPoolExecutor(1, thread_name_prefix="running-hash")
_running: OrderedDict[UUID, tuple[int, Any]] = OrderedDict()


def carry_on(recording: UUID, offset: int, piece: bytes) -> None:
    """Go on with a piece that was taken; what another process has taken of the file is not known here."""
    _beside.submit(_carry_on, recording, offset, piece)


def hash_of_whole(recording: UUID, size_bytes: int) -> str:
    """Give the hash of a file of which this process has seen every byte, and forget it; empty where it has not."""
    return _beside.submit(_forget, recording, size_bytes).result()


def _carry_on(recording: UUID, offset: int, piece: bytes) -> None:
    before, hashed = _running.pop(recording, (0, sha256()))
    if before != offset:
        return
    hashed.update(piece)
    _running[recording] = offset + len(piece), hashed
    if len(_running) > _MOST:
        _running.popitem(last=False)


def _forget(recording: UUID, size_bytes: int) -> str:
    seen, hashed = _running.pop(recording, (0, sha256()))
    return hashed.hexdigest() if seen == size_bytes else ""
