"""One camera: its lens and where it stands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footwise.arrays import Array, by_value

# Each step leaves a tenth to a third of the error of a phone's lens: enough for a millionth of a pixel.
_UNBENDING_STEPS = 20


@by_value
@dataclass(frozen=True)
class Camera:
    """A pinhole camera with Brown's lens distortion, in the lab frame (z up, metres).

    Attributes
    ----------
    name : str
        The clip or the label in the calibration file.
    size_px : tuple of int
        Width and height of the upright picture.
    matrix_px : array, shape (3, 3)
        Focal lengths and principal point, in pixels.
    distortion : array, shape (5,)
        k1, k2, p1, p2, k3 in OpenCV's order.
    rotation : array, shape (3, 3)
        Turns lab coordinates into the camera's: x right, y down, z away from the lens.
    translation_m : array, shape (3,)
        The lab's origin in the camera's coordinates.
    """

    name: str
    size_px: tuple[int, int]
    matrix_px: Array
    distortion: Array
    rotation: Array
    translation_m: Array

    @property
    def position_m(self) -> Array:
        """Where the lens is in the lab frame."""
        return -self.rotation.T @ self.translation_m

    def project(self, points_m: Array) -> Array:
        """Pixels of points of the lab frame.

        Parameters
        ----------
        points_m : array, shape (..., 3)

        Returns
        -------
        array, shape (..., 2)
            NaN for points that are missing or behind the lens.
        """
        seen = points_m @ self.rotation.T + self.translation_m
        depth = np.where(seen[..., 2:] > 0, seen[..., 2:], np.nan)
        bent = self._bent(seen[..., :2] / depth)
        return bent @ self.matrix_px[:2, :2].T + self.matrix_px[:2, 2]

    def rays(self, points_px: Array) -> Array:
        """Directions in the lab frame in which pixels lie, lens distortion taken out.

        Parameters
        ----------
        points_px : array, shape (..., 2)

        Returns
        -------
        array, shape (..., 3)
            Unit vectors from the lens; NaN where the pixel is missing.
        """
        slopes = self.undistorted(points_px)
        seen = np.concatenate([slopes, np.ones_like(slopes[..., :1])], axis=-1) @ self.rotation
        directions: Array = seen / np.linalg.norm(seen, axis=-1, keepdims=True)
        return directions

    def undistorted(self, points_px: Array) -> Array:
        """Pixels as slopes in the camera's frame (x/z, y/z), lens distortion taken out, shape (..., 2)."""
        seen = (points_px - self.matrix_px[:2, 2]) @ np.linalg.inv(self.matrix_px[:2, :2]).T
        slopes = seen
        for _ in range(_UNBENDING_STEPS):
            slopes = slopes + seen - self._bent(slopes)
        return slopes

    def _bent(self, slopes: Array) -> Array:
        """Slopes as the lens bends them (Brown 1966, in OpenCV's form)."""
        k1, k2, p1, p2, k3 = self.distortion
        x, y = slopes[..., 0], slopes[..., 1]
        square = x * x + y * y
        radial = 1 + square * (k1 + square * (k2 + square * k3))
        bent_x = x * radial + 2 * p1 * x * y + p2 * (square + 2 * x * x)
        bent_y = y * radial + p1 * (square + 2 * y * y) + 2 * p2 * x * y
        return np.stack([bent_x, bent_y], axis=-1)
