"""Find people in a whole picture."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array
from footwise.extras import require
from footwise.recordings.film import Picture
from footwise.video.people.pose_model import DETECTOR_SIDE, PoseModel, run
from footwise.video.people.pose_region import PoseRegion, region_around, same_person

LEAST_SCORE = 0.5
# Boxes that share more than this are the same person.
SAME_PERSON = 0.3
# Pictures longer than this, in shorter sides, are looked at in pieces as well.
LONGEST_UNDIVIDED = 1.25
# Each layer of anchors: cells along a side of the picture, anchors in a cell. The network's 2254 outputs are
# 28² · 2 + 14² · 2 + 7² · 6, which is a detector with steps of 8, 16, and three times 32 pixels and two anchors each.
_LAYERS = ((28, 2), (14, 2), (7, 6))
# Beyond this a score is 0 or 1 in any case, and the exponential would overflow.
_LARGEST_LOGIT = 100.0


@dataclass(frozen=True)
class Detection:
    """One person that the detector saw.

    Attributes
    ----------
    score : float
        How sure the detector is, 0 to 1.
    region : PoseRegion
        Where to look for the landmarks.
    """

    score: float
    region: PoseRegion


def detect_people(model: PoseModel, picture: Picture) -> list[Detection]:
    """Find people anywhere in a picture, the surest first.

    The detector was made for people near the camera. So it also looks at overlapping squares along the picture's
    longer side, in which a walker some metres away is nearly twice as large.

    Parameters
    ----------
    model : PoseModel
    picture : array, shape (height, width, 3)

    Returns
    -------
    list of Detection
    """
    found = _detect(model, picture)
    height, width = picture.shape[:2]
    side, longer = min(height, width), max(height, width)
    if longer > LONGEST_UNDIVIDED * side:
        pieces = int(np.ceil(2 * longer / side)) - 1
        for start in np.linspace(0, longer - side, pieces).round().astype(int):
            part = slice(start, start + side)
            piece, corner = (picture[part], (0, start)) if height > width else (picture[:, part], (start, 0))
            found += [_moved(detection, corner) for detection in _detect(model, piece)]
    people: list[Detection] = []
    for detection in sorted(found, key=lambda detection: -detection.score):
        if not any(same_person(detection.region, person.region) for person in people):
            people.append(detection)
    return people


def _moved(detection: Detection, corner_px: tuple[int, int]) -> Detection:
    region = detection.region
    return replace(detection, region=replace(region, centre_px=region.centre_px + np.array(corner_px)))


def _detect(model: PoseModel, picture: Picture) -> list[Detection]:
    """Find people with one look at the whole picture."""
    square, scale, offset = _letterbox(picture)
    places, logits = run(model.detector, square)
    scores = 1 / (1 + np.exp(-np.clip(logits[:, 0].astype(np.float64), -_LARGEST_LOGIT, _LARGEST_LOGIT)))
    likely = np.flatnonzero(scores >= LEAST_SCORE)
    if not len(likely):
        return []
    # Per anchor: middle, width and height of a box round the head, then four points: middle of the hips, a point on
    # the circle round the whole body, and the same two for the upper body.
    raw = places[likely].astype(np.float64).reshape(-1, 6, 2) / DETECTOR_SIDE
    raw[:, [0, 2, 3, 4, 5]] += _anchors()[likely][:, None]
    in_picture = (raw * DETECTOR_SIDE - offset) / scale
    middle, half = in_picture[:, 0], raw[:, 1] * DETECTOR_SIDE / scale / 2
    found = []
    for rows in _same_boxes(middle - half, middle + half, scores[likely]):
        weight = scores[likely][rows]
        hips, rim = np.average(in_picture[rows][:, [2, 3]], axis=0, weights=weight)
        found.append(Detection(float(weight.max()), region_around(hips, rim)))
    return found


def _letterbox(picture: Picture) -> tuple[NDArray[np.float32], float, Array]:
    """Fit a picture into the detector's square: its values from -1 to 1, its scale, and where the picture begins."""
    require("cv2")
    import cv2

    height, width = picture.shape[:2]
    scale = DETECTOR_SIDE / max(height, width)
    size = np.maximum(1, np.round(np.array([width, height]) * scale)).astype(int)
    offset = (DETECTOR_SIDE - size) // 2
    square = np.full((DETECTOR_SIDE, DETECTOR_SIDE, 3), -1, dtype=np.float32)
    small = cv2.resize(picture, (int(size[0]), int(size[1])), interpolation=cv2.INTER_AREA)
    square[offset[1] : offset[1] + size[1], offset[0] : offset[0] + size[0]] = small / np.float32(127.5) - 1
    return square, scale, offset.astype(np.float64)


@cache
def _anchors() -> Array:
    """Middles of all anchors in the square, from 0 to 1, shape (2254, 2)."""
    layers = []
    for cells, repeats in _LAYERS:
        middle = (np.arange(cells) + 0.5) / cells
        down, right = np.meshgrid(middle, middle, indexing="ij")
        layers.append(np.repeat(np.column_stack([right.ravel(), down.ravel()]), repeats, axis=0))
    return np.concatenate(layers)


def _same_boxes(low: Array, high: Array, scores: Array) -> list[NDArray[np.intp]]:
    """Rows of the boxes of each person, the surest person first: boxes that overlap with a surer one belong to it."""
    order = np.argsort(-scores)
    people = []
    while len(order):
        first = order[0]
        sides = np.minimum(high[order], high[first]) - np.maximum(low[order], low[first])
        shared = sides.clip(0).prod(axis=1)
        areas = (high[order] - low[order]).prod(axis=1)
        same = shared / (areas + areas[0] - shared) > SAME_PERSON
        # Its own box, even where it has no area.
        same[0] = True
        people.append(order[same])
        order = order[~same]
    return people
