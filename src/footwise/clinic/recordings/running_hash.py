"""SHA-256 of files that are arriving, carried on from piece to piece, so that none is read a second time."""

from __future__ import annotations

from collections import OrderedDict
from hashlib import sha256
from threading import Lock
from typing import Any
from uuid import UUID

# Of so many at a time; whoever is forgotten is read once more when it is whole.
_MOST = 64
_lock = Lock()
_running: OrderedDict[UUID, tuple[int, Any]] = OrderedDict()


def carry_on(recording: UUID, offset: int, piece: bytes) -> None:
    """Go on with a piece that was taken; what another process has taken of the file is not known here."""
    with _lock:
        before, hashed = _running.pop(recording, (0, sha256()))
        if before != offset:
            return
        hashed.update(piece)
        _running[recording] = offset + len(piece), hashed
        if len(_running) > _MOST:
            _running.popitem(last=False)


def hash_of_whole(recording: UUID, size_bytes: int) -> str:
    """Give the hash of a file of which this process has seen every byte, and forget it; empty where it has not."""
    with _lock:
        seen, hashed = _running.pop(recording, (0, sha256()))
    return hashed.hexdigest() if seen == size_bytes else ""
