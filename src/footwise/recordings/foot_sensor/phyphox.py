"""Recordings of the phone app phyphox: a table a sensor or one of both, in the phone's language and decimal sign."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from footwise.errors import FootwiseError
from footwise.recordings.foot_sensor.raw import (
    RECORD_BOTH,
    RawSensor,
    acceleration_unit,
    angular_velocity_unit,
    choose_side,
)
from footwise.recordings.foot_sensor.table import fields_of, read_rows, separator_of
from footwise.recordings.foot_sensor.two_streams import Stream, together
from footwise.recordings.marker_sets import label_list

_PHYPHOX_GRAVITY = "Record 'Acceleration with g' in phyphox, not 'Acceleration (without g)'"
_PHYPHOX_COLUMN = re.compile(r"(?:(?P<what>.*?)\s*\b)?(?P<axis>[xyz])\s*\((?P<unit>[^)]*)\)", re.IGNORECASE)
_CLOCK = re.compile(r"(?i)(?:time|zeit|temps|tiempo|tempo|tijd|czas|\w+) ?\([sс]\)|time.*")
_LINEAR = re.compile(r"(?i)\b(?:linear\w*|lineal\w*|linéaire|without|ohne|sans|sin|senza)\b")


def phyphox_tables(path: Path, tables: Mapping[str, list[str]], side: str | None) -> RawSensor:
    """Read phyphox: `Time (s)` and three columns a sensor, whose unit stands in the header; one table or two."""
    found: dict[str, tuple[Stream, str]] = {}
    notes: list[str] = []
    linear, headers = False, []
    for name, lines in tables.items():
        header = fields_of(lines[0], separator_of(lines[0]))
        headers += header
        # The app writes in the phone's language: Time (s), Zeit (s), Temps (s).
        clock = next((column for column in header if _CLOCK.fullmatch(column)), None)
        if clock is None:
            continue
        separator = separator_of(lines[0])
        table = read_rows(f"{path} ({name}.csv)", lines, 1, header, separator)
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
                without = _LINEAR.search(what) is not None
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
