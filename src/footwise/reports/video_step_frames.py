"""Which frames of a filmed walk belong to which step, for pictures."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from footwise.gait.video_walk import VideoWalk


def step_frames(walk: VideoWalk, step: int) -> NDArray[np.intp]:
    """Frames of the walk's own clock that the angle of a step was taken from.

    Parameters
    ----------
    walk : VideoWalk
    step : int
        Index into its steps.

    Returns
    -------
    array of int
        Empty for a step without an angle.
    """
    side = str(walk.steps.side[step])
    if side not in walk.flat:
        return np.empty(0, dtype=np.intp)
    first, last = stance_ends_s(walk, step)
    time_s = walk.motion.time_s
    return np.flatnonzero(walk.flat[side] & (time_s >= first) & (time_s <= last))


def stance_ends_s(walk: VideoWalk, step: int) -> tuple[float, float]:
    """Begin and end of a stance; where one was not seen, how far it can reach: to its neighbours of the same foot."""
    steps = walk.steps
    first, last = float(steps.contact_s[step]), float(steps.off_s[step])
    others = np.flatnonzero((steps.side == steps.side[step]) & (np.arange(len(steps)) != step))
    if not np.isfinite(first):
        before = [t for t in (steps.contact_s[others], steps.off_s[others]) for t in t[t < last]]
        first = max(before, default=-np.inf)
    if not np.isfinite(last):
        after = [t for t in (steps.contact_s[others], steps.off_s[others]) for t in t[t > first]]
        last = min(after, default=np.inf)
    return first, last
