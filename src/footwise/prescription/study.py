"""One person's visit: a folder with recordings and a small TOML file that says which is which."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from footwise.errors import ErrorKind, FootwiseError
from footwise.loads import HowToMeasure
from footwise.outputs import settle
from footwise.prescription.conditions import (
    CHANGE_DEG,
    LARGEST_ASKED_DEG,
    NATURAL,
    asked_change_deg,
    condition_of,
    in_order,
    is_condition,
)
from footwise.recordings import SIDES, check_person, leg_measures
from footwise.settings import is_number, quoted, read_toml

STUDY_FILE = "study.toml"
_HELP = "See docs/studies.md for an example"
_NO_TABLE = (
    "is a table, and knee moments come from recordings with force plates",
    "Give .c3d files, or .trc with their forces; foot sensors and phones measure no knee moments to prescribe from",
)
_RECORDINGS = (".c3d", ".trc", ".mot", ".sto", ".zip")
_SUCH = {"mass_kg": 72.5, "height_m": 1.72, "forces_later_s": 0.05, "marker_hz": 12, "force_hz": 20}
_LEGS = ("leg_length_m", "knee_width_m", "ankle_width_m")
_MEASURING = ("forces_later_s", "events", "marker_hz", "force_hz")
_ENTRY = {"file", "forces", "forces_later_s", "change_deg"}
_KEYS = ("person", "side", "mass_kg", "height_m", *_LEGS, "static", "markers", *_MEASURING, "recordings")


@dataclass(frozen=True)
class StudyRecording:
    """One recording of a study: its file, the file with its forces where these are apart, and their shift.

    Without `forces_later_s` what the study says of all its recordings holds.
    """

    file: Path
    forces: Path | None = None
    forces_later_s: float | None = None


@dataclass(frozen=True)
class Study:
    """What ``study.toml`` says; paths are resolved against its folder.

    Attributes
    ----------
    path : Path
        The TOML file.
    person : str
    side : str
        The affected leg, left or right.
    how : HowToMeasure
        What it says of the person's body, and of how to measure.
    static, markers : Path or None
    recordings : dict
        Condition to its recordings, natural first.
    """

    path: Path
    person: str
    side: str
    how: HowToMeasure
    static: Path | None
    markers: Path | None
    recordings: dict[str, tuple[StudyRecording, ...]]


def read_study(path: Path | str, *, fewest: int = 2, any_kind: bool = False) -> Study:
    """Read a study from its folder or its TOML file.

    Parameters
    ----------
    path : Path or str
    fewest : int
        Conditions that it must have; 1 while the visit is still going on.
    any_kind : bool
        Recordings without force plates may be named, too: films, tables of sensors and folders of either.

    Raises
    ------
    FootwiseError
        No such file, not TOML, an unknown word in it, or no natural walk.
    """
    path = Path(path)
    path = path / STUDY_FILE if path.is_dir() else path
    if path.suffix.lower() == ".csv":
        raise FootwiseError(path, *_NO_TABLE)
    if path.suffix.lower() in _RECORDINGS:
        trouble = f"is a recording, and a study is a folder with a {STUDY_FILE} that names several"
        raise FootwiseError(path, trouble, f"Name it in a {STUDY_FILE} beside it. {_HELP}", ErrorKind.BAD_REQUEST)
    settle(path.parent)  # a simulated study is written as one
    settings = read_toml(path, "a study", _HELP, missing=f"A study is a folder with a {STUDY_FILE}. {_HELP}")
    table = settings.only(*_KEYS).table
    side = table.get("side")
    if side not in ("left", "right"):
        raise FootwiseError(path, "does not say the affected side", 'Add side = "left" or side = "right"')
    recordings = table.get("recordings")
    if not isinstance(recordings, dict) or NATURAL not in recordings:
        raise FootwiseError(
            path, "has no recording of natural walking", f'Add natural = "FILE" under [recordings]. {_HELP}'
        )
    walked = _by_condition(path, recordings)
    if len(walked) < fewest:
        raise FootwiseError(
            path, "has only natural walking, nothing to choose from", "Add a recording of a changed foot angle"
        )
    how = _how(path, table)
    found = {condition: _recordings(path, walked[condition], condition, any_kind) for condition in in_order(walked)}
    files = [entry.file.resolve() for entries in found.values() for entry in entries]
    twice = next((file for file in files if files.count(file) > 1), None)
    if twice is not None:
        raise FootwiseError(path, f"names {twice.name} twice", "Each recording belongs to one condition")
    return Study(
        path=path,
        person=settings.name("person", usual=path.parent.resolve().name),
        side=side,
        how=how,
        static=_file(path, table.get("static"), "static"),
        markers=_file(path, table.get("markers"), "markers"),
        recordings=found,
    )


def _by_condition(path: Path, recordings: dict[str, Any]) -> dict[str, list[Any]]:
    """Sort the entries by what was walked: by the name they stand under, or by the change that they say themselves."""
    walked: dict[str, list[Any]] = {}
    for name, value in recordings.items():
        for entry in value if isinstance(value, list) else [value]:
            said = entry.get("change_deg") if isinstance(entry, dict) else None
            walked.setdefault(name if said is None else _said_condition(path, name, said), []).append(entry)
        if value == []:
            walked.setdefault(name, [])
    for name in walked:
        if not is_condition(name):
            remedy = f"Conditions are {', '.join(CHANGE_DEG)}, or by another angle: toe-in-8, or change_deg = -8"
            raise FootwiseError(path, f"has the unknown condition {name!r}", remedy)
    return walked


def _said_condition(path: Path, name: str, change_deg: Any) -> str:
    if not is_number(change_deg) or abs(change_deg) > LARGEST_ASKED_DEG:
        remedy = "Give degrees, toe-in negative and toe-out positive, such as change_deg = -8"
        raise FootwiseError(path, f"has change_deg = {quoted(change_deg)} for {name}", remedy)
    condition = condition_of(float(change_deg))
    way = name.rpartition("-")[0] if is_condition(name) and name != NATURAL else name
    other_way = (way == "toe-in" and change_deg > 0) or (way == "toe-out" and change_deg < 0)
    if other_way or (is_condition(name) and asked_change_deg(name) != asked_change_deg(condition)):
        trouble = f"says change_deg = {quoted(change_deg)} for {name}"
        raise FootwiseError(path, trouble, "Leave one of the two out; toe-in is negative")
    return condition


def _how(path: Path, table: dict[str, Any]) -> HowToMeasure:
    """What the study says of the person's body and of how to measure."""
    mass, height = (_number(path, table, key) for key in ("mass_kg", "height_m"))
    check_person(path, mass, height)
    legs = {key: _by_side(path, table, key) for key in _LEGS}
    leg_measures(path, *legs.values())
    events = table.get("events")
    if events not in (None, "found", "file"):
        raise FootwiseError(path, f"events is {quoted(events)}", 'Write events = "file" for those stored in the files')
    later, marker_hz, force_hz = (_number(path, table, key) for key in ("forces_later_s", "marker_hz", "force_hz"))
    return HowToMeasure(
        mass_kg=mass,
        height_m=height,
        **legs,
        forces_later_s=later,
        use_stored_events=None if events is None else events == "file",
        marker_hz=marker_hz,
        force_hz=force_hz,
    )


def _by_side(path: Path, table: dict[str, Any], key: str) -> dict[str, float]:
    """Give a length of each leg: one number for both, or a table of left and right."""
    value = table.get(key, {})
    by_side = value if isinstance(value, dict) else dict.fromkeys(SIDES, value)
    if not set(by_side) <= set(SIDES) or not all(map(is_number, by_side.values())):
        remedy = f"Write {key} = 0.1 in metres, or {key} = {{ left = 0.1, right = 0.11 }}"
        raise FootwiseError(path, f"{key} is {quoted(value)}", remedy)
    return {side: float(length) for side, length in by_side.items()}


def _number(path: Path, table: dict[str, Any], key: str) -> float | None:
    value = table.get(key)
    if value is None:
        return None
    if not is_number(value):
        raise FootwiseError(path, f"{key} is {quoted(value)}, not a number", f"Write {key} = {_SUCH[key]}, for example")
    return float(value)


def _file(path: Path, value: Any, what: str, folders: bool = False) -> Path | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise FootwiseError(path, f"{what} is {quoted(value)}, not the name of a file", _HELP)
    found = path.parent / value
    if not (os.path.isfile(found) or (folders and os.path.isdir(found))):  # also False for what can be no name
        raise FootwiseError(found, f"there is no such file, but {path.name} names it for {what}", "Correct the name")
    return found


def _recordings(path: Path, value: Any, condition: str, any_kind: bool) -> tuple[StudyRecording, ...]:
    """One file, a table with file and forces, or a list of these."""
    entries = value if isinstance(value, list) else [value]
    found = []
    for entry in entries:
        table = {"file": entry} if isinstance(entry, str) else entry
        if not isinstance(table, dict) or not set(table) <= _ENTRY or "file" not in table:
            raise FootwiseError(path, f"does not name a file for {condition}", _HELP)
        file = _file(path, table["file"], condition, any_kind)
        assert file is not None
        if file.suffix.lower() == ".csv" and not any_kind:
            raise FootwiseError(file, *_NO_TABLE)
        forces = _file(path, table.get("forces"), f"the forces of {condition}")
        found.append(StudyRecording(file, forces, _number(path, table, "forces_later_s")))
    if not found:
        raise FootwiseError(path, f"names no file for {condition}", _HELP)
    return tuple(found)
