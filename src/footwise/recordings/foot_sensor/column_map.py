"""Any table of a foot sensor, by a TOML file that says which of its columns is what."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from footwise.arrays import Array
from footwise.errors import FootwiseError
from footwise.recordings.foot_sensor.date_stamps import date_stamps
from footwise.recordings.foot_sensor.packed_files import packed_files
from footwise.recordings.foot_sensor.packet_counter import counter_time
from footwise.recordings.foot_sensor.raw import (
    AT_REST,
    RawSensor,
    acceleration_unit,
    angular_velocity_unit,
    checked_side,
    choose_side,
)
from footwise.recordings.foot_sensor.table import Table, decode, fields_of, read_rows, separator_of
from footwise.recordings.marker_sets import SIDES
from footwise.recordings.recording_kind import ZIP, first_bytes
from footwise.recordings.text_table import is_number as is_written_number
from footwise.settings import is_number, is_text, quoted, read_toml
from footwise.text_files import read_bytes

_TIME_UNITS = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9}
_HEADER_LINES = 100
_KEYS = ("time", "time_unit", "acc", "acc_unit", "gyr", "gyr_unit", "side", "rate_hz", "counter", "gravity")


def mapped_sensors(path: Path, column_map: Path, side: str | None) -> list[RawSensor]:
    """Feet of any table, by a TOML file that says which column is what.

    ``acc`` and ``gyr`` name three columns each, ``acc_unit`` is m/s2 or g, ``gyr_unit`` is deg/s or rad/s; ``time``
    with ``time_unit`` (s, ms, us, ns), or ``rate_hz``, alone or with the column of a packet ``counter``; ``side``. Two
    feet in one file stand in tables ``[left]`` and ``[right]``. ``gravity`` is "up" or "down": which way the
    accelerometer measures it at rest.
    """
    maps = _read_map(column_map)
    wanted = [
        name
        for one in maps
        for name in (*one["acc"], *one["gyr"], *(one[key] for key in ("time", "counter") if key in one))
    ]
    lines = _table_lines(path, wanted)
    header = next((k for k, line in enumerate(lines[:_HEADER_LINES]) if _has(line, wanted[0])), 0)
    separator = separator_of(lines[header])
    names = fields_of(lines[header], separator)
    empty = Table(path, tuple(names), np.empty((0, len(names))))
    empty.need([_plain(empty, name) for name in wanted], f"Correct the column map {column_map.name}")
    first = header + 1
    if first < len(lines) and not any(
        is_written_number(field) for field in fields_of(lines[first], separator) if field
    ):
        first += 1  # a row of units
    table = read_rows(path, lines, first, names, separator)
    for clock in {one["time"] for one in maps if "time" in one}:
        k = table.names.index(clock)
        if not np.isfinite(table.columns[:, k]).any():
            fields = [fields_of(line, separator) for line in lines[first:] if line.strip()]
            table.columns[:, k] = date_stamps([row[k] if k < len(row) else "" for row in fields], len(table.columns))
    found = []
    for one in maps:
        foot = choose_side(path, side if len(maps) == 1 else None, *([one["side"]] if "side" in one else [path.stem]))
        if side in (None, foot):
            found.append(_mapped(path, table, one, foot))
    if not found:
        raise FootwiseError(column_map, f"does not map the {side} foot", "Add it to the map, or leave `side` out")
    return found


def _table_lines(path: Path, wanted: list[str]) -> list[str]:
    """Lines of a table, or of the one in a zip archive that has the columns."""
    if not first_bytes(path).startswith(ZIP):
        return decode(path, read_bytes(path))
    files = packed_files(path)
    filled = {name: files.head(name) for name in files.names}
    fits = [name for name, head in filled.items() if head.strip()
            and any(_has(line, wanted[0]) for line in decode(f"{path} ({name})", head)[:_HEADER_LINES])]  # fmt: skip
    if len(fits) != 1:
        has = ", ".join(fits[:5] or list(filled)[:5]) or "nothing"
        trouble = f"holds {len(fits) or 'no'} table{'' if len(fits) == 1 else 's'} with a column {wanted[0]} ({has})"
        raise FootwiseError(path, trouble, "Unpack it and name the table")
    return decode(f"{path} ({fits[0]})", files.read(fits[0]))


def _has(line: str, name: str) -> bool:
    """Whether a line is a header with a column of this name, or of this name without its minus."""
    return bool({name, name.removeprefix("-")} & set(fields_of(line, separator_of(line))))


def _plain(table: Table, name: str) -> str:
    """Name of a column without the minus that turns its sign, unless it is called so itself."""
    return name if name in table else name.removeprefix("-")


def _signed(table: Table, names: list[str]) -> Array:
    """Columns side by side, those with a minus before their names with the sign turned."""
    signs = [1.0 if name in table else -1.0 if name.startswith("-") else 1.0 for name in names]
    return table.stack(_plain(table, name) for name in names) * signs


def _mapped(path: Path, table: Table, one: dict[str, Any], foot: str) -> RawSensor:
    notes = table.notes
    if "time" in one:
        time_s = table[one["time"]] * _TIME_UNITS[one["time_unit"]]
    elif "counter" in one:
        told = counter_time(table[one["counter"]], one["rate_hz"])
        if told is None:
            trouble = f"has a column {one['counter']} that does not count its packets"
            raise FootwiseError(path, trouble, "Correct its counter in the column map, or leave it out")
        time_s, notes = told[0], (*notes, *told[1])
    else:
        time_s = np.arange(len(table.columns)) / one["rate_hz"]
    acceleration = _signed(table, one["acc"])
    units = one["acc_unit"], one["gyr_unit"]
    return RawSensor(
        path,
        foot,
        time_s,
        acceleration,
        _signed(table, one["gyr"]),
        *units,
        notes=notes,
        gravity=one.get("gravity", ""),
    )


def _read_map(column_map: Path) -> list[dict[str, Any]]:
    """The map of each foot, complete and checked."""
    whole = read_toml(column_map, "a column map", "Write it in TOML").table
    feet = {foot: whole.pop(foot) for foot in SIDES if isinstance(whole.get(foot), dict)}
    maps = [{**whole, **own, "side": foot} for foot, own in feet.items()] if feet else [whole]
    return [_checked(column_map, one) for one in maps]


def _checked(column_map: Path, one: dict[str, Any]) -> dict[str, Any]:
    def refuse(trouble: str, remedy: str) -> FootwiseError:
        return FootwiseError(column_map, trouble, remedy)

    if unknown := sorted(set(one) - {*_KEYS, "acc_at_rest"}):
        raise refuse(f"has the key {unknown[0]!r}", f"A column map knows {', '.join(_KEYS)}")
    for key in ("acc", "gyr"):
        names = one.get(key)
        if not isinstance(names, list) or len(names) != 3 or not all(isinstance(name, str) for name in names):
            raise refuse(
                f"does not name three columns in {key}", f'Write such as {key} = ["{key}_x", "{key}_y", "{key}_z"]'
            )
    if "acc_at_rest" in one:
        # What `gravity` was called at first.
        one = {**one, "gravity": one["acc_at_rest"]}
        del one["acc_at_rest"]
    done = {"time_unit": "s", **one}
    for key in ("acc_unit", "gyr_unit", "time_unit", "gravity", "side"):
        if not is_text(one.get(key, "")):
            raise refuse(f"has {key} {quoted(one[key])}", "Write a text")
    units = acceleration_unit(one.get("acc_unit", "")), angular_velocity_unit(one.get("gyr_unit", ""))
    done["acc_unit"], done["gyr_unit"] = units
    if units[0] is None or units[1] is None:
        raise refuse(f"has acc_unit {one.get('acc_unit')!r} and gyr_unit {one.get('gyr_unit')!r}",
                     'acc_unit is "m/s2" or "g", gyr_unit is "deg/s" or "rad/s"')  # fmt: skip
    if done["time_unit"] not in _TIME_UNITS or done.get("gravity", "up") not in AT_REST:
        raise refuse(f"has time_unit {done['time_unit']!r} and gravity {done.get('gravity', 'up')!r}",
                     f'time_unit is one of {", ".join(_TIME_UNITS)}, gravity is "up" or "down"')  # fmt: skip
    rate = one.get("rate_hz")
    if "time" not in one and not (is_number(rate, high=1e5) and rate > 0):
        raise refuse("names no column of time and no rate_hz", 'Write time = "COLUMN", or rate_hz = 100')
    for key in ("time", "counter"):
        if key in one and not isinstance(one[key], str):
            raise refuse(f"names no column in {key}", f'Write {key} = "COLUMN"')
    if "time" in one and "counter" in one:
        raise refuse("names a column of time and a counter", "Leave one of them out: a clock needs no counter")
    checked_side(column_map, one.get("side"))
    return done
