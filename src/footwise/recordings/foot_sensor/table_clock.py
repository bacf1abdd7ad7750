"""When each row of a sensor's table was sampled: by a clock, else by a counter or by rows and a rate."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from footwise.arrays import Array
from footwise.errors import FootwiseError
from footwise.recordings.foot_sensor.channel_names import Channel, Quantity
from footwise.recordings.foot_sensor.found_table import FoundTable
from footwise.recordings.foot_sensor.makers import MT_MANAGER, Maker
from footwise.recordings.foot_sensor.packet_counter import counter_time
from footwise.recordings.foot_sensor.raw import TIME_UNITS
from footwise.recordings.foot_sensor.sample_times import FASTEST_HZ, SLOWEST_HZ, unroll
from footwise.recordings.marker_sets import label_list

# Rates that MTw and MTi sensors can be set to, in Hz.
_XSENS_RATES = (20.0, 25.0, 30.0, 40.0, 50.0, 60.0, 75.0, 80.0, 100.0, 120.0, 150.0, 200.0, 240.0, 400.0)
# SampleTimeFine counts microseconds in a DOT and tenths of milliseconds elsewhere: no rate of a foot sensor fits both.
_FINE_TICKS_S = (1e-6, 1e-4)
_RATE_REMEDY = "Give the rate with `rate_hz`"
# A clock that stands still in more rows than this tells when packets came, or lost its digits in a spreadsheet.
_STANDING = 0.3
# One sample has no step of a clock.
_FEWEST = 2


def table_time(
    path: Path, found: FoundTable, maker: Maker, rate_hz: float | None, clock: Channel | None = None
) -> tuple[Array, tuple[str, ...]]:
    """Time of every row in seconds, and notes on it.

    Parameters
    ----------
    path : Path
    found : FoundTable
    maker : Maker
    rate_hz : float or None
    clock : Channel, optional
        The clock to go by, where a table has one for each of its channels.

    Raises
    ------
    FootwiseError
        Neither a clock nor a rate, or a single sample.
    """
    table = found.table
    if len(table.columns) < _FEWEST:
        trouble = f"holds {len(table.columns)} sample{'' if len(table.columns) == 1 else 's'}"
        raise FootwiseError(path, trouble, "Record at least a few strides")
    if clock is not None:
        return _in_seconds(table[clock.name], clock)
    if "SampleTimeFine" in table and np.isfinite(table["SampleTimeFine"]).mean() > 0.5:
        return fine_seconds(table["SampleTimeFine"], maker.tick_s), ()
    clocks = [one for one in found.channels if one.quantity is Quantity.TIME and one.name != "SampleTimeFine"
              and np.isfinite(table[one.name]).mean() > 0.5]  # fmt: skip
    counters = [one for one in clocks if _counts(table[one.name], one)]
    clocks = [one for one in clocks if one not in counters]
    if clocks:
        # The clock that repeats least: an epoch in ms beside a time in s, a date to the second beside a tick.
        going = [float((np.diff(table[one.name]) > 0).mean()) for one in clocks]
        best = int(np.argmax(np.round(going, 2)))
        if rate_hz is None or going[best] > 1 - _STANDING:
            if np.mean(np.diff(table[clocks[best].name]) == 0) > _STANDING and _rate(found, maker, None)[0] is None:
                raise FootwiseError(path, _stands_still(found, clocks[best]), _RATE_REMEDY)
            if np.mean(np.diff(table[clocks[best].name]) == 0) <= _STANDING:
                return _in_seconds(table[clocks[best].name], clocks[best])
    counters += [one for one in found.channels if one.quantity is Quantity.COUNTER]
    return _by_rate(path, found, maker, rate_hz, counters, clocks)


def _by_rate(
    path: Path, found: FoundTable, maker: Maker, rate_hz: float | None, counters: list[Channel], clocks: list[Channel]
) -> tuple[Array, tuple[str, ...]]:
    rate, why = _rate(found, maker, rate_hz)
    if rate is None:
        has = label_list(tuple(name for name in found.table.names if name))
        raise FootwiseError(path, f"holds neither time nor its rate; it has {has}", _RATE_REMEDY)
    for counter in counters:
        if (told := counter_time(found.table[counter.name], rate)) is not None:
            return told[0], (f"is timed by its counter at {rate:g} samples a second{why}", *told[1])
    lacks = "has a clock that stands still over several rows" if clocks else "holds no time"
    time_s = np.arange(len(found.table.columns)) / rate
    return time_s, (f"{lacks}: its rows are taken at {rate:g} samples a second{why}",)


def fine_seconds(ticks: Array, tick_s: float) -> Array:
    """Seconds of Xsens' SampleTimeFine, which its programs count in two units: the one that gives a sensor's rate."""
    time = unroll(ticks)
    steps = np.diff(time[np.isfinite(time)])
    step = float(np.median(steps[steps > 0])) if (steps > 0).any() else 0.0
    fits = [one for one in _FINE_TICKS_S if step and SLOWEST_HZ <= 1 / (step * one) <= FASTEST_HZ]
    return time * (tick_s if tick_s in fits or not fits else fits[0])


def _counts(values: Array, clock: Channel) -> bool:
    """Whether what is called a time is a number of samples: whole, up by one from row to row, without a unit."""
    known = values[np.isfinite(values)]
    steps = np.diff(known)
    return not clock.unit and len(steps) > 1 and bool((known == np.round(known)).all()) and np.median(steps) == 1


def _stands_still(found: FoundTable, clock: Channel) -> str:
    steps = np.diff(found.table[clock.name])
    share = float(np.mean(steps == 0))
    return (
        f"has a clock (column {clock.name!r}) that stands still in {share:.0%} of its rows, which is no time of samples"
    )


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
    for name, unit in (("s", 1.0), ("ms", 1e-3), ("us", 1e-6), ("ns", 1e-9), ("days", 86400.0)):
        if step and SLOWEST_HZ <= 1 / (step * unit) <= FASTEST_HZ:
            return time * unit, () if unit == 1 else (f"has its time in {name} (column {clock.name!r})",)
    return time, ()
