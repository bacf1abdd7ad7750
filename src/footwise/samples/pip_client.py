"""A pip that can be called: this Python's own, one beside it, or what uv brings."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_ASKED_S = 60.0


@dataclass(frozen=True)
class PipClient:
    """How to call pip.

    Attributes
    ----------
    command : tuple of str
        What stands before pip's own arguments.
    version : tuple of int
        Of pip: major and minor.
    environment : mapping of str to str
        What is added to the environment for it.
    """

    command: tuple[str, ...]
    version: tuple[int, ...]
    environment: Mapping[str, str] = field(default_factory=dict)


def find_pip() -> PipClient | None:
    """Give the nearest pip that answers: it brings its own settings, so the person's mirror and proxy hold.

    An environment made by uv, or by ``python -m venv --without-pip``, has none of its own.
    """
    for command, environment in _candidates():
        if version := _version(command, environment):
            return PipClient(command, version, environment)
    return None


def _candidates() -> Iterator[tuple[tuple[str, ...], dict[str, str]]]:
    if importlib.util.find_spec("pip") is not None:
        yield (sys.executable, "-m", "pip"), {}
    for name in ("pip3", "pip"):
        if found := shutil.which(name):
            yield (found,), {}
    for name in ("python3", "python", "py"):
        if found := shutil.which(name):
            yield (found, "-m", "pip"), {}
    if uv := shutil.which("uv"):
        # With the Python that runs: uv might fetch another one.
        yield (uv, "tool", "run", "--python", sys.executable, "pip"), _index_of_uv()


def _index_of_uv() -> dict[str, str]:
    """Hand the index that uv is set to on to the pip that it brings, which does not know uv's variables."""
    index = os.environ.get("UV_DEFAULT_INDEX") or os.environ.get("UV_INDEX_URL")
    if not index or "PIP_INDEX_URL" in os.environ:
        return {}
    # uv's variable may give the index a name: mirror=ADDRESS.
    return {"PIP_INDEX_URL": re.sub(r"^[\w-]+=", "", index)}


def _version(command: tuple[str, ...], environment: Mapping[str, str]) -> tuple[int, ...]:
    """Ask for the version; empty where there is no answer."""
    try:
        answer = subprocess.run(
            [*command, "--version"],
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_ASKED_S,
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ()
    found = re.match(r"pip (\d+)\.(\d+)", answer)
    return tuple(map(int, found.groups())) if found else ()
