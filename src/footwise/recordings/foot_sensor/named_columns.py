"""Tables with one row a sample, as gaitmap (NilsPod sensors) and Movella (Xsens) DOT write them."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from footwise.arrays import Array
from footwise.errors import FootwiseError
from footwise.recordings.foot_sensor.assumed_rate import refuse_unlikely_rate
from footwise.recordings.foot_sensor.body_places import FOOT, off_the_foot
from footwise.recordings.foot_sensor.channel_names import Quantity, channel
from footwise.recordings.foot_sensor.packet_counter import counter_time
from footwise.recordings.foot_sensor.raw import RECORD_BOTH, RawSensor, choose_side
from footwise.recordings.foot_sensor.table import Table, fields_of, read_rows, separator_of
from footwise.recordings.foot_sensor.table_clock import fine_seconds
from footwise.recordings.marker_sets import SIDES

NILSPOD_RATE_HZ = 204.8
AXES = ("x", "y", "z")
GAITMAP = tuple(f"{what}_{axis}" for what in ("acc", "gyr") for axis in AXES)
DOT = tuple(f"{what}_{axis}" for what in ("Acc", "Gyr") for axis in "XYZ")
_XSENS = {name.lower(): name for name in (
    *DOT, "PacketCounter", "SampleTimeFine", *(f"VelInc_{axis}" for axis in "XYZ"))}  # fmt: skip
_TIMES = ("time", "time_s", "t", "timestamp_s")
_INDICES = ("index", "sample", "samples", "n_samples", "counter")
# Columns beside the six that are neither a time nor tell several sensors apart.
_BESIDE = re.compile(
    r"(?i)|index|samples?|n_samples|counter|simulated|(?:mag|acc|gyr)_\w+|baro|temp\w*|analog_\d|unnamed.*"
)
_BY_MOVELLA = re.compile(r"(?i)device\s*tag|firmware\s*version|xsens|movella")
_DOT_REMEDY = "Record again with raw acceleration and angular velocity among the outputs (such as Rate quantities)"


def two_header_sensors(path: Path, lines: list[str], side: str | None, rate_hz: float | None) -> list[RawSensor]:
    """Both feet of a gaitmap table, whose two header rows name the sensor and the axis of each column."""
    separator = separator_of(lines[0])
    sensors, axes = fields_of(lines[0], separator), fields_of(lines[1] if len(lines) > 1 else "", separator)
    if len(axes) != len(sensors):
        raise FootwiseError(path, "has two header rows of different length", "Export it again")
    # The first column is the index: its two names are those of the rows.
    names = ["", *(f"{sensor} {axis}" for sensor, axis in zip(sensors[1:], axes[1:], strict=True))]
    table = read_rows(path, lines, 2, names, separator)
    time_s, notes, assumed = _gaitmap_time(table, rate_hz)
    found = []
    for foot in (side,) if side else SIDES:
        mine = [f"{foot}_sensor {axis}" for axis in GAITMAP]
        if side or any(name in table for name in mine):
            table.need(mine, "A sensor needs acc_x to acc_z and gyr_x to gyr_z")
            if assumed:
                refuse_unlikely_rate(path, NILSPOD_RATE_HZ, table.stack(mine[3:]))
            found.append(RawSensor(path, foot, time_s, table.stack(mine[:3]), table.stack(mine[3:]), "m/s2", "deg/s",
                                   notes=notes, gravity="up"))  # fmt: skip
    return found


def is_one_header(names: set[str]) -> bool:
    """Whether a header is one of gaitmap's or NilsPod's: their names, no clock, and nothing that nobody knows."""
    return bool(names & set(GAITMAP)) and all(_BESIDE.fullmatch(name) for name in names - set(GAITMAP))


def one_header_sensor(path: Path, lines: list[str], side: str | None, rate_hz: float | None) -> RawSensor:
    """One foot of a gaitmap table: acc_x to gyr_z in m/s² and °/s, with or without an index."""
    separator = separator_of(lines[0])
    table = read_rows(path, lines, 1, fields_of(lines[0], separator), separator)
    table.need(GAITMAP, RECORD_BOTH)
    time_s, notes, assumed = _gaitmap_time(table, rate_hz)
    acceleration, angular_velocity = table.stack(GAITMAP[:3]), table.stack(GAITMAP[3:])
    if assumed:
        refuse_unlikely_rate(path, NILSPOD_RATE_HZ, angular_velocity)
    foot = choose_side(path, side, path.stem)
    # A column of this name marks simulated sensors.
    simulated = "simulated" in table
    return RawSensor(
        path, foot, time_s, acceleration, angular_velocity, "m/s2", "deg/s", notes=notes, simulated=simulated,
        gravity="up" if simulated else "",
    )  # fmt: skip


def _gaitmap_time(table: Table, rate_hz: float | None) -> tuple[Array, tuple[str, ...], bool]:
    """Time by a column of it, else by sample numbers, else by counting rows; and whether its rate is but assumed."""
    lower = [name.lower() for name in table.names]
    for name in _TIMES:
        if name in lower:
            return table.columns[:, lower.index(name)], table.notes, False
    index = next((lower.index(name) for name in _INDICES if name in lower), 0 if lower[0] == "" else None)
    if index is None:
        index = next((k for k, name in enumerate(table.names) if channel(name).quantity is Quantity.COUNTER), None)
    number = np.arange(len(table.columns), dtype=float) if index is None else table.columns[:, index]
    known = number[np.isfinite(number)]
    if len(known) and (known != np.round(known)).any():
        return number, table.notes, False  # an index that is no whole number is a time in seconds
    notes, assumed = table.notes, rate_hz is None
    if rate_hz is None:
        rate_hz = NILSPOD_RATE_HZ
        note = f"holds no time: {NILSPOD_RATE_HZ} samples a second are taken for granted, as NilsPod sensors make them"
        notes = (*notes, note)
    if (np.diff(known) < 0).any() and (told := counter_time(number, rate_hz)) is not None:
        return told[0], (*notes, *told[1]), assumed
    return number / rate_hz, notes, assumed


def with_xsens_names(lines: list[str]) -> list[str]:
    """Lines with the names of Xsens' columns as its programs write them, where somebody wrote them in other letters."""
    for k, line in enumerate(lines[:100]):
        separator = separator_of(line[:10_000])
        fields = fields_of(line[:10_000], separator)
        if {"sampletimefine", "packetcounter"} & {field.lower() for field in fields}:
            as_written = [_XSENS.get(field.lower(), field) for field in fields]
            return lines if as_written == fields else [*lines[:k], separator.join(as_written), *lines[k + 1 :]]
    return lines


def dot_header(lines: list[str]) -> int | None:
    """Line of a header of Movella's programs: with their counter or clock, or under their words."""
    for k, line in enumerate(lines[:100]):
        if line.startswith("//"):
            return None
        names = set(fields_of(line[:10_000], separator_of(line)))
        if "SampleTimeFine" in names or (names & set(DOT) and ("PacketCounter" in names or _said(lines[:k]))):
            return k
    return None


def _said(above: list[str]) -> bool:
    """Whether the lines above a header are Movella's."""
    return _BY_MOVELLA.search(" ".join(above)) is not None or any("OutputRate" in line for line in above)


def dot_sensor(
    path: Path, lines: list[str], header: int, side: str | None, rate_hz: float | None, place: str = FOOT
) -> RawSensor:
    """One Movella (Xsens) DOT: acceleration in m/s², angular velocity in °/s, the sensor's clock in µs."""
    separator = separator_of(lines[header])
    table = read_rows(path, lines, header + 1, fields_of(lines[header], separator), separator)
    if any(name not in table for name in DOT[:3]) and any(name.startswith("FreeAcc") for name in table.names):
        raise FootwiseError(path, "has free acceleration only, which lacks gravity", _DOT_REMEDY)
    table.need(DOT, _DOT_REMEDY)
    above = " ".join(lines[:header])
    tag = next((line.partition(":")[2].strip(", ") for line in lines[:header] if line.startswith("DeviceTag")), "")
    if place == FOOT and (elsewhere := off_the_foot([" ".join(tag.split("_"))])):
        raise FootwiseError(path, f"is of a sensor on the {elsewhere}", "Give the recording of the sensor on the shoe")
    notes = table.notes
    if "SampleTimeFine" in table and np.isfinite(table["SampleTimeFine"]).any():
        time_s = fine_seconds(table["SampleTimeFine"], 1e-6)
    else:
        table.need(("PacketCounter",), "Export it with SampleTimeFine, the sensor's clock")
        stated = re.search(r"(?i)output\s*rate\W{0,4}(\d+(?:\.\d+)?)", above)
        rate = rate_hz or (float(stated[1]) if stated else None)
        if not rate:
            raise FootwiseError(path, "has neither SampleTimeFine nor its output rate", "Give the rate with `rate_hz`")
        told = counter_time(table["PacketCounter"], rate)
        if told is None:
            raise FootwiseError(path, "has a PacketCounter that does not count", "Export it with SampleTimeFine")
        time_s, counted = told
        notes = (*notes, f"holds no SampleTimeFine: time is the packet counter at {rate:g} samples a second", *counted)
    acceleration, angular_velocity = table.stack(DOT[:3]), table.stack(DOT[3:])
    foot = choose_side(path, side, path.stem, above)
    # Other programs write tables with the same names, in whatever convention.
    gravity = "up" if _BY_MOVELLA.search(above) else ""
    return RawSensor(path, foot, time_s, acceleration, angular_velocity, "m/s2", "deg/s", _DOT_REMEDY, notes, gravity)
