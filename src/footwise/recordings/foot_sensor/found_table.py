"""A sensor's table as a program wrote it: its header, its row of units and its separator are found, not asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from footwise.arrays import Array, by_value
from footwise.recordings.foot_sensor.channel_names import Channel, Quantity, channel
from footwise.recordings.foot_sensor.raw import acceleration_unit, angular_velocity_unit
from footwise.recordings.foot_sensor.table import Table, fields_of, read_rows, separator_of
from footwise.recordings.text_table import is_number

# A preamble is shorter than this.
_PREAMBLE_LINES = 200
# "Update Rate: 100.0Hz", "sampling frequency = 128", "[128 hz]".
_RATE = re.compile(r"(?i)(?:rate|frequency)\D{0,8}?(\d+(?:[.,]\d+)?)|\[\s*(\d+(?:\.\d+)?)\s*hz\s*\]")
_DAY = r"(?:(?P<y>\d{4})[-/.](?P<m>\d\d?)[-/.](?P<d>\d\d?)[T _]+)?"
_DATE = re.compile(_DAY + r"(?P<H>\d\d?)[:.](?P<M>\d\d)[:.](?P<S>\d\d)(?:[.,](?P<f>\d+))?")


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
    """

    table: Table
    channels: tuple[Channel, ...]
    preamble: tuple[str, ...]
    header: int

    @property
    def rate_hz(self) -> float | None:
        """Samples a second that the preamble says, if it does."""
        found = [match for line in self.preamble if (match := _RATE.search(line))]
        numbers = [float((match[1] or match[2]).replace(",", ".")) for match in found]
        return next((number for number in numbers if 10 <= number <= 5000), None)


def header_line(lines: list[str]) -> int | None:
    """Find the header: the first line that names three axes of an acceleration or of an angular velocity."""
    for k, line in enumerate(lines[:_PREAMBLE_LINES]):
        if len(line) < 10_000 and len(_axes(_names(line))) >= 3:
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
    """Read a table whose header is somewhere among its first lines, and a row of units under it; None if none is.

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
    if first < len(lines) and (written := _units(fields_of(lines[first], separator), len(names))):
        first, units = first + 1, written
    table = read_rows(where, lines, first, names, separator)
    units += [""] * (len(table.names) - len(units))
    channels = tuple(channel(name, unit) for name, unit in zip(table.names, units, strict=True))
    dated = [k for k, one in enumerate(channels) if one.quantity is Quantity.TIME and _is_text(table, k)]
    fields = [fields_of(row, separator) for row in lines[first:] if row.strip()] if dated else []
    for k in dated:
        table.columns[:, k] = date_stamps([row[k] if k < len(row) else "" for row in fields], len(table.columns))
    return FoundTable(table, channels, tuple(lines[:header]), header)


def _is_text(table: Table, k: int) -> bool:
    return not np.isfinite(table.columns[:, k]).any()


def _units(fields: list[str], columns: int) -> list[str] | None:
    """Units in a row under the header, or None where it is a row of numbers."""
    if len(fields) < 6 or any(is_number(field) for field in fields if field):
        return None
    plain = [field.strip("[]() ") for field in fields]
    if not any(acceleration_unit(one) or angular_velocity_unit(one) for one in plain):
        return None
    return [*plain, *[""] * columns][:columns]


def date_stamps(fields: list[str], rows: int) -> Array:
    """Seconds of date stamps or times of day from the midnight before the first; NaN where a field is neither.

    Parameters
    ----------
    fields : list of str
        One a row.
    rows : int
        Wanted.

    Returns
    -------
    array, shape (rows,)
    """
    out, first = np.full(rows, np.nan), None
    for k, field in enumerate(fields[:rows]):
        match = _DATE.search(field)
        if match is None:
            continue
        try:
            day = datetime(int(match["y"]), int(match["m"]), int(match["d"])).toordinal() if match["y"] else 0
        except ValueError:
            continue
        first = day if first is None else first
        seconds = int(match["H"]) * 3600 + int(match["M"]) * 60 + int(match["S"])
        # Days are told apart before there are fractions, of which a date in seconds has no room for many.
        out[k] = (day - first) * 86400 + seconds + float(f"0.{match['f'] or 0}")
    return out
