"""Mass and inertia of foot and shank."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footwise.arrays import Array


@dataclass(frozen=True)
class Segment:
    """Inertial parameters of a right segment, as shares of body mass and of the segment's length.

    Attributes
    ----------
    mass_share : float
        Of body mass.
    centre : tuple of float
        Centre of mass in segment axes (x forward, y up, z to the right) over the length.
    gyration : tuple of float
        Radii of gyration xx, yy, zz, xy, xz, yz over the length. A negative entry is an imaginary
        radius: the tensor's entry has the opposite sign.
    """

    mass_share: float
    centre: tuple[float, float, float]
    gyration: tuple[float, float, float, float, float, float]

    def scaled(self, length_m: float, mass_kg: float, side: str) -> tuple[Array, Array]:
        """Centre of mass in m, shape (3,), and inertia in kg·m², shape (3, 3), of a left or right segment."""
        centre = length_m * np.array(self.centre)
        xx, yy, zz, xy, xz, yz = (np.sign(r) * (r * length_m) ** 2 * mass_kg for r in self.gyration)
        if side == "left":
            centre[2] = -centre[2]
            xz, yz = -xz, -yz
        return centre, np.array([[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]])


# Mean of the female and the male table: the sex is rarely in a recording, and between published
# inertia sets the peaks of the moment differ by 0.05 %BW·ht at most.
# Shank: Dumas, Chèze, Verriest, J Biomech 2007;40:543; origin knee centre, length to the ankle centre.
SHANK_SEGMENT = Segment(0.0465, (-0.0485, -0.407, 0.019), (0.28, 0.10, 0.28, -0.0245, -0.0122, 0.0552))
# Foot: Dumas & Wojtusch 2018; origin ankle centre, length to the middle of the metatarsal heads.
FOOT_SEGMENT = Segment(0.011, (0.442, -0.254, 0.0445), (0.23, 0.495, 0.49, 0.0566, -0.0447, -0.0354))


@dataclass(frozen=True)
class LegInertia:
    """Inertial parameters of shank and foot, and where the foot's axis runs.

    Attributes
    ----------
    shank, foot : Segment
    foot_from_ankle : bool
        The foot lies from the ankle centre to the toe marker, instead of along heel and metatarsal heads.
    """

    shank: Segment
    foot: Segment
    foot_from_ankle: bool = False


DUMAS = LegInertia(SHANK_SEGMENT, FOOT_SEGMENT)
# Winter, Biomechanics and Motor Control of Human Movement, as Plug-in Gait's guide lists it: thin rods.
WINTER = LegInertia(
    Segment(0.0465, (0.0, -0.433, 0.0), (0.302, 0.0, 0.302, 0.0, 0.0, 0.0)),
    Segment(0.0145, (0.5, 0.0, 0.0), (0.0, 0.475, 0.475, 0.0, 0.0, 0.0)),
    foot_from_ankle=True,
)
