"""External knee moments: the trial's lever arm, and inverse dynamics beside it.

Both give the moment about the knee centre on the shank's adduction and flexion axes; they differ in
what they count: the lever arm only the ground force, Newton and Euler also the free moment and the
weight and inertia of foot and shank.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footwise.arrays import Array, by_value
from footwise.gait import FootForce, Motion
from footwise.loads.segments import DUMAS, LegInertia, Segment
from footwise.loads.shank import Shank
from footwise.recordings import STANDARD_GRAVITY
from footwise.signals import cross, norm, unit

# The trial's own constant; 9.80665 would change every figure by 0.07 %.
TRIAL_GRAVITY = 9.8


@by_value
@dataclass(frozen=True)
class KneeMoment:
    """External moment about one knee, shape (frames,) each, in N·m.

    Attributes
    ----------
    adduction_nm : array
        **Positive adducts the shank, on both legs**: it presses the medial compartment.
    flexion_nm : array
        Positive bends the knee.
    """

    adduction_nm: Array
    flexion_nm: Array


def lever_arm_moment(shank: Shank, force: FootForce) -> KneeMoment:
    """Moment of the ground force alone: (centre of pressure - knee centre) × force.

    The trial's method (Uhlrich 2025; Boswell 2021): no free moment, no weight, no inertia.

    Parameters
    ----------
    shank : Shank
    force : FootForce

    Returns
    -------
    KneeMoment
        NaN where the force is not known; zero where there is none.
    """
    moment = cross(force.cop_m - shank.knee_centre_m, force.force_n)
    moment[_idle(force)] = 0.0
    return _about_axes(shank, moment)


def newton_euler_moment(
    shank: Shank, force: FootForce, motion: Motion, mass_kg: float, inertia: LegInertia = DUMAS
) -> KneeMoment:
    """Inverse dynamics of foot and shank, in the distal shank frame.

    ``(moment of the ground's wrench about the knee) - Σ [(r - knee) × m(a - g) + d(Iω)/dt]`` over foot
    and shank, with the inertia of Dumas 2007 (shank) and Dumas & Wojtusch 2018 (foot).

    Parameters
    ----------
    shank : Shank
    force : FootForce
    motion : Motion
    mass_kg : float
        Of the person.
    inertia : LegInertia

    Returns
    -------
    KneeMoment
    """
    knee = shank.knee_centre_m
    moment = force.moment_nm - cross(knee, force.force_n)
    for segment, axes, origin, length in (
        (inertia.shank, _shank_axes(shank), knee, _length(knee, shank.ankle_centre_m)),
        (inertia.foot, _foot_axes(shank, motion, inertia), shank.ankle_centre_m, _foot_length(shank, motion, inertia)),
    ):
        moment = moment - _inertial_moment(segment, axes, origin, length, knee, motion.rate_hz, mass_kg, shank.side)
    return _about_axes(shank, moment)


def percent_bwht(moment_nm: Array, mass_kg: float, height_m: float) -> Array:
    """Moment in % of body weight times height, with the trial's g of 9.8."""
    return np.asarray(100 * moment_nm / (mass_kg * TRIAL_GRAVITY * height_m))


def adduction_per_lateral_mm(shank: Shank, force: FootForce) -> Array:
    """Change of the adduction moment when the knee centre lies 1 mm more laterally, N·m, shape (frames,)."""
    return _shifted_1_mm(shank, force, -shank.medial).adduction_nm


def moment_per_proximal_mm(shank: Shank, force: FootForce) -> KneeMoment:
    """Change of both moments when the knee centre lies 1 mm further up the shank, N·m."""
    return _shifted_1_mm(shank, force, unit(shank.knee_centre_m - shank.ankle_centre_m))


def _shifted_1_mm(shank: Shank, force: FootForce, towards: Array) -> KneeMoment:
    """Change of the lever arm's moment when the knee centre lies 1 mm further towards a direction, (frames, 3)."""
    moment = cross(-0.001 * towards, force.force_n)
    moment[_idle(force)] = 0.0
    return _about_axes(shank, moment)


def _idle(force: FootForce) -> np.ndarray:
    """Frames below the least force, where the centre of pressure means nothing and the moment is nothing."""
    return np.asarray(np.isnan(force.cop_m[:, 0]) & np.isfinite(force.force_n[:, 2]))


def _about_axes(shank: Shank, moment: Array) -> KneeMoment:
    inward = 1.0 if shank.side == "right" else -1.0
    along_forward = np.einsum("ij,ij->i", moment, shank.forward)
    return KneeMoment(
        adduction_nm=inward * along_forward,
        flexion_nm=inward * np.einsum("ij,ij->i", moment, shank.medial),
    )


def _length(a: Array, b: Array) -> float:
    """Median distance; NaN when one of the two is never seen."""
    distance = norm(a - b)
    distance = distance[np.isfinite(distance)]
    return float(np.median(distance)) if len(distance) else np.nan


def _shank_axes(shank: Shank) -> Array:
    """Columns x (forward), y (up the shank), z (to the right), shape (frames, 3, 3)."""
    up = unit(shank.knee_centre_m - shank.ankle_centre_m)
    return np.stack((shank.forward, up, cross(shank.forward, up)), axis=2)


def _middle_of_toes(shank: Shank, motion: Motion) -> Array:
    """Middle of the 1st and 5th metatarsal heads, the toe marker where they were not worn."""
    pair = [(shank.side, "first_metatarsal"), (shank.side, "fifth_metatarsal")]
    if all(key in motion.points for key in pair):
        return (motion[pair[0]] + motion[pair[1]]) / 2
    return motion[shank.side, "toe"]


def _foot_axes(shank: Shank, motion: Motion, inertia: LegInertia) -> Array:
    if inertia.foot_from_ankle:
        ahead = unit(motion[shank.side, "toe"] - shank.ankle_centre_m)
    else:
        ahead = unit(_middle_of_toes(shank, motion) - motion[shank.side, "heel"])
    to_right = shank.medial * (1.0 if shank.side == "left" else -1.0)
    up = unit(cross(to_right, ahead))
    return np.stack((ahead, up, cross(ahead, up)), axis=2)


def _foot_length(shank: Shank, motion: Motion, inertia: LegInertia) -> float:
    toes = motion[shank.side, "toe"] if inertia.foot_from_ankle else _middle_of_toes(shank, motion)
    return _length(toes, shank.ankle_centre_m)


def _inertial_moment(
    segment: Segment, axes: Array, origin: Array, length: float, about: Array, rate: float, mass_kg: float, side: str
) -> Array:
    """Moment about a point that the weight and the motion of a segment take, shape (frames, 3)."""
    mass = segment.mass_share * mass_kg
    centre, inertia = segment.scaled(length, mass, side)
    position = origin + np.einsum("nij,j->ni", axes, centre)
    acceleration = _rate_of(_rate_of(position, rate), rate)
    acceleration[:, 2] += STANDARD_GRAVITY
    # ω from dR/dt Rᵀ, skew-symmetric up to rounding.
    turning = np.einsum("nij,nkj->nik", _rate_of(axes, rate), axes)
    omega = 0.5 * np.stack(
        (turning[:, 2, 1] - turning[:, 1, 2], turning[:, 0, 2] - turning[:, 2, 0], turning[:, 1, 0] - turning[:, 0, 1]),
        axis=1,
    )
    spin = np.einsum("nij,nj->ni", axes, np.einsum("ij,nj->ni", inertia, np.einsum("nji,nj->ni", axes, omega)))
    return cross(position - about, mass * acceleration) + _rate_of(spin, rate)


def _rate_of(values: Array, rate: float) -> Array:
    return np.asarray(np.gradient(values, 1 / rate, axis=0))
