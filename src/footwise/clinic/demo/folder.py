"""The folder of a demonstration: made anew, known by a secret that only its own process has, and thrown away."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from footwise.clinic.home import ClinicHome

SECRET = "FOOTWISE_DEMONSTRATION"
_PREFIX = "footwise-demonstration-"
_MARK, _RUNNING = "demonstration", "running"


def is_demonstration(home: ClinicHome) -> bool:
    """Tell whether a clinic is the demonstration that this process, or the one that started it, has made.

    It must have a folder of its own among those of temporary files, no other database, and hold there the secret that
    was drawn when it was made: so a clinic in which people are treated is none, whatever its settings say.
    """
    told = os.environ.get(SECRET, "")
    mark = home.folder / _MARK
    return (
        bool(told)
        and not home.database_url
        and home.folder.name.startswith(_PREFIX)
        and home.folder.resolve().parent == Path(tempfile.gettempdir()).resolve()
        and mark.is_file()
        and secrets.compare_digest(mark.read_text(encoding="utf-8"), told)
    )


@contextmanager
def demonstration_home() -> Iterator[ClinicHome]:
    """Make a folder for a demonstration; it is deleted at the end, or after a kill when the next one begins."""
    throw_away_old_ones()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    before = os.environ.get(SECRET)
    try:
        with (folder / _RUNNING).open("w") as running:
            _hold(running)
            os.environ[SECRET] = secrets.token_urlsafe(24)
            (folder / _MARK).write_text(os.environ[SECRET], encoding="utf-8")
            yield ClinicHome(folder)
    finally:
        if before is None:
            os.environ.pop(SECRET, None)
        else:
            os.environ[SECRET] = before
        shutil.rmtree(folder, ignore_errors=True)


def throw_away_old_ones() -> None:
    """Delete what demonstrations of this user have left that were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        if _is_mine(folder) and not _runs(folder / _RUNNING):
            shutil.rmtree(folder, ignore_errors=True)


def _is_mine(folder: Path) -> bool:
    if folder.is_symlink() or not folder.is_dir():
        return False
    return not hasattr(os, "getuid") or folder.stat().st_uid == os.getuid()


def _hold(running: IO[str]) -> None:
    """Hold a file as long as this process lives, however it ends. On Windows an open file cannot be deleted anyhow."""
    try:
        import fcntl
    except ImportError:
        return
    fcntl.flock(running, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _runs(running: Path) -> bool:
    if not running.exists():
        return False
    try:
        import fcntl
    except ImportError:
        try:
            running.unlink()
        except OSError:
            return True
        return False
    with running.open("r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False
