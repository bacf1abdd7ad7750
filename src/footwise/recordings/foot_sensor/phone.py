"""A phone on a shoe: recordings of Sensor Logger and phyphox, one table a sensor, in a zip archive or a folder."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from footwise.errors import FootwiseError
from footwise.recordings.foot_sensor.raw import (
    RECORD_BOTH,
    RawSensor,
    acceleration_unit,
    angular_velocity_unit,
    choose_side,
)
from footwise.recordings.foot_sensor.table import Table, decode, fields_of, read_rows, separator_of
from footwise.recordings.foot_sensor.two_streams import Stream, interpolated, together
from footwise.recordings.marker_sets import label_list
from footwise.text_files import read_bytes

# RuntimeError: locked with a password, or packed in a way that Python does not know.
_BROKEN_ZIP = (zipfile.BadZipFile, EOFError, OSError, ValueError, RuntimeError, zlib.error)
_LARGEST_MEMBER = 2**30
_LOGGER_GRAVITY = "Export TotalAcceleration.csv, or Gravity.csv beside Accelerometer.csv, from Sensor Logger"
_PHYPHOX_GRAVITY = "Record 'Acceleration with g' in phyphox, not 'Acceleration (without g)'"
_PHYPHOX_COLUMN = re.compile(r"(?:(?P<what>.*?)\s*\b)?(?P<axis>[xyz])\s*\((?P<unit>[^)]*)\)", re.IGNORECASE)


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

    def channels(name: str) -> Stream:
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
    return together(path, foot, (time_s, acceleration), unit, gyroscope, "rad/s", gravity_remedy=_LOGGER_GRAVITY,
                    notes=(*note, *dict.fromkeys(notes)), gravity=gravity)  # fmt: skip


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
    found: dict[str, tuple[Stream, str]] = {}
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
    return together(path, foot, *found["acceleration"], *found["angular velocity"],
                    gravity_remedy=_PHYPHOX_GRAVITY, notes=tuple(notes), gravity="up")  # fmt: skip
