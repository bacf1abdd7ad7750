"""Foot progression angle and the measures of a stride."""

from __future__ import annotations

import numpy as np

from footwise.arrays import Array
from footwise.gait.motion import Motion
from footwise.gait.steps import Steps
from footwise.recordings import SIDES, Recording
from footwise.signals import norm, time_normalise, unit

# Share of stance over which the angle is averaged: the window of the trial's real-time feedback.
WINDOW_PCT = (15, 40)
SHORTEST_STRIDE_M = 0.2
# Stride and path of the body further apart than this (in degrees): the person turns.
LARGEST_TURN_DEG = 20.0


def walking_direction(recording: Recording, motion: Motion, steps: Steps) -> Array:
    """Direction of the walk for every step, seen from above.

    On a treadmill the belt's axis. Overground the displacement of the same heel over the stride that
    begins with the step, or that ends with it for the last step of a foot; for a single step the path
    of the body.

    Returns
    -------
    array, shape (steps, 2)
        Unit vectors; NaN where nothing tells, or where the person turns: the stride leads more than
        20° away from the path of the body, or from the stride before it.
    """
    direction = np.full((len(steps), 2), np.nan)
    if recording.treadmill:
        direction[:] = (1.0, 0.0)
        return direction
    middle = steps.contact_s + 0.3 * steps.stance_s
    for side in motion.sides:
        mine = np.flatnonzero(steps.side == side)
        if not len(mine):
            continue
        at = time_normalise(motion[side, "heel"], motion.rate_hz, middle[mine], middle[mine], points=1)[:, 0, :2]
        stride = np.diff(at, axis=0)
        # A next contact that is not the next step of the table belongs to another pass through the lab.
        follows = np.isclose(steps.contact_s[mine][1:], steps.next_contact_s[mine][:-1])
        stride[~follows | (norm(stride) < SHORTEST_STRIDE_M)] = np.nan
        ahead = np.concatenate((stride, np.full((1, 2), np.nan)))
        behind = np.concatenate((np.full((1, 2), np.nan), stride))
        body = time_normalise(motion.forward, motion.rate_hz, middle[mine], middle[mine], points=1)[:, 0, :2]
        chosen = np.where(np.isfinite(ahead), ahead, np.where(np.isfinite(behind), behind, body))
        chosen = unit(chosen)
        straight = np.cos(np.radians(LARGEST_TURN_DEG))
        turns = np.einsum("ij,ij->i", chosen, unit(body)) < straight
        turns |= np.einsum("ij,ij->i", unit(ahead), unit(behind)) < straight
        direction[mine] = np.where(turns[:, None], np.nan, chosen)
    return direction


def foot_progression_angle(motion: Motion, steps: Steps, direction: Array) -> Array:
    """Angle of the foot on the floor against the walking direction, per step.

    From the heel marker (calcaneus) to the toe marker (head of the 2nd metatarsal), seen from above;
    **toe-out positive on both feet**; mean over 15–40 % of stance.

    Parameters
    ----------
    motion : Motion
    steps : Steps
    direction : array, shape (steps, 2)
        From :func:`walking_direction`.

    Returns
    -------
    array, shape (steps,)
        Degrees; NaN where a marker is missing within the window.
    """
    angle = np.full(len(steps), np.nan)
    low, high = WINDOW_PCT
    for side in motion.sides:
        mine = steps.side == side
        foot = (motion[side, "toe"] - motion[side, "heel"])[:, :2]
        start, length = steps.contact_s[mine], steps.stance_s[mine]
        laid = time_normalise(
            foot, motion.rate_hz, start + low / 100 * length, start + high / 100 * length, high - low + 1
        )
        ahead = np.einsum("spi,si->sp", laid, direction[mine])
        left = direction[mine][:, 0, None] * laid[..., 1] - direction[mine][:, 1, None] * laid[..., 0]
        outward = left if side == SIDES[0] else -left
        angle[mine] = np.degrees(np.arctan2(outward, ahead)).mean(axis=1)
    return angle


def stride_measures(recording: Recording, motion: Motion, steps: Steps) -> dict[str, Array]:
    """Time, length and speed of the stride that begins with each step.

    Returns
    -------
    dict
        ``stride_s``, ``stride_m`` and ``speed_m_s``, each of shape (steps,); NaN without a next contact.
        On a treadmill the length is what the belt carries the standing foot back in that time.
    """
    stride_s = steps.next_contact_s - steps.contact_s
    length = np.full(len(steps), np.nan)
    for side in motion.sides:
        mine = steps.side == side
        if not mine.any():
            continue
        heel = motion[side, "heel"]
        start, stance = steps.contact_s[mine], steps.stance_s[mine]
        if recording.treadmill:
            # Speed of the belt from the foot that lies flat on it, 20 to 50 % of stance.
            ends = time_normalise(heel, motion.rate_hz, start + 0.2 * stance, start + 0.5 * stance, points=2)
            length[mine] = norm(ends[:, 1, :2] - ends[:, 0, :2]) / (0.3 * stance) * stride_s[mine]
        else:
            ends = time_normalise(
                heel, motion.rate_hz, start + 0.3 * stance, start + 0.3 * stance + stride_s[mine], points=2
            )
            length[mine] = norm(ends[:, 1, :2] - ends[:, 0, :2])
    return {"stride_s": stride_s, "stride_m": length, "speed_m_s": length / stride_s}
