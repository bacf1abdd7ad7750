"""Foot progression angle of a filmed foot: heel to toe on the floor against the way of the body over the stride.

What is measured runs from the heel landmark to the toe landmark of the pose model. The toe landmark sits at the base
of the first two toes, the heel landmark on whichever side of the heel the cameras saw, so the line is not quite the
one from the calcaneus to the head of the second metatarsal: each foot has a constant of 5 to 10° that only a
neutral-stance recording can tell (science notes on video, sections 1 and 3). Part of it depends on where the cameras
stand: changes between walks filmed by cameras that nobody moved are touched less, and a new set-up has another one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array, by_value
from footwise.gait.film.events import LONGEST_STANCE_S, Stance
from footwise.gait.foot_progression import WINDOW_PCT
from footwise.notes import Note
from footwise.signals import norm

FLAT_M_S = 0.25
# Shorter than this a foot was not seen flat.
LEAST_FLAT_S = 0.05
OTHER_LEAVES, OTHER_LANDS = 0.16, 0.84


@by_value
@dataclass(frozen=True)
class StepAngle:
    """Angle of one step.

    Attributes
    ----------
    angle_deg, sd_deg : float
        Median and standard deviation over the flat frames; NaN with a fault.
    frames : array of int
        The flat frames.
    fault : Note or None
    """

    angle_deg: float
    sd_deg: float
    frames: NDArray[np.intp]
    fault: Note | None


def foot_angle(heel_m: Array, toe_m: Array, direction: Array, side: str) -> Array:
    """Angle of heel to toe on the floor against a direction, toe-out positive on both feet.

    Parameters
    ----------
    heel_m, toe_m : array, shape (..., 2)
        Seen from above, x and y of the lab frame.
    direction : array, shape (..., 2) or (2,)
    side : str

    Returns
    -------
    array, shape (...)
        Degrees, -180 to 180.
    """
    foot = toe_m - heel_m
    ahead = foot[..., 0] * direction[..., 0] + foot[..., 1] * direction[..., 1]
    left = direction[..., 0] * foot[..., 1] - direction[..., 1] * foot[..., 0]
    return np.degrees(np.arctan2(left if side == "left" else -left, ahead))


def flat_frames(heel_m: Array, toe_m: Array, rate_hz: float, limit_m_s: float = FLAT_M_S) -> NDArray[np.bool_]:
    """Frames in which neither heel nor toe moves over the floor.

    Parameters
    ----------
    heel_m, toe_m : array, shape (frames, 2) or (frames, 3)
    rate_hz : float
    limit_m_s : float
        Faster is moving.
    """
    still = np.ones(len(heel_m), dtype=bool)
    if len(heel_m) < 2:
        return ~still
    for point in (heel_m, toe_m):
        with np.errstate(invalid="ignore"):
            still &= norm(np.gradient(point, 1 / rate_hz, axis=0)) < limit_m_s
    return still


def completed(stance: Stance, other: list[Stance], usual_stance_s: float) -> tuple[float, float]:
    """Contact and off of a stance; of one that the clip cuts, the end that was not seen as the other foot tells it.

    The other foot leaves the floor at 16 % of a stance and lands at 84 % (Perry, Burnfield, Gait Analysis 2010).

    Parameters
    ----------
    stance : Stance
    other : list of Stance
        Of the other foot.
    usual_stance_s : float
        Length to take where the other foot does not tell the off; NaN where none is known.

    Returns
    -------
    contact_s, off_s : float
        NaN where nothing tells.
    """
    contact, off = stance.contact_s, stance.off_s
    if np.isfinite(off) and not np.isfinite(contact):
        left = [s.off_s for s in other if off - LONGEST_STANCE_S < s.off_s < off - 0.1]
        # The last before it: an earlier one belongs to an earlier stance.
        contact = off - (off - max(left)) / (1 - OTHER_LEAVES) if left else np.nan
    elif np.isfinite(contact) and not np.isfinite(off):
        landed = [s.contact_s for s in other if contact + 0.1 < s.contact_s < contact + LONGEST_STANCE_S]
        off = contact + ((min(landed) - contact) / OTHER_LANDS if landed else usual_stance_s)
    return contact, off


def stance_frames(
    contact_s: float, off_s: float, flat: NDArray[np.bool_], rate_hz: float, start_s: float
) -> NDArray[np.intp]:
    """Flat frames between 15 and 40 % of a stance: the window over which laboratories average."""
    if not np.isfinite(off_s - contact_s):
        return np.empty(0, dtype=np.intp)
    low, high = (contact_s + share / 100 * (off_s - contact_s) for share in WINDOW_PCT)
    first = int(np.clip(np.ceil((low - start_s) * rate_hz - 1e-6), 0, len(flat)))
    last = int(np.clip(np.floor((high - start_s) * rate_hz + 1e-6) + 1, 0, len(flat)))
    return first + np.flatnonzero(flat[first:last])


def step_angle(angle_deg: Array, frames: NDArray[np.intp], rate_hz: float) -> StepAngle:
    """Angle of a step from its flat frames.

    Parameters
    ----------
    angle_deg : array, shape (frames,)
        Of every frame of the clip.
    frames : array of int
        The flat ones of the step.
    rate_hz : float
    """
    seen = frames[np.isfinite(angle_deg[frames])]
    if len(seen) < max(3, LEAST_FLAT_S * rate_hz):
        fault = Note("the foot was not seen flat on the floor between 15 and 40 % of the stance")
        return StepAngle(np.nan, np.nan, seen, fault)
    values = angle_deg[seen]
    return StepAngle(float(np.median(values)), float(values.std(ddof=1)), seen, None)
