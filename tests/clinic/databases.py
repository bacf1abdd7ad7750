"""The two databases on which everything that is stored is tested: SQLite, and PostgreSQL in a cluster of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

_USER = "postgres"


def programs() -> Path | None:
    """Folder with PostgreSQL's programs, where it is installed (Debian keeps them off the path)."""
    found = shutil.which("initdb")
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if found:
        folders.insert(0, Path(found).resolve().parent)
    return next((folder for folder in folders if (folder / "postgres").exists()), None)


@contextmanager
def cluster() -> Iterator[str]:
    """Start a private cluster that listens on a socket in a temporary folder; gives that folder."""
    bin_folder = programs()
    if bin_folder is None:
        pytest.skip("no PostgreSQL here (Debian: apt-get install postgresql): its half of the proofs was not run")
    # The server refuses to run as root, and the path of a socket must be short.
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    folder = Path(tempfile.mkdtemp(prefix="fwpg"))
    become = ["runuser", "-u", _USER, "--"] if as_root else []
    if as_root:
        shutil.chown(folder, _USER)
    data = folder / "data"
    try:
        make = [
            bin_folder / "initdb",
            "--no-sync",
            "--auth=trust",
            f"--username={_USER}",
            "--encoding=UTF8",
            "-D",
            data,
        ]
        _run([*become, *make])
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off -c shared_buffers=64MB"
        (folder / "options").write_text(options)
        control(str(folder), "start")
        try:
            yield str(folder)
        finally:
            control(str(folder), "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def control(socket: str, what: str) -> None:
    """Start or stop a cluster that is there."""
    folder, bin_folder = Path(socket), programs()
    assert bin_folder is not None
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    become = ["runuser", "-u", _USER, "--"] if as_root else []
    words = ["-o", (folder / "options").read_text()] if what == "start" else ["-m", "immediate"]
    _run([*become, bin_folder / "pg_ctl", "-D", folder / "data", "-l", folder / "log", "-w", *words, what])


def _run(command: list[Any]) -> None:
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, cwd="/", timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def url(socket: str, name: str = _USER) -> str:
    """Address of a database of the cluster."""
    return f"postgresql://{_USER}@/{name}?host={socket}"
