"""A visit laid out as a folder that `prescribe_visit` reads: recordings with their conditions, and ``study.toml``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from footwise.outputs import write_text_whole
from footwise.prescription import STUDY_FILE

STATIC = "static"


@dataclass(frozen=True)
class VisitRecording:
    """One recording of a visit.

    Attributes
    ----------
    file : Path
        In the folder of the visit, or below it.
    condition : str
        ``natural``, ``toe-in-10`` and so on, or ``static`` for standing still.
    forces : Path or None
        The file with its forces, where they are apart.
    """

    file: Path
    condition: str
    forces: Path | None = None


def write_visit_folder(
    folder: Path, recordings: Sequence[VisitRecording], *, person: str, side: str, mass_kg: float, height_m: float
) -> None:
    """Write ``study.toml`` beside the recordings of a visit.

    Parameters
    ----------
    folder : Path
    recordings : sequence of VisitRecording
        Names may hold any letter that a file's name can.
    person, side : str
    mass_kg, height_m : float
    """
    lines = [f"person = {_text(person)}", f"side = {_text(side)}"]
    lines += [f"mass_kg = {float(mass_kg)!r}", f"height_m = {float(height_m)!r}"]
    standing = [one for one in recordings if one.condition == STATIC]
    lines += [f"static = {_place(folder, one.file)}" for one in standing[:1]]
    lines += ["", "[recordings]"]
    for condition in dict.fromkeys(one.condition for one in recordings if one.condition != STATIC):
        entries = [_entry(folder, one) for one in recordings if one.condition == condition]
        lines.append(f"{_text(condition)} = [{', '.join(entries)}]")
    write_text_whole(folder / STUDY_FILE, "\n".join(lines) + "\n")


def _entry(folder: Path, recording: VisitRecording) -> str:
    forces = "" if recording.forces is None else f", forces = {_place(folder, recording.forces)}"
    return f"{{ file = {_place(folder, recording.file)}{forces} }}"


def _place(folder: Path, file: Path) -> str:
    return _text(file.relative_to(folder).as_posix())


def _text(text: str) -> str:
    # A string of JSON is one of TOML, but for one letter that only TOML escapes.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
