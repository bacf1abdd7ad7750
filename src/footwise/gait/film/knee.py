"""Knee flexion of a filmed leg: the angle between thigh and shank."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array
from footwise.gait.film.motion import FilmedMotion
from footwise.signals import norm

# A leg that swings bends by more than this; what bends less between two steps is no swing.
LEAST_SWING_DEG = 20.0


def knee_flexion(motion: FilmedMotion, side: str, ahead: Array) -> Array:
    """Knee flexion from hip, knee and ankle, in the picture of a camera beside the walk or in the room.

    Parameters
    ----------
    motion : FilmedMotion
    side : str
    ahead : array, shape (2,), (3,) or one row a frame
        The walking direction in the unit of the points: it tells a bent knee from an overstretched one.

    Returns
    -------
    array, shape (frames,)
        Degrees; 0 is straight, flexion positive. A picture shows it whole only from the side.
    """
    hip, knee, ankle = (motion[f"{side}_{name}"] for name in ("hip", "knee", "ankle"))
    thigh, shank = knee - hip, ankle - knee
    with np.errstate(invalid="ignore", divide="ignore"):
        along = (thigh * shank).sum(axis=1) / norm(thigh)
        # The part of the shank that lies across the thigh: behind it when the knee is bent.
        across = shank - thigh * (along / norm(thigh))[:, None]
        bent = np.where((across * ahead).sum(axis=1) > 0, -1.0, 1.0)
        return np.asarray(bent * np.degrees(np.arctan2(norm(across), along)))


def swing_peak(
    flexion_deg: Array, motion: FilmedMotion, off_s: float, next_contact_s: float, inside: NDArray[np.bool_]
) -> float:
    """Most flexion between foot off and the next contact; NaN where the swing was not seen whole and inside.

    Parameters
    ----------
    flexion_deg : array, shape (frames,)
    motion : FilmedMotion
    off_s, next_contact_s : float
    inside : array of bool, shape (frames,)
    """
    if not np.isfinite(off_s + next_contact_s):
        return np.nan
    swing = slice(motion.at(off_s), motion.at(next_contact_s) + 1)
    values = flexion_deg[swing]
    if not len(values) or not inside[swing].all() or not np.isfinite(values).all():
        return np.nan
    peak = float(values.max())
    return peak if peak >= LEAST_SWING_DEG else np.nan
