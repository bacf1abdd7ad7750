"""What a batch is asked to do: its items, each a recording, a study or a table of answers, and what holds for all."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import footwise
from footwise.version import __version__

RECORDING, STUDY, ANSWERS = "recording", "study", "answers"
# What no measurement depends on.
_NOT_MEASURING = ("clinic", "cli", "live_view", "__pycache__")
_CODE = (".py", ".toml", ".j2", ".css")


@dataclass(frozen=True)
class BatchItem:
    """One thing that is done by itself.

    Attributes
    ----------
    file : str
        Its name in every row: below the folder of the batch, or as the list writes it, with ``/``.
    path : str
        Where it lies.
    kind : str
        `RECORDING`, `STUDY`, or `ANSWERS`; a table that is taken for a recording may turn out to hold answers.
    person, condition : str
        Empty where nothing says them.
    static, forces : str
        Paths of the standing trial and of the forces; empty where there are none.
    said : mapping
        What a list says of this one, by parameters of `measure_one_recording`.
    beside : tuple of str
        Paths of other files that are read with it.
    note : str
        What is to be known about how it was planned.
    """

    file: str
    path: str
    kind: str = RECORDING
    person: str = ""
    condition: str = ""
    static: str = ""
    forces: str = ""
    said: Mapping[str, Any] = field(default_factory=dict)
    beside: tuple[str, ...] = ()
    note: str = ""

    def sources(self, options: BatchOptions) -> list[str]:
        """Paths of all files that decide what is found, its own first."""
        others = (self.static, self.forces, *self.beside, options.marker_map, options.column_map)
        return [self.path, *(one for one in others if one)]


@dataclass(frozen=True)
class BatchOptions:
    """How everything in a batch is measured; see `measure_one_recording` and `score_table`.

    Attributes
    ----------
    reports : bool
        Write a report of each, too.
    """

    marker_map: str = ""
    column_map: str = ""
    marker_hz: float | None = None
    force_hz: float | None = None
    use_stored_events: bool = False
    angles_only: bool = False
    like: str = ""
    rate_hz: float | None = None
    gravity: str | None = None
    calibration: str | None = None
    coding: str | None = None
    missing_codes: tuple[float, ...] = ()
    total: bool = False
    reports: bool = False

    def said(self) -> dict[str, Any]:
        """What decides about results, without the paths, whose contents decide."""
        return {name: value for name, value in asdict(self).items() if not name.endswith("_map")}


@dataclass(frozen=True)
class NotDone:
    """A file of which there is no result, and why.

    Attributes
    ----------
    file : str
    kind : str
        One word or two: of `ErrorKind`, or what ended its measuring.
    reason : str
        What is wrong and what to do, in words.
    person : str
    """

    file: str
    kind: str
    reason: str
    person: str = ""


@cache
def code_version() -> str:
    """Tell this Footwise from any other: its version, and what its files hold, so that a changed one counts anew."""
    house = Path(footwise.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(house.rglob("*")):
        inside = path.relative_to(house)
        if path.suffix in _CODE and not set(inside.parts) & set(_NOT_MEASURING):
            # Line ends differ between systems, and mean nothing.
            digest.update(f"{inside.as_posix()}\0".encode() + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return f"{__version__}+{digest.hexdigest()[:12]}"


def key_of(item: BatchItem, options: BatchOptions, contents: list[str]) -> str:
    """Name what comes of an item: another content, option or version gives another name.

    Parameters
    ----------
    item : BatchItem
    options : BatchOptions
    contents : list of str
        Digests of `BatchItem.sources`.
    """
    import json

    told = {
        "file": item.file, "kind": item.kind, "person": item.person, "condition": item.condition,
        "static": bool(item.static), "forces": bool(item.forces), "said": dict(item.said), "note": item.note,
        "names": [Path(one).name for one in item.sources(options)], "contents": contents,
        "marker_map": bool(options.marker_map), "column_map": bool(options.column_map),
        "options": options.said(), "version": code_version(),
    }  # fmt: skip
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:32]
