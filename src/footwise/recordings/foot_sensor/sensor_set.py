"""Sensors on shoe, shank and pelvis that recorded one walk together: a folder, an archive, or one table of all."""

from __future__ import annotations

import tempfile
import warnings
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from footwise.errors import FootwiseError
from footwise.notes import Note
from footwise.recordings.foot_sensor.bids_motion import bids_sensors, is_bids_motion
from footwise.recordings.foot_sensor.body_places import FOOT, PELVIS, SHANK, as_of_a_foot, sensor_place
from footwise.recordings.foot_sensor.channel_names import Quantity
from footwise.recordings.foot_sensor.found_table import find_table
from footwise.recordings.foot_sensor.gravity import told_gravity
from footwise.recordings.foot_sensor.opal import opal_sensors
from footwise.recordings.foot_sensor.packed_files import PackedFiles, packed_files
from footwise.recordings.foot_sensor.packed_sensors import pairs_of_tables
from footwise.recordings.foot_sensor.raw import RawSensor
from footwise.recordings.foot_sensor.read import text_sensors
from footwise.recordings.foot_sensor.sensor import FootSensor
from footwise.recordings.foot_sensor.sensor_table import both_sensors, placed_sensors
from footwise.recordings.foot_sensor.soundness import sound_foot_sensor
from footwise.recordings.foot_sensor.table import decode
from footwise.recordings.marker_sets import label_list
from footwise.recordings.recording_kind import HDF5, ZIP, first_bytes
from footwise.side_words import side_in
from footwise.text_files import read_bytes

_TEXT = (".csv", ".txt", ".tsv")
_NAME_THEM = (
    "Name each sensor by its place, such as left_foot, left_shank and pelvis, in the file's name or in its columns"
)
# Rates further apart than this are two, and a pause of one is none of the other.
_ONE_RATE = 0.01
# Sensors on one clock that share less than this of the longer one's time were not recorded together.
_SHARED = 0.5


@dataclass(frozen=True)
class SensorSet:
    """Sensors of one walk on one clock and at one rate, at most one a place and side.

    Attributes
    ----------
    source : Path
    sensors : tuple of FootSensor
        Their `time_s` counts from the same moment.
    """

    source: Path
    sensors: tuple[FootSensor, ...]

    def at(self, place: str, side: str = "") -> FootSensor | None:
        """Sensor of a place and side, or None."""
        return next((one for one in self.sensors if (one.place, one.side) == (place, side)), None)

    @property
    def sides(self) -> tuple[str, ...]:
        """Legs with a sensor on both shoe and shank."""
        return tuple(side for side in ("left", "right") if self.at(FOOT, side) and self.at(SHANK, side))

    @property
    def notes(self) -> tuple[Note, ...]:
        """What the readers decided, of each sensor under its name."""
        return tuple(note.under(f"{one.side} {one.place}".strip()) for one in self.sensors for note in one.notes)


def read_sensor_set(path: Path | str, *, rate_hz: float | None = None, gravity: str | None = None) -> SensorSet:
    """Read the sensors on shoe and shank, and on the pelvis if there is one.

    Parameters
    ----------
    path : Path or str
        A folder or zip archive with one table a sensor, or one table (HDF5 of APDM, BIDS-Motion) with all of them.
        Places and sides are told by the names of files, columns or sensors, in several languages.
    rate_hz : float, optional
        Samples a second, for tables that hold no time.
    gravity : {"up", "down"}, optional
        Which way the accelerometers read gravity at rest, where neither format nor file says it.

    Raises
    ------
    FootwiseError
        A sensor is missing, is there twice, or has another clock or rate than the shoe's.
    """
    path = Path(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        raws = _raw_sensors(path, rate_hz)
        _refuse_incomplete(path, raws)
        sensors = [sound_foot_sensor(told_gravity(raw, gravity)) for raw in raws]
    return SensorSet(path, _on_one_clock(path, sensors))


def _raw_sensors(path: Path, rate_hz: float | None) -> list[RawSensor]:
    if path.is_dir() or path.suffix.lower() == ".zip" or first_bytes(path).startswith(ZIP):
        return _packed(path, rate_hz)
    return _of_one_file(path, path.name, read_bytes(path), rate_hz)


def _of_one_file(path: Path, name: str, raw: bytes, rate_hz: float | None) -> list[RawSensor]:
    """Every sensor of one file that holds several."""
    if raw.startswith(HDF5):
        return opal_sensors(path, None, every_place=True)
    if is_bids_motion(PurePosixPath(name)):
        return bids_sensors(path, None, rate_hz, every_place=True)
    lines = decode(path, raw) if PurePosixPath(name).suffix.lower() in _TEXT else []
    found = find_table(path, lines) if lines else None
    return placed_sensors(path, found, rate_hz) if found is not None and both_sensors(found) else []


def _packed(path: Path, rate_hz: float | None) -> list[RawSensor]:
    """Sensors of the files in a folder or an archive; a file whose name says no place may hold several."""
    files = packed_files(path)
    placed: dict[tuple[str, str], list[str]] = defaultdict(list)
    others = []
    for name in files.names:
        place, side = _place_and_side(name)
        if place and PurePosixPath(name).suffix.lower() in _TEXT and not is_bids_motion(PurePosixPath(name)):
            placed[place, side].append(name)
        else:
            others.append(name)
    if placed:
        return [_of_a_place(files, place, side, names, rate_hz) for (place, side), names in placed.items()]
    with tempfile.TemporaryDirectory(prefix="footwise-") as folder:
        for name in files.names:
            (Path(folder) / PurePosixPath(name).name).write_bytes(files.read(name))
        found = [_of_one_file(Path(folder) / PurePosixPath(name).name, name, files.read(name), rate_hz)
                 for name in others]  # fmt: skip
    return [replace(raw, source=path) for few in found for raw in few]


def _place_and_side(name: str) -> tuple[str, str]:
    """Place and side of a sensor by the name of its file, or by that of the folder it lies in inside an archive."""
    for part in reversed(PurePosixPath(name).with_suffix("").parts[-2:]):
        if place := sensor_place(part):
            return place, "" if place == PELVIS else side_in(as_of_a_foot(part, place)) or ""
    return "", ""


def _of_a_place(files: PackedFiles, place: str, side: str, names: list[str], rate_hz: float | None) -> RawSensor:
    """One sensor of the table that its place and side have, or of its two halves."""
    if not side and place != PELVIS:
        trouble = f"has {names[0]}, a sensor on a {place}, and does not say on which"
        raise FootwiseError(files.path, trouble, f"Call it left_{place} or right_{place}")
    told = side or "left"
    if len(names) > 1:
        read = _halves(files, names, told, rate_hz)
    else:
        # The place is known: what the columns say of it decides nothing more.
        where = f"{files.path} ({names[0]})"
        lines = decode(where, files.read(names[0]))
        try:
            read = text_sensors(Path(f"{told}.csv"), lines, told, rate_hz, place)
        except FootwiseError as error:
            raise FootwiseError(where, error.trouble, error.remedy, error.kind) from error
    if len(read) != 1:
        raise FootwiseError(files.path, f"has {len(read)} sensors of one place in {names[0]}", "Give one of them alone")
    return replace(read[0], source=files.path, place=place, side=side)


def _halves(files: PackedFiles, names: list[str], side: str, rate_hz: float | None) -> list[RawSensor]:
    """A sensor whose program writes accelerometer and gyroscope into tables of their own."""
    tables = {}
    for name in names:
        found = find_table(f"{files.path} ({name})", decode(files.path, files.read(name)))
        kinds = {one.quantity for one in found.channels} if found is not None else set()
        if found is None or len(kinds & {Quantity.ACCELERATION, Quantity.ANGULAR_VELOCITY}) != 1:
            raise FootwiseError(files.path, f"has {len(names)} files of one place ({', '.join(names[:3])})",
                                "Leave the one of this walk")  # fmt: skip
        # The two are one sensor's whatever else their names say.
        quantity = "Gyroscope" if Quantity.ANGULAR_VELOCITY in kinds else "Accelerometer"
        tables[f"{side}_foot_{quantity}.csv"] = found
    return pairs_of_tables(files.path, tables, side, rate_hz)


def _refuse_incomplete(path: Path, raws: list[RawSensor]) -> None:
    """Refuse what no odds can be told of: no leg has both its sensors, or one place has two."""
    has = [f"{raw.side} {raw.place}".strip() for raw in raws]
    if twice := next((one for one in has if has.count(one) > 1), None):
        raise FootwiseError(path, f"has {has.count(twice)} sensors of the {twice}", "Give one of them alone")
    if not raws:
        raise FootwiseError(path, "names no sensor on a shoe and none on a shank", _NAME_THEM)
    if any({f"{side} {FOOT}", f"{side} {SHANK}"} <= set(has) for side in ("left", "right")):
        return
    feet, shanks = (any(raw.place == place for raw in raws) for place in (FOOT, SHANK))
    lacks = "shoe and shank of the same leg" if feet and shanks else "the shank" if feet else "the shoe"
    if not feet and not shanks:
        lacks = "shoe and shank"
    raise FootwiseError(
        path,
        f"holds a sensor on {label_list(tuple(has))} and lacks {lacks}",
        "Record with sensors on the shoe and on the shank of one leg at least; the pelvis may be left out",
    )


def _on_one_clock(path: Path, sensors: list[FootSensor]) -> tuple[FootSensor, ...]:
    """Sensors with their times counted from one moment; which must be that of one clock and one rate."""
    first = min(sensor.first_s for sensor in sensors)
    shoe = next(sensor for sensor in sensors if sensor.place == FOOT)
    moved = [replace(sensor, time_s=sensor.time_s + (sensor.first_s - first)) for sensor in sensors]
    for sensor in moved:
        name = f"{sensor.side} {sensor.place}".strip()
        if abs(sensor.rate_hz / shoe.rate_hz - 1) > _ONE_RATE:
            trouble = f"has {sensor.rate_hz:.4g} samples a second on the {name} and {shoe.rate_hz:.4g} on the shoe"
            raise FootwiseError(path, trouble, "Record all sensors at one rate and on one clock")
    begin, end = max(float(one.time_s[0]) for one in moved), min(float(one.time_s[-1]) for one in moved)
    longest = max(float(one.time_s[-1] - one.time_s[0]) for one in moved)
    if end - begin < _SHARED * longest:
        late = max(moved, key=lambda one: float(one.time_s[0]))
        name = f"{late.side} {late.place}".strip()
        trouble = f"has its sensors on different clocks: that on the {name} begins {late.time_s[0]:.1f} s after another"
        raise FootwiseError(path, trouble, "Record all sensors with one program, which gives them one clock")
    return tuple(moved)
