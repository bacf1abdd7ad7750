"""Tables with one row a reading of one sensor of a device: a column says whether it accelerated or turned."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from footwise.errors import FootwiseError
from footwise.recordings.foot_sensor.channel_names import Channel, Quantity, channel
from footwise.recordings.foot_sensor.found_table import FoundTable
from footwise.recordings.foot_sensor.raw import RECORD_BOTH, RawSensor, choose_side
from footwise.recordings.foot_sensor.sensor_table import stream_of
from footwise.recordings.foot_sensor.table import Table, fields_of, read_rows, separator_of, table_rows
from footwise.recordings.foot_sensor.two_streams import together

_HEADER_LINES, _MOST_KINDS = 50, 40
_WANTED = (Quantity.ACCELERATION, Quantity.ANGULAR_VELOCITY)


def stacked_sensor(path: Path, lines: list[str], side: str | None, rate_hz: float | None) -> RawSensor | None:
    """Accelerometer and gyroscope whose readings stand among one another in columns x, y and z.

    None where a table is not like that.

    Raises
    ------
    FootwiseError
        It is, and one of the two is missing, or has no gravity.
    """
    header = next((k for k, line in enumerate(lines[:_HEADER_LINES]) if {"x", "y", "z"} <= _lower(line)), None)
    if header is None:
        return None
    separator = separator_of(lines[header])
    names = [name.lower() if len(name) == 1 else name for name in fields_of(lines[header], separator)]
    rows = [fields_of(row, separator) for row in table_rows(lines, header + 1)]
    told = _column_of_kinds(names, rows)
    if told is None:
        return None
    kinds = np.array([row[told] if told < len(row) else "" for row in rows])
    table = read_rows(path, lines, header + 1, names, separator)
    kinds = kinds[: len(table.columns)]
    labels = {quantity: label for label in np.unique(kinds)[::-1] for quantity in [_quantity(label)]}
    for quantity in _WANTED:
        if quantity not in labels:
            free = quantity is Quantity.ACCELERATION and Quantity.FREE_ACCELERATION in labels
            lacks = "has free or linear acceleration only, which lacks gravity" if free else f"has no {quantity.value}"
            raise FootwiseError(path, f"{lacks}; its column {names[told]!r} has {', '.join(np.unique(kinds)[:20])}",
                                RECORD_BOTH)  # fmt: skip
    streams = []
    for quantity in _WANTED:
        part = Table(path, table.names, table.columns[kinds == labels[quantity]], table.notes)
        channels = tuple(_named(name, labels[quantity]) for name in table.names)
        streams.append(stream_of(path, FoundTable(part, channels, tuple(lines[:header]), header), quantity, rate_hz))
    (accelerometer, unit, notes), (gyroscope, turning_unit, more) = streams
    foot = choose_side(path, side, path.stem, " ".join(lines[:header]))
    return together(path, foot, accelerometer, unit, gyroscope, turning_unit,
                    notes=tuple(dict.fromkeys((*notes, *more))))  # fmt: skip


def _lower(line: str) -> set[str]:
    return {field.lower() for field in fields_of(line[:10_000], separator_of(line))}


def _column_of_kinds(names: list[str], rows: list[list[str]]) -> int | None:
    """Column that says of each row what was read: an acceleration in some, an angular velocity in others."""
    for k in range(len(names)):
        kinds = {row[k] for row in rows[:2000] if k < len(row)}
        if 2 <= len(kinds) <= _MOST_KINDS and len({_quantity(kind) for kind in kinds} - {Quantity.OTHER}) > 1:
            return k
    return None


def _quantity(kind: str) -> Quantity:
    """What a kind of reading is: accelerometer, gyro_dps, LinearAcceleration, android.sensor.gyroscope."""
    told = channel(f"x {kind.removeprefix('android.')}").quantity
    return told if told in (*_WANTED, Quantity.FREE_ACCELERATION) else Quantity.OTHER


def _named(name: str, kind: str) -> Channel:
    """Channel of a column: of the reading itself, or of what stands beside it."""
    if name in ("x", "y", "z"):
        return replace(channel(f"{name} {kind.removeprefix('android.')}"), name=name)
    return channel(name)
