"""The outline of a foot on the floor, from its markers, and how far a point is from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footwise.arrays import Array, by_value
from footwise.gait.motion import Motion
from footwise.signals import norm

# The toes reach about this far beyond the head of the 2nd metatarsal.
TOES_M = 0.06
# Half the width of a heel, and of a forefoot.
HEEL_M, FOREFOOT_M = 0.03, 0.045


@by_value
@dataclass(frozen=True)
class Footprint:
    """A foot seen from above: the line from heel marker to the tip of the toes in every frame.

    Attributes
    ----------
    heel_m, tip_m : array, shape (frames, 2)
    """

    heel_m: Array
    tip_m: Array

    @classmethod
    def of(cls, motion: Motion, side: str) -> Footprint:
        """Take the footprint of a side from its heel and toe markers."""
        heel, toe = motion[side, "heel"][:, :2], motion[side, "toe"][:, :2]
        along = toe - heel
        with np.errstate(invalid="ignore", divide="ignore"):
            tip = toe + TOES_M * along / norm(along)[:, None]
        return cls(heel, tip)

    def outline(self) -> Array:
        """Five points around the foot: both sides of heel and forefoot, and the tip; shape (5, frames, 2)."""
        along = self.tip_m - self.heel_m
        with np.errstate(invalid="ignore", divide="ignore"):
            along = along / norm(along)[:, None]
        across = np.stack((-along[:, 1], along[:, 0]), axis=1)
        forefoot = self.tip_m - TOES_M * along
        return np.stack(
            (
                self.heel_m + HEEL_M * across,
                self.heel_m - HEEL_M * across,
                forefoot + FOREFOOT_M * across,
                forefoot - FOREFOOT_M * across,
                self.tip_m,
            )
        )

    def distance(self, point_m: Array, frames: int | np.ndarray | slice) -> Array:
        """Horizontal distance from points to the foot's line.

        Parameters
        ----------
        point_m : array, shape (..., 3) or (..., 2)
        frames : int, slice or array
            The frames that the points belong to.

        Returns
        -------
        array
            In m; NaN where point or foot is missing.
        """
        heel, tip = self.heel_m[frames], self.tip_m[frames]
        along = tip - heel
        from_heel = point_m[..., :2] - heel
        with np.errstate(invalid="ignore", divide="ignore"):
            share = np.clip((from_heel * along).sum(axis=-1) / (along * along).sum(axis=-1), 0, 1)
        return norm(from_heel - share[..., None] * along)
