"""Feet of one table that holds accelerometer and gyroscope together, whoever wrote it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from footwise.arrays import Array
from footwise.errors import FootwiseError
from footwise.recordings.foot_sensor.body_places import off_the_foot, on_a_foot
from footwise.recordings.foot_sensor.channel_names import Channel, Quantity
from footwise.recordings.foot_sensor.found_table import FoundTable
from footwise.recordings.foot_sensor.makers import MT_MANAGER, Maker, maker_of
from footwise.recordings.foot_sensor.packet_counter import counter_time
from footwise.recordings.foot_sensor.raw import (
    RECORD_BOTH,
    TIME_UNITS,
    RawSensor,
    acceleration_unit,
    angular_velocity_unit,
    choose_side,
)
from footwise.recordings.foot_sensor.sample_times import FASTEST_HZ, SLOWEST_HZ, unroll
from footwise.recordings.foot_sensor.two_streams import Stream, together
from footwise.recordings.marker_sets import label_list

# Of a sensor with two accelerometers the one with the wider range is taken, as a foot strikes the floor with over 2 g.
_VARIANTS = ("wr", "wide range", "", "ln", "low noise", "high g")
# A quantity that is missing in more rows than this was sampled at another rate.
_OTHER_RATE = 0.2
# Rates that MTw and MTi sensors can be set to, in Hz.
_XSENS_RATES = (20.0, 25.0, 30.0, 40.0, 50.0, 60.0, 75.0, 80.0, 100.0, 120.0, 150.0, 200.0, 240.0, 400.0)
_RATE_REMEDY = "Give the rate with `rate_hz`"


def table_sensors(path: Path, found: FoundTable, side: str | None, rate_hz: float | None) -> list[RawSensor]:
    """Every foot of a table.

    Raises
    ------
    FootwiseError
        It lacks gravity or a sensor, is of another part of the body, or holds several sensors of one foot.
    """
    maker = maker_of(found)
    devices = list(dict.fromkeys(one.device for one in found.channels if one.axis and _is_motion(one.quantity)))
    devices = [device for device in devices if _axes(found, device, Quantity.ACCELERATION) is not None
               and _axes(found, device, Quantity.ANGULAR_VELOCITY) is not None] or devices[:1]  # fmt: skip
    placed = on_a_foot(devices)
    if not placed and (place := off_the_foot(devices)):
        raise FootwiseError(path, f"is of a sensor on the {place}", "Give the recording of the sensor on the shoe")
    chosen = placed or devices
    time_s, notes = table_time(path, found, maker, rate_hz)
    sensors = []
    for device in chosen:
        sensor = _sensor(path, found, maker, device, (time_s, notes), side if len(chosen) == 1 else None)
        sensors.append(sensor)
    feet = [sensor.side for sensor in sensors]
    twice = next((foot for foot in feet if feet.count(foot) > 1), None)
    if twice is not None:
        trouble = f"has {feet.count(twice)} sensors of the {twice} foot ({label_list(tuple(chosen))})"
        raise FootwiseError(path, trouble, "Export one of them alone, or choose its columns with `column_map`")
    return sensors


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
    units, more = _units(path, maker, axes if quantity is Quantity.ACCELERATION else (),
                         axes if quantity is Quantity.ANGULAR_VELOCITY else ())  # fmt: skip
    stream = time_s, found.table.stack(one.name for one in axes)
    return stream, units[quantity is Quantity.ANGULAR_VELOCITY], (*found.table.notes, *notes, *more)


def both_sensors(found: FoundTable) -> bool:
    """Whether a table holds any acceleration and an angular velocity, so that it needs no other beside it."""
    quantities = {one.quantity for one in found.channels}
    accelerations = {Quantity.ACCELERATION, Quantity.FREE_ACCELERATION}
    return bool(quantities & accelerations) and Quantity.ANGULAR_VELOCITY in quantities


def _is_motion(quantity: Quantity) -> bool:
    return quantity in (Quantity.ACCELERATION, Quantity.FREE_ACCELERATION, Quantity.ANGULAR_VELOCITY)


def _sensor(
    path: Path, found: FoundTable, maker: Maker, device: str, clock: tuple[Array, tuple[str, ...]], side: str | None
) -> RawSensor:
    acceleration = _axes(found, device, Quantity.ACCELERATION)
    turning = _axes(found, device, Quantity.ANGULAR_VELOCITY)
    if acceleration is None and _axes(found, device, Quantity.FREE_ACCELERATION) is not None:
        raise FootwiseError(path, "has free or linear acceleration only, which lacks gravity", RECORD_BOTH)
    for what, axes in (("acceleration", acceleration), ("angular velocity", turning)):
        if axes is None:
            has = label_list(tuple(name for name in found.table.names if name))
            raise FootwiseError(path, f"has no three axes of {what}; it has {has}", RECORD_BOTH)
    assert acceleration is not None and turning is not None
    time_s, notes = clock
    units, unit_notes = _units(path, maker, acceleration, turning)
    notes = (*found.table.notes, *notes, *unit_notes)
    # A side in the names of the columns goes before the file's, and one in the preamble before nothing.
    foot = choose_side(path, side, device, path.stem, " ".join(found.preamble))
    channels = [found.table.stack(one.name for one in axes) for axes in (acceleration, turning)]
    seen = [np.isfinite(one).all(axis=1) for one in channels]
    if min(one.mean() for one in seen) < 1 - _OTHER_RATE and (seen[0] != seen[1]).mean() > _OTHER_RATE:
        streams = [(time_s[whole], axes[whole]) for whole, axes in zip(seen, channels, strict=True)]
        return together(path, foot, streams[0], units[0], streams[1], units[1], notes=notes, gravity=maker.gravity)
    return RawSensor(path, foot, time_s, channels[0], channels[1], *units, notes=notes, gravity=maker.gravity,
                     simulated="simulated" in found.table)  # fmt: skip


def _axes(found: FoundTable, device: str, quantity: Quantity) -> list[Channel] | None:
    """Three columns of one quantity, of the variant that is best for a foot; None unless all are there."""
    mine = [one for one in found.channels if one.quantity is quantity and one.device == device]
    variants = dict.fromkeys(one.variant for one in mine)
    for variant in sorted(variants, key=lambda one: _VARIANTS.index(one) if one in _VARIANTS else 2):
        axes = {one.axis: one for one in reversed(mine) if one.variant == variant}
        whole = [axes[axis] for axis in "xyz" if axis in axes]
        if len(whole) == 3 and np.isfinite(found.table.stack(one.name for one in whole)).any():
            return whole
    return None


def _units(
    path: Path, maker: Maker, acceleration: Iterable[Channel], turning: Iterable[Channel]
) -> tuple[tuple[str, str], tuple[str, ...]]:
    """Units by the table, else by its maker, else to be taken from the numbers."""
    written = [next((one.unit for one in axes if one.unit), "") for axes in (acceleration, turning)]
    found = acceleration_unit(written[0]), angular_velocity_unit(written[1])
    for word, unit, what in zip(written, found, ("acceleration", "angular velocity"), strict=True):
        if word and unit is None:
            raise FootwiseError(path, f"has its {what} in {word!r}", "Export it in m/s² or g, and in °/s or rad/s")
    units = found[0] or maker.acceleration_unit, found[1] or maker.angular_velocity_unit
    notes = () if all(units) else ("declares no units: they are taken from the numbers",)
    return (units[0] or "m/s2", units[1]), notes


def table_time(path: Path, found: FoundTable, maker: Maker, rate_hz: float | None) -> tuple[Array, tuple[str, ...]]:
    """Time of every row in seconds: by a clock, else by a counter or by rows and a rate.

    Raises
    ------
    FootwiseError
        Neither a clock nor a rate.
    """
    table = found.table
    rows = len(table.columns)
    if "SampleTimeFine" in table and np.isfinite(table["SampleTimeFine"]).mean() > 0.5:
        return unroll(table["SampleTimeFine"]) * maker.tick_s, ()
    clocks = [(k, one) for k, one in enumerate(found.channels)
              if one.quantity is Quantity.TIME and one.name != "SampleTimeFine"]  # fmt: skip
    clocks = [(k, one) for k, one in clocks if np.isfinite(table.columns[:, k]).mean() > 0.5]
    if clocks:
        # The clock that repeats least: an epoch in ms beside a time in s, a date to the second beside a tick.
        steps = [float((np.diff(table.columns[:, k]) > 0).mean()) for k, _ in clocks]
        k, clock = clocks[int(np.argmax(np.round(steps, 2)))]
        return _in_seconds(table.columns[:, k], clock)
    rate, why = _rate(found, maker, rate_hz)
    if rate is None:
        has = label_list(tuple(name for name in table.names if name))
        raise FootwiseError(path, f"holds neither time nor its rate; it has {has}", _RATE_REMEDY)
    for k, one in enumerate(found.channels):
        if one.quantity is Quantity.COUNTER and (told := counter_time(table.columns[:, k], rate)) is not None:
            return told[0], (f"is timed by its counter at {rate:g} samples a second{why}", *told[1])
    return np.arange(rows) / rate, (f"holds no time: its rows are taken at {rate:g} samples a second{why}",)


def _rate(found: FoundTable, maker: Maker, rate_hz: float | None) -> tuple[float | None, str]:
    if rate_hz is not None:
        return rate_hz, ""
    if found.rate_hz is not None:
        return found.rate_hz, ", as the file says"
    if maker is MT_MANAGER and all(name in found.table for name in ("VelInc_X", "VelInc_Y", "VelInc_Z")):
        # An increment of velocity is the acceleration over one sample.
        increments = found.table.stack(f"VelInc_{axis}" for axis in "XYZ")
        with np.errstate(divide="ignore", invalid="ignore"):
            ratios = found.table.stack(f"Acc_{axis}" for axis in "XYZ") / increments
        ratios = ratios[np.isfinite(ratios) & (np.abs(increments) > 0.02)]
        if len(ratios) > 100:
            least, middle, most = np.percentile(ratios, (25, 50, 75))
            rate = min(_XSENS_RATES, key=lambda one: abs(one / middle - 1))
            if abs(rate / middle - 1) < 0.02 and most - least < 0.05 * middle:
                return rate, ", as acceleration and increments of velocity tell"
    return None, ""


def _in_seconds(time: Array, clock: Channel) -> tuple[Array, tuple[str, ...]]:
    """Seconds of a clock: by its unit, else by the one unit that gives the rate of a sensor."""
    if clock.unit.lower() in TIME_UNITS:
        return time * TIME_UNITS[clock.unit.lower()], ()
    known = np.diff(time[np.isfinite(time)])
    step = float(np.median(known[known > 0])) if (known > 0).any() else 0.0
    for name, unit in (("s", 1.0), ("ms", 1e-3), ("us", 1e-6), ("ns", 1e-9)):
        if step and SLOWEST_HZ <= 1 / (step * unit) <= FASTEST_HZ:
            return time * unit, () if unit == 1 else (f"has its time in {name} (column {clock.name!r})",)
    return time, ()
