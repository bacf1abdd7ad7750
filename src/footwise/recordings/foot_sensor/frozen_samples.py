"""Stretches in which a sensor that moves sends one reading again and again: nothing was measured there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array
from footwise.errors import FootwiseError
from footwise.recordings.foot_sensor.raw import RawSensor
from footwise.signals import norm, runs

# All six channels are equal for so long, and in so many samples: no moving foot, and no sensor that sends faster than
# it measures, does that.
SHORTEST_S, FEWEST = 0.1, 6
# It turns by more than this share of its fastest hundredth: one that rests may well repeat its reading.
_TURNS = 0.1


def frozen_samples(time_s: Array, acceleration: Array, angular_velocity: Array) -> NDArray[np.bool_]:
    """Where a reading of a moving sensor is repeated; its first one counts as measured.

    Parameters
    ----------
    time_s : array, shape (n,)
    acceleration, angular_velocity : array, shape (n, 3)
        In any unit, without NaN.

    Returns
    -------
    array of bool, shape (n,)
    """
    frozen = np.zeros(len(time_s), dtype=bool)
    if len(time_s) < FEWEST:
        return frozen
    channels = np.column_stack((acceleration, angular_velocity))
    repeated = np.concatenate(([False], (np.diff(channels, axis=0) == 0).all(axis=1)))
    spin = norm(angular_velocity)
    turning = _TURNS * float(np.percentile(spin, 99))
    for first, after in runs(repeated).tolist():
        long = after - first >= FEWEST and time_s[after - 1] - time_s[first - 1] >= SHORTEST_S
        if long and spin[first] > turning:
            frozen[first:after] = True
    return frozen


def without_frozen(raw: RawSensor, kept: NDArray[np.intp]) -> tuple[NDArray[np.intp], list[str]]:
    """Leave out the stretches in which a moving sensor is frozen, so that they make gaps, and say so.

    One that holds a single reading throughout stays as it is: its axes are said to be dead.

    Raises
    ------
    FootwiseError
        More than half of it is frozen.
    """
    frozen = frozen_samples(raw.time_s[kept], raw.acceleration[kept], raw.angular_velocity[kept])
    stretches, lost = len(runs(frozen)), int(frozen.sum())
    if not lost or lost >= len(kept) - 1:
        return kept, []
    if lost * 2 > len(kept):
        raise FootwiseError(
            raw.where("acceleration", "angular velocity"),
            f"its sensor is frozen: {lost} of {len(kept)} samples repeat one reading while the foot moves",
            "Record again, nearer to the receiver or in the sensor's own memory",
        )
    times = "once" if stretches == 1 else f"{stretches} times"
    return kept[~frozen], [
        f"repeats one reading while the foot moves, {times}: {lost} samples left out as not measured"
    ]
