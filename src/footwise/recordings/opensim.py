"""Read ground forces from MOT or STO files: as OpenSim's users, and the programs and hands before them, write them."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from footwise.arrays import Array
from footwise.errors import FootwiseError
from footwise.notes import Note, NoteKind
from footwise.recordings.force_columns import force_groups
from footwise.recordings.force_plates import moment_by_points
from footwise.recordings.marker_sets import label_list
from footwise.recordings.missing_forces import missing_where_not_told
from footwise.recordings.recording import ForcePlate, Markers
from footwise.recordings.text_table import is_number, read_table, split_cells, with_points
from footwise.text_files import AGAIN, read_lines

_TIME = re.compile(r"time\b.*", re.IGNORECASE)


def read_forces(path: Path, markers: Markers, start_s: float) -> tuple[tuple[ForcePlate, ...], float, list[Note]]:
    """Read ground forces from a MOT or STO file, laid on the time of the markers.

    Every group of force, point and torque columns becomes a plate without corners; columns of anything else, such as
    joint angles, are passed by. Cells stand between tabs, blanks, commas or semicolons; numbers may have decimal
    commas, which is said.

    Parameters
    ----------
    path : Path
    markers : Markers
        Give the time span and the rate; the forces come back at a whole multiple of it.
    start_s : float
        Time stamp of the first marker frame.

    Returns
    -------
    plates : tuple of ForcePlate
        In the file's own axes; NaN where the file has no force, or does not cover the time.
    rate_hz : float
    notes : list of Note
        Where the file does not cover the markers, or is in other units than its kind.
    """
    lines = read_lines(path)
    whole = not lines[-1].strip()
    end = next((k for k, line in enumerate(lines) if line.strip(' \t,;"').lower() == "endheader"), None)
    below = [line for line in lines[end + 1 :] if line.strip(" \t,;")] if end is not None else []
    if end is None or len(below) < 2:
        raise FootwiseError(path, "is not a MOT or STO file: it has no line 'endheader' with data after it", AGAIN)
    names = split_cells(below[0])
    while names and not names[-1]:
        names.pop()
    clock = next((k for k, name in enumerate(names) if _TIME.fullmatch(name)), None)
    if clock is None:
        raise FootwiseError(path, f"begins with the column {names[0]!r} instead of time", AGAIN)
    # Units of the columns may stand below their names.
    first = next((k for k, line in enumerate(below[1:3], 1) if is_number(split_cells(line)[0].replace(",", "."))), 1)
    rows_below, commas = with_points(below[first:])
    table = read_table(path, rows_below, len(names))
    rows = re.search(r"^[^\w\n]*(?:nRows|datarows)[^\w\n]+(\d+)", "\n".join(lines[:end]), re.IGNORECASE | re.MULTILINE)
    if rows and len(table) < int(rows[1]) and not whole:
        # Its last line does not end: the rest is missing. What was trimmed by hand has whole lines.
        raise FootwiseError(path, f"is cut off: it holds {len(table)} of {rows[1]} rows", AGAIN)
    groups, left_out = force_groups(path, names)
    if not groups:
        lacks = f" ({'; '.join(left_out)})" if left_out else ""
        raise FootwiseError(
            path,
            f"has no ground force columns such as ground_force_vx with their points{lacks}; "
            f"it has {label_list(names, 12)}",
            "Choose the file with the ground reaction forces",
        )
    time = _even_time(path, table[:, clock])
    stored_rate = (len(time) - 1) / (time[-1] - time[0])
    rate = markers.rate_hz * max(1, round(stored_rate / markers.rate_hz))
    if not 1 <= stored_rate <= 1e5:
        raise FootwiseError(path, f"has a rate of {stored_rate:g} Hz", AGAIN)
    at = start_s + np.arange(round((markers.frames - 1) * rate / markers.rate_hz) + 1) / rate
    covers = f"covers {time[0]:.2f} to {time[-1]:.2f} s, the markers {at[0]:.2f} to {at[-1]:.2f} s"
    if at[-1] < time[0] or at[0] > time[-1]:
        raise FootwiseError(path, covers, "Choose the forces of the same trial")
    notes = [Note(f"{path.name} has decimal commas; they were read as points")] if commas else []
    notes += [Note(f"{what} in {path.name}: left out", NoteKind.PLATE, what.partition(":")[0]) for what in left_out]
    if rows and abs(len(table) - int(rows[1])) > 1:
        notes.append(Note(f"{path.name} says {rows[1]} rows and holds {len(table)}"))
    if time[0] - at[0] > 1 / markers.rate_hz or at[-1] - time[-1] > 1 / markers.rate_hz:
        notes.append(Note(f"{path.name} {covers}"))
    plates = []
    for name, columns in groups.items():
        force, point, torque = missing_where_not_told(
            *(
                np.stack([table[:, c] if c >= 0 else np.zeros(len(time)) for c in columns[k : k + 3]], axis=1)
                for k in (0, 3, 6)
            )
        )
        moment, in_mm = moment_by_points(force, point, torque)
        if in_mm:
            said = f"{name} of {path.name} is in mm and N·mm, not in m and N·m as usual"
            notes.append(Note(said, NoteKind.PLATE, name))
        # Points jump when a foot lifts; the moment about the origin, in between, does not.
        wrench = np.concatenate((force, moment), axis=1)
        laid = np.stack([np.interp(at, time, column, left=np.nan, right=np.nan) for column in wrench.T], axis=1)
        plates.append(ForcePlate(name, laid[:, :3], laid[:, 3:], None))
    return tuple(plates), rate, notes


def _even_time(path: Path, stamps_s: Array) -> Array:
    """Time of each row: in equal steps where the stamps are only rounded, else the stamps."""
    if len(stamps_s) < 2 or not (np.diff(stamps_s) >= 0).all() or stamps_s[-1] <= stamps_s[0]:
        raise FootwiseError(path, "has time stamps that do not increase", AGAIN)
    # Rounded stamps, taken as they are, would put noise on the forces.
    even = np.linspace(stamps_s[0], stamps_s[-1], len(stamps_s))
    step = even[1] - even[0]
    return even if np.abs(stamps_s - even).max() < max(step, 0.0011) else stamps_s
