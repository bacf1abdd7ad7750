"""The square of a picture in which the pose model looks at one person."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footwise.arrays import Array, by_value
from footwise.extras import require
from footwise.recordings.film import Picture

# The circle round the whole body that the model marks is drawn this much larger (BlazePose's model card).
MARGIN = 1.25


@by_value
@dataclass(frozen=True)
class PoseRegion:
    """A square in the picture, turned so that the person in it stands upright.

    Attributes
    ----------
    centre_px : array, shape (2,)
    side_px : float
    lean_rad : float
        How far the person leans to the right of the picture's upright.
    """

    centre_px: Array
    side_px: float
    lean_rad: float

    def to_picture(self, points: Array) -> Array:
        """Turn places in the square, from 0 to 1 to the right and down, into pixels of the picture, shape (..., 2)."""
        cos, sin = np.cos(self.lean_rad), np.sin(self.lean_rad)
        turn = np.array([[cos, -sin], [sin, cos]])
        return np.asarray(self.centre_px + ((points - 0.5) * self.side_px) @ turn.T, dtype=np.float64)


def region_around(hips_px: Array, rim_px: Array) -> PoseRegion:
    """Square round a person from the two points with which the model marks the body's circle.

    Parameters
    ----------
    hips_px : array, shape (2,)
        Middle of the hips: the circle's centre.
    rim_px : array, shape (2,)
        A point on the circle, above the head where the person stands upright.

    Returns
    -------
    PoseRegion
    """
    right, down = rim_px - hips_px
    return PoseRegion(hips_px, float(2 * MARGIN * np.hypot(right, down)), float(np.arctan2(right, -down)))


def cut_out(picture: Picture, region: PoseRegion, size: int) -> Picture:
    """Bring the square of a region to `size` × `size` pixels. Black where it reaches beyond the picture."""
    require("cv2")
    import cv2

    # From the middle of a pixel of the square to the middle of a pixel of the picture.
    corners = region.to_picture((np.array([[0.0, 0.0], [size, 0.0], [0.0, size]]) + 0.5) / size) - 0.5
    right, down = (corners[1] - corners[0]) / size, (corners[2] - corners[0]) / size
    matrix = np.column_stack([right, down, corners[0]])
    square = cv2.warpAffine(picture, matrix, (size, size), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    return np.asarray(square, dtype=np.uint8)


def same_person(first: PoseRegion, second: PoseRegion, apart: float = 0.2, larger: float = 1.7) -> bool:
    """Whether two regions are round the same body: their middles near each other, their sides alike.

    The squares themselves overlap even where one person stands well behind the other, so they are not compared.

    Parameters
    ----------
    first, second : PoseRegion
    apart : float
        Largest distance between the middles, in sides of the larger square.
    larger : float
        Largest ratio of the sides.
    """
    sides = sorted((first.side_px, second.side_px))
    distance = float(np.hypot(*(first.centre_px - second.centre_px)))
    return distance < apart * sides[1] and sides[1] < larger * sides[0]
