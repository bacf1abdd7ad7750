"""What a regression of the knee adduction moment is told of a filmed step: the body seen from the front.

Thirteen landmarks at eight instants of the first half of stance, from the front, about the pelvis and over the height
of the body: the inputs with which peaks were predicted best from optical markers (Boswell et al, Osteoarthritis
Cartilage 2021;29:346). Whether landmarks of a pose model suffice nobody has shown; noise that differs from frame to
frame spoiled it there.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from footwise.arrays import Array
from footwise.errors import ErrorKind, FootwiseError
from footwise.gait.film import FilmedWalk
from footwise.recordings.film import LANDMARKS
from footwise.signals import butterworth_lowpass, norm, time_normalise

PAIRS = ("shoulder", "hip", "knee", "ankle", "heel", "foot_index")
INSTANTS = 8
LAST_SHARE = 0.5
POINTS = ("nose", *(f"{leg}_{name}" for name in PAIRS for leg in ("stance", "other")))
FEATURES = tuple(f"{point}_{axis}_{k + 1}" for k in range(INSTANTS) for point in POINTS for axis in ("out", "up"))
KEYS = ("recording", "side", "contact_s")
# The trunk, middle of the shoulders to middle of the hips, over the height (Winter 2009).
TRUNK_SHARE = 0.288


def moment_features(walks: Sequence[FilmedWalk], height_m: float) -> pd.DataFrame:
    """Inputs of the regression, one row a whole step that is used.

    Parameters
    ----------
    walks : sequence of FilmedWalk
        From several cameras, or from one in front or behind.
    height_m : float
        Of the person; a single camera takes its scale from the trunk instead.

    Returns
    -------
    pandas.DataFrame
        Columns `KEYS` and `FEATURES`. `out` is to the side of the standing leg, whichever it is, `up` is up; both
        from the middle of the hips, over the height.

    Raises
    ------
    FootwiseError
        A walk filmed from the side.
    """
    tables = [_features(walk, height_m) for walk in walks]
    return pd.concat(tables, ignore_index=True).reindex(columns=[*KEYS, *FEATURES])


def _features(walk: FilmedWalk, height_m: float) -> pd.DataFrame:
    if walk.view == "side":
        raise FootwiseError(
            walk.name,
            "was filmed from the side, where the knee's moment towards the other leg cannot be seen",
            "Film from the front",
            kind=ErrorKind.REFUSAL,
        )
    steps, motion = walk.steps, walk.motion
    whole = np.flatnonzero(steps.used & np.isfinite(steps.stance_s))
    rows = []
    for k in whole:
        side = str(steps.side[k])
        other = "right" if side == "left" else "left"
        names = ["nose", *(f"{leg}_{name}" for name in PAIRS for leg in (side, other))]
        points = motion.points[:, [LANDMARKS.index(name) for name in names]]
        seen = _from_front(walk, points - motion.pelvis[:, None], steps.direction[k], height_m)
        if side == "right":
            seen = seen * np.array([-1.0, 1.0])
        start = steps.contact_s[k] - motion.start_s
        stop = start + LAST_SHARE * steps.stance_s[k]
        laid = time_normalise(seen, motion.rate_hz, np.array([start]), np.array([stop]), INSTANTS)[0]
        rows.append([walk.name, side, steps.contact_s[k], *laid.ravel()])
    table = pd.DataFrame(rows, columns=[*KEYS, *FEATURES])
    return table.dropna().reset_index(drop=True)


def _from_front(walk: FilmedWalk, points: Array, direction: Array, height_m: float) -> Array:
    """Points about the pelvis to the person's left and up, over the height, shape (frames, points, 2)."""
    if points.shape[2] == 3:
        left = points[..., 0] * -direction[1] + points[..., 1] * direction[0]
        return np.stack((left, points[..., 2]), axis=-1) / height_m
    # Whoever faces the camera has the left hand on the right of the picture.
    left = points[..., 0] if walk.view == "front" else -points[..., 0]
    return np.stack((left, -points[..., 1]), axis=-1) / _height_px(walk)[:, None, None]


def _height_px(walk: FilmedWalk) -> Array:
    """Height of the person in every picture, from the trunk, which does not bend with the steps."""
    motion = walk.motion
    trunk = norm((motion["left_shoulder"] + motion["right_shoulder"]) / 2 - motion.pelvis)
    return butterworth_lowpass(trunk, motion.rate_hz, 1.0) / TRUNK_SHARE
