"""The words that stand beside the feet or knees in a film, and where: beside, never on the feet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footwise.arrays import Array, by_value
from footwise.gait.film import FilmedWalk
from footwise.recordings import SIDES
from footwise.recordings.film import LANDMARKS
from footwise.reports.film.drawing import plate_size
from footwise.reports.film.words import angle_words
from footwise.reports.numbers import number

# Long enough to be read, where a foot lies flat for less.
LEAST_SHOWN_S = 0.5
_FOOT_POINTS = ("ankle", "heel", "foot_index")
_SHOWN_KNEE_DEG = (-30.0, 150.0)


@by_value
@dataclass(frozen=True)
class FootLabel:
    """The angle of one step, where and when it is shown.

    Attributes
    ----------
    text : str
        ``L 7° toe-out``, or ``L 7° further out`` against the neutral stance.
    side : str
    corner_px : tuple of int
        Upper left corner of its plate.
    shown : array of bool, shape (frames,)
        In which frames of the film.
    """

    text: str
    side: str
    corner_px: tuple[int, int]
    shown: np.ndarray


def foot_labels(
    walk: FilmedWalk, points_px: Array, time_s: Array, size_px: tuple[int, int], letters_px: int
) -> list[FootLabel]:
    """Words for every used step: shown while the foot lies flat, half a second at least.

    A foot on the floor stands still in the picture, and so does its label: it is put where it covers neither foot
    while it is shown, nor other labels.

    Parameters
    ----------
    walk : FilmedWalk
    points_px : array, shape (frames, 33, 2)
        Landmarks in pixels of the film that is written.
    time_s : array, shape (frames,)
        Times of the film's frames on the clock of the walk.
    size_px : tuple of int
        Of the film.
    letters_px : int

    Returns
    -------
    list of FootLabel
    """
    boxes = {side: _foot_boxes(points_px, side, letters_px) for side in SIDES}
    labels: list[FootLabel] = []
    for k, side in enumerate(map(str, walk.steps.side)):
        angle = float(walk.steps.foot_progression_angle_deg[k])
        flat = walk.steps.angle_frames[k]
        if not walk.steps.used[k] or not np.isfinite(angle) or not len(flat):
            continue
        first, last = walk.motion.time_s[flat[[0, -1]]]
        half = 0.5 / walk.motion.rate_hz
        shown = (time_s >= first - half) & (time_s <= max(last + half, first + LEAST_SHOWN_S))
        shown &= np.isfinite(points_px).any(axis=(1, 2))
        if not shown.any():
            continue
        text = f"{side[0].upper()} {angle_words(angle, walk.label, 0)}"
        plate = plate_size(text, letters_px)
        taken = [np.concatenate((boxes[other][shown]), axis=None).reshape(-1, 4) for other in SIDES]
        taken += [
            _box(label.corner_px, plate_size(label.text, letters_px)) for label in labels if (label.shown & shown).any()
        ]
        corner = _free_corner(boxes[side][shown], np.concatenate(taken), plate, size_px, letters_px)
        if corner is not None:
            labels.append(FootLabel(text, side, corner, shown))
    return labels


def knee_words(walk: FilmedWalk, frame: int) -> dict[str, str]:
    """Write the flexion of each knee in one frame of the walk's clock, where the legs are seen whole."""
    if not walk.motion.inside[frame]:
        return {}
    low, high = _SHOWN_KNEE_DEG
    return {
        side: f"{side[0].upper()} knee {number(float(flexion[frame]), 0)}°"
        for side, flexion in walk.knee_flexion_deg.items()
        if low < flexion[frame] < high
    }


def _foot_boxes(points_px: Array, side: str, margin: float) -> Array:
    """Left, upper, right and lower edge around a foot in every frame, shape (frames, 4); NaN where it is not seen."""
    foot = points_px[:, [LANDMARKS.index(f"{side}_{name}") for name in _FOOT_POINTS]]
    # The toes reach beyond the landmark at their base, by nearly half of what lies between it and the heel.
    tip = foot[:, 2:] + 0.45 * (foot[:, 2:] - foot[:, 1:2])
    whole = np.concatenate((foot, tip), axis=1)
    return np.concatenate((whole.min(axis=1) - margin / 2, whole.max(axis=1) + margin / 2), axis=1)


def _box(corner: tuple[int, int], size: tuple[int, int]) -> Array:
    return np.array([[corner[0], corner[1], corner[0] + size[0], corner[1] + size[1]]], dtype=float)


def _free_corner(
    own: Array, taken: Array, plate: tuple[int, int], size_px: tuple[int, int], gap: int
) -> tuple[int, int] | None:
    """Corner of the plate nearest to the foot that covers least; None where the foot is not in the picture."""
    own = own[np.isfinite(own).all(axis=1)]
    taken = taken[np.isfinite(taken).all(axis=1)]
    if not len(own):
        return None
    left, upper, right, lower = np.median(own, axis=0)
    if right < 0 or lower < 0 or left > size_px[0] or upper > size_px[1]:
        return None
    wide, high = plate
    middle_x, middle_y = (left + right - wide) / 2, (upper + lower - high) / 2
    tried = []
    for far in (0.0, 1.0, 2.0, 4.0, 6.0):
        away = far * gap
        tried += [
            (middle_x, lower + away), (right + away, middle_y), (left - wide - away, middle_y),
            (right + away, lower + away), (left - wide - away, lower + away),
        ]  # fmt: skip
    best, best_covered = None, np.inf
    for x, y in tried:
        x, y = float(np.clip(x, 2, size_px[0] - wide - 2)), float(np.clip(y, 2, size_px[1] - high - 2))
        across = np.minimum(taken[:, 2], x + wide) - np.maximum(taken[:, 0], x)
        down = np.minimum(taken[:, 3], y + high) - np.maximum(taken[:, 1], y)
        covered = float((np.maximum(across, 0) * np.maximum(down, 0)).sum())
        if covered < best_covered:
            best, best_covered = (round(x), round(y)), covered
    return best
