"""Any table of a foot sensor, by a TOML file that says which of its columns is what."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from footwise.errors import FootwiseError
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
from footwise.settings import is_number, is_text, quoted, read_toml
from footwise.text_files import read_bytes

_TIME_UNITS = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9}
_KEYS = ("time", "time_unit", "acc", "acc_unit", "gyr", "gyr_unit", "side", "rate_hz", "acc_at_rest")


def mapped_sensors(path: Path, column_map: Path, side: str | None) -> list[RawSensor]:
    """Feet of any table, by a TOML file that says which column is what.

    ``acc`` and ``gyr`` name three columns each, ``acc_unit`` is m/s2 or g, ``gyr_unit`` is deg/s or rad/s; ``time``
    with ``time_unit`` (s, ms, us, ns), or ``rate_hz``; ``side``. Two feet in one file stand in tables ``[left]`` and
    ``[right]``. ``acc_at_rest = "down"`` is for devices that measure gravity downwards.
    """
    lines = decode(path, read_bytes(path))
    maps = _read_map(column_map)
    wanted = [name for one in maps for name in (*one["acc"], *one["gyr"], *([one["time"]] if "time" in one else []))]
    header = next((k for k, line in enumerate(lines[:100]) if wanted[0] in fields_of(line, separator_of(line))), 0)
    separator = separator_of(lines[header])
    names = fields_of(lines[header], separator)
    Table(path, tuple(names), np.empty((0, len(names)))).need(wanted, f"Correct the column map {column_map.name}")
    table = read_rows(path, lines, header + 1, names, separator)
    found = []
    for one in maps:
        foot = choose_side(path, side if len(maps) == 1 else None, *([one["side"]] if "side" in one else [path.stem]))
        if side in (None, foot):
            found.append(_mapped(path, table, one, foot))
    if not found:
        raise FootwiseError(column_map, f"does not map the {side} foot", "Add it to the map, or leave `side` out")
    return found


def _mapped(path: Path, table: Table, one: dict[str, Any], foot: str) -> RawSensor:
    if "time" in one:
        time_s = table[one["time"]] * _TIME_UNITS[one["time_unit"]]
    else:
        time_s = np.arange(len(table.columns)) / one["rate_hz"]
    acceleration = table.stack(one["acc"])
    units = one["acc_unit"], one["gyr_unit"]
    return RawSensor(
        path,
        foot,
        time_s,
        acceleration,
        table.stack(one["gyr"]),
        *units,
        notes=table.notes,
        gravity=one.get("acc_at_rest", ""),
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

    if unknown := sorted(set(one) - set(_KEYS)):
        raise refuse(f"has the key {unknown[0]!r}", f"A column map knows {', '.join(_KEYS)}")
    for key in ("acc", "gyr"):
        names = one.get(key)
        if not isinstance(names, list) or len(names) != 3 or not all(isinstance(name, str) for name in names):
            raise refuse(
                f"does not name three columns in {key}", f'Write such as {key} = ["{key}_x", "{key}_y", "{key}_z"]'
            )
    done = {"time_unit": "s", **one}
    for key in ("acc_unit", "gyr_unit", "time_unit", "acc_at_rest", "side"):
        if not is_text(one.get(key, "")):
            raise refuse(f"has {key} {quoted(one[key])}", "Write a text")
    units = acceleration_unit(one.get("acc_unit", "")), angular_velocity_unit(one.get("gyr_unit", ""))
    done["acc_unit"], done["gyr_unit"] = units
    if units[0] is None or units[1] is None:
        raise refuse(f"has acc_unit {one.get('acc_unit')!r} and gyr_unit {one.get('gyr_unit')!r}",
                     'acc_unit is "m/s2" or "g", gyr_unit is "deg/s" or "rad/s"')  # fmt: skip
    if done["time_unit"] not in _TIME_UNITS or done.get("acc_at_rest", "up") not in AT_REST:
        raise refuse(f"has time_unit {done['time_unit']!r} and acc_at_rest {done.get('acc_at_rest', 'up')!r}",
                     f'time_unit is one of {", ".join(_TIME_UNITS)}, acc_at_rest is "up" or "down"')  # fmt: skip
    rate = one.get("rate_hz")
    if "time" not in one and not (is_number(rate, high=1e5) and rate > 0):
        raise refuse("names no column of time and no rate_hz", 'Write time = "COLUMN", or rate_hz = 100')
    if "time" in one and not isinstance(one["time"], str):
        raise refuse("names no column in time", 'Write time = "COLUMN"')
    checked_side(column_map, one.get("side"))
    return done
