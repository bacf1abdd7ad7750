"""Whether a sensor sat on the shoe all the time as it did at first, as far as it can tell itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from footwise.arrays import Array
from footwise.foot_sensor.live import FEWEST_STRIDES, Stride
from footwise.signals import runs, unit

# The tilt of a stance is told by itself and its neighbours: no single one says that a sensor has moved.
STANCES = 5
# A jump of the foot angle this large, and so many standard errors from chance.
JUMP_DEG, JUMP_ERRORS = 4.0, 6.0
# From a median absolute deviation to a standard deviation.
_NORMAL = 1.4826


@dataclass(frozen=True)
class Shift:
    """A change of how the sensor sits, or seems to.

    Attributes
    ----------
    stride : int
        Index of the first stride after it.
    at_s : float
        Mid-stance that ends that stride, device time.
    size_deg : float
    back : int or None
        Index of the first stride at which it lies as before again; None where it never does.
    """

    stride: int
    at_s: float
    size_deg: float
    back: int | None = None


def tilts_deg(gravity: Array, level: Array) -> Array:
    """Tilt of the sensor at each stance against `level`, median of that stance and its neighbours, degrees.

    Parameters
    ----------
    gravity : array, shape (strides, 3)
        Unit vectors of the gravity reaction, sensor axes, of stances that can be compared.
    level : array, shape (3,)
        Unit vector of the gravity reaction to compare with, sensor axes.

    Returns
    -------
    array, shape (strides,)
    """
    each = np.degrees(np.arccos(np.clip(gravity @ level, -1, 1)))
    # At either end the window is as long and not around its stance.
    first = np.clip(np.arange(len(each)) - STANCES // 2, 0, max(0, len(each) - STANCES))
    return np.array([np.median(each[k : k + STANCES]) for k in first])


def tilt_shifts(strides: Sequence[Stride], largest_deg: float) -> tuple[Shift, ...]:
    """Find where the sensor lies differently on the standing foot than in the first valid strides.

    Parameters
    ----------
    strides : sequence of Stride
    largest_deg : float
        Tilt beyond which it has moved.

    Returns
    -------
    tuple of Shift
        Each from its first stride to where the sensor lies as before again. None within the first eight valid
        strides, with which the others are compared.
    """
    valid = [k for k, stride in enumerate(strides) if stride.valid]
    if len(valid) < FEWEST_STRIDES + STANCES:
        return ()
    # Strides on stairs and in turns end on tilted feet, and are not among them.
    gravity = np.array([strides[k].gravity for k in valid])
    level = unit(gravity[:FEWEST_STRIDES].mean(axis=0))
    moved = tilts_deg(gravity, level) > largest_deg
    # Among the strides that it is compared with there is scatter, but no shift.
    moved[:FEWEST_STRIDES] = False
    found = []
    for first, after in runs(moved).tolist():
        size = np.degrees(np.arccos(np.clip(unit(np.median(gravity[first:after], axis=0)) @ level, -1, 1)))
        back = valid[after] if after < len(valid) else None
        found.append(Shift(valid[first], strides[valid[first]].mid_stance_s, float(size), back))
    return tuple(found)


def angle_jump(strides: Sequence[Stride]) -> Shift | None:
    """Find the one moment from which on the foot angles differ from those before.

    The person may have changed the way of walking, or the sensor have turned about the vertical: six axes feel
    gravity, which is the same after such a turn, and so cannot tell one from the other.

    Returns
    -------
    Shift or None
        Toe-out positive; None where there is no such moment, with eight valid strides on either side.
    """
    valid = [k for k, stride in enumerate(strides) if stride.foot_progression_angle_deg is not None]
    angles = np.array([strides[k].foot_progression_angle_deg for k in valid], dtype=float)
    best = Shift(0, 0.0, 0.0)
    strongest = 0.0
    for split in range(FEWEST_STRIDES, len(angles) - FEWEST_STRIDES + 1):
        before, after = angles[:split], angles[split:]
        size = float(np.median(after) - np.median(before))
        error = np.hypot(_error(before), _error(after))
        if abs(size) >= JUMP_DEG and abs(size) > max(JUMP_ERRORS, strongest) * error:
            strongest = abs(size) / error if error > 0 else np.inf
            best = Shift(valid[split], strides[valid[split]].mid_stance_s, size)
    return best if strongest else None


def _error(angles: Array) -> float:
    """Standard error of a median, from the spread about it."""
    spread = _NORMAL * float(np.median(np.abs(angles - np.median(angles))))
    return float(np.sqrt(np.pi / 2) * spread / np.sqrt(len(angles)))
