"""The feet of a recording that is several files, in a zip archive, in a folder, or beside one another."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePosixPath

from footwise.errors import FootwiseError
from footwise.recordings.foot_sensor.bids_motion import is_bids_motion
from footwise.recordings.foot_sensor.body_places import FOOT, PELVIS, SHANK, sensor_place
from footwise.recordings.foot_sensor.channel_names import Quantity, channel
from footwise.recordings.foot_sensor.found_table import FoundTable, find_table, header_line, named_channels
from footwise.recordings.foot_sensor.makers import maker_of
from footwise.recordings.foot_sensor.packed_files import PackedFiles, packed_files
from footwise.recordings.foot_sensor.phyphox import phyphox_tables
from footwise.recordings.foot_sensor.raw import RECORD_BOTH, RawSensor, choose_side
from footwise.recordings.foot_sensor.sensor_logger import (
    AXES,
    CLOCKS,
    is_sensor_logger,
    sensor_logger_json,
    sensor_logger_tables,
)
from footwise.recordings.foot_sensor.sensor_table import stream_of
from footwise.recordings.foot_sensor.table import decode, fields_of, separator_of
from footwise.recordings.foot_sensor.two_streams import together
from footwise.recordings.foot_sensor.wrist_devices import WATCH_TABLES, refuse_wrist_device
from footwise.side_words import side_in

_HEADER_LINES = 50
_TEXT = (".csv", ".txt", ".tsv")
_WHOLE = (".xdf", ".xdfz", ".h5", ".hdf5", ".c3d")
_BOTH = (Quantity.ACCELERATION, Quantity.ANGULAR_VELOCITY)
_KINDS = "Give the zip archive or folder that a sensor's or a phone's app exports"
# Reads one file on its own.
Reader = Callable[[Path, str | None, float | None], list[RawSensor]]


def packed_sensors(path: Path, side: str | None, rate_hz: float | None, read_one: Reader) -> list[RawSensor]:
    """Every foot of a zip archive or a folder.

    Parameters
    ----------
    path : Path
    side : str or None
    rate_hz : float or None
    read_one : callable
        Reader of a file that needs no other.

    Raises
    ------
    FootwiseError
        Nothing in it is a sensor's, or what is lacks its other half.
    """
    files = _feet_alone(packed_files(path))
    texts = [name for name in files.names if PurePosixPath(name).suffix.lower() in _TEXT]
    if texts and all(PurePosixPath(name).stem.lower() in (*WATCH_TABLES, "metadata") for name in texts):
        refuse_wrist_device(path / PurePosixPath(texts[0]).name, b"")
    texts = [name for name in texts if PurePosixPath(name).stem.lower() not in WATCH_TABLES]
    names = {name: _header(files, name) for name in texts}
    if any(is_sensor_logger(one) or {"time", "x", "y", "z"} <= one for one in names.values()):
        return [sensor_logger_tables(files, side)]
    notes = [name for name in files.names if name.lower().endswith(".json") and _is_samples(files.head(name))]
    if notes and not texts:
        return [sensor_logger_json(path, files.read(notes[0]), side)]
    motion = [name for name in texts if is_bids_motion(PurePosixPath(name))]
    alone = motion or [name for name in texts if _holds(names[name]) == {"both"}]
    alone += [name for name in files.names if PurePosixPath(name).suffix.lower() in _WHOLE]
    if alone:
        return _apart(files, alone, side, rate_hz, read_one)
    halves = {name: kind for name in texts if (kind := _holds(names[name])) in ({"acc"}, {"gyr"})}
    if any("axis (" in word or word.startswith(f"{_stem(name)} axis ") for name in halves for word in names[name]):
        tables = {name: _found(f"{path} ({name})", files.read(name), name) for name in halves}
        return pairs_of_tables(
            path, {name: table for name, table in tables.items() if table is not None}, side, rate_hz
        )
    filled = [name for name in texts if names[name] and name.lower().endswith(".csv")]
    if not filled:
        raise FootwiseError(path, "holds no table (.csv)", _KINDS)
    return [phyphox_tables(path, {PurePosixPath(name).stem: decode(_label(files, name), files.read(name))
                                  for name in filled}, side)]  # fmt: skip


def _feet_alone(files: PackedFiles) -> PackedFiles:
    """Leave out what is of shank or pelvis by its name, where others are of a foot by theirs: a set holds feet, too."""
    places = {name: sensor_place(PurePosixPath(name).stem) for name in files.names}
    if FOOT not in places.values():
        return files
    return PackedFiles(files.path, tuple(name for name in files.names if places[name] not in (SHANK, PELVIS)))


def pair_beside(path: Path, found: FoundTable, side: str | None, rate_hz: float | None) -> list[RawSensor] | None:
    """One foot of a table that holds one of its sensors, with the table of the other one that lies beside it.

    None where the table is of no maker that writes two of them.

    Raises
    ------
    FootwiseError
        The other table is not there.
    """
    mine = _quantity_of(found)
    if not maker_of(found).tables_apart or mine is None:
        return None
    key = _without_sensor(path.name)
    for file in sorted(path.parent.iterdir()):
        if file == path or file.suffix.lower() not in _TEXT or _without_sensor(file.name) != key:
            continue
        other = _found(str(file), PackedFiles(path.parent, (file.name,)).read(file.name), file.name)
        if other is not None and _quantity_of(other) not in (None, mine):
            return pairs_of_tables(path, {path.name: found, file.name: other}, side, rate_hz)
    missing = "gyroscope" if mine is Quantity.ACCELERATION else "accelerometer"
    raise FootwiseError(path, f"holds one sensor, and the table of its {missing} does not lie beside it", RECORD_BOTH)


def _label(files: PackedFiles, name: str) -> str:
    return f"{files.path} ({name})" if len(files.names) > 1 else str(files.path)


def _header(files: PackedFiles, name: str) -> set[str]:
    """Names in the header of a table, by its beginning; none of an empty file."""
    head = files.head(name)
    if not head.strip():
        return set()
    lines = _named_by_file(decode(_label(files, name), head), name)
    header = header_line(lines)
    line = lines[0 if header is None else header]
    return {field for field in fields_of(line[:10_000], separator_of(line))}


def _holds(names: set[str]) -> set[str]:
    """What a header has three axes of: acc, gyr or both."""
    kinds = {one.quantity for one in named_channels(names)}
    acceleration = bool(kinds & {Quantity.ACCELERATION, Quantity.FREE_ACCELERATION})
    turning = Quantity.ANGULAR_VELOCITY in kinds
    return {"both"} if acceleration and turning else {"acc"} if acceleration else {"gyr"} if turning else set()


def _is_samples(head: bytes) -> bool:
    return head.lstrip()[:1] == b"[" and b'"sensor"' in head


def _found(label: str, raw: bytes, name: str) -> FoundTable | None:
    return find_table(label, _named_by_file(decode(label, raw), name))


def _stem(name: str) -> str:
    return PurePosixPath(name).stem


def _named_by_file(lines: list[str], name: str) -> list[str]:
    """Lines of a table whose columns x, y and z are named after its file, where that says what they are of.

    Sensor Logger's, which have its clocks, stay as they are: what it calls an accelerometer lacks gravity.
    """
    if header_line(lines) is not None or channel(f"{_stem(name)} x").quantity not in _BOTH:
        return lines
    for k, line in enumerate(lines[:_HEADER_LINES]):
        separator = separator_of(line)
        fields = fields_of(line, separator)
        if set(CLOCKS) & set(fields):
            return lines
        if set(AXES) <= {field.lower() for field in fields}:
            named = [f"{_stem(name)} axis {field}" if field.lower() in AXES else field for field in fields]
            return [*lines[:k], separator.join(named), *lines[k + 1 :]]
    return lines


def _apart(
    files: PackedFiles, names: list[str], side: str | None, rate_hz: float | None, read_one: Reader
) -> list[RawSensor]:
    """Feet of files that need no other, each read under its own name."""
    sensors: list[RawSensor] = []
    with tempfile.TemporaryDirectory(prefix="footwise-") as folder:
        for name in files.names if any(is_bids_motion(PurePosixPath(one)) for one in names) else names:
            (Path(folder) / PurePosixPath(name).name).write_bytes(files.read(name))
        for name in names:
            inside = Path(folder) / PurePosixPath(name).name
            mine = side if len(names) == 1 else side_in(PurePosixPath(name).stem) or side
            try:
                read = read_one(inside, mine or side_in(files.path.stem), rate_hz)
            except FootwiseError as error:
                # Nobody knows the place where it was unpacked.
                trouble = error.trouble.replace(str(inside), inside.name)
                raise FootwiseError(f"{files.path} ({name})", trouble, error.remedy, error.kind) from error
            sensors += [_of(files.path, sensor) for sensor in read]
    feet = [sensor.side for sensor in sensors]
    if twice := next((foot for foot in feet if feet.count(foot) > 1), None):
        trouble = f"has {feet.count(twice)} recordings of the {twice} foot ({', '.join(names[:5])})"
        raise FootwiseError(files.path, trouble, "Give one of them alone")
    return sensors


def _of(path: Path, sensor: RawSensor) -> RawSensor:
    return replace(sensor, source=path)


def _quantity_of(found: FoundTable) -> Quantity | None:
    """The one quantity that a table holds, or None where it holds both or neither."""
    kinds = {one.quantity for one in found.channels} & {Quantity.ACCELERATION, Quantity.ANGULAR_VELOCITY}
    return kinds.pop() if len(kinds) == 1 else None


def _without_sensor(name: str) -> str:
    """What the names of a foot's two tables have in common: without sensor, rate and firmware."""
    parts = re.split(r"(?i)_?(?:[a-z]*acceler[a-z]+|gyroscope|acc|gyro?)(?![a-z])", name)
    return f"{parts[0].lower()} {side_in(name) or ''}"


def pairs_of_tables(
    path: Path, tables: dict[str, FoundTable], side: str | None, rate_hz: float | None
) -> list[RawSensor]:
    """Feet of tables that hold one sensor each, those of one foot put together by their names."""
    feet: dict[str, dict[Quantity, str]] = {}
    for name, table in tables.items():
        quantity = _quantity_of(table)
        if quantity is not None:
            mine = feet.setdefault(_without_sensor(PurePosixPath(name).name), {})
            if quantity in mine:
                raise FootwiseError(
                    path, f"holds two tables of {quantity.value} ({mine[quantity]}, {name})", "Give one"
                )
            mine[quantity] = name
    sensors = []
    for pair in feet.values():
        if len(pair) < 2:
            raise FootwiseError(
                path, f"holds {next(iter(pair.values()))} without the other sensor's table", RECORD_BOTH
            )
        names = [pair[kind] for kind in _BOTH]
        streams = [stream_of(path, tables[name], kind, rate_hz) for name, kind in zip(names, _BOTH, strict=True)]
        (accelerometer, unit, notes), (gyroscope, turning_unit, more) = streams
        foot = choose_side(path, side if len(feet) == 1 else None, PurePosixPath(names[0]).stem, path.stem)
        sensors.append(together(path, foot, accelerometer, unit, gyroscope, turning_unit,
                                notes=tuple(dict.fromkeys((*notes, *more))),
                                gravity=maker_of(tables[names[0]]).gravity))  # fmt: skip
    if not sensors:
        raise FootwiseError(path, "holds no table of an accelerometer and a gyroscope", _KINDS)
    return sensors
