from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

import pytest

from footwise.samples.pip_client import find_pip

OWN = (sys.executable, "-m", "pip")


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on the path, and a Python without pip."""
    found = importlib.util.find_spec
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "pip" else found(name))
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def program(file: Path, says: str, code: int = 0) -> str:
    file.write_text(f"#!/bin/sh\necho '{says}'\nexit {code}\n", encoding="utf-8")
    file.chmod(0o755)
    return str(file)


def test_the_own_pip_comes_first() -> None:
    client = find_pip()
    assert client is not None
    assert client.command == OWN
    assert client.version >= (22, 3)
    assert client.environment == {}


@pytest.mark.skipif(os.name != "posix", reason="makes programs for a POSIX shell")
class TestWithoutAnOwnPip:
    def test_one_on_the_path_is_taken(self, path: Path) -> None:
        pip = program(path / "pip", "pip 24.2 from somewhere (python 3.9)")
        client = find_pip()
        assert client is not None
        assert (client.command, client.version) == ((pip,), (24, 2))

    def test_what_is_named_pip_and_is_none_is_passed_over(self, path: Path) -> None:
        program(path / "pip3", "command not found: pip", 1)
        python = program(path / "python3", "pip 23.0.1 from there (python 3.11)")
        client = find_pip()
        assert client is not None
        assert client.command == (python, "-m", "pip")

    def test_uv_brings_one_and_hands_its_index_on(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        program(path / "python3", "No module named pip", 1)
        uv = program(path / "uv", "pip 26.1 from a tool of uv")
        monkeypatch.delenv("PIP_INDEX_URL", raising=False)
        for set_to in ("file:///mirror/simple", "ours=file:///mirror/simple"):
            monkeypatch.setenv("UV_DEFAULT_INDEX", set_to)
            client = find_pip()
            assert client is not None
            assert client.command == (uv, "tool", "run", "--python", sys.executable, "pip")
            assert client.environment == {"PIP_INDEX_URL": "file:///mirror/simple"}
        # What the person told pip holds for pip.
        monkeypatch.setenv("PIP_INDEX_URL", "file:///pips/simple")
        client = find_pip()
        assert client is not None
        assert client.environment == {}

    def test_none_is_none(self, path: Path) -> None:
        assert find_pip() is None
