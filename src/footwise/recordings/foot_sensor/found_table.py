"""A sensor's table as a program wrote it: its header, its row of units and its separator are found, not asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from footwise.arrays import by_value
from footwise.recordings.foot_sensor.channel_names import Channel, Quantity, channel
from footwise.recordings.foot_sensor.date_stamps import date_stamps
from footwise.recordings.foot_sensor.raw import acceleration_unit, angular_velocity_unit, without_milli
from footwise.recordings.foot_sensor.rows_of_sensors import SensorsOfRows, sensors_of_rows, tells_sensors
from footwise.recordings.foot_sensor.table import Table, fields_of, read_rows, separator_of, table_rows
from footwise.recordings.text_table import is_number

# A preamble is shorter than this.
_PREAMBLE_LINES = 200
# Axes of an accelerometer and a gyroscope.
_BOTH_SENSORS = 6
# So many rows show whether a column of words is one of dates.
_PROBE = 20
_RATE_ALONE = re.compile(r"\d+(?:[.,]\d+)?\s*(?:hz|samples/s)", re.IGNORECASE)
# "Update Rate: 100.0Hz", "sampling frequency = 128", "[128 hz]".
_RATE = re.compile(r"(?i)(?:rate|frequency)\D{0,8}?(\d+(?:[.,]\d+)?)|\[\s*(\d+(?:\.\d+)?)\s*hz\s*\]")


@by_value
@dataclass(frozen=True)
class FoundTable:
    """A table whose header was found.

    Attributes
    ----------
    table : Table
    channels : tuple of Channel
        What each column holds.
    preamble : tuple of str
        Lines above the header.
    header : int
        Which line it is.
    sensors : SensorsOfRows, optional
        Which sensor each row is of, where rows of several stand in one table.
    """

    table: Table
    channels: tuple[Channel, ...]
    preamble: tuple[str, ...]
    header: int
    sensors: SensorsOfRows | None = None

    @property
    def rate_hz(self) -> float | None:
        """Samples a second that the preamble says, if it does."""
        found = [match for line in self.preamble if (match := _RATE.search(line))]
        numbers = [float((match[1] or match[2]).replace(",", ".")) for match in found]
        # Vicon writes it alone, below the kind of its table.
        below = [line.strip(",;\t ") for line in self.preamble[1:2] if self.preamble[0].startswith("Devices")]
        numbers += [float(one) for one in below if is_number(one)]
        return next((number for number in numbers if 10 <= number <= 5000), None)


def header_line(lines: list[str]) -> int | None:
    """Find the header: the first line that names three axes of an acceleration or of an angular velocity.

    Where it has but x, y and z again and again, the line above says of what, as Vicon writes it.
    """
    for k, line in enumerate(lines[:_PREAMBLE_LINES]):
        if len(line) >= 10_000:
            continue
        names = _names(line)
        if k and sum(name.lower() in ("x", "y", "z") for name in names) >= _BOTH_SENSORS:
            above = _filled(fields_of(lines[k - 1], separator_of(line)), len(names))
            names = [f"{group} {name}" for group, name in zip(above, names, strict=True)]
        if len(_axes(names)) >= _BOTH_SENSORS / 2:
            return k
    return None


def _names(line: str) -> list[str]:
    return fields_of(line.lstrip("#% ") if line.startswith(("#", "%")) else line, separator_of(line))


def named_channels(names: Iterable[str]) -> list[Channel]:
    """What columns of these names hold, as far as the names tell."""
    return [channel(name) for name in names]


def _axes(names: list[str]) -> set[tuple[Quantity, str]]:
    wanted = (Quantity.ACCELERATION, Quantity.FREE_ACCELERATION, Quantity.ANGULAR_VELOCITY)
    return {(one.quantity, one.axis) for one in map(channel, names) if one.quantity in wanted}


def find_table(where: Path | str, lines: list[str]) -> FoundTable | None:
    """Read a table whose header is somewhere among its first lines, with what stands under it; None if none is.

    Raises
    ------
    FootwiseError
        There is a header, and what stands under it is no table.
    """
    header = header_line(lines)
    if header is None:
        return None
    separator = separator_of(lines[header])
    names = _names(lines[header])
    first, units = header + 1, [""] * len(names)
    for k, line in enumerate(lines[header + 1 : header + 8], start=header + 1):
        if not line.strip():
            continue
        under = _under_header(fields_of(line, separator), len(names))
        if under is None:
            break
        kind, words = under
        units = words if kind == "units" else units
        names = [f"{name} {word}" for name, word in zip(names, words, strict=True)] if kind == "names" else names
        first = k + 1
    table = read_rows(where, lines, first, names, separator)
    units += [""] * (len(table.names) - len(units))
    table, channels = _told_apart(table, units, lines[:header], separator)
    rows = table_rows(lines, first)
    begin = [fields_of(row, separator) for row in rows[:_PROBE]]
    # A date is a clock, whatever its column is called.
    dated = [k for k, one in enumerate(channels) if _is_text(table, k) and (
        one.quantity is Quantity.TIME or np.isfinite(date_stamps(_column(begin, k), len(begin))).all())]  # fmt: skip
    told = [k for k, one in enumerate(channels) if tells_sensors(one.name)]
    fields = [fields_of(row, separator) for row in rows[: len(table.columns)]] if dated or told else []
    for k in dated:
        table.columns[:, k] = date_stamps(_column(fields, k), len(table.columns))
        channels = (*channels[:k], replace(channels[k], quantity=Quantity.TIME), *channels[k + 1 :])
    columns = {k: _column(fields, k) for k in told}
    return FoundTable(table, channels, tuple(lines[:header]), header, sensors_of_rows(channels, columns))


def _under_header(fields: list[str], columns: int) -> tuple[str, list[str]] | None:
    """What a row under the header says of the columns: "units", "names" or "rates"; None where it is a sample.

    Shimmer writes RAW and CAL and then the units, Physilog units, Delsys rates.
    """
    plain = [field.strip("[]() ") for field in fields]
    said = [word for word in plain if word]
    if len(fields) < 6 or not said or any(is_number(word) for word in said):
        return None
    row = [*plain, *[""] * columns][:columns]
    if {word.lower() for word in said} <= {"raw", "cal", "uncal"}:
        return "names", row
    if all(_RATE_ALONE.fullmatch(word) for word in said):
        return "rates", row
    whole = [without_milli(field.strip("[] "))[0] for field in fields]
    if any(acceleration_unit(one) or angular_velocity_unit(one) for one in (*whole, *plain)):
        return "units", row
    return None


def _told_apart(table: Table, units: list[str], above: list[str], separator: str) -> tuple[Table, tuple[Channel, ...]]:
    """Channels of a table, and the table with no name twice: columns of one name are told apart by a row above.

    Programs that record several sensors at once write the sensor above its columns, once for all of them.
    """
    names = list(table.names)
    channels = [channel(name, unit) for name, unit in zip(names, units, strict=True)]
    motion = {name for name, one in zip(names, channels, strict=True) if one.axis and names.count(name) > 1}
    if motion:
        for line in reversed(above[-5:]):
            groups = _filled(fields_of(line, separator), len(names))
            full = [f"{group} {name}" for group, name in zip(groups, names, strict=True)]
            if all(full.count(one) == 1 for one, name in zip(full, names, strict=True) if name in motion):
                channels = [channel(name, unit) for name, unit in zip(full, units, strict=True)]
                break
    unique = tuple(name if names.count(name) == 1 else f"{name} (column {k + 1})" for k, name in enumerate(names))
    channels = [replace(one, name=name) for one, name in zip(channels, unique, strict=True)]
    return Table(table.where, unique, table.columns, table.notes), tuple(channels)


def _filled(fields: list[str], columns: int) -> list[str]:
    """Fields of a row with what stands left of an empty one written again, without numbers in brackets."""
    out: list[str] = []
    for field in [*fields, *[""] * columns][:columns]:
        out.append(re.sub(r"\(.*?\)", "", field).strip() if field else out[-1] if out else "")
    return out


def _column(rows: list[list[str]], k: int) -> list[str]:
    return [row[k] if k < len(row) else "" for row in rows]


def _is_text(table: Table, k: int) -> bool:
    return not np.isfinite(table.columns[:, k]).any()
