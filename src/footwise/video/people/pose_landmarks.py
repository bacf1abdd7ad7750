"""Find the landmarks of the person in a region of a picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array, by_value
from footwise.recordings.film import LANDMARKS, Picture
from footwise.video.people.own_model import own_points
from footwise.video.people.pose_model import LANDMARK_SIDE, PoseModel, run
from footwise.video.people.pose_region import PoseRegion, cut_out, region_around

LEAST_PRESENCE = 0.5
LEAST_HEAT = 0.3
# Cells of the heat map on each side of a point in which its spot is looked for.
SPOT = 4
# Beyond this a logit is 0 or 1 in any case, and the exponential would overflow.
_LARGEST_LOGIT = 100.0
# Of each of 39 points: right, down, depth, and the logits of being visible and of being in the picture at all.
_POINTS, _VALUES = 39, 5
# The two points after the 33 of the body mark its circle: the middle of the hips and a point on the rim.
_HIPS, _RIM = len(LANDMARKS), len(LANDMARKS) + 1


@by_value
@dataclass(frozen=True)
class Pose:
    """One person in one picture.

    Attributes
    ----------
    points_px : array, shape (33, 2)
        In pixels of the picture, in the order of `LANDMARKS`.
    visibility : array, shape (33,)
    presence : float
        How sure the model is that there is a person in the region, 0 to 1.
    following : PoseRegion
        Where to look for this person in the next picture.
    """

    points_px: Array
    visibility: Array
    presence: float
    following: PoseRegion


def find_landmarks(model: PoseModel, picture: Picture, region: PoseRegion, *, flip: bool = True) -> Pose:
    """Look for the landmarks of the person in a region.

    Parameters
    ----------
    model : PoseModel
    picture : array, shape (height, width, 3)
    region : PoseRegion
    flip : bool
        Look a second time in a mirror and take the mean, which scatters less and takes twice as long.

    Returns
    -------
    Pose
    """
    if model.own is not None:
        return Pose(*own_points(model.own, picture, region, flip=flip))
    square = cut_out(picture, region, LANDMARK_SIDE)
    points, visibility, presence = _look(model, square)
    if flip and presence >= LEAST_PRESENCE:
        mirrored, mirrored_visibility, mirrored_presence = _look(model, square[:, ::-1])
        mirrored[:, 0] = 1 - mirrored[:, 0]
        points = (points + mirrored[_MIRROR]) / 2
        visibility = (visibility + mirrored_visibility[_MIRROR]) / 2
        presence = (presence + mirrored_presence) / 2
    in_picture = region.to_picture(points)
    body = len(LANDMARKS)
    following = region_around(in_picture[_HIPS], in_picture[_RIM])
    return Pose(in_picture[:body], visibility[:body], presence, following)


def _look(model: PoseModel, square: Picture) -> tuple[Array, Array, float]:
    """Places of all points in the square from 0 to 1, their visibility, and the presence of a person."""
    values, presence, heat = run(model.landmarks, square * np.float32(1 / 255))
    table = values.reshape(_POINTS, _VALUES).astype(np.float64)
    return refined(table[:, :2] / LANDMARK_SIDE, heat), 1 / (1 + np.exp(-table[:, 3])), float(presence[0])


def refined(points: Array, heat: NDArray[np.float32]) -> Array:
    """Move each point to the middle of the warm spot that its own heat map has there.

    The network gives every point twice: as two numbers, and as a map of where it may be. The map is coarse, but the
    centre of mass of a spot in it scatters less than the numbers: on the sample `four-cameras` the foot points of one
    picture and of its mirror image then lie 3 px apart and not 14.

    Parameters
    ----------
    points : array, shape (points, 2)
        From 0 to 1 to the right and down.
    heat : array, shape (cells, cells, points)
        Logits. Cell k is the place k / cells: with this the mirror image of a picture gives the mirrored places.

    Returns
    -------
    array, shape (points, 2)
        Points outside the square, or without a spot of at least `LEAST_HEAT` near them, stay where they were.
    """
    cells = heat.shape[0]
    nearest = np.floor(points * cells)
    inside = ((nearest >= 0) & (nearest < cells)).all(axis=1)
    around = np.where(inside[:, None], nearest, 0).astype(np.intp)[:, :, None] + np.arange(-SPOT, SPOT + 1)
    right, down = around[:, 0], around[:, 1]
    window = heat[
        down.clip(0, cells - 1)[:, :, None], right.clip(0, cells - 1)[:, None, :], np.arange(len(points))[:, None, None]
    ]
    beyond = ((down < 0) | (down >= cells))[:, :, None] | ((right < 0) | (right >= cells))[:, None, :]
    warm = np.where(beyond, 0.0, 1 / (1 + np.exp(-np.clip(window.astype(np.float64), -_LARGEST_LOGIT, _LARGEST_LOGIT))))
    clear = inside & (warm.max(axis=(1, 2)) >= LEAST_HEAT)
    # Squared, so that the wide cool rim of a spot that the window cuts off unevenly counts for little.
    weight = warm**2
    total = weight.sum(axis=(1, 2)).clip(1e-12)
    middle = np.column_stack(
        [(weight.sum(axis=1) * right).sum(axis=1) / total, (weight.sum(axis=2) * down).sum(axis=1) / total]
    )
    return np.where(clear[:, None], middle / cells, points)


def _mirror_order() -> NDArray[np.intp]:
    """For every point, the one that it looks like in a mirror."""

    def other(name: str) -> str:
        for one, two in (("left", "right"), ("right", "left")):
            if one in name.split("_"):
                return name.replace(one, two)
        return name

    order = list(range(_POINTS))
    order[: len(LANDMARKS)] = (LANDMARKS.index(other(name)) for name in LANDMARKS)
    # The last four points are the two hands' middles and two more of the head, which nobody reads.
    return np.array(order, dtype=np.intp)


_MIRROR = _mirror_order()
