"""The way of a filmed body over the floor: its direction at any time, over a stride, and on a treadmill."""

from __future__ import annotations

import numpy as np

from footwise.arrays import Array
from footwise.gait.film.events import Stance
from footwise.gait.film.motion import FilmedMotion
from footwise.gait.film.neutral_stance import Feet
from footwise.recordings import SIDES
from footwise.signals import butterworth_lowpass, fill_gaps, norm, runs, unit

WALKING_M_S = 0.25
# Of a stride: over less than this the sway of the pelvis turns its way by more than 3°.
LEAST_STRIDES = 0.5
LEAST_WAY_M = 0.2
LARGEST_BEND_DEG = 30.0
# From the mean way, of every stride: a bend at the end of a clip shows by half in the last one.
STRAIGHT_DEG = 8.0


def forward_along(path_m: Array, feet: Feet, rate_hz: float) -> Array:
    """Walking direction in every frame: the smoothed way of the body, or where the feet point if it stays in place."""
    smooth = butterworth_lowpass(fill_gaps(path_m, int(0.5 * rate_hz)), rate_hz, 0.5)
    velocity = np.gradient(smooth, 1 / rate_hz, axis=0)
    facing = sum(unit(feet[side, "toe"] - feet[side, "heel"]) for side in SIDES)
    with np.errstate(invalid="ignore"):
        slow = norm(velocity) < WALKING_M_S
        if np.isfinite(facing).all(axis=1).any():
            velocity[slow] = np.nanmedian(facing, axis=0)
    return unit(velocity)


def belt_velocity(path_m: Array, feet: Feet, found: list[Stance], motion: FilmedMotion) -> Array:
    """Velocity of the floor under the feet, shape (2,): zero, or that of a treadmill's belt."""
    seen = np.flatnonzero(np.isfinite(path_m).all(axis=1))
    if len(seen) < 2:
        return np.zeros(2)
    way = (path_m[seen[-1]] - path_m[seen[0]]) / (seen[-1] - seen[0]) * motion.rate_hz
    under = []
    for stance in found:
        length = stance.off_s - stance.contact_s
        if np.isfinite(length) and not stance.fault:
            first, last = (motion.at(stance.contact_s + share * length) for share in (0.2, 0.5))
            heel = feet[stance.side, "heel"]
            under.append((heel[last] - heel[first]) / max(last - first, 1) * motion.rate_hz)
    if norm(way) >= WALKING_M_S or not under:
        return np.zeros(2)
    belt = np.nanmedian(np.array(under), axis=0)
    return belt if norm(belt) >= WALKING_M_S else np.zeros(2)


def stride_direction(path_m: Array, rate_hz: float, middle: float, stride_s: float) -> tuple[Array, float, str, str]:
    """Walking direction of a step: the way of the body over one stride around its flat frames.

    Over a whole stride the body sways to both sides alike, so that two places are enough. At the ends of a clip the
    stride is shifted to what was seen; where less than a stride was seen the way is that of what there is.

    Parameters
    ----------
    path_m : array, shape (frames, 2)
        The body seen from above; NaN where unknown.
    rate_hz : float
    middle : float
        Middle of the flat frames, as a frame; one outside of the clip is taken to its end.
    stride_s : float

    Returns
    -------
    direction : array, shape (2,)
        Unit vector; NaN with a fault.
    way_m : float
        Length of the way over one stride.
    trouble : str
        Why there is no direction; empty where there is one.
    note : str
        Said of a direction that comes from part of a stride.
    """
    nothing = np.full(2, np.nan)
    middle = float(np.clip(middle, 0, len(path_m) - 1))
    parts = [run for run in runs(np.asarray(np.isfinite(path_m).all(axis=1))) if run[0] - 1 < middle < run[1]]
    if not parts or not np.isfinite(stride_s):
        return nothing, np.nan, "the way of the body was not seen", ""
    start, stop = float(parts[0][0]), float(parts[0][1] - 1)
    length = stride_s * rate_hz
    share = (stop - start) / length
    note = ""
    if share < LEAST_STRIDES:
        return nothing, np.nan, "less than half a stride of the body's way was seen", ""
    if share < 1:
        note = f"direction from {share:.1f} of a stride"
        length = stop - start
    first = float(np.clip(middle - length / 2, start, stop - length))
    way = _between(path_m, first + length) - _between(path_m, first)
    size = float(norm(way))
    if size < LEAST_WAY_M:
        return nothing, size, "the body does not move ahead over the stride", ""
    return way / size, size / min(share, 1.0), "", note


def _between(path: Array, frame: float) -> Array:
    before = min(int(frame), len(path) - 2)
    share = frame - before
    return np.asarray(path[before] if share == 0 else path[before] * (1 - share) + path[before + 1] * share)


def turns(path_m: Array, rate_hz: float, middle: float, stride_s: float) -> bool:
    """Whether the way of the stride before the middle leads elsewhere than the one after it."""
    if _is_straight(path_m, rate_hz, stride_s):
        return False
    quarter = stride_s * rate_hz / 2
    at = [round(middle + k * quarter) for k in (-1, 0, 1)] if np.isfinite(middle + quarter) else []
    if not at or at[0] < 0 or at[-1] >= len(path_m):
        return False
    before, after = unit(np.diff(path_m[at], axis=0))
    return bool(before @ after < np.cos(np.radians(LARGEST_BEND_DEG)))


def _is_straight(path_m: Array, rate_hz: float, stride_s: float) -> bool:
    """Whether the way of every whole stride leads the same way: who walks with feet wide apart sways, and goes on."""
    frames = round(stride_s * rate_hz) if np.isfinite(stride_s) else 0
    if not 0 < frames < len(path_m):
        return False
    ways = path_m[frames:] - path_m[:-frames]
    ways = unit(ways[np.isfinite(ways).all(axis=1)])
    if not len(ways):
        return False
    mean = unit(ways.mean(axis=0))
    return bool((ways @ mean).min() > np.cos(np.radians(STRAIGHT_DEG)))
