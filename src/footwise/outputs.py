"""Outputs that appear whole or not at all."""

import contextlib
import errno
import os
import secrets
import shutil
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from footwise.errors import FootwiseError

_DISK_FULL = {errno.ENOSPC, errno.EDQUOT}


@contextmanager
def whole_folder(out: Path, remedy: str = "Choose another folder with --out") -> Iterator[Path]:
    """Collect the files of a folder out of sight, and show them only when all are written.

    Files that `out` already has and the new ones do not replace are kept. Whatever goes wrong in
    the ``with`` block, an interruption included, `out` stays as it was.

    Parameters
    ----------
    out : Path
        The folder to fill. It is made, with its parents, where it does not exist.
    remedy : str
        What to tell the person to do where `out` cannot be written.

    Yields
    ------
    Path
        An empty folder to write into, on the same file system as `out`.

    Raises
    ------
    FootwiseError
        Before the block starts, where `out` is not a folder that can be written; after it, where
        the disk is full or a file of `out` cannot be replaced.
    """
    out = Path(os.path.abspath(out))
    if out.exists() and not out.is_dir():
        raise FootwiseError(out, "is a file, and a folder is needed", remedy)
    # Inside an existing folder the staging folder is on the same file system even if `out` is a mount point.
    staging = (out if out.is_dir() else out.parent) / _partial_name(out)
    made = _make_with_parents(staging, out, remedy)
    try:
        yield staging
        with _uninterrupted():
            _move_files(staging, out)
    except OSError as error:
        if error.errno in _DISK_FULL:
            raise _disk_full(out) from error
        raise
    finally:
        shutil.rmtree(staging, ignore_errors=True)
        for folder in reversed(made):
            # Parents made for nothing go again; those that hold the results are not empty and stay.
            with contextlib.suppress(OSError):
                folder.rmdir()


def write_text_whole(path: Path, text: str) -> None:
    r"""Write a text file in one go, replacing the one that is there.

    Parameters
    ----------
    path : Path
        The file. Its folder must exist.
    text : str
        Its content, written as UTF-8 with ``\n`` line ends.

    Raises
    ------
    FootwiseError
        Where the file cannot be written; the old one is then untouched.
    """
    path = Path(os.path.abspath(path))
    partial = path.with_name(_partial_name(path))
    try:
        partial.write_text(text, encoding="utf-8", newline="\n")
        os.replace(partial, path)
    except OSError as error:
        if error.errno in _DISK_FULL:
            raise _disk_full(path) from error
        raise FootwiseError(path, f"cannot be written ({_reason(error)})", "Choose another place for it") from error
    finally:
        # Nothing is left to remove after the replacement.
        partial.unlink(missing_ok=True)


def _partial_name(path: Path) -> str:
    """Name of the hidden neighbour of `path`: the token keeps two threads of one process apart."""
    return f".{path.name}.partial-{os.getpid()}-{secrets.token_hex(2)}"


def _make_with_parents(staging: Path, out: Path, remedy: str) -> list[Path]:
    """Make the staging folder, and say which of its parents had to be made, outermost first."""
    missing = [parent for parent in staging.parents if not parent.exists()]
    made: list[Path] = []
    try:
        for folder in reversed(missing):
            folder.mkdir(exist_ok=True)
            made.append(folder)
        staging.mkdir()
    except OSError as error:
        for folder in reversed(made):
            with contextlib.suppress(OSError):
                folder.rmdir()
        if error.errno in _DISK_FULL:
            raise _disk_full(out) from error
        raise FootwiseError(out, f"cannot be written ({_reason(error)})", remedy) from error
    return made


def _move_files(staging: Path, out: Path) -> None:
    """Move every file of `staging` to the same place in `out`."""
    if not out.exists():
        try:
            # A new folder appears in one step...
            os.rename(staging, out)
            return
        except OSError:
            # ... unless another process has made it in the meantime.
            if not out.is_dir():
                raise
    files = sorted(path.relative_to(staging) for path in staging.rglob("*") if not path.is_dir())
    for file in files:
        if (out / file).is_dir():
            raise FootwiseError(out / file, "is a folder, and a file of this name is to be written", "Move it away")
    for file in files:
        try:
            (out / file).parent.mkdir(parents=True, exist_ok=True)
            os.replace(staging / file, out / file)
        except OSError as error:
            trouble = f"cannot be replaced ({_reason(error)})"
            raise FootwiseError(out / file, trouble, "Close the program that has it open and run again") from error


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold ctrl-C back for the moment in which the files change place, and let it act afterwards."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if came:
            signal.raise_signal(signal.SIGINT)


def _disk_full(path: Path) -> FootwiseError:
    return FootwiseError(path, "the disk is full", "Free some space or choose another disk")


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
