"""What files hold, as digests: read once, and known again as long as nobody has written to the file."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Sequence
from pathlib import Path

# Size, times of writing and of any change, and the file's own number, which no writer leaves all as they were.
State = tuple[int, int, int, int]
# Within so many seconds two changes may bear one time.
_SAME_TIME_S = 3.0


def state_of(path: str) -> State | None:
    """How a file is now; None where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    # Microseconds, and an inode of 18 digits: JSON keeps no longer whole numbers.
    return found.st_size, found.st_mtime_ns // 1000, found.st_ctime_ns // 1000, found.st_ino % 10**18


class KnownContents:
    """Digests of files that were read before.

    Parameters
    ----------
    known : mapping of path to (state, digest)
        As `kept` gave it.
    """

    def __init__(self, known: dict[str, tuple[State, str]] | None = None) -> None:
        self._known = dict(known or {})

    def of(self, path: str) -> str | None:
        """Digest of a file as it is now; None where that is not known without reading it."""
        known = self._known.get(path)
        if known is None:
            return None
        state, digest = known
        return digest if state == state_of(path) else None

    def all_of(self, paths: Sequence[str]) -> list[str] | None:
        """Digests of files; None unless all are known."""
        found = [self.of(path) for path in paths]
        return [one for one in found if one is not None] if None not in found else None

    def learn(self, path: str, state: State, digest: str) -> None:
        """Take note of what a file held when it was in a state."""
        if time.time() - max(state[1], state[2]) / 1e6 > _SAME_TIME_S:
            self._known[path] = (state, digest)

    def read(self, path: str) -> str:
        """Digest of a file, or of the names in a folder; read unless it is known."""
        known = self.of(path)
        if known is not None:
            return known
        state = state_of(path)
        if os.path.isdir(path):
            return "folder"
        digest = hashlib.sha256()
        try:
            with Path(path).open("rb") as file:
                while block := file.read(1 << 20):
                    digest.update(block)
        except OSError as error:
            return f"cannot be read: {error.errno}"
        if state is not None and state == state_of(path):
            self.learn(path, state, digest.hexdigest())
        return digest.hexdigest()

    def kept(self) -> dict[str, tuple[State, str]]:
        """Everything that is known."""
        return dict(self._known)
