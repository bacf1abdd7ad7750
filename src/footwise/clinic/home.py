"""The folder in which a clinic lives: its database, its files and its secrets."""

from __future__ import annotations

import json
import os
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from footwise.errors import ErrorKind, FootwiseError
from footwise.settings import read_json

_SECRETS = "secrets.json"
_KIB = 1024
# Stands in a folder into which a clinic is being restored, until all of it is there.
RESTORING = "restoring.json"


def default_folder() -> Path:
    """Give the folder of this user's clinic where no other is named: where the system keeps data of programs."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "footwise-clinic"


def local_time_zone() -> str:
    """Name the time zone of this machine, by which "today" is meant; UTC where it does not say."""
    from zoneinfo import available_timezones

    told = os.environ.get("TZ", "").lstrip(":")
    linked = os.path.realpath("/etc/localtime").partition("zoneinfo/")[2]
    return next((zone for zone in (told, linked) if zone and zone in available_timezones()), "UTC")


@dataclass(frozen=True)
class ClinicHome:
    """Where a clinic keeps what.

    Attributes
    ----------
    folder : Path
        Only its owner may look into it.
    database_url : str
        ``postgresql://user:password@host:5432/name``; empty for SQLite in the folder.
    """

    folder: Path
    database_url: str = ""

    @property
    def keys(self) -> Path:
        """Folder with one key a person: what is sealed by a key that was destroyed is gone, in every backup, too."""
        return self.folder / "keys"

    def prepare(self) -> None:
        """Make the folder and the secrets where they are not there yet.

        Raises
        ------
        FootwiseError
            The folder cannot be made or written.
        """
        try:
            for folder in (self.folder, self.keys):
                folder.mkdir(parents=True, exist_ok=True)
                folder.chmod(0o700)
            if not (self.folder / _SECRETS).exists():
                self._write_secrets()
        except OSError as error:
            raise FootwiseError(
                self.folder, f"cannot be the clinic's folder ({error.strerror})", "Name one that you may write"
            ) from error

    def secret(self, name: str) -> str:
        """Give one of the secrets of this clinic: of `web` (sessions, links) or `second_factor`."""
        return read_json(self.folder / _SECRETS, "the clinic's secrets", "Put it back from a backup").text(name)

    def database(self) -> dict[str, Any]:
        """Give Django's settings of the database.

        Raises
        ------
        FootwiseError
            The address is not one of PostgreSQL.
        """
        return _postgresql(self.database_url) if self.database_url else _sqlite(self.folder / "clinic.sqlite3")

    def _write_secrets(self) -> None:
        # Written beside and renamed: a half secrets file would lock everybody out.
        whole = self.folder / f"{_SECRETS}.{os.getpid()}"
        descriptor = os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump({name: secrets.token_urlsafe(48) for name in ("web", "second_factor")}, file)
        whole.rename(self.folder / _SECRETS)


def _sqlite(file: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": {
            # Seconds to wait for another writer.
            "timeout": 20,
            # A transaction that reads first and writes later would fail at once where another wrote in between.
            "transaction_mode": "IMMEDIATE",
            # FULL: what was acknowledged is there after a power cut, too; NORMAL might lose the last moments.
            "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -20000;"
            "PRAGMA mmap_size = " + str(128 * _KIB * _KIB) + ";",
        },
    }


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in ("postgres", "postgresql") or not name:
        raise FootwiseError(
            "DATABASE_URL",
            "is no address of a PostgreSQL database",
            "Write it like postgresql://user:password@host:5432/name",
            ErrorKind.BAD_REQUEST,
        )
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        # A folder in the query (?host=/run/postgresql) is a socket.
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }
