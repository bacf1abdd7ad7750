"""Reading the lock file: a requirement, its hashes, and who asked for it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_PINNED = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==(\S+)(?:\s*;\s*(.*?))?\s*\\?$")
_HASH = re.compile(r"--hash=(sha256):([0-9a-f]{64})")
_VIA = re.compile(r"^\s+#\s+(?:via\s+)?([A-Za-z0-9_.-]+(?: \(pyproject\.toml\))?)\s*$")
_NAME = re.compile(r"[A-Za-z0-9_.-]+")
_OURS = "footwise (pyproject.toml)"


@dataclass(frozen=True)
class Locked:
    """A package as it is locked.

    Attributes
    ----------
    name, version : str
    marker : str
        Where it is installed; empty for everywhere.
    hashes : tuple of str
        SHA-256 of each file that may be installed.
    asked_by : frozenset of str
        Packages that need it; ours is left out.
    """

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]
    asked_by: frozenset[str]

    def requirement(self) -> str:
        """Write it as the lock file does."""
        marker = f" ; {self.marker}" if self.marker else ""
        return " \\\n    ".join(
            [f"{self.name}=={self.version}{marker}", *(f"--hash=sha256:{one}" for one in self.hashes)]
        )


def read_lock(path: Path) -> dict[str, Locked]:
    """Read all of it, by name."""
    found: dict[str, Locked] = {}
    name, version, marker = "", "", ""
    hashes: list[str] = []
    asked: set[str] = set()

    def keep() -> None:
        if name:
            found[name] = Locked(name, version, marker, tuple(hashes), frozenset(asked - {_OURS}))

    for line in path.read_text(encoding="utf-8").splitlines():
        if pinned := _PINNED.match(line):
            keep()
            name, version, marker = normal(pinned[1]), pinned[2], (pinned[3] or "").strip()
            hashes, asked = [], set()
        elif told := _HASH.search(line):
            hashes.append(told[2])
        elif via := _VIA.match(line):
            asked.add(via[1] if via[1] == _OURS else normal(via[1]))
    keep()
    return found


def part_of_lock(
    lock: dict[str, Locked], project: Path, extras: Iterable[str] | None, more: Iterable[str] = ()
) -> list[Locked]:
    """Give what a plain install with some extras needs, and what that needs.

    Parameters
    ----------
    lock : dict
    project : Path
        The file pyproject.toml.
    extras : iterable of str or None
        None: nothing of Footwise itself.
    more : iterable of str
        Packages beside, by name.
    """
    described = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
    optional = described["optional-dependencies"]
    wanted = [*more, *(described["dependencies"] if extras is not None else ())]
    for extra in extras or ():
        wanted += optional[extra]
    names: set[str] = set()
    while wanted:
        requirement = wanted.pop()
        name = normal(_NAME.match(requirement)[0])  # type: ignore[index]
        if name == "footwise":
            for extra in re.findall(r"[a-z]+", requirement.partition("[")[2].partition("]")[0]):
                wanted += optional[extra]
        else:
            names.add(name)
    while more_of_them := {one.name for one in lock.values() if one.asked_by & names} - names:
        names |= more_of_them
    return [lock[name] for name in sorted(names)]


def normal(name: str) -> str:
    """Write a package's name as all others do."""
    return re.sub(r"[-_.]+", "-", name).lower()
