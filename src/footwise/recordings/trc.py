"""Read TRC files: markers as OpenSim's users, and the programs and hands before them, write them."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from footwise.arrays import Array
from footwise.errors import FootwiseError
from footwise.notes import remarks
from footwise.recordings.marker_sets import plain_labels
from footwise.recordings.recording import Markers, Recording, without_placeholders
from footwise.recordings.text_table import is_number, read_table, split_cells, split_fields, with_points
from footwise.recordings.units import length_unit_m
from footwise.text_files import AGAIN, read_lines

# Frame number and time stand before the coordinates.
_BEFORE = 2
# Kind of file, keys, values, names.
_FEWEST_LINES = 4


def read_trc(path: Path) -> tuple[Recording, float]:
    """Read markers from a TRC file.

    Cells stand between tabs, blanks, commas or semicolons, one or several of them; the header's keys and values need
    not be as many; numbers may have decimal commas, which is said. What the header says of the number of frames is
    compared with what is there: one more or less is how some programs count; a file whose lines are whole was trimmed
    by hand, which is said; a file whose last line is broken off is refused.

    Parameters
    ----------
    path : Path

    Returns
    -------
    recording : Recording
        In SI units and in the file's own axes, without forces.
    start_s : float
        Time stamp of the first frame, to line up a force file.

    Notes
    -----
    Frames are placed by their number and the rate; the stamps, often rounded to 1 ms, are not used
    but must not contradict them.
    """
    lines = read_lines(path)
    whole = not lines[-1].strip()
    lines = [line for line in lines if line.strip(" \t,;")]
    if len(lines) < _FEWEST_LINES or not lines[0].strip(' "\t').lower().startswith("pathfiletype"):
        raise FootwiseError(path, "is not a TRC file: it does not begin with PathFileType", AGAIN)
    keys = next((k for k, line in enumerate(lines[:10]) if re.search("datarate|camerarate", line, re.IGNORECASE)), None)
    named = next((k for k, line in enumerate(lines[:20]) if re.match(r"\W*frame\b", line, re.IGNORECASE)), None)
    if keys is None or named is None or named < keys + 1:
        raise FootwiseError(path, "does not say its DataRate in line 3", AGAIN)
    begin = next((k for k in range(named + 1, len(lines)) if _is_data(lines[k])), None)
    if begin is None:
        raise FootwiseError(path, "holds no data", AGAIN)
    notes: list[str] = []
    header = _header(lines[keys], lines[keys + 1] if keys + 1 < named else "")
    rate, frames, unit_m = _rate(path, header), _count(header.get("numframes", "")), _unit_m(path, header, notes)
    rows, commas = with_points(lines[begin:])
    notes += ["has decimal commas; they were read as points"] if commas else []
    names, columns = _names(lines[named], rows)
    # The last marker of a line may be cut short.
    held = (columns - _BEFORE + 2) // 3
    if len(names) > held:
        notes.append(f"names {len(names)} markers and holds {held}; {', '.join(names[held:])} were left out")
        names = names[:held]
    table = read_table(path, rows, _BEFORE + 3 * len(names))
    notes += _frames_note(path, len(table), frames, whole)
    _check_stamps(path, table[:, 1], rate)
    positions = table[:, _BEFORE:].reshape(len(table), len(names), 3) * unit_m
    positions = without_placeholders(positions)
    start = float(table[0, 1]) if np.isfinite(table[0, 1]) else 0.0
    markers = Markers(rate, plain_labels(names), positions)
    return Recording(path.stem, path, markers, notes=remarks(notes)), start


def _is_data(line: str) -> bool:
    return is_number((re.split(r"[\t ,;]+", line.strip(' "')) or [""])[0])


def _header(keys: str, values: str) -> dict[str, str]:
    """Keys in lower case to their values, however many cells are empty or missing."""
    by_place = dict(zip(map(str.lower, split_cells(keys)), split_cells(values), strict=False))
    said, given = [cell for cell in split_cells(keys) if cell], [cell for cell in _header_values(values) if cell]
    if len(said) == len(given) or not by_place.get("datarate"):
        # One or several tabs between two cells are one and the same.
        by_place = dict(zip(map(str.lower, said), given, strict=False))
    return {key: value for key, value in by_place.items() if key and value}


def _header_values(line: str) -> list[str]:
    """Values of the header: a comma within a number is a decimal one where something else parts the cells."""
    return (
        split_cells(line)
        if "\t" in line or ";" in line
        else (line.split() if len(line.split()) > 2 else split_cells(line))
    )


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _rate(path: Path, header: dict[str, str]) -> float:
    try:
        rate = _number(header.get("datarate") or header["camerarate"])
    except (KeyError, ValueError):
        raise FootwiseError(path, "does not say its DataRate in line 3", AGAIN) from None
    if not 1 <= rate <= 20000:
        raise FootwiseError(path, f"has a DataRate of {rate:g} Hz", AGAIN)
    return rate


def _count(text: str) -> int:
    try:
        return int(_number(text))
    except (ValueError, OverflowError):
        return 0


def _unit_m(path: Path, header: dict[str, str], notes: list[str]) -> float:
    """Metres in the unit of the markers: as the header has it, or wherever in its values a unit stands."""
    said = header.get("units", "")
    unit_m = length_unit_m(said) if said and not is_number(said) else None
    if unit_m is None:
        elsewhere = {value for value in header.values() if value.isalpha() and length_unit_m(value) is not None}
        if len(elsewhere) == 1:
            return length_unit_m(elsewhere.pop()) or 1e-3
        if said and not is_number(said):
            raise FootwiseError(path, f"gives marker positions in {said.lower()!r}", "Export it in mm or m")
        notes.append("does not say the unit of its markers; mm was taken")
        return 1e-3
    return unit_m


def _names(line: str, rows: list[str]) -> tuple[list[str], int]:
    """Names of the markers, and the number of columns in the rows."""
    columns = max(len(split_fields(row)) for row in rows)
    readings = [[cell for cell in cells if cell] for cells in (split_cells(line), line.split())]
    readings = [
        cells[_BEFORE:] if len(cells) > 1 and cells[1].lower().startswith("time") else cells[1:] for cells in readings
    ]
    for names in readings:
        if _BEFORE + 3 * len(names) == columns:
            return names, columns
    names = readings[0]
    thrice = [names[k : k + 3] for k in range(0, len(names), 3)]
    if _BEFORE + len(names) == columns and all(len(set(three)) == 1 and len(three) == 3 for three in thrice):
        # Some programs write the name above each coordinate.
        names = [three[0] for three in thrice]
    return names, columns


def _frames_note(path: Path, held: int, said: int, whole: bool) -> list[str]:
    """Compare the frames with what the header says of them."""
    if not said or held == said or (abs(held - said) == 1 and whole):
        return []
    if held < said and not whole:
        raise FootwiseError(path, f"is cut off: it holds {held} of {said} frames", AGAIN)
    return [f"says {said} frames and holds {held}: it seems to have been trimmed"]


def _check_stamps(path: Path, stamps_s: Array, rate: float) -> None:
    """Refuse time stamps that another rate wrote, or that jump: the frames' number would not be their time."""
    if len(stamps_s) < 2 or not np.isfinite(stamps_s).all():
        return
    off = np.abs(stamps_s - stamps_s[0] - np.arange(len(stamps_s)) / rate)
    # Rounded to 10 ms at worst; and a rate like 59.94 written as 60 drifts by a thousandth.
    allowed = 0.011 + 0.5 / rate + 0.002 * np.arange(len(stamps_s)) / rate
    if (off > allowed).any():
        frame = int(np.argmax(off > allowed))
        raise FootwiseError(
            path,
            f"has a time stamp of {stamps_s[frame]:g} s in frame {frame + 1}, where its DataRate of {rate:g} Hz "
            f"gives {stamps_s[0] + frame / rate:g} s",
            "Correct the DataRate, or export it again without gaps in time",
        )
