"""A phone on a shoe: recordings of Sensor Logger and phyphox, one table a sensor, in a zip archive or a folder."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import Path, PurePosixPath

import numpy as np

from footwise.arrays import Array
from footwise.errors import FootwiseError
from footwise.recordings.foot_sensor.raw import (
    RECORD_BOTH,
    RawSensor,
    acceleration_unit,
    angular_velocity_unit,
    choose_side,
)
from footwise.recordings.foot_sensor.sensor import LONGEST_PAUSE_S
from footwise.recordings.foot_sensor.soundness import clipped_before
from footwise.recordings.foot_sensor.table import Table, decode, fields_of, read_rows, separator_of
from footwise.recordings.marker_sets import label_list
from footwise.text_files import read_bytes

# RuntimeError: locked with a password, or packed in a way that Python does not know.
_BROKEN_ZIP = (zipfile.BadZipFile, EOFError, OSError, ValueError, RuntimeError, zlib.error)
_LARGEST_MEMBER = 2**30
_LOGGER_GRAVITY = "Export TotalAcceleration.csv, or Gravity.csv beside Accelerometer.csv, from Sensor Logger"
_PHYPHOX_GRAVITY = "Record 'Acceleration with g' in phyphox, not 'Acceleration (without g)'"
_PHYPHOX_COLUMN = re.compile(r"(?:(?P<what>.*?)\s*\b)?(?P<axis>[xyz])\s*\((?P<unit>[^)]*)\)", re.IGNORECASE)
# Time in s, and the axes of one sensor side by side.
_Channels = tuple[Array, Array]


def phone_members(path: Path) -> dict[str, bytes]:
    """Tables of a zip archive or a folder, by file name; those in the folder `meta` of phyphox are left out."""
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if file.suffix.lower() == ".csv" and file.is_file())
        return {file.name: read_bytes(file) for file in files}
    try:
        with zipfile.ZipFile(io.BytesIO(read_bytes(path))) as archive:
            members: dict[str, bytes] = {}
            for info in archive.infolist():
                name = PurePosixPath(info.filename)
                if name.suffix.lower() != ".csv" or "meta" in name.parts[:-1] or "__MACOSX" in name.parts:
                    continue
                if info.file_size > _LARGEST_MEMBER:
                    raise FootwiseError(path, f"holds {name.name} of over 1 GB", "Split the recording")
                members.setdefault(name.name, archive.read(info))
            return members
    except _BROKEN_ZIP as error:
        raise FootwiseError(
            path, f"is no whole zip archive ({str(error)[:80]})", "Copy it again from the phone"
        ) from None


def phone_sensor(path: Path, members: dict[str, bytes], side: str | None) -> RawSensor:
    """Find out which app wrote the tables, and put its two sensors together."""
    tables = {}
    for name, raw in members.items():
        if name.lower() != "metadata.csv":
            label = f"{path} ({name})" if len(members) > 1 else str(path)
            if raw.strip():
                tables[PurePosixPath(name).stem] = decode(label, raw)
    if not tables:
        raise FootwiseError(path, "holds no table (.csv)", "Give the zip archive that Sensor Logger or phyphox exports")
    if any("seconds_elapsed" in lines[0] for lines in tables.values()):
        return _sensor_logger(path, members, tables, side)
    return _phyphox(path, tables, side)


def _read(path: Path, name: str, lines: list[str]) -> Table:
    separator = separator_of(lines[0])
    return read_rows(f"{path} ({name}.csv)", lines, 1, fields_of(lines[0], separator), separator)


def _sensor_logger(path: Path, members: dict[str, bytes], tables: dict[str, list[str]], side: str | None) -> RawSensor:
    """Sensor Logger: `time` in ns, z, y, x; rad/s; on iOS, unless standardised, g with the sign turned."""
    has = label_list(tuple(f"{name}.csv" for name in tables))
    notes: list[str] = []

    def channels(name: str) -> _Channels:
        table = _read(path, name, tables[name])
        table.need(("x", "y", "z"), "Export it again from Sensor Logger")
        notes.extend(table.notes)
        time_s = table["time"] * 1e-9 if "time" in table else table["seconds_elapsed"]
        return time_s, table.stack("xyz")

    if "Gyroscope" not in tables:
        raise FootwiseError(path, f"has no Gyroscope.csv; it has {has}", RECORD_BOTH)
    unit, gravity, note = _logger_units(path, members)
    if "TotalAcceleration" in tables:
        time_s, acceleration = channels("TotalAcceleration")
    elif "Accelerometer" in tables and "Gravity" in tables:
        time_s, acceleration = channels("Accelerometer")
        acceleration = acceleration + interpolated(time_s, *channels("Gravity"))
    elif "Accelerometer" in tables:
        raise FootwiseError(path, "has Accelerometer.csv without gravity only", _LOGGER_GRAVITY)
    else:
        raise FootwiseError(path, f"has no TotalAcceleration.csv; it has {has}", _LOGGER_GRAVITY)
    foot = choose_side(path, side, path.stem)
    gyroscope = channels("Gyroscope")
    return _together(path, foot, (time_s, acceleration), unit, gyroscope, "rad/s", _LOGGER_GRAVITY,
                     (*note, *dict.fromkeys(notes)), gravity)  # fmt: skip


def _logger_units(path: Path, members: dict[str, bytes]) -> tuple[str, str, tuple[str, ...]]:
    """Unit and sign of the acceleration by Metadata.csv, which names the platform and whether units are standard."""
    raw = next((raw for name, raw in members.items() if name.lower() == "metadata.csv"), b"")
    if not raw.strip():
        note = "has no Metadata.csv: acceleration is taken to be in Android's sign (upwards at rest)"
        return "m/s2", "", (note,)
    lines = decode(f"{path} (Metadata.csv)", raw)
    names, values = fields_of(lines[0], ","), fields_of(lines[1], ",") if len(lines) > 1 else []
    metadata = {name.strip().lower(): value.lower() for name, value in zip(names, values, strict=False)}
    apple = "ios" in metadata.get("platform", "") or "iphone" in metadata.get("device name", "")
    if apple and metadata.get("standardisation", "") != "true":
        return (
            "g",
            "down",
            ("is from iOS without standard units and frames: acceleration is in g and its sign is turned",),
        )
    return "m/s2", "up", ()


def _phyphox(path: Path, tables: dict[str, list[str]], side: str | None) -> RawSensor:
    """Read phyphox: `Time (s)` and three columns a sensor, whose unit stands in the header; one table or two."""
    found: dict[str, tuple[_Channels, str]] = {}
    notes: list[str] = []
    linear, headers = False, []
    for name, lines in tables.items():
        header = fields_of(lines[0], separator_of(lines[0]))
        headers += header
        clock = next((column for column in header if column.lower().startswith("time")), None)
        if clock is None:
            continue
        table = _read(path, name, lines)
        notes += table.notes
        by_unit: dict[tuple[str, str], dict[str, str]] = {}
        for column in table.names:
            if match := _PHYPHOX_COLUMN.fullmatch(column):
                what = f"{match['what'] or name}"
                by_unit.setdefault((what, match["unit"]), {}).setdefault(match["axis"].lower(), column)
        for (what, written), axes in by_unit.items():
            if len(axes) < 3:
                continue
            channels = table[clock], table.stack(axes[axis] for axis in "xyz")
            if unit := acceleration_unit(written):
                without = "linear" in what.lower() or "without" in what.lower()
                linear |= without
                if not without:
                    found.setdefault("acceleration", (channels, unit))
            elif unit := angular_velocity_unit(written):
                found.setdefault("angular velocity", (channels, unit))
    if "acceleration" not in found and linear:
        raise FootwiseError(path, "has linear acceleration only, which lacks gravity", _PHYPHOX_GRAVITY)
    for what, sensor in (("acceleration", "accelerometer"), ("angular velocity", "gyroscope")):
        if what not in found:
            trouble = f"has no {what}; it has {label_list(tuple(dict.fromkeys(headers)))}"
            raise FootwiseError(path, trouble, f"{RECORD_BOTH} ({sensor} missing)")
    foot = choose_side(path, side, path.stem)
    return _together(path, foot, *found["acceleration"], *found["angular velocity"], _PHYPHOX_GRAVITY, tuple(notes),
                     "up")  # fmt: skip


def _together(
    path: Path,
    side: str,
    accelerometer: _Channels,
    unit: str,
    gyroscope: _Channels,
    gyroscope_unit: str,
    gravity_remedy: str,
    notes: tuple[str, ...],
    gravity: str,
) -> RawSensor:
    """Bring the gyroscope to the accelerometer's times, both on the phone's one clock."""
    (time_s, acceleration), (turn_s, turns) = accelerometer, gyroscope
    start = min(float(np.nanmin(t)) if np.isfinite(t).any() else 0.0 for t in (time_s, turn_s))
    time_s, turn_s = time_s - start, turn_s - start
    if time_s.shape == turn_s.shape and np.array_equal(time_s, turn_s):
        return RawSensor(path, side, time_s, acceleration, turns, unit, gyroscope_unit, gravity_remedy, notes, gravity)
    clipped, turns_clipped = clipped_before(np.nan_to_num(acceleration), unit, np.nan_to_num(turns), gyroscope_unit)
    both = interpolated(time_s, turn_s, np.column_stack((turns, turns_clipped)))
    clipped |= np.nan_to_num(both[:, 3]) > 0
    outside = ~np.isfinite(both[:, 0])
    if outside.mean() > 0.5:
        raise FootwiseError(path, "its accelerometer and gyroscope do not run at the same time", RECORD_BOTH)
    # What lies before the gyroscope's first or after its last sample is no gap.
    inside = (time_s >= np.nanmin(turn_s)) & (time_s <= np.nanmax(turn_s))
    return RawSensor(path, side, time_s[inside], acceleration[inside], both[inside, :3], unit, gyroscope_unit,
                     gravity_remedy, notes, gravity, clipped[inside])  # fmt: skip


def interpolated(at_s: Array, time_s: Array, channels: Array) -> Array:
    """Straight lines between samples; NaN outside of them, and within pauses of more than 30 ms.

    Parameters
    ----------
    at_s : array, shape (n,)
    time_s : array, shape (m,)
    channels : array, shape (m, k)

    Returns
    -------
    array, shape (n, k)
    """
    whole = np.flatnonzero(np.isfinite(time_s) & np.isfinite(channels).all(axis=1))
    # The first of repeated stamps; those that run backwards are never reached.
    whole = whole[np.diff(np.maximum.accumulate(time_s[whole]), prepend=-np.inf) > 0]
    if len(whole) < 2:
        return np.full((len(at_s), channels.shape[1]), np.nan)
    time_s, channels = time_s[whole], channels[whole]
    longest = max(LONGEST_PAUSE_S, 1.5 * float(np.median(np.diff(time_s))))
    after = np.clip(np.searchsorted(time_s, at_s), 1, len(time_s) - 1)
    span = time_s[after] - time_s[after - 1]
    share = ((at_s - time_s[after - 1]) / span)[:, None]
    values = channels[after - 1] * (1 - share) + channels[after] * share
    exact = np.isclose(share, 0, atol=1e-9) | np.isclose(share, 1, atol=1e-9)
    outside = (share < 0) | (share > 1) | ~np.isfinite(share)
    values[((outside | (span > longest)[:, None]) & ~exact)[:, 0]] = np.nan
    return np.asarray(values)
