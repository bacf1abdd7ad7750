"""Foot progression angle, and the direction of walking that it is told against."""

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
# Share of stance at which the foot lies flat and still on the floor.
MID_STANCE = 0.3
# A path that bends by more than this in one stride is a turn: in walks meant to be straight it bends by up to
# 6° (30 walks of seven laboratories), and the foot is placed some 5° off in a stride that bends by 12°.
LARGEST_BEND_DEG = 12.0
# A bend that is seen over less of a stride than this is not blown up further.
LEAST_OF_STRIDE = 0.5


def walking_direction(recording: Recording, motion: Motion, steps: Steps) -> Array:
    """Direction of the walk for every step, seen from above.

    On a treadmill the belt's axis. Overground the displacement of the same heel over the two strides that meet in the
    step, the mean of both directions: on a curve the stride after a step points inwards, the one before it as far
    outwards. Where only one of them is known, or only one is straight, that one, turned back by what the way of the
    body bends from the middle of the stride to the step; for a single step the way of the body over a stride time.

    Returns
    -------
    array, shape (steps, 2)
        Unit vectors; NaN where nothing tells, or where the person turns: see :func:`stride_turn`.
    """
    if recording.treadmill:
        return np.tile((1.0, 0.0), (len(steps), 1))
    ahead, behind, body = _strides(motion, steps)
    before, after = (_bend(motion, steps, shift) for shift in (_BEHIND, _AHEAD))
    with np.errstate(invalid="ignore"):
        behind = np.where((np.abs(before) > LARGEST_BEND_DEG)[:, None] & np.isfinite(ahead), np.nan, behind)
        one = np.where(np.isfinite(ahead), _turned(ahead, -after / 2), _turned(behind, before / 2))
        direction = unit(np.where(np.isfinite(ahead + behind), unit(ahead) + unit(behind), one))
        direction = np.where(np.isfinite(direction), direction, unit(body))
        direction[np.abs(stride_turn(recording, motion, steps)) > LARGEST_BEND_DEG] = np.nan
    return np.asarray(direction)


def stride_turn(recording: Recording, motion: Motion, steps: Steps) -> Array:
    """How much the path bends in the stride that begins with each step, from mid-stance to mid-stance.

    The way of the body over one stride time says where a person goes at a moment: the body's sway from foot
    to foot adds up to nothing in it. Its change over the stride is the turn; for the last step of a foot over the
    stride that ends with it, for a step that stands alone over the half stride before its mid-stance and the half
    after it.

    Returns
    -------
    array, shape (steps,)
        Degrees, positive to the left; zero on a treadmill; NaN where the body is not seen.
    """
    if recording.treadmill or not len(steps):
        return np.zeros(len(steps))
    ahead, behind, _ = _strides(motion, steps)
    shift = np.where(np.isfinite(behind[:, :1]), _BEHIND, _ALONE)
    return _bend(motion, steps, np.where(np.isfinite(ahead[:, :1]), _AHEAD, shift))


# Where a stride begins and ends, in strides from the mid-stance of a step.
_BEHIND, _ALONE, _AHEAD = np.array([-1.0, 0.0]), np.array([-0.5, 0.5]), np.array([0.0, 1.0])


def _bend(motion: Motion, steps: Steps, shift: Array) -> Array:
    """How much the way of the body bends between two moments, given in strides from the mid-stance of each step."""
    stride_s, middle = _stride_time(steps), _mid_stance(steps)
    shift = np.broadcast_to(shift, (len(steps), 2))
    (before, from_s), (after, until_s) = (_body_way(motion, middle + shift[:, k] * stride_s, stride_s) for k in (0, 1))
    across = before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0]
    turn = np.degrees(np.arctan2(across, np.einsum("ij,ij->i", before, after)))
    # Near the ends of a recording the two moments are nearer to each other than a stride.
    share = np.clip((until_s - from_s) / stride_s, LEAST_OF_STRIDE, 1.0)
    return np.asarray(turn / share)


def _turned(vectors: Array, angle_deg: Array) -> Array:
    """Turn vectors to the left, seen from above; by nothing where the angle is not known."""
    cos, sin = (f(np.radians(np.nan_to_num(angle_deg))) for f in (np.cos, np.sin))
    x, y = vectors[:, 0], vectors[:, 1]
    return np.stack((cos * x - sin * y, sin * x + cos * y), axis=1)


def _strides(motion: Motion, steps: Steps) -> tuple[Array, Array, Array]:
    """Way of the heel over the stride after each step and before it, and of the body around it; NaN where unknown."""
    ahead, behind, body = (np.full((len(steps), 2), np.nan) for _ in range(3))
    middle = _mid_stance(steps)
    for side in motion.sides:
        mine = np.flatnonzero(steps.side == side)
        if not len(mine):
            continue
        at = time_normalise(motion[side, "heel"], motion.rate_hz, middle[mine], middle[mine], points=1)[:, 0, :2]
        stride = np.diff(at, axis=0)
        # A next contact that is not the next step of the table belongs to another pass through the lab.
        follows = np.isclose(steps.contact_s[mine][1:], steps.next_contact_s[mine][:-1])
        stride[~follows | (norm(stride) < SHORTEST_STRIDE_M)] = np.nan
        ahead[mine[:-1]], behind[mine[1:]] = stride, stride
        body[mine], _ = _body_way(motion, middle[mine], _stride_time(steps))
    return ahead, behind, body


def _mid_stance(steps: Steps) -> Array:
    """Time at which the foot lies flat; of a stance that is cut, as near as the recording tells."""
    usual = float(np.nanmedian(steps.stance_s)) if np.isfinite(steps.stance_s).any() else 0.6
    begin = np.where(np.isfinite(steps.contact_s), steps.contact_s, steps.off_s - usual)
    return np.asarray(begin + MID_STANCE * np.where(np.isfinite(steps.stance_s), steps.stance_s, usual))


def _stride_time(steps: Steps) -> float:
    """Usual stride time, from strides, else from the feet's turns, else from the stances (62 % of a stride)."""
    stride_s = steps.next_contact_s - steps.contact_s
    if np.isfinite(stride_s).any():
        return float(np.nanmedian(stride_s))
    left, right = (steps.contact_s[(steps.side == side) & np.isfinite(steps.contact_s)] for side in SIDES)
    if len(left) and len(right):
        return float(2 * np.abs(left[:, None] - right).min())
    return float(np.nanmedian(steps.stance_s)) / 0.62 if np.isfinite(steps.stance_s).any() else 1.1


def _body_way(motion: Motion, middle_s: Array, stride_s: float) -> tuple[Array, Array]:
    """Displacement of the body over a stride time around each moment, moved into the recording at its ends.

    Returns
    -------
    way : array, shape (moments, 2)
    middle_s : array, shape (moments,)
        The moment that it is around.
    """
    seen = np.flatnonzero(np.isfinite(motion.body_m[:, 0]))
    if len(seen) < 2:
        return np.full((len(middle_s), 2), np.nan), middle_s
    first, last = seen[[0, -1]] / motion.rate_hz
    begin = np.clip(middle_s - stride_s / 2, first, max(first, last - stride_s))
    ends = np.stack((begin, np.minimum(begin + stride_s, last)))
    x, y = (np.interp(ends, seen / motion.rate_hz, motion.body_m[seen, axis]) for axis in (0, 1))
    return np.stack((x[1] - x[0], y[1] - y[0]), axis=1), ends.mean(axis=0)


def foot_angle_curves(motion: Motion, steps: Steps, direction: Array) -> Array:
    """Angle of the foot against the walking direction over each stance, seen from above.

    From the heel marker (calcaneus) to the toe marker (head of the 2nd metatarsal); **toe-out positive on both feet**.
    Near the ends of stance, where the foot is tilted, it is that of its shadow on the floor.

    Parameters
    ----------
    motion : Motion
    steps : Steps
    direction : array, shape (steps, 2)
        From :func:`walking_direction`.

    Returns
    -------
    array, shape (steps, 101)
        Degrees at 0 to 100 % of stance; NaN where a marker is missing.
    """
    angle = np.full((len(steps), 101), np.nan)
    for side in motion.sides:
        mine = steps.side == side
        foot = (motion[side, "toe"] - motion[side, "heel"])[:, :2]
        laid = time_normalise(foot, motion.rate_hz, steps.contact_s[mine], steps.off_s[mine])
        ahead = np.einsum("spi,si->sp", laid, direction[mine])
        left = direction[mine][:, 0, None] * laid[..., 1] - direction[mine][:, 1, None] * laid[..., 0]
        outward = left if side == SIDES[0] else -left
        angle[mine] = np.degrees(np.arctan2(outward, ahead))
    return angle


def foot_progression_angle(curves: Array) -> Array:
    """Angle of the foot on the floor against the walking direction, per step: the mean over 15–40 % of stance.

    Parameters
    ----------
    curves : array, shape (steps, 101)
        From :func:`foot_angle_curves`.

    Returns
    -------
    array, shape (steps,)
        Degrees, toe-out positive on both feet; NaN where a marker is missing within the window.
    """
    low, high = WINDOW_PCT
    return np.asarray(curves[:, low : high + 1].mean(axis=1))
