"""A lock that the system lets go of when its process ends, however it ends: what tells a dead process's files apart."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

# Some network file systems know no locks at all.
_UNKNOWN = {errno.ENOLCK, errno.ENOSYS, errno.EINVAL, errno.EBADF, getattr(errno, "ENOTSUP", errno.EINVAL)}
# There, what nobody has touched for so long is taken to be left by a dead process.
_LONG_S = 24 * 3600.0
_WAIT_S = 0.02


@dataclass(frozen=True)
class Lock:
    """A locked file.

    Attributes
    ----------
    path : Path
    handle : int
        Its file descriptor, open as long as the lock is held.
    sure : bool
        False on a file system without locks, where others may hold it as well.
    """

    path: Path
    handle: int
    sure: bool

    def release(self) -> None:
        """Let go of the lock and remove its file."""
        if os.name == "nt":  # where an open file cannot be removed
            os.close(self.handle)
        with contextlib.suppress(OSError):
            self.path.unlink()
        if os.name != "nt":  # not before: somebody could take the lock of a file that then goes
            os.close(self.handle)


def take(path: Path) -> Lock | None:
    """Make a file and lock it; None where somebody else holds its lock, or has just removed it."""
    try:
        handle = _open(path)
    except FileNotFoundError:
        return None
    except PermissionError:
        if os.name == "nt":  # a file that is just being removed
            return None
        raise
    try:
        sure = _lock(handle)
        if os.fstat(handle).st_ino != path.stat().st_ino:
            raise FileNotFoundError
    except (BlockingIOError, PermissionError, FileNotFoundError):
        os.close(handle)
        return None
    return Lock(path, handle, sure)


def wait_for(path: Path, longest_s: float) -> Lock | None:
    """Take a lock as soon as it is free; None where it is not within `longest_s`."""
    until = time.monotonic() + longest_s
    while (lock := take(path)) is None and time.monotonic() < until:
        time.sleep(_WAIT_S)
    return lock


def take_of_dead(path: Path) -> Lock | None:
    """Take the lock of a process that has ended; None where it may still run."""
    try:
        age_s = time.time() - path.stat().st_mtime
    except FileNotFoundError:
        age_s = 0.0
    lock = take(path)
    if lock is None or lock.sure or age_s > _LONG_S:
        return lock
    os.close(lock.handle)
    return None


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
    except PermissionError:
        if os.name == "nt":
            raise
        # Left by somebody else in a folder that several people write: to lock it needs no more than to read it.
        return os.open(path, os.O_RDONLY)


def _lock(handle: int) -> bool:
    """Lock an open file; False where its file system knows no locks. BlockingIOError where another one has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if isinstance(error, BlockingIOError | PermissionError) or error.errno not in _UNKNOWN:
            raise BlockingIOError(error.errno, error.strerror) from error
        return False
    return True
