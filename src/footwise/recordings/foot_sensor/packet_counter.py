"""Time by a sensor's packet counter: of any width, begun anywhere, with packets lost, repeated, late, or counted anew.

How makers count: an Xsens in 16 bits, a Movella DOT in 32, an OpenBCI board in 8, a BITalino in 4, firmware of one's
own up to 99 or 254; from 0, from 1, or from where the device was when the recording began; a sample each, or several.
So the width is told by the counter itself, by the fall that it makes again and again.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array

# Where a counter that fell only once, or lost packets whenever it did, may begin again: bits, or round numbers.
_PERIODS = np.array(sorted([2.0**bits for bits in (4, 8, 10, 12, 16, 24, 32)] + [10.0**n for n in range(2, 7)]))
# So much of its period it may have lost just then.
_LOST_SHARE = 0.05
# A packet that comes later than the next one is late by no more than so many, or this share of the period.
_LATE, _LATE_SHARE = 50.0, 1 / 8
# Steps of a counter are mostly alike, also where many packets are lost; packets mostly hold as many samples.
_ALIKE_STEPS, _ALIKE_PACKETS = 0.3, 0.8
# Of a counter of more ticks than this, half of them lost at once are rather a device that was switched on again.
_SHORT_PERIOD = 1000.0
# For how long it was away nobody knows; a gap it is.
AWAY_S = 1.0


def counter_time(counter: Array, rate_hz: float) -> tuple[Array, tuple[str, ...]] | None:
    """Time of every row by its packet's number.

    Parameters
    ----------
    counter : array, shape (rows,)
        NaN where it is not known.
    rate_hz : float
        Rows a second.

    Returns
    -------
    time_s : array, shape (rows,)
        NaN where the counter is; a packet that was repeated has the time of the first.
    notes : tuple of str
        What a reader should know of this counter. None at all where these numbers do not count.
    """
    known = np.flatnonzero(np.isfinite(counter))
    numbers = counter[known]
    if len(known) < 2 or 2 * len(known) < len(counter) or (numbers != np.round(numbers)).any():
        return None
    begins, within, held = _packets(numbers)
    steps = np.diff(numbers[begins])
    up = steps[steps > 0]
    if not len(up):
        return None
    unit = _most_common(up)
    if np.mean(steps[steps != 0] == unit) < _ALIKE_STEPS:
        return None
    period = _period(steps, unit, float(np.ptp(numbers)))
    walked, anew = _without_falls(steps, unit, period, AWAY_S * rate_hz / held * unit)
    packets = numbers[0] + np.concatenate(([0.0], np.cumsum(walked)))
    time_s = np.full(len(counter), np.nan)
    packet = np.repeat(np.arange(len(begins)), np.diff(np.append(begins, len(numbers))))
    time_s[known] = (packets[packet] / unit * held + within) / rate_hz
    notes = []
    if held > 1:
        notes.append(f"holds {held} samples of each number of its counter")
    if unit > 1:
        notes.append(f"counts up by {unit:g} a sample")
    if anew.any():
        first = time_s[known[begins[np.flatnonzero(anew)[0]]]] - time_s[known[0]]
        times = "once" if anew.sum() == 1 else f"{anew.sum()} times"
        notes.append(
            f"begins to count anew {times}, first after {first:.2f} s: for how long it was away is not known; a pause "
            f"of {AWAY_S:g} s is put there"
        )
    return time_s, tuple(notes)


def _packets(numbers: Array) -> tuple[NDArray[np.intp], Array, int]:
    """First row of each packet, the place of each row in its packet, and how many rows a packet holds."""
    begins = np.concatenate(([0], np.flatnonzero(np.diff(numbers)) + 1))
    lengths = np.diff(np.append(begins, len(numbers)))
    held = int(_most_common(lengths.astype(float)))
    if held == 1 or np.mean(lengths == held) < _ALIKE_PACKETS:
        return np.arange(len(numbers)), np.zeros(len(numbers)), 1
    return begins, np.arange(len(numbers)) - np.repeat(begins, lengths).astype(float), held


def _late(period: float) -> float:
    return min(_LATE, max(1.0, period * _LATE_SHARE))


def _period(steps: Array, unit: float, span: float) -> float:
    """Ticks after which the counter begins again; infinite where it never does so of itself."""
    falls = -steps[steps < -_late(span + unit)]
    if not len(falls):
        return np.inf
    usual = _most_common(falls)
    if np.sum(falls == usual) >= max(2, len(falls) / 2) and usual + unit > span:
        return usual + unit
    fits = _PERIODS[span < _PERIODS]
    lost = fits[:, None] - falls - unit
    good = ((lost >= 0) & (lost <= _LOST_SHARE * fits[:, None])).sum(axis=1)
    return float(fits[np.argmax(good)]) if good.any() else np.inf


def _without_falls(steps: Array, unit: float, period: float, away: float) -> tuple[Array, NDArray[np.bool_]]:
    """Steps of a counter that never began again, and where it began anew as a device does that is switched on."""
    late = _late(period)
    # From before the counter began again.
    walked = np.where(steps >= period - late, steps - period, steps)
    falls = steps < -late
    through = steps + period
    anew = falls & ((through > period / 2) & (period > _SHORT_PERIOD) | (through < unit) | ~np.isfinite(through))
    walked = np.where(falls, through, walked)
    return np.where(anew, away, walked), anew


def _most_common(values: Array) -> float:
    each, count = np.unique(values, return_counts=True)
    return float(each[np.argmax(count)])
