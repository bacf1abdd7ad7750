"""Accelerometer and gyroscope that were recorded apart, on one clock: brought together at the times of one of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from footwise.arrays import Array
from footwise.errors import FootwiseError
from footwise.recordings.foot_sensor.raw import RECORD_BOTH, RawSensor
from footwise.recordings.foot_sensor.sensor import longest_pause_s
from footwise.recordings.foot_sensor.soundness import clipped_before

# Time in s, and the axes of one sensor side by side.
Stream = tuple[Array, Array]
# Streams of nominally one rate differ by less than this.
_FASTER = 1.2
# From this rate on nothing is lost by leaving out every other sample of the gyroscope.
_COMFORTABLE_HZ = 90.0


def together(
    path: Path,
    side: str,
    accelerometer: Stream,
    unit: str,
    gyroscope: Stream,
    gyroscope_unit: str,
    *,
    gravity_remedy: str = RECORD_BOTH,
    notes: tuple[str, ...] = (),
    gravity: str = "",
) -> RawSensor:
    """Bring one of two streams on one clock to the times of the other.

    The accelerometer's times are kept, unless they are too few for a foot and the gyroscope has more:
    the angles come from the gyroscope.

    Raises
    ------
    FootwiseError
        They do not run at the same time.
    """
    start = min(float(np.nanmin(t)) if np.isfinite(t).any() else 0.0 for t in (accelerometer[0], gyroscope[0]))
    (time_s, acceleration), (turn_s, turns) = ((time - start, axes) for time, axes in (accelerometer, gyroscope))
    if time_s.shape == turn_s.shape and np.array_equal(time_s, turn_s):
        return RawSensor(path, side, time_s, acceleration, turns, unit, gyroscope_unit, gravity_remedy, notes, gravity)
    clipped, turns_clipped = clipped_before(np.nan_to_num(acceleration), unit, np.nan_to_num(turns), gyroscope_unit)
    rates = _rate(time_s), _rate(turn_s)
    if rates[1] > _FASTER * rates[0] and rates[0] < _COMFORTABLE_HZ:
        both = interpolated(turn_s, time_s, np.column_stack((acceleration, clipped)))
        at_s, other_s, acceleration, clipped = (
            turn_s,
            time_s,
            both[:, :3],
            turns_clipped | (np.nan_to_num(both[:, 3]) > 0),
        )
    else:
        both = interpolated(time_s, turn_s, np.column_stack((turns, turns_clipped)))
        at_s, other_s, turns, clipped = time_s, turn_s, both[:, :3], clipped | (np.nan_to_num(both[:, 3]) > 0)
    if (~np.isfinite(both[:, 0])).mean() > 0.5:
        raise FootwiseError(path, "its accelerometer and gyroscope do not run at the same time", RECORD_BOTH)
    if max(rates) > _FASTER * min(rates):
        notes = (*notes, f"has an accelerometer of {rates[0]:.0f} Hz and a gyroscope of {rates[1]:.0f} Hz: the slower "
                 "one is interpolated")  # fmt: skip
    # What lies before the other's first or after its last sample is no gap.
    inside = (at_s >= np.nanmin(other_s)) & (at_s <= np.nanmax(other_s))
    return RawSensor(path, side, at_s[inside], acceleration[inside], turns[inside], unit, gyroscope_unit,
                     gravity_remedy, notes, gravity, clipped[inside])  # fmt: skip


def _rate(time_s: Array) -> float:
    """Samples a second by the median step; zero where there are none."""
    steps = np.diff(time_s[np.isfinite(time_s)])
    steps = steps[steps > 0]
    return 1 / float(np.median(steps)) if len(steps) else 0.0


def interpolated(at_s: Array, time_s: Array, channels: Array) -> Array:
    """Straight lines between samples; NaN outside of them, and within pauses that are gaps (see `longest_pause_s`).

    Parameters
    ----------
    at_s : array, shape (n,)
    time_s : array, shape (m,)
    channels : array, shape (m, k)

    Returns
    -------
    array, shape (n, k)
    """
    whole = np.flatnonzero(np.isfinite(time_s) & np.isfinite(channels).all(axis=1))
    # The first of repeated stamps; those that run backwards are never reached.
    whole = whole[np.diff(np.maximum.accumulate(time_s[whole]), prepend=-np.inf) > 0]
    if len(whole) < 2:
        return np.full((len(at_s), channels.shape[1]), np.nan)
    time_s, channels = time_s[whole], channels[whole]
    longest = longest_pause_s(1 / float(np.median(np.diff(time_s))))
    after = np.clip(np.searchsorted(time_s, at_s), 1, len(time_s) - 1)
    span = time_s[after] - time_s[after - 1]
    share = ((at_s - time_s[after - 1]) / span)[:, None]
    values = channels[after - 1] * (1 - share) + channels[after] * share
    exact = np.isclose(share, 0, atol=1e-9) | np.isclose(share, 1, atol=1e-9)
    outside = (share < 0) | (share > 1) | ~np.isfinite(share)
    values[((outside | (span > longest)[:, None]) & ~exact)[:, 0]] = np.nan
    return np.asarray(values)
