"""Read ground forces from OpenSim's MOT or STO files."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from footwise.arrays import Array
from footwise.errors import FootwiseError
from footwise.notes import Note, NoteKind
from footwise.recordings.force_plates import moment_by_points
from footwise.recordings.missing_forces import missing_where_not_told
from footwise.recordings.recording import ForcePlate, Markers
from footwise.recordings.text_table import read_table, split_fields
from footwise.text_files import AGAIN, read_lines

# Column names in use: ground_force_vx, 1_ground_force_vx, ground_force_r_vx, ground_torque_x,
# ground_moment_1_mx, ground_force_calcn_r_mx; and f1_1, p1_1, m1_1 from OpenSim's own C3D export.
_COLUMN = re.compile(
    r"^(?P<before>.*?)(?P<kind>force|torque|moment)(?P<after>.*?)_?(?P<what>[vpm]?)(?P<axis>[xyz])$", re.IGNORECASE
)
_EXPORTED = re.compile(r"^(?P<what>[fpm])(?P<plate>\d+)_(?P<axis>[123xyz])$", re.IGNORECASE)


def read_forces(path: Path, markers: Markers, start_s: float) -> tuple[tuple[ForcePlate, ...], float, list[Note]]:
    """Read ground forces from a MOT or STO file, laid on the time of the markers.

    Every group of force, point and torque columns becomes a plate without corners.

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
    end = next((k for k, line in enumerate(lines) if line.strip().lower() == "endheader"), None)
    names = split_fields(lines[end + 1].rstrip()) if end is not None and end + 2 < len(lines) else []
    if end is None or not names:
        raise FootwiseError(path, "is not a MOT or STO file: it has no line 'endheader' with data after it", AGAIN)
    if names[0].lower() != "time":
        raise FootwiseError(path, f"begins with the column {names[0]!r} instead of time", AGAIN)
    table = read_table(path, lines[end + 2 :], len(names))
    rows = re.search(r"^\s*(?:nRows|datarows)\s*[= ]\s*(\d+)", "\n".join(lines[:end]), re.IGNORECASE | re.MULTILINE)
    if rows and len(table) < int(rows[1]) and lines[-1].strip():
        # Its last line does not end: the rest is missing. What was trimmed by hand has whole lines.
        raise FootwiseError(path, f"is cut off: it holds {len(table)} of {rows[1]} rows", AGAIN)
    groups = _force_groups(path, names)
    if not groups:
        raise FootwiseError(
            path,
            f"has no ground force columns such as ground_force_vx; it has {', '.join(names[:12])}",
            "Choose the file with the ground reaction forces",
        )
    time = _even_time(path, table[:, 0])
    stored_rate = (len(time) - 1) / (time[-1] - time[0])
    rate = markers.rate_hz * max(1, round(stored_rate / markers.rate_hz))
    if not 1 <= stored_rate <= 1e5:
        raise FootwiseError(path, f"has a rate of {stored_rate:g} Hz", AGAIN)
    at = start_s + np.arange(round((markers.frames - 1) * rate / markers.rate_hz) + 1) / rate
    covers = f"covers {time[0]:.2f} to {time[-1]:.2f} s, the markers {at[0]:.2f} to {at[-1]:.2f} s"
    if at[-1] < time[0] or at[0] > time[-1]:
        raise FootwiseError(path, covers, "Choose the forces of the same trial")
    notes = []
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


def _force_groups(path: Path, names: list[str]) -> dict[str, list[int]]:
    """Columns of each plate: force x y z, point x y z, torque x y z; -1 for a torque that is not there."""
    groups: dict[str, dict[str, int]] = {}

    def put(plate: str, what: str, index: int) -> None:
        known = groups.setdefault(plate, {})
        if what in known:
            first = names[known[what]]
            both = f"{first!r} twice" if first == names[index] else f"{first!r} and {names[index]!r} for one plate"
            raise FootwiseError(path, f"names a column of its forces {both}", "Give every plate a name of its own")
        known[what] = index

    for index, name in enumerate(names):
        if match := _EXPORTED.match(name):
            axis = "xyz"[int(match["axis"]) - 1] if match["axis"].isdigit() else match["axis"].lower()
            what = {"f": "v", "p": "p", "m": "t"}[match["what"].lower()]
            put(match["plate"], what + axis, index)
            continue
        match = _COLUMN.match(name)
        if match is None:
            continue
        kind, what, axis = match["kind"].lower(), match["what"].lower(), match["axis"].lower()
        plate = "".join(re.findall(r"[A-Za-z0-9]+", match["before"] + " " + match["after"])).lower()
        plate = plate.replace("ground", "").replace("reaction", "") or "0"
        if kind == "force" and what in ("v", "p"):
            put(plate, what + axis, index)
        elif kind in ("torque", "moment") or what == "m":
            put(plate, "t" + axis, index)
    wanted = [what + axis for what in "vpt" for axis in "xyz"]
    return {
        f"forces {plate}": [columns.get(key, -1) for key in wanted]
        for plate, columns in groups.items()
        if all(key in columns for key in wanted[:6])
    }
