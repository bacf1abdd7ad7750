"""What a foot's force and pressure do over stance against the foot and the walk: braking, leaning, where they are."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from footwise.arrays import Array, by_value
from footwise.gait import FootForce, Motion, Steps
from footwise.signals import time_normalise

# Percent of stance: while the foot brakes and drives, around mid-stance, and while the pressure leaves the heel and
# the toes. The first and last 3 % are left out: below some 50 N the pressure is noise.
# Points are 2 % apart.
POINTS = 51
EARLY, LATE, MIDDLE = slice(4, 23), slice(28, 47), slice(10, 41)
FLAT, HEEL, TOES = slice(10, 31), slice(2, 7), slice(44, 49)
AFTER_HEEL, PAST_MIDDLE = slice(12, 19), slice(30, 37)
# From the heel's window to the one after it the pressure moves on by at least so much: in the latter it is 54 to 117 mm
# ahead of the heel marker in sound stances, in the former 29 to 79.
MOVES_ON_M = 0.025


@by_value
@dataclass(frozen=True)
class ForceCourse:
    """The course of every step's force; NaN where it is not known.

    Attributes
    ----------
    shear : array, shape (steps,)
        Largest horizontal over the largest vertical force.
    drive : array, shape (steps,)
        Force forwards over the vertical one, late minus early in stance: positive, a foot brakes before it drives.
    inward : array, shape (steps,)
        Force towards the body's side of the foot over the vertical one around mid-stance.
    body_inward_m : array, shape (steps,)
        How far the body is on that side of the pressure; negative where the feet cross the midline.
    outside_m : array, shape (steps,)
        Pressure to the outer side of the line from heel to toe marker while the foot is flat.
    heel_m : array, shape (steps,)
        Pressure ahead of the heel marker just after contact, or what the pressure at the end of double support
        tells of that where the feet share a plate.
    toes_m : array, shape (steps,)
        Pressure ahead of the toe marker just before off.
    progress_m : array, shape (steps,)
        How far the pressure moves towards the toes from the first to the second half of stance.
    foot_m : array, shape (steps,)
        From heel to toe marker.
    """

    shear: Array
    drive: Array
    inward: Array
    body_inward_m: Array
    outside_m: Array
    heel_m: Array
    toes_m: Array
    progress_m: Array
    foot_m: Array

    def only(self, which: np.ndarray) -> ForceCourse:
        """The course of some steps, NaN of the others; `which` has shape (steps,)."""
        return ForceCourse(*(np.where(which, getattr(self, field.name), np.nan) for field in fields(self)))


def force_course(motion: Motion, steps: Steps, directions: Array, forces: dict[str, FootForce]) -> ForceCourse:
    """Lay the force under each foot on stance, in the walk's own directions.

    Parameters
    ----------
    motion : Motion
    steps : Steps
    directions : array, shape (steps, 2)
        Of walking.
    forces : dict
        By side.
    """
    found = np.full((9, len(steps)), np.nan)
    for side, force in forces.items():
        mine = steps.side == side
        heel, toe = motion[side, "heel"][:, :2], motion[side, "toe"][:, :2]
        columns = (force.force_n, force.cop_m[:, :2], heel, toe, motion.body_m[:, :2])
        laid = time_normalise(np.hstack(columns), motion.rate_hz, steps.contact_s[mine], steps.off_s[mine], POINTS)
        found[:, mine] = _of(laid, directions[mine], 1 if side == "left" else -1)
    return ForceCourse(*found)


def _of(laid: Array, ahead: Array, outer: int) -> Array:
    """The figures of one side's steps; `outer` is 1 where the outer side of the foot is to the left."""
    force, cop, heel, toe, body = (laid[..., k : k + n] for k, n in ((0, 3), (3, 2), (5, 2), (7, 2), (9, 2)))
    inner = -outer * np.stack((-ahead[:, 1], ahead[:, 0]), axis=1)
    forwards, inwards = (np.einsum("spc,sc->sp", force[..., :2], axis) for axis in (ahead, inner))
    with np.errstate(invalid="ignore", divide="ignore"):
        sole = toe - heel
        length = np.hypot(sole[..., 0], sole[..., 1])
        along = sole / length[..., None]
        at = cop - heel
        reached = (at * along).sum(axis=-1)
        outside = outer * (along[..., 0] * at[..., 1] - along[..., 1] * at[..., 0])
        up = force[..., 2]
        shear = np.hypot(force[..., 0], force[..., 1])
        at_contact = _mean(reached[:, HEEL])
        inside = np.einsum("spc,sc->sp", body - cop, inner)
        return np.stack(
            (
                _largest(shear) / _largest(up),
                _mean(forwards[:, LATE]) / _mean(up[:, LATE]) - _mean(forwards[:, EARLY]) / _mean(up[:, EARLY]),
                _mean(inwards[:, MIDDLE]) / _mean(up[:, MIDDLE]),
                _mean(inside[:, MIDDLE]),
                _mean(outside[:, FLAT]),
                np.where(np.isnan(at_contact), _mean(reached[:, AFTER_HEEL]) - MOVES_ON_M, at_contact),
                _mean((reached - length)[:, TOES]),
                _mean(reached[:, PAST_MIDDLE]) - _mean(reached[:, AFTER_HEEL]),
                _mean(length[:, FLAT]),
            )
        )


def _mean(values: Array) -> Array:
    """Mean of each row over what is known of it, NaN where less than half of it is."""
    known = np.isfinite(values)
    count = known.sum(axis=1)
    mean = np.where(known, values, 0.0).sum(axis=1) / np.maximum(count, 1)
    return np.where(2 * count >= values.shape[1], mean, np.nan)


def _largest(values: Array) -> Array:
    return np.asarray(np.where(np.isnan(values), -np.inf, values).max(axis=1))
