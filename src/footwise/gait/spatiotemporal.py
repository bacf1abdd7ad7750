"""Spatiotemporal parameters of every step: stride time and length, speed, cadence, step width, double support."""

from __future__ import annotations

import numpy as np

from footwise.arrays import Array
from footwise.gait.foot_progression import MID_STANCE
from footwise.gait.motion import Motion
from footwise.gait.steps import BEGIN, LONGEST_STRIDE_S, Steps
from footwise.recordings import SIDES, Recording
from footwise.signals import norm, time_normalise

# The foot that lies flat on the belt has the belt's speed: from here to here in its stance.
_FLAT = (0.2, 0.5)
# So long after the contact the heel lies on the floor.
SOONEST_S = 0.05


def stride_measures(recording: Recording, motion: Motion, steps: Steps) -> dict[str, Array]:
    """Time, length, speed and cadence of the stride that begins with each step, from contact to contact.

    Returns
    -------
    dict
        ``stride_s``, ``stride_m``, ``speed_m_s`` and ``cadence_steps_min`` (steps of both feet, two a stride), each
        of shape (steps,); NaN without a next contact. Overground the length is the way of the heel from mid-stance to
        mid-stance; on a treadmill what the belt carries the standing foot back in that time.
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
            begin, end = (start + share * stance for share in _FLAT)
            ends = time_normalise(heel, motion.rate_hz, begin, end, points=2)
            length[mine] = norm(ends[:, 1, :2] - ends[:, 0, :2]) / ((_FLAT[1] - _FLAT[0]) * stance) * stride_s[mine]
        else:
            # Where the recording ends before the next mid-stance, both places are taken sooner after the contact.
            left_s = (len(heel) - 1) / motion.rate_hz - steps.next_contact_s[mine]
            after = np.where(left_s < SOONEST_S, MID_STANCE * stance, np.minimum(MID_STANCE * stance, left_s))
            middle = start + after
            ends = time_normalise(heel, motion.rate_hz, middle, middle + stride_s[mine], points=2)
            length[mine] = norm(ends[:, 1, :2] - ends[:, 0, :2])
    return {
        "stride_s": stride_s,
        "stride_m": length,
        "speed_m_s": length / stride_s,
        "cadence_steps_min": 120.0 / stride_s,
    }


def step_width(motion: Motion, steps: Steps, direction: Array) -> Array:
    """Distance between the heels of this step and of the other foot's step before it, across the walking direction.

    Both heels are taken at mid-stance, where they lie still on the floor.

    Parameters
    ----------
    motion : Motion
    steps : Steps
    direction : array, shape (steps, 2)
        From :func:`footwise.gait.walking_direction`.

    Returns
    -------
    array, shape (steps,)
        In m; negative where a foot is set down on the other side of the other one; NaN for the first step, where the
        other foot's step before was not found, and in a turn.
    """
    width = np.full(len(steps), np.nan)
    if len(motion.sides) < 2:
        return width
    heel = np.full((len(steps), 2), np.nan)
    for side in SIDES:
        mine = steps.side == side
        middle = (steps.contact_s + MID_STANCE * steps.stance_s)[mine]
        heel[mine] = time_normalise(motion[side, "heel"], motion.rate_hz, middle, middle, points=1)[:, 0, :2]
    before, _ = _neighbours(steps)
    known = np.flatnonzero(before >= 0)
    apart, ahead = heel[known] - heel[before[known]], direction[known]
    left = ahead[:, 0] * apart[:, 1] - ahead[:, 1] * apart[:, 0]
    width[known] = np.where(steps.side[known] == SIDES[0], left, -left)
    return width


def double_support(steps: Steps) -> Array:
    """Time within each stance in which the other foot is on the ground, too: at its begin and at its end together.

    The stance begins a stride, so this is the double support of that stride.

    Returns
    -------
    array, shape (steps,)
        In s; zero for a foot that flies before and after; NaN where an off or a contact of the other foot is not known.
    """
    before, after = _neighbours(steps)
    # An index of -1 takes the last step, which is put out again.
    off_before = np.where(before >= 0, steps.off_s[before], np.nan)
    contact_after = np.where(after >= 0, steps.contact_s[after], np.nan)
    first = np.maximum(off_before - steps.contact_s, 0.0)
    second = np.maximum(steps.off_s - contact_after, 0.0)
    return np.asarray(first + second)


def _neighbours(steps: Steps) -> tuple[np.ndarray, np.ndarray]:
    """Index of the other foot's step before and after each step, -1 where it was not found.

    It overlaps with this one, or it lies between this one and the same foot's own step before (after) it.
    """
    before, after = np.full(len(steps), -1), np.full(len(steps), -1)
    begins = np.where(steps.cut == BEGIN, -np.inf, steps.contact_s)
    known = np.isfinite(steps.contact_s) | (steps.cut == BEGIN)
    for side in SIDES:
        mine, other = np.flatnonzero(known & (steps.side == side)), np.flatnonzero(known & (steps.side != side))
        if not len(mine) or not len(other):
            continue
        own, its = begins[mine], begins[other]
        previous = np.searchsorted(its, own) - 1
        following = np.searchsorted(its, own, side="right")
        with np.errstate(invalid="ignore"):
            overlaps = (previous >= 0) & (steps.off_s[other[previous]] > own)
            own_before = np.concatenate(([np.inf], own[:-1]))
            between = (previous >= 0) & (its[previous] > own_before) & (own - its[previous] < LONGEST_STRIDE_S)
            before[mine] = np.where(overlaps | between, other[previous], -1)
            next_one = np.minimum(following, len(other) - 1)
            there = (following < len(other)) & np.isfinite(own)
            own_after = np.concatenate((own[1:], [-np.inf]))
            between = (its[next_one] < own_after) & (its[next_one] - own < LONGEST_STRIDE_S)
            after[mine] = np.where(there & ((its[next_one] < steps.off_s[mine]) | between), other[next_one], -1)
    return before, after
