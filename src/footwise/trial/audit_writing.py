"""Adding to an append-only record so that an entry is there whole and on the disk, or not at all."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from footwise.errors import FootwiseError

ASIDE = "half-written"
_NOBODY = "Nothing was added, and nobody was enrolled. Free some space or check the disk, and run again"


def append_line(path: Path, line: bytes) -> int:
    """Add one line and make the disk keep it; give the size before, for `take_back`.

    A last line that lacks its end gets it first. Whatever goes wrong, ctrl-C included, the file is as it was.

    Raises
    ------
    FootwiseError
        The disk is full, or the file cannot be written.
    """
    try:
        handle = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    except OSError as error:
        raise _unwritten(path, error) from error
    try:
        size = os.lseek(handle, 0, os.SEEK_END)
        try:
            if size and _last_byte(handle, size) != b"\n":
                line = b"\n" + line
            _write(handle, line + b"\n")
            # An allocation that was told must not be lost with the power.
            os.fsync(handle)
        except BaseException:
            _cut(handle, size)
            raise
    except OSError as error:
        raise _unwritten(path, error) from error
    finally:
        os.close(handle)
    return size


def take_back(path: Path, size: int) -> None:
    """Cut a file to the size that it had before an entry that nobody was told of."""
    with contextlib.suppress(OSError):
        handle = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
        try:
            _cut(handle, size)
        finally:
            os.close(handle)


def set_aside(path: Path, half: bytes) -> Path:
    """Move the begin of an entry at the end of a file into a file of its own beside it, and give that.

    Killed in between, the begin is in both files, and the next one sets it aside again.

    Raises
    ------
    FootwiseError
        The disk is full, or a file cannot be written.
    """
    number = 1
    try:
        while (aside := path.with_name(f"{path.name}.{ASIDE}-{number}")).exists():
            number += 1
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        try:
            _write(handle, half)
            os.fsync(handle)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
        finally:
            os.close(handle)
        handle = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
        try:
            os.ftruncate(handle, os.lseek(handle, 0, os.SEEK_END) - len(half))
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise _unwritten(path, error) from error
    return aside


def _last_byte(handle: int, size: int) -> bytes:
    os.lseek(handle, size - 1, os.SEEK_SET)
    return os.read(handle, 1)


def _write(handle: int, content: bytes) -> None:
    os.lseek(handle, 0, os.SEEK_END)
    # A disk that fills takes a part first, and refuses the rest.
    while content:
        content = content[os.write(handle, content) :]


def _cut(handle: int, size: int) -> None:
    # What cannot be taken back is set aside by the next enrolment.
    with contextlib.suppress(OSError):
        os.ftruncate(handle, size)
        os.fsync(handle)


def _unwritten(path: Path, error: OSError) -> FootwiseError:
    return FootwiseError(path, f"cannot be written ({(error.strerror or str(error)).lower()})", _NOBODY)
