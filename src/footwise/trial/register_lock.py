"""One program at a time adds to a register: a lock that names who holds it, and ends with its process."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from footwise.errors import FootwiseError
from footwise.outputs import Lock, wait_for
from footwise.settings import parse_json

LONGEST_S = 5.0
# On file systems without locks, where only the file tells: longer than any program adds to a register.
_EXPIRES_S = 600.0


@contextmanager
def sole_writer(path: Path) -> Iterator[None]:
    """Keep a second program from adding to the record of `path` at the same time.

    The system lets go of the lock when its process ends, however that ends; its file stays then and hinders nobody.
    Where a file system knows no locks, the file counts until the process that it names has ended, and no longer than
    ten minutes.

    Raises
    ------
    FootwiseError
        Another program is at it, and was not done in five seconds; or the folder cannot be written.
    """
    place = path.with_name(f"{path.name}.lock")
    try:
        lock = wait_for(place, LONGEST_S)
    except OSError as error:
        reason = (error.strerror or "").lower()
        raise FootwiseError(path, f"cannot be written ({reason})", "Check the folder and its permissions") from error
    if lock is None:
        raise _busy(place)
    if not lock.sure and _counts(place):
        os.close(lock.handle)
        raise _busy(place)
    _sign(lock)
    try:
        yield
    finally:
        lock.release()


def _sign(lock: Lock) -> None:
    """Write who holds the lock into its file. A full disk does not matter here."""
    mine = {"process": os.getpid(), "host": socket.gethostname(), "since": datetime.now(UTC).isoformat("T", "seconds")}
    with contextlib.suppress(OSError):
        os.ftruncate(lock.handle, 0)
        os.write(lock.handle, json.dumps(mine).encode())


def _holder(place: Path) -> dict[str, Any]:
    try:
        told = parse_json(place.read_bytes())
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _counts(place: Path) -> bool:
    """Whether the file of a lock, where the file is all there is, still holds."""
    told = _holder(place)
    try:
        age_s = time.time() - place.stat().st_mtime
    except FileNotFoundError:
        return False
    if not told or age_s > _EXPIRES_S:
        return False
    if told.get("host") != socket.gethostname() or os.name == "nt":
        return True
    try:
        os.kill(int(told["process"]), 0)
    except ProcessLookupError:
        return False
    except (OSError, KeyError, TypeError, ValueError, OverflowError):
        return True
    return True


def _busy(place: Path) -> FootwiseError:
    told = _holder(place)
    who = f" (process {told.get('process')} on {told.get('host')}, since {told.get('since')})" if told else ""
    return FootwiseError(place, f"another program is adding to the register{who}", "Wait until it is done")
