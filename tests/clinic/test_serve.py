"""`footwise serve` as a process of its own: first start, a killed server, and what it refuses to do."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import contextmanager

import pytest

LINK = re.compile(r"http://localhost:\d+/account/welcome/\S+")


def command(*words):
    known = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "FOOTWISE_CLINIC")}
    return subprocess.Popen(
        [sys.executable, "-c", "from footwise.cli import main; main()", "serve", *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=known,
    )


@contextmanager
def served(folder, port=0):
    """A clinic, on a free port where none is said; gives what it has said first."""
    process = command("--dir", folder, "--port", port)
    try:
        said = [process.stdout.readline()]
        assert said[0].startswith("The clinic is at http://localhost:"), process.stderr.read()
        yield process, said
    finally:
        process.kill()
        process.wait()


def opened(where):
    with urllib.request.urlopen(where, timeout=30) as answer:
        return answer.status, answer.read().decode()


def test_the_first_start_and_one_after_the_server_was_killed(tmp_path):
    folder = tmp_path / "clinic"
    with served(folder) as (process, said):
        link = LINK.search(process.stdout.readline())[0]
        status, page = opened(link)
        assert status == 200 and "Name of your clinic" in page
        where = said[0].split()[4]
        style = re.search(r'href="(/static/[^"]+\.css)"', page)[1]
        assert "--target: 44px" in opened(where + style)[1]
        with pytest.raises(urllib.error.HTTPError, match="404"):
            opened(f"{where}/static/../secrets.json")
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert {"clinic.sqlite3", "keys", "secrets.json"} <= {path.name for path in folder.iterdir()}
    with served(folder) as (process, _):
        again = LINK.search(process.stdout.readline())[0]
        assert opened(again)[0] == 200 and again.split("/")[-2] != link.split("/")[-2]
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) in (0, 2, 130, -signal.SIGINT)
        assert "Traceback" not in process.stderr.read()


def refused(*words):
    process = command(*words)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 2 and said.count("\n") == 1, said
    return said


@pytest.mark.requirement("R-064")
def test_passwords_never_cross_a_network_in_clear(tmp_path):
    said = refused("--dir", tmp_path / "clinic", "--host", "0.0.0.0")
    assert "unencrypted" in said and "--public-url URL" in said
    assert "like https://clinic.example" in refused("--dir", tmp_path / "clinic", "--public-url", "http://clinic")
    assert not (tmp_path / "clinic").exists()


def test_a_port_that_is_taken_changes_nothing(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        said = refused("--dir", tmp_path / "clinic", "--host", "127.0.0.1", "--port", taken.getsockname()[1])
    assert "cannot be listened on" in said and "--port N" in said
    assert not (tmp_path / "clinic").exists()


def test_a_folder_that_is_no_clinic_s_database_is_said(tmp_path):
    (tmp_path / "clinic.sqlite3").write_text("no database at all, but long enough to be looked at " * 40)
    said = refused("--dir", tmp_path, "--port", 0)
    assert "the database cannot be used" in said
