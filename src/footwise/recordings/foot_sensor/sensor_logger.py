"""Recordings of the phone app Sensor Logger: a table a sensor, in a zip archive or a folder, or one JSON file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np

from footwise.errors import FootwiseError
from footwise.recordings.foot_sensor.packed_files import PackedFiles
from footwise.recordings.foot_sensor.raw import RECORD_BOTH, RawSensor, choose_side
from footwise.recordings.foot_sensor.table import Table, decode, fields_of, read_rows, separator_of
from footwise.recordings.foot_sensor.two_streams import Stream, interpolated, together
from footwise.recordings.marker_sets import label_list
from footwise.settings import parse_json

_GRAVITY = "Export TotalAcceleration.csv, or Gravity.csv beside Accelerometer.csv, from Sensor Logger"
_AGAIN = "Export it again from Sensor Logger"
_TOTAL, _LINEAR, _RAW_ACCELERATION = "TotalAcceleration", "Accelerometer", "AccelerometerUncalibrated"
_TURNING, _RAW_TURNING = "Gyroscope", "GyroscopeUncalibrated"
CLOCKS = ("time", "seconds_elapsed")
# A table of the app has these columns, and one of the clocks.
AXES = frozenset("xyz")


def is_sensor_logger(names: set[str]) -> bool:
    """Whether a header is that of a table of the app."""
    return names >= AXES and "seconds_elapsed" in names


def sensor_logger_tables(files: PackedFiles, side: str | None) -> RawSensor:
    """Accelerometer and gyroscope of a zip archive or a folder of tables.

    Raises
    ------
    FootwiseError
        A sensor or gravity is missing, or a table has no time.
    """
    stems = {PurePosixPath(name).stem: name for name in files.names if name.lower().endswith(".csv")}

    def table(stem: str) -> Table:
        label = f"{files.path} ({stem}.csv)"
        lines = decode(label, files.read(stems[stem]))
        separator = separator_of(lines[0])
        return read_rows(label, lines, 1, fields_of(lines[0], separator), separator)

    metadata: dict[str, str] = {}
    if known := next((stem for stem in stems if stem.lower() == "metadata"), None):
        raw = files.read(stems.pop(known))
        lines = decode(f"{files.path} (Metadata.csv)", raw) if raw.strip() else []
        if len(lines) > 1:
            fields = zip(fields_of(lines[0], ","), fields_of(lines[1], ","), strict=False)
            metadata = {name.strip().lower(): value.lower() for name, value in fields}
    with_rows = {stem: name for stem, name in stems.items() if files.head(name).strip()}
    return _sensor(files.path, with_rows, table, metadata, side)


def sensor_logger_json(path: Path, raw: bytes, side: str | None) -> RawSensor:
    """Accelerometer and gyroscope of the app's JSON file: a list of samples, each with the name of its sensor.

    Raises
    ------
    FootwiseError
        It is no such list; a sensor or gravity is missing.
    """
    try:
        records = parse_json(raw)
    except ValueError as error:
        raise FootwiseError(path, f"is not JSON that can be read ({str(error)[:120]})", _AGAIN) from None
    if not isinstance(records, list) or not all(isinstance(one, dict) for one in records):
        raise FootwiseError(path, "is no list of samples, as Sensor Logger writes them", _AGAIN)
    of_sensor: dict[str, list[dict[str, Any]]] = {}
    for record in records:
        of_sensor.setdefault(str(record.get("sensor", "")), []).append(record)
    first = of_sensor.pop("Metadata", [{}])[0]
    metadata = {str(key).lower(): str(value).lower() for key, value in first.items()}

    def table(name: str) -> Table:
        rows = of_sensor[name]
        columns = [key for key in (*CLOCKS, "x", "y", "z") if key in rows[0]]
        numbers = [[_number(row.get(key)) for key in columns] for row in rows]
        return Table(f"{path} ({name})", tuple(columns), np.array(numbers, dtype=float))

    return _sensor(path, of_sensor, table, metadata, side)


def _number(written: Any) -> float:
    try:
        return float(written)
    except (TypeError, ValueError):
        return float("nan")


def _sensor(
    path: Path, has: Mapping[str, object], table: Callable[[str], Table], metadata: Mapping[str, str], side: str | None
) -> RawSensor:
    notes: list[str] = []

    def stream(name: str) -> Stream:
        one = table(name)
        one.need(("x", "y", "z"), _AGAIN)
        clocks = [clock for clock in CLOCKS if clock in one]
        if not clocks:
            one.need(("seconds_elapsed",), _AGAIN)
        notes.extend(one.notes)
        # A spreadsheet leaves six digits of the nineteen of a time.
        clock = max(clocks, key=lambda name: float(np.mean(np.diff(one[name]) > 0)) if len(one[name]) > 1 else 0.0)
        return one[clock] * (1e-9 if clock == "time" else 1.0), one.stack("xyz")

    listed = label_list(tuple(f"{name}.csv" for name in has))
    turning = next((name for name in (_TURNING, _RAW_TURNING) if name in has), None)
    if turning is None:
        raise FootwiseError(path, f"has no Gyroscope.csv; it has {listed or 'nothing'}", RECORD_BOTH)
    unit, gravity, told = _units(metadata, has)
    if _TOTAL in has:
        time_s, acceleration = stream(_TOTAL)
    elif _LINEAR in has and "Gravity" in has:
        time_s, acceleration = stream(_LINEAR)
        acceleration = acceleration + interpolated(time_s, *stream("Gravity"))
    elif _RAW_ACCELERATION in has:
        time_s, acceleration = stream(_RAW_ACCELERATION)
        notes.append("has an uncalibrated accelerometer only")
        unit = "g" if gravity == "down" else unit
    elif _LINEAR in has:
        raise FootwiseError(path, "has Accelerometer.csv without gravity only", _GRAVITY)
    else:
        raise FootwiseError(path, f"has no TotalAcceleration.csv; it has {listed}", _GRAVITY)
    gyroscope = stream(turning)
    if turning == _RAW_TURNING:
        notes.append("has an uncalibrated gyroscope only: its offset is taken where the foot rests")
    return together(path, choose_side(path, side, path.stem), (time_s, acceleration), unit, gyroscope, "rad/s",
                    gravity_remedy=_GRAVITY, notes=(*told, *dict.fromkeys(notes)), gravity=gravity)  # fmt: skip


def _units(metadata: Mapping[str, str], has: Mapping[str, object]) -> tuple[str, str, tuple[str, ...]]:
    """Unit and sign of the acceleration: the app's documentation says which platform writes what.

    Android, and any platform with "Standardise Units & Frames", reads gravity upwards; an iPhone without it
    downwards. A table TotalAcceleration is Android's alone. Uncalibrated acceleration is in g on such an iPhone.
    """
    apple = "ios" in metadata.get("platform", "") or "iphone" in metadata.get("device name", "")
    standard = metadata.get("standardisation", "") == "true"
    if apple and not standard:
        return (
            "m/s2",
            "down",
            ("is from iOS without standard units and frames: the sign of its acceleration is turned",),
        )
    if apple or "android" in metadata.get("platform", "") or standard:
        return "m/s2", "up", ()
    if _TOTAL in has:
        return "m/s2", "up", ("has no Metadata.csv that names the phone: TotalAcceleration.csv is Android's alone",)
    return "m/s2", "", ("has no Metadata.csv that says on which phone it was recorded",)
