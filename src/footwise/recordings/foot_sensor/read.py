"""Read the recording of a foot sensor, whichever device or program it comes from."""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path

from footwise.errors import ErrorKind, FootwiseError
from footwise.notes import remarks
from footwise.recordings.foot_sensor.bids_motion import bids_sensors, is_bids_motion
from footwise.recordings.foot_sensor.body_places import FOOT, refuse_place_in_name
from footwise.recordings.foot_sensor.c3d_analog import c3d_sensors
from footwise.recordings.foot_sensor.channel_names import Quantity
from footwise.recordings.foot_sensor.column_map import mapped_sensors
from footwise.recordings.foot_sensor.found_table import find_table
from footwise.recordings.foot_sensor.gravity import told_gravity
from footwise.recordings.foot_sensor.json_table import lines_of_json
from footwise.recordings.foot_sensor.named_columns import (
    dot_header,
    dot_sensor,
    is_one_header,
    one_header_sensor,
    two_header_sensors,
    with_xsens_names,
)
from footwise.recordings.foot_sensor.opal import opal_sensors
from footwise.recordings.foot_sensor.other_programs import refuse_other_program
from footwise.recordings.foot_sensor.packed_sensors import packed_sensors, pair_beside
from footwise.recordings.foot_sensor.phyphox import phyphox_tables
from footwise.recordings.foot_sensor.raw import RECORD_BOTH, RawSensor, checked_side
from footwise.recordings.foot_sensor.rows_of_quantities import stacked_sensor
from footwise.recordings.foot_sensor.sensor import FootSensor
from footwise.recordings.foot_sensor.sensor_logger import sensor_logger_json
from footwise.recordings.foot_sensor.sensor_table import both_sensors, table_sensors
from footwise.recordings.foot_sensor.soundness import sound_foot_sensor
from footwise.recordings.foot_sensor.table import decode, fields_of, separator_of
from footwise.recordings.foot_sensor.wrist_devices import refuse_wrist_device
from footwise.recordings.foot_sensor.xdf import xdf_sensors
from footwise.recordings.marker_sets import label_list
from footwise.recordings.recording_kind import HDF5, XDF, ZIP, first_bytes
from footwise.text_files import read_bytes

# A rate that was given and one by a clock that are further apart than this are two rates.
_ANOTHER_RATE = 0.05
_KINDS = (
    "Give a table that names its axes, as sensors' programs and phone apps export them, or say what its columns are "
    "with `column_map`; of a laboratory with markers a .c3d, or a .trc with its .mot or .sto"
)


def read_foot_sensors(
    path: Path | str,
    *,
    side: str | None = None,
    column_map: Path | str | None = None,
    rate_hz: float | None = None,
    gravity: str | None = None,
) -> tuple[FootSensor, ...]:
    """Read the sensors on a person's feet.

    Parameters
    ----------
    path : Path or str
        A table of any maker, or of any other with a `column_map`; Sensor Logger's JSON; XDF; HDF5 of APDM; a C3D file
        with sensors among its analog channels; BIDS-Motion; or a zip archive or folder with such files.
    side : {"left", "right"}, optional
        Which foot it is, where neither the file nor its name says so; of a file with both feet, the one to read.
    column_map : Path or str, optional
        TOML file that says which column is what.
    rate_hz : float, optional
        Samples per second, for files that hold no time.
    gravity : {"up", "down"}, optional
        Which way the accelerometer measures gravity at rest, where neither the format nor the file says it.

    Returns
    -------
    tuple of FootSensor
        One a foot, in SI units, left before right. Units, gravity, clipping and time stamps are checked, and what was
        found or decided stands in the notes.

    Raises
    ------
    FootwiseError
        With the file, the trouble and the remedy.
    """
    path = Path(path)
    checked_side(path, side)
    if rate_hz is not None and not 0 < rate_hz < 1e5:
        raise FootwiseError(
            path, f"{rate_hz:g} samples a second are impossible", "Give the rate in Hz", kind=ErrorKind.BAD_REQUEST
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        raws = _read(path, side, None if column_map is None else Path(column_map), rate_hz)
        sensors = [sound_foot_sensor(told_gravity(raw, gravity)) for raw in raws if side in (None, raw.side)]
        sensors = [_with_the_rate_that_was_said(sensor, rate_hz) for sensor in sensors]
    if not sensors:
        has = " and ".join(raw.side for raw in raws)
        raise FootwiseError(path, f"has no {side} foot, only {has}", "Leave `side` out", kind=ErrorKind.BAD_REQUEST)
    return tuple(sorted(sensors, key=lambda sensor: sensor.side))


def _with_the_rate_that_was_said(sensor: FootSensor, rate_hz: float | None) -> FootSensor:
    """Tell of a rate that was given and not used, as the file has a clock of its own that says another."""
    if rate_hz is None or abs(sensor.rate_hz / rate_hz - 1) < _ANOTHER_RATE:
        return sensor
    note = f"has {sensor.rate_hz:.4g} samples a second by its own clock, not the {rate_hz:g} that were given"
    return replace(sensor, notes=(*sensor.notes, *remarks((note,))))


def _read(path: Path, side: str | None, column_map: Path | None, rate_hz: float | None) -> list[RawSensor]:
    """Choose the reader by the first bytes and the header, whatever the file is called."""
    if column_map is not None:
        if path.is_dir():
            raise FootwiseError(path, "is a folder", "Name the table in it that the column map is for")
        refuse_place_in_name(path)
        return mapped_sensors(path, column_map, side)
    refuse_other_program(path)
    suffix, head = path.suffix.lower(), b"" if path.is_dir() else first_bytes(path)
    if path.is_dir() or suffix == ".zip" or head.startswith(ZIP):
        if not path.is_dir():
            refuse_place_in_name(path)
        return packed_sensors(path, side, rate_hz, _read_one)
    return _read_one(path, side, rate_hz)


def _read_one(path: Path, side: str | None, rate_hz: float | None) -> list[RawSensor]:
    """Read a file that is neither archive nor folder."""
    suffix, head = path.suffix.lower(), first_bytes(path)
    if suffix == ".xdf" or head.startswith(XDF):
        return xdf_sensors(path, side)
    if head.startswith(HDF5) or (suffix in (".h5", ".hdf5") and not path.exists()):
        return opal_sensors(path, side)
    if suffix == ".c3d":
        return c3d_sensors(path, side)
    refuse_wrist_device(path, head)
    if is_bids_motion(path):
        return bids_sensors(path, side, rate_hz)
    refuse_place_in_name(path)
    raw = read_bytes(path)
    if (of_json := lines_of_json(raw)) is not None:
        return text_sensors(path, of_json, side, rate_hz)
    if suffix == ".json" or raw.lstrip()[:1] == b"[":
        return [sensor_logger_json(path, raw, side)]
    lines = decode(path, raw)
    return text_sensors(path, lines, side, rate_hz)


def text_sensors(
    path: Path, lines: list[str], side: str | None, rate_hz: float | None, place: str = FOOT
) -> list[RawSensor]:
    """Feet of one table of text, by its header; or its one sensor on another `place`, where that is known."""
    lines = with_xsens_names(lines)
    if (header := dot_header(lines)) is not None:
        return [dot_sensor(path, lines, header, side, rate_hz, place)]
    names = _names(lines[0])
    if names & {"left_sensor", "right_sensor"}:
        return two_header_sensors(path, lines, side, rate_hz)
    if is_one_header(names):
        return [one_header_sensor(path, lines, side, rate_hz)]
    if {"seconds_elapsed", "x", "y", "z"} <= names:
        # One table of Sensor Logger: the others lie beside it.
        return packed_sensors(path.parent, side, rate_hz, _read_one)
    if (stacked := stacked_sensor(path, lines, side, rate_hz)) is not None:
        return [stacked]
    found = find_table(path, lines)
    if found is not None and both_sensors(found):
        return table_sensors(path, found, side, rate_hz, place)
    if found is not None and (pair := pair_beside(path, found, side, rate_hz)) is not None:
        return pair
    if any(name.lower().startswith("time (") for name in names):
        return [phyphox_tables(path, {path.stem: lines}, side)]
    if found is not None:
        has = label_list(tuple(name for name in found.table.names if name))
        lacks = (
            "acceleration" if any(one.quantity is Quantity.ANGULAR_VELOCITY for one in found.channels) else "gyroscope"
        )
        raise FootwiseError(path, f"has no {lacks}; it has {has}", RECORD_BOTH)
    has = (
        label_list(tuple(name[:40] for name in fields_of(lines[0][:2000], separator_of(lines[0])) if name)) or "nothing"
    )
    raise FootwiseError(path, f"is no table of a foot sensor that Footwise knows; its first line has {has}", _KINDS)


def _names(line: str) -> set[str]:
    return set(fields_of(line[:10_000], separator_of(line)))
