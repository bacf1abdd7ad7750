"""Where the points of one person's body are in the room, from several cameras."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array, by_value
from footwise.notes import Note
from footwise.recordings.film.picture_landmarks import LANDMARKS


@by_value
@dataclass(frozen=True)
class BodyLandmarks:
    """The landmarks of one person in the lab frame: z up, the floor at z = 0.

    Attributes
    ----------
    rate_hz : float
        Frame `i` is at ``start_s + i / rate_hz``: the pictures were brought to one even clock.
    positions_m : array, shape (frames, 33, 3)
        In the order of `LANDMARKS`; NaN where fewer than two cameras agree.
    reprojection_px : array, shape (frames, 33)
        Root mean square distance, over the cameras used, between the point and where each camera saw it.
    used : array of bool, shape (cameras, frames, 33)
        Which cameras the point comes from; the others were rejected or saw nothing.
    cameras : tuple of str
    start_s : float
        Time of frame 0 on the clock of the first camera.
    notes : tuple of Note
    """

    rate_hz: float
    positions_m: Array
    reprojection_px: Array
    used: NDArray[np.bool_]
    cameras: tuple[str, ...]
    start_s: float = 0.0
    notes: tuple[Note, ...] = ()

    def __getitem__(self, landmark: str) -> Array:
        """Positions of one landmark, shape (frames, 3)."""
        return self.positions_m[:, LANDMARKS.index(landmark)]

    @property
    def frames(self) -> int:
        """Number of frames."""
        return len(self.positions_m)
