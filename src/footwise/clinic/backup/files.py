"""The files of a clinic's folder that a backup takes along, and those that it does not."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from footwise.clinic.home import RESTORING

_DATABASE = "clinic.sqlite3"
# In their own file; waiting for whoever asked for them, for a day; what has not ended yet.
_FOLDERS_LEFT_OUT = {"keys", "archives"}


def files_of(folder: Path) -> list[Path]:
    """Give the files of a clinic but for its database and keys: those that lie at the top first."""
    found = []
    for place, folders, names in os.walk(folder):
        at = Path(place)
        if at == folder:
            folders[:] = [name for name in folders if name not in _FOLDERS_LEFT_OUT and not name.startswith(".")]
            names = [name for name in names if not name.startswith((_DATABASE, "secrets.json.")) and name != RESTORING]
        found += [at / name for name in names]
    return sorted(path for path in found if path.is_file() and not path.is_symlink())


def keys_of(folder: Path) -> dict[str, bytes]:
    """Give the keys of people and the marks of those that were destroyed, as they are at one moment."""
    while True:
        marks = _names(folder, "*.gone")
        destroyed = {name.removesuffix(".gone") for name in marks}
        found = dict.fromkeys(marks, b"")
        for name in _names(folder, "*.key"):
            if name.removesuffix(".key") not in destroyed:
                # Else it is being destroyed just now, and looked at again below.
                with suppress(FileNotFoundError):
                    found[name] = (folder / "keys" / name).read_bytes()
        if marks == _names(folder, "*.gone"):
            return found


def _names(folder: Path, pattern: str) -> set[str]:
    return {path.name for path in (folder / "keys").glob(pattern)}


def taken_from(path: Path, folder: Path) -> str:
    """Name a file as the archive does."""
    return "files/" + path.relative_to(folder).as_posix()
