"""How far the camera of a clip moved while it filmed, as what stands in the room shows it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array, by_value

UNKNOWN = -1
"""Part of the pictures in which the background could not be followed."""


@by_value
@dataclass(frozen=True)
class CameraMotion:
    """The way of the background through the pictures of a clip, in those that were compared.

    Attributes
    ----------
    time_s : array, shape (looks,)
        On the clip's own clock.
    part : array of int, shape (looks,)
        Pictures of one number were compared with each other; between two numbers nothing of the background was found
        again, as when the phone is swung round. `UNKNOWN` where the picture could not be compared with any.
    shift_px : array, shape (looks, 2)
        How far what was in the middle of the first picture of the part has moved, to the right and down, in pixels of
        the upright picture. NaN where unknown, as in what follows.
    turn_deg : array, shape (looks,)
        How far it has turned about the middle, clockwise positive.
    zoom : array, shape (looks,)
        How much larger it has become; 1 is as before.
    points : array of int, shape (looks,)
        How many points of the background agree on it; in a picture that could not be compared, how many moved since
        the one before, each its own way, while hardly any stood.
    """

    time_s: Array
    part: NDArray[np.int64]
    shift_px: Array
    turn_deg: Array
    zoom: Array
    points: NDArray[np.int64]

    def __len__(self) -> int:
        """Count the pictures that were compared."""
        return len(self.time_s)

    @property
    def known(self) -> NDArray[np.bool_]:
        """Looks at which the background was found."""
        return np.asarray(self.part != UNKNOWN)


def no_motion_known() -> CameraMotion:
    """Nothing was compared."""
    none = np.empty(0)
    return CameraMotion(none, none.astype(np.int64), np.empty((0, 2)), none, none, none.astype(np.int64))
