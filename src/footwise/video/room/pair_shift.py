"""How much later one clip was started than another, from the walk itself: the shift that makes the two views agree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footwise.arrays import Array, by_value
from footwise.recordings.film import LANDMARKS, Camera, PictureLandmarks

# Frames of the first clip that are compared: enough for the median, however long the clip is.
_MOST_FRAMES = 300
_LEAST_FRAMES = 20
# Half of the shorter clip, at most this, must be common to both.
_COMMON_S = 2.0
# The valley is a valley when this far to both sides the views disagree clearly more than at its bottom...
_SHOULDER_S = 0.15
_LEAST_RISE = 1.25
# ... and when no other valley, farther than this, is nearly as deep: a walk on a treadmill repeats itself.
_APART_S = 0.25
_LEAST_DEPTH = 1.3
# Elbows, wrists, knees, ankles, heels and toe points: what moves with the steps.
_LIMBS = [
    k for k, name in enumerate(LANDMARKS) if name.endswith(("elbow", "wrist", "knee", "ankle", "heel", "foot_index"))
]


@by_value
@dataclass(frozen=True)
class PairShift:
    """How well two clips agree at every shift.

    Attributes
    ----------
    names : tuple of str
        Of the two clips.
    shift_s : float
        What to add to the second clip's time stamps to be on the first one's clock.
    residual_px : float
        Median distance from the epipolar lines at this shift, over all points and frames (Sampson's): how well the two
        calibrations agree.
    moving_px : float
        Mean distance of hands and feet from it that is left once its mean and its trend are taken out: what is not in
        step.
    rise : float
        `moving_px` 0.15 s to the side over that at the shift: 1 is flat, the larger the sharper.
    depth : float
        How much worse the best other valley is; infinite where there is no other.
    trouble : str
        Why the shift cannot be trusted; empty where it can.
    shifts_s : array, shape (shifts,)
        All that were tried.
    """

    names: tuple[str, str]
    shift_s: float
    residual_px: float
    moving_px: float
    rise: float
    depth: float
    trouble: str
    shifts_s: Array


def pair_shift(
    first: PictureLandmarks,
    second: PictureLandmarks,
    first_camera: Camera,
    second_camera: Camera,
    search_s: float = 5.0,
    around_s: float = 0.0,
) -> PairShift:
    """Find the shift between two clips at which every point of one keeps to its epipolar line in the other.

    A calibration that is a little off, and a point of the body that is not the same in two views, put a point beside
    its line by an amount that hardly changes; two clips that are out of step make the distance of hands and feet go up
    and down with every step. So each point's mean distance and its trend over the clip are taken out. On the
    four-cameras sample, whose clips are in step, this brings every pair within 0.3 frames, where the plain distance is
    up to 3.6 frames off for pairs with the camera that is calibrated worst. Which of several valleys, a stride apart,
    is the right one is left to both together.

    Parameters
    ----------
    first, second : PictureLandmarks
    first_camera, second_camera : Camera
    search_s : float
        How far to search to both sides of `around_s`.
    around_s : float

    Returns
    -------
    PairShift
        `trouble` is not empty where the clips hardly overlap, or the curve has no clear valley.
    """
    names = (first.name, second.name)
    step = 1 / max(first.rate_hz, second.rate_hz)
    reach = int(np.ceil(search_s / step))
    shifts: Array = around_s + step * np.arange(-reach, reach + 1, dtype=np.float64)
    plain, moving = _distances(first, second, first_camera, second_camera, shifts)
    if np.isfinite(moving).sum() < 5:
        trouble = "the person is hardly ever in both clips"
        return PairShift(names, np.nan, np.nan, np.nan, 1.0, 1.0, trouble, shifts)
    valley, depth = _deepest(shifts, plain * moving)
    near = np.abs(shifts - shifts[valley]) < _APART_S / 2
    bottom = int(np.nanargmin(np.where(near, moving, np.nan)))
    shift, least = _bottom(shifts, moving, bottom)
    shoulder = max(2, round(_SHOULDER_S / step))
    sides = [moving[k] if 0 <= k < len(moving) else np.nan for k in (bottom - shoulder, bottom + shoulder)]
    rise = float(np.nanmin(sides) / max(least, 1e-6)) if np.isfinite(sides).any() else 1.0
    trouble = ""
    if not np.isfinite(moving[max(0, bottom - 1) : bottom + 2]).all() or bottom in (0, len(moving) - 1):
        trouble = "the best shift is at the edge of what can be compared"
    elif rise < _LEAST_RISE:
        trouble = "no shift is clearly better than the others"
    elif depth < _LEAST_DEPTH:
        trouble = "two shifts are nearly as good as each other, as in a walk that repeats itself on the spot"
    return PairShift(names, shift, float(plain[bottom]), least, rise, depth, trouble, shifts)


def _distances(
    first: PictureLandmarks, second: PictureLandmarks, first_camera: Camera, second_camera: Camera, shifts: Array
) -> tuple[Array, Array]:
    """Plain and moving distance of the views at every shift, px; NaN where too few frames are common."""
    essential = _essential(first_camera, second_camera)
    focal = float(np.mean([first_camera.matrix_px[0, 0], second_camera.matrix_px[0, 0]]))
    ours, theirs = _sights(first, first_camera), _sights(second, second_camera)
    plain, moving = np.full(len(shifts), np.nan), np.full(len(shifts), np.nan)
    there = np.flatnonzero(np.isfinite(ours).any(axis=(1, 2)))
    if not len(there):
        return plain, moving
    chosen = there[np.unique(np.linspace(0, len(there) - 1, _MOST_FRAMES).round().astype(int))]
    time, ours = first.time_s[chosen], ours[chosen]
    shorter = min(np.ptp(first.time_s), np.ptp(second.time_s))
    # Frames were thinned out evenly: a share of them stands for a time.
    needed = max(_LEAST_FRAMES, len(chosen) * min(_COMMON_S, shorter / 2) / max(np.ptp(time), 1e-9))
    seen = second.time_s[np.isfinite(theirs).any(axis=(1, 2))]
    for k, shift in enumerate(shifts):
        common = (
            (time - shift >= seen[0]) & (time - shift <= seen[-1]) if len(seen) else np.zeros(len(time), dtype=bool)
        )
        if common.sum() < needed:
            continue
        off = focal * _sampson(essential, ours[common], _at(theirs, second.time_s, time[common] - shift))
        if np.isfinite(off).any(axis=1).sum() >= needed:
            plain[k] = np.nanmedian(np.abs(off))
            moving[k] = _without_trend(time[common], off[:, _LIMBS])
    return plain, moving


def _without_trend(time_s: Array, off: Array) -> float:
    """Mean size of what is left of each column after its own straight line in time; NaN where nothing is."""
    there = np.isfinite(off)
    count = np.maximum(there.sum(axis=0), 1)
    time = np.where(there, time_s[:, None], 0.0)
    time = np.where(there, time - time.sum(axis=0) / count, 0.0)
    off = np.where(there, off, 0.0)
    off = np.where(there, off - off.sum(axis=0) / count, 0.0)
    slope = (time * off).sum(axis=0) / np.maximum((time**2).sum(axis=0), 1e-12)
    left = np.abs(off - slope * time)[there]
    return float(left.mean()) if len(left) else np.nan


def _sights(clip: PictureLandmarks, camera: Camera) -> Array:
    """Slopes of the lines of sight; points outside of the picture are guesses and left out."""
    inside = np.all((clip.points_px >= 0) & (clip.points_px < np.array(clip.size_px)), axis=2)
    return camera.undistorted(np.where(inside[..., None], clip.points_px, np.nan))


def _at(sights: Array, time_s: Array, at: Array) -> Array:
    """Slopes between frames, linearly; NaN outside of the clip."""
    after = np.clip(np.searchsorted(time_s, at), 1, len(time_s) - 1)
    share = (at - time_s[after - 1]) / (time_s[after] - time_s[after - 1])
    read: Array = sights[after - 1] + share[:, None, None] * (sights[after] - sights[after - 1])
    read[(at < time_s[0]) | (at > time_s[-1])] = np.nan
    return read


def _essential(first: Camera, second: Camera) -> Array:
    """Matrix E with ``second' E first = 0`` for two sights of one point (Longuet-Higgins, Nature 1981;293:133)."""
    rotation = second.rotation @ first.rotation.T
    x, y, z = second.translation_m - rotation @ first.translation_m
    essential: Array = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]]) @ rotation
    return essential


def _sampson(essential: Array, ours: Array, theirs: Array) -> Array:
    """First-order distance of pairs of sights from being sights of one point, signed, in slopes (Sampson 1982)."""
    lines = ours @ essential[:, :2].T + essential[:, 2]
    back = theirs @ essential[:2] + essential[2]
    product = np.sum(theirs * lines[..., :2], axis=-1) + lines[..., 2]
    width = np.sqrt(np.sum(lines[..., :2] ** 2, axis=-1) + np.sum(back[..., :2] ** 2, axis=-1))
    with np.errstate(invalid="ignore", divide="ignore"):
        distance: Array = product / width
    return distance


def _bottom(shifts: Array, distance: Array, bottom: int) -> tuple[float, float]:
    """Shift and distance between the steps of the search: squared distances are a parabola around the bottom."""
    near = np.arange(max(0, bottom - 3), min(len(shifts), bottom + 4))
    near = near[np.isfinite(distance[near])]
    if len(near) < 5:
        return float(shifts[bottom]), float(distance[bottom])
    middle = shifts[bottom]
    a, b, c = np.polyfit(shifts[near] - middle, distance[near] ** 2, 2)
    offset = -b / (2 * a) if a > 0 else 0.0
    if abs(offset) > shifts[1] - shifts[0]:
        return float(middle), float(distance[bottom])
    return float(middle + offset), float(np.sqrt(max(c - b * b / (4 * a), 0.0)))


def _deepest(shifts: Array, score: Array) -> tuple[int, float]:
    """Index of the smallest score, and how much larger that of the deepest valley apart from it is."""
    bottom = int(np.nanargmin(score))
    inner = np.arange(1, len(shifts) - 1)
    with np.errstate(invalid="ignore"):
        valley = (score[inner] <= score[inner - 1]) & (score[inner] <= score[inner + 1])
    others = inner[valley & (np.abs(shifts[inner] - shifts[bottom]) > _APART_S)]
    return bottom, float(score[others].min() / max(score[bottom], 1e-12)) if len(others) else np.inf
