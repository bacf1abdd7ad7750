"""Read OpenSim's TRC (markers) and MOT or STO (forces) files."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from footwise.arrays import Array
from footwise.errors import FootwiseError
from footwise.recordings.force_plates import moment_by_points
from footwise.recordings.marker_sets import plain_labels
from footwise.recordings.recording import ForcePlate, Markers, Recording, without_placeholders
from footwise.recordings.text_table import is_number, read_table, split_fields
from footwise.recordings.units import LENGTHS
from footwise.text_files import AGAIN, read_lines

# Column names in use: ground_force_vx, 1_ground_force_vx, ground_force_r_vx, ground_torque_x,
# ground_moment_1_mx, ground_force_calcn_r_mx; and f1_1, p1_1, m1_1 from OpenSim's own C3D export.
_COLUMN = re.compile(
    r"^(?P<before>.*?)(?P<kind>force|torque|moment)(?P<after>.*?)_?(?P<what>[vpm]?)(?P<axis>[xyz])$", re.IGNORECASE
)
_EXPORTED = re.compile(r"^(?P<what>[fpm])(?P<plate>\d+)_(?P<axis>[123xyz])$", re.IGNORECASE)


def read_trc(path: Path) -> tuple[Recording, float]:
    """Read markers from a TRC file.

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
    if len(lines) < 5 or not lines[0].startswith("PathFileType"):
        raise FootwiseError(path, "is not a TRC file: it does not begin with PathFileType", AGAIN)
    header = dict(zip(split_fields(lines[1]), split_fields(lines[2]), strict=False))
    try:
        rate = float(header.get("DataRate") or header["CameraRate"])
        frames = int(float(header.get("NumFrames") or "0"))
    except (KeyError, ValueError, OverflowError):
        raise FootwiseError(path, "does not say its DataRate in line 3", AGAIN) from None
    unit = header.get("Units", "mm").lower()
    if unit not in LENGTHS:
        raise FootwiseError(path, f"gives marker positions in {unit!r}", "Export it in mm or m")
    if not 1 <= rate <= 20000:
        raise FootwiseError(path, f"has a DataRate of {rate:g} Hz", AGAIN)
    # The line of X1 Y1 Z1 and the empty line below it are sometimes left out.
    begin = next((k for k in range(4, len(lines)) if is_number((lines[k].split() or [""])[0])), None)
    if begin is None:
        raise FootwiseError(path, "holds no data", AGAIN)
    names = [name for name in split_fields(lines[3])[2:] if name]
    # Two columns come before the markers; the last marker of a line may be cut short.
    held = (max(len(split_fields(line)) for line in lines[begin:]) - 2 + 2) // 3
    notes = []
    if len(names) > held:
        notes.append(f"names {len(names)} markers and holds {held}; {', '.join(names[held:])} were left out")
        names = names[:held]
    table = read_table(path, lines[begin:], 2 + 3 * len(names))
    if frames and len(table) < frames:
        raise FootwiseError(path, f"is cut off: it holds {len(table)} of {frames} frames", AGAIN)
    _check_stamps(path, table[:, 1], rate)
    positions = table[:, 2:].reshape(len(table), len(names), 3) * LENGTHS[unit]
    positions = without_placeholders(positions)
    start = float(table[0, 1]) if np.isfinite(table[0, 1]) else 0.0
    markers = Markers(rate, plain_labels(names), positions)
    return Recording(path.stem, path, markers, notes=tuple(notes)), start


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


def read_forces(path: Path, markers: Markers, start_s: float) -> tuple[tuple[ForcePlate, ...], float, list[str]]:
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
        In the file's own axes; zero outside the time that the file covers.
    rate_hz : float
    notes : list of str
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
    if rows and len(table) < int(rows[1]):
        raise FootwiseError(path, f"is cut off: it holds {len(table)} of {rows[1]} rows", AGAIN)
    groups = _force_groups(names)
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
    if time[0] - at[0] > 1 / markers.rate_hz or at[-1] - time[-1] > 1 / markers.rate_hz:
        notes.append(f"{path.name} {covers}")
    plates = []
    for name, columns in groups.items():
        force, point, torque = (
            np.stack(
                [np.nan_to_num(table[:, c]) if c >= 0 else np.zeros(len(time)) for c in columns[k : k + 3]], axis=1
            )
            for k in (0, 3, 6)
        )
        moment, in_mm = moment_by_points(force, point, torque)
        if in_mm:
            notes.append(f"{name} of {path.name} is in mm and N·mm, not in m and N·m as usual")
        # Points jump when a foot lifts; the moment about the origin, in between, does not.
        wrench = np.concatenate((force, moment), axis=1)
        laid = np.stack([np.interp(at, time, column, left=0, right=0) for column in wrench.T], axis=1)
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


def _force_groups(names: list[str]) -> dict[str, list[int]]:
    """Columns of each plate: force x y z, point x y z, torque x y z; -1 for a torque that is not there."""
    groups: dict[str, dict[str, int]] = {}
    for index, name in enumerate(names):
        if match := _EXPORTED.match(name):
            axis = "xyz"[int(match["axis"]) - 1] if match["axis"].isdigit() else match["axis"].lower()
            what = {"f": "v", "p": "p", "m": "t"}[match["what"].lower()]
            groups.setdefault(match["plate"], {})[what + axis] = index
            continue
        match = _COLUMN.match(name)
        if match is None:
            continue
        kind, what, axis = match["kind"].lower(), match["what"].lower(), match["axis"].lower()
        plate = "".join(re.findall(r"[A-Za-z0-9]+", match["before"] + " " + match["after"])).lower()
        plate = plate.replace("ground", "").replace("reaction", "") or "0"
        if kind == "force" and what in ("v", "p"):
            groups.setdefault(plate, {})[what + axis] = index
        elif kind in ("torque", "moment") or what == "m":
            groups.setdefault(plate, {})["t" + axis] = index
    wanted = [what + axis for what in "vpt" for axis in "xyz"]
    return {
        f"forces {plate}": [columns.get(key, -1) for key in wanted]
        for plate, columns in groups.items()
        if all(key in columns for key in wanted[:6])
    }
