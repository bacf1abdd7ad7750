"""Feet of one table that holds accelerometer and gyroscope together, whoever wrote it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from footwise.errors import ErrorKind, FootwiseError
from footwise.recordings.foot_sensor.body_places import (
    FOOT,
    PELVIS,
    as_of_a_foot,
    off_the_foot,
    on_a_foot,
    sensor_place,
)
from footwise.recordings.foot_sensor.channel_names import Channel, Quantity
from footwise.recordings.foot_sensor.column_sides import column_side
from footwise.recordings.foot_sensor.found_table import FoundTable
from footwise.recordings.foot_sensor.makers import Maker, maker_of
from footwise.recordings.foot_sensor.raw import (
    RECORD_BOTH,
    SAY_SIDE,
    TIME_UNITS,
    RawSensor,
    acceleration_unit,
    angular_velocity_unit,
    choose_side,
    without_milli,
)
from footwise.recordings.foot_sensor.table_clock import table_time
from footwise.recordings.foot_sensor.two_streams import Stream, together
from footwise.recordings.marker_sets import SIDES, label_list
from footwise.side_words import side_in

# Of a sensor with two accelerometers the one with the wider range is taken, as a foot strikes the floor with over 2 g;
# an acceleration that is said to be in parts of g goes before one of which a phone may have taken gravity off.
_VARIANTS = ("gf", "total", "wr", "wide range", "", "ln", "low noise", "high g")
# A quantity that is missing in more rows than this was sampled at another rate.
_OTHER_RATE = 0.2
_NO_UNITS = "declares no units: they are taken from the numbers"


def placed_sensors(path: Path, found: FoundTable, rate_hz: float | None) -> list[RawSensor]:
    """Every sensor of a table whose columns or rows say that it was on a foot, a shank or the pelvis.

    Raises
    ------
    FootwiseError
        One of them says no side, or lacks gravity or a sensor.
    """
    feet = [foot for label, part in _parts(found).items() for foot in _feet(label, part)]
    placed = [(foot, place) for foot in feet if (place := sensor_place(foot.name))]
    sensors = []
    for foot, place in placed:
        names = [as_of_a_foot(other.name, place) for other, where in placed if where == place]
        side = "left" if place == PELVIS else column_side(as_of_a_foot(foot.name, place), names)
        if side is None:
            trouble = f"has a sensor on a {place} and does not say on which ({foot.name})"
            raise FootwiseError(path, trouble, f"Name it left {place} or right {place}")
        raw = _sensor(path, foot, None, side, rate_hz)
        sensors.append(replace(raw, place=place, side="" if place == PELVIS else side))
    return sensors


def table_sensors(
    path: Path, found: FoundTable, side: str | None, rate_hz: float | None, place: str = FOOT
) -> list[RawSensor]:
    """Every foot of a table, or the one sensor of a table that is known to be of another `place`.

    Raises
    ------
    FootwiseError
        It lacks gravity or a sensor, is of another part of the body, or holds several sensors of one foot.
    """
    parts = _parts(found)
    feet = [foot for label, part in parts.items() for foot in _feet(label, part)]
    placed = on_a_foot([foot.name for foot in feet])
    if place != FOOT:
        placed = [foot.name for foot in feet if sensor_place(foot.name) == place]
    elif not placed and (place := off_the_foot([foot.name for foot in feet])):
        raise FootwiseError(path, f"is of a sensor on the {place}", "Give the recording of the sensor on the shoe")
    chosen = [foot for foot in feet if not placed or foot.name in placed]
    if len(chosen) == 1 and (nameless := [foot for foot in feet if not foot.name]) and chosen != nameless:
        trouble = (
            f"holds two sensors, one whose columns say {chosen[0].name} and one whose columns say no place "
            f"({_columns_of(nameless[0])})"
        )
        raise FootwiseError(path, trouble, "Export one of them alone, or choose its columns with `column_map`")
    names = [foot.name for foot in chosen]
    sides = [column_side(name, names) for name in names]
    if len(chosen) > 1 and None in sides:
        where = f" in its column {found.sensors.column!r}" if found.sensors is not None else ""
        trouble = (
            f"holds {len(chosen)} sensors and does not say which foot they are of{where} ({label_list(tuple(names))})"
        )
        raise FootwiseError(path, trouble, "Name them left foot and right foot, or give each a file of its own")
    if side is None and len(chosen) == 1 and {sides[0], side_in(path.stem)} == set(SIDES):
        trouble = f"has columns of the {sides[0]} foot, and its name says the {side_in(path.stem)} one"
        raise FootwiseError(path, trouble, SAY_SIDE, kind=ErrorKind.BAD_REQUEST)
    sensors = []
    for foot, foot_side in zip(chosen, sides, strict=True):
        sensors.append(_sensor(path, foot, side if len(chosen) == 1 else None, foot_side, rate_hz))
    found_sides = [sensor.side for sensor in sensors]
    twice = next((one for one in found_sides if found_sides.count(one) > 1), None)
    if twice is not None:
        trouble = f"has {found_sides.count(twice)} sensors of the {twice} foot ({label_list(tuple(names))})"
        raise FootwiseError(path, trouble, "Export one of them alone, or choose its columns with `column_map`")
    return sensors


class _Foot(NamedTuple):
    """One sensor of a table: the rows that are its own, and the names that its columns have in common."""

    part: FoundTable
    devices: tuple[str, str]
    name: str


def _parts(found: FoundTable) -> dict[str, FoundTable]:
    """Rows of each sensor, by its name; the whole table where all rows are of one."""
    if found.sensors is None:
        return {"": found}
    table, which = found.table, found.sensors.which
    return {
        label: replace(found, table=replace(table, columns=table.columns[which == number]), sensors=None)
        for number, label in enumerate(found.sensors.labels)
    }


def _feet(label: str, part: FoundTable) -> list[_Foot]:
    """Sensors of a part of a table, by what the names of their columns have in common.

    Where no such name stands before both, and one before each, these are the words for the two quantities.
    """
    accelerated = [one for one in _devices(part) if _axes(part, one, Quantity.ACCELERATION) is not None]
    accelerated = accelerated or [one for one in _devices(part) if _with_gravity(part, one)]
    turned = [one for one in _devices(part) if _axes(part, one, Quantity.ANGULAR_VELOCITY) is not None]
    both = [one for one in accelerated if one in turned]
    pairs = [(one, one) for one in both]
    sides = {side_in(one) for one in (*accelerated, *turned)} - {None}
    if not both and len(accelerated) == len(turned) == 1 and len(sides) < 2:
        pairs = [(accelerated[0], turned[0])]
    if not pairs:
        named = dict.fromkeys(one.device for one in part.channels if one.axis and _is_motion(one.quantity))
        pairs = [(one, one) for one in list(named)[:1]]
    return [_Foot(part, pair, " ".join(word for word in (label, *dict.fromkeys(pair)) if word)) for pair in pairs]


def _devices(part: FoundTable) -> list[str]:
    return list(dict.fromkeys(one.device for one in part.channels if one.axis))


def _columns_of(foot: _Foot) -> str:
    """Columns of a sensor, for a message."""
    accelerations = _with_gravity(foot.part, foot.devices[0])[:1]
    turning = _axes(foot.part, foot.devices[1], Quantity.ANGULAR_VELOCITY) or []
    return label_list(tuple(one.name for axes in (*accelerations, turning) for one in axes))


def _with_gravity(part: FoundTable, device: str) -> list[list[Channel]]:
    """Columns whose sum is what an accelerometer measures: its own, or those that a phone took gravity off and gravity.

    Empty where there are none.
    """
    if (whole := _axes(part, device, Quantity.ACCELERATION)) is not None:
        return [whole]
    free, gravity = _axes(part, device, Quantity.FREE_ACCELERATION), _axes(part, device, Quantity.GRAVITY)
    return [free, gravity] if free is not None and gravity is not None and free[0].unit == gravity[0].unit else []


def stream_of(
    path: Path, found: FoundTable, quantity: Quantity, rate_hz: float | None
) -> tuple[Stream, str, tuple[str, ...]]:
    """Give the times, the three axes, the unit and the notes of a table that holds one quantity.

    Raises
    ------
    FootwiseError
        An axis, the unit or the time is missing.
    """
    maker = maker_of(found)
    device = next(one.device for one in found.channels if one.quantity is quantity)
    axes = _axes(found, device, quantity)
    if axes is None:
        raise FootwiseError(path, f"has no three axes of {quantity.value}", RECORD_BOTH)
    time_s, notes = table_time(path, found, maker, rate_hz)
    unit, factor = _unit(path, axes, quantity, maker)
    stream = time_s, found.table.stack(one.name for one in axes) * factor
    return (
        stream,
        unit or ("m/s2" if quantity is Quantity.ACCELERATION else ""),
        (*found.table.notes, *notes, *([] if unit else [_NO_UNITS])),
    )


def both_sensors(found: FoundTable) -> bool:
    """Whether a table holds any acceleration and an angular velocity, so that it needs no other beside it."""
    quantities = {one.quantity for one in found.channels}
    accelerations = {Quantity.ACCELERATION, Quantity.FREE_ACCELERATION}
    return bool(quantities & accelerations) and Quantity.ANGULAR_VELOCITY in quantities


def _is_motion(quantity: Quantity) -> bool:
    return quantity in (Quantity.ACCELERATION, Quantity.FREE_ACCELERATION, Quantity.ANGULAR_VELOCITY)


def _sensor(path: Path, foot: _Foot, side: str | None, named_side: str | None, rate_hz: float | None) -> RawSensor:
    found, maker = foot.part, maker_of(foot.part)
    accelerations = _with_gravity(found, foot.devices[0])
    turning = _axes(found, foot.devices[1], Quantity.ANGULAR_VELOCITY)
    if not accelerations and _axes(found, foot.devices[0], Quantity.FREE_ACCELERATION) is not None:
        raise FootwiseError(path, "has free or linear acceleration only, which lacks gravity", RECORD_BOTH)
    if not accelerations or turning is None:
        has = label_list(tuple(name for name in found.table.names if name))
        lacks = "angular velocity" if accelerations else "acceleration"
        raise FootwiseError(path, f"has no three axes of {lacks}; it has {has}", RECORD_BOTH)
    acceleration = accelerations[0]
    units, channels = [], []
    for parts, quantity in ((accelerations, Quantity.ACCELERATION), ([turning], Quantity.ANGULAR_VELOCITY)):
        for axes in parts:
            _refuse_doubled(path, found, axes)
        unit, factor = _unit(path, parts[0], quantity, maker)
        units.append(unit)
        channels.append(np.sum([found.table.stack(one.name for one in axes) for axes in parts], axis=0) * factor)
    # A side in the names of the columns goes before the file's, and one in the preamble before nothing.
    names = [*([named_side] if named_side else []), *foot.devices, path.stem, " ".join(found.preamble)]
    foot_side = choose_side(path, side, *names)
    notes = (*found.table.notes, *(() if all(units) else (_NO_UNITS,)))
    # A column of this name marks simulated sensors.
    simulated = "simulated" in found.table
    gravity = "up" if simulated else maker.gravity
    seen = [np.isfinite(one).all(axis=1) for one in channels]
    clocks = _own_clocks(found, acceleration, turning)
    of_two_rates = min(one.mean() for one in seen) < 1 - _OTHER_RATE and (seen[0] != seen[1]).mean() > _OTHER_RATE
    if clocks[0] != clocks[1] or of_two_rates:
        timed = [table_time(path, found, maker, rate_hz, clock) for clock in clocks]
        notes = (*notes, *dict.fromkeys(note for _, some in timed for note in some))
        streams = [(time_s[whole], axes[whole]) for (time_s, _), whole, axes in zip(timed, seen, channels, strict=True)]
        return together(path, foot_side, streams[0], units[0] or "m/s2", streams[1], units[1],
                        notes=notes, gravity=gravity)  # fmt: skip
    time_s, time_notes = table_time(path, found, maker, rate_hz, clocks[0])
    # Below the last sample of a channel with a clock of its own others may go on.
    rows = slice(
        0, int(np.flatnonzero(np.isfinite(time_s))[-1]) + 1 if clocks[0] and np.isfinite(time_s).any() else None
    )
    return RawSensor(path, foot_side, time_s[rows], channels[0][rows], channels[1][rows], units[0] or "m/s2", units[1],
                     notes=(*notes, *time_notes), gravity=gravity, simulated=simulated)  # fmt: skip


def _axes(found: FoundTable, device: str, quantity: Quantity) -> list[Channel] | None:
    """Three columns of one quantity in one unit, of the variant that is best for a foot; None unless all are there."""
    mine = [one for one in found.channels if one.quantity is quantity and one.device == device]
    kinds = dict.fromkeys((one.variant, one.unit) for one in mine)
    for variant, unit in sorted(kinds, key=lambda one: _VARIANTS.index(one[0]) if one[0] in _VARIANTS else 4):
        axes = {one.axis: one for one in reversed(mine) if (one.variant, one.unit) == (variant, unit)}
        whole = [axes[axis] for axis in "xyz" if axis in axes]
        if len(whole) == 3 and np.isfinite(found.table.stack(one.name for one in whole)).any():
            return whole
    return None


def _refuse_doubled(path: Path, found: FoundTable, axes: Sequence[Channel]) -> None:
    """Refuse two columns that could be the same axis, unless they hold the same numbers."""
    for one in axes:
        for other in found.channels:
            alike = replace(other, name=one.name) == one and other.name != one.name
            if alike and not np.array_equal(found.table[one.name], found.table[other.name], equal_nan=True):
                raise FootwiseError(
                    path,
                    f"has two columns of {one.quantity.value} {one.axis} ({one.name!r}, {other.name!r})",
                    "Leave one of them out, or choose with `column_map`",
                )


def _unit(path: Path, axes: Sequence[Channel], quantity: Quantity, maker: Maker) -> tuple[str, float]:
    """Unit by the table, else by its maker, else none, as it is taken from the numbers; and what to multiply by.

    Raises
    ------
    FootwiseError
        It is in a unit that nobody knows.
    """
    of_acceleration = quantity is Quantity.ACCELERATION
    written, factor = without_milli(axes[0].unit)
    if not written:
        return maker.acceleration_unit if of_acceleration else maker.angular_velocity_unit, 1.0
    unit = acceleration_unit(written) if of_acceleration else angular_velocity_unit(written)
    if unit is None:
        trouble = f"has its {quantity.value} in {axes[0].unit!r}"
        raise FootwiseError(path, trouble, "Export it in m/s², g or mg, and in °/s or rad/s")
    return unit, factor


def _own_clocks(
    found: FoundTable, acceleration: Sequence[Channel], turning: Sequence[Channel]
) -> tuple[Channel | None, Channel | None]:
    """Clocks of accelerometer and gyroscope where each stands left of its own columns; None where they share one.

    Clocks that differ by less than half a sample are those of one reading, told twice: then it is one of them.
    """
    clocks, order = [], found.channels.index
    for axes in (acceleration, turning):
        first = min(order(one) for one in axes)
        left = [
            one for one in found.channels[:first] if one.quantity is Quantity.TIME and one.unit.lower() in TIME_UNITS
        ]
        clocks += left[-1:]
    if len(clocks) < 2 or not order(acceleration[0]) < order(clocks[1]) < order(turning[0]):
        return None, None
    times = [found.table[one.name] * TIME_UNITS[one.unit.lower()] for one in clocks]
    apart = np.nanmedian(np.abs(times[0] - times[1])) > 0.5 * np.nanmedian(np.diff(times[0]))
    return clocks[0], clocks[1] if apart else clocks[0]
