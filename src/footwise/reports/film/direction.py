"""The walking direction in the pictures of a film: an arrow on the floor under the pelvis."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from footwise.arrays import Array
from footwise.gait.film import SIDE, FilmedWalk, picture_ahead
from footwise.recordings import SIDES
from footwise.recordings.film import LANDMARKS, Camera
from footwise.signals import unit

PictureArrows = Sequence[Array | None]
"""For each frame of the film the corners of the arrow in pixels, or None."""

# From the body ahead: far enough not to lie under the feet.
_BEGIN_M, _END_M, _HALF_WIDTH_M, _HEAD_M = 0.35, 0.95, 0.025, 0.20
# Without a scale, in lengths of the leg in the picture.
_BEGIN_LEGS, _END_LEGS, _HALF_WIDTH_LEGS, _HEAD_LEGS = -0.25, 0.45, 0.018, 0.14
_BELOW_LEGS = 0.14
_USUAL_STRIDE_S = 1.1
_LEAST_WAY_M = 0.1


def direction_arrows(
    walk: FilmedWalk, camera: Camera | None, points_px: Array, time_s: Array, size_px: tuple[int, int]
) -> PictureArrows:
    """Lay the walking direction into every frame.

    Parameters
    ----------
    walk : FilmedWalk
    camera : Camera or None
    points_px : array, shape (frames, 33, 2)
        Landmarks in pixels of the film that is written.
    time_s : array, shape (frames,)
        Times of the film's frames on the clock of the walk.
    size_px : tuple of int
        Of the film.

    Returns
    -------
    sequence of array, shape (7, 2), or None
    """
    frames = np.array([walk.motion.at(t) for t in time_s])
    within = (time_s >= walk.motion.time_s[0] - 0.05) & (time_s <= walk.motion.time_s[-1] + 0.05)
    path = walk.floor_m.get(("", "path"))
    if path is not None and camera is not None:
        at, ahead = path[frames], floor_directions(walk)[frames]
        corners = _arrow(at, ahead, _BEGIN_M, _END_M, _HALF_WIDTH_M, _HEAD_M)
        on_floor = np.concatenate((corners, np.zeros_like(corners[..., :1])), axis=-1)
        laid = camera.project(on_floor) * (np.array(size_px) / camera.size_px)
    elif path is None and walk.view == SIDE and walk.motion.points.shape[2] == 2:
        laid = _in_picture(points_px, picture_ahead(walk.motion)[frames])
    else:
        return [None] * len(time_s)
    known = np.isfinite(laid).all(axis=(1, 2)) & within
    return [corners if there else None for corners, there in zip(laid, known, strict=True)]


def floor_directions(walk: FilmedWalk) -> Array:
    """Walking direction in every frame of the walk's clock: the way over the stride around it, shape (frames, 2)."""
    path = walk.floor_m["", "path"]
    strides = walk.steps.stride_s[np.isfinite(walk.steps.stride_s)]
    stride_s = float(np.median(strides)) if len(strides) else _USUAL_STRIDE_S
    seen = np.flatnonzero(np.isfinite(path).all(axis=1))
    directions = np.full_like(path, np.nan)
    if len(seen) < 2:
        return directions
    length = min(round(stride_s * walk.motion.rate_hz), int(seen[-1] - seen[0]))
    first = np.clip(np.arange(len(path)) - length // 2, seen[0], seen[-1] - length)
    way = path[first + length] - path[first]
    moves = np.hypot(way[:, 0], way[:, 1]) > _LEAST_WAY_M
    directions[moves] = unit(way[moves])
    return directions


def _in_picture(points_px: Array, way: Array) -> Array:
    """Arrow under the feet of a person who crosses the picture to the right (1) or to the left (-1)."""

    def of(name: str) -> Array:
        return np.stack([points_px[:, LANDMARKS.index(f"{side}_{name}")] for side in SIDES])

    hips, ankles, heels, toes = (of(name) for name in ("hip", "ankle", "heel", "foot_index"))
    leg = float(np.nanmedian(np.linalg.norm(ankles - hips, axis=2))) if np.isfinite(ankles - hips).any() else np.nan
    floor = np.fmax(heels[..., 1], toes[..., 1]).max(axis=0)
    at = np.stack([hips[..., 0].mean(axis=0), _calm(floor) + _BELOW_LEGS * leg], axis=1)
    ahead = np.stack((way, np.zeros_like(way)), axis=1)
    return _arrow(at, ahead, *(leg * part for part in (_BEGIN_LEGS, _END_LEGS, _HALF_WIDTH_LEGS, _HEAD_LEGS)))


def _calm(values: Array) -> Array:
    """Mean over half a second or so around each frame, without the jumps from foot to foot."""
    known = np.isfinite(values)
    window = np.ones(21)
    count = np.convolve(known, window, "same")
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.convolve(np.where(known, values, 0.0), window, "same") / count)


def _arrow(at: Array, ahead: Array, begin: float, end: float, half_width: float, head: float) -> Array:
    """Corners of flat arrows, shape (frames, 7, 2)."""
    across = np.stack([-ahead[:, 1], ahead[:, 0]], axis=1)
    neck = end - head
    outline = (
        (begin, -half_width), (neck, -half_width), (neck, -3 * half_width), (end, 0.0),
        (neck, 3 * half_width), (neck, half_width), (begin, half_width),
    )  # fmt: skip
    return np.stack([at + far * ahead + side * across for far, side in outline], axis=1)
