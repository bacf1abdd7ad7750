"""Whether a foot keeps its shape while it lies on the floor: markers that were moved, filled in or mislabelled."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from footwise.arrays import Array
from footwise.gait.foot_progression import WINDOW_PCT
from footwise.gait.motion import Motion
from footwise.gait.steps import Steps
from footwise.signals import norm, time_normalise

# Markers on the foot; the malleoli stand nearly on the ankle's axis. All that are worn are compared with each other.
_ON_FOOT = ("heel", "toe", "fifth_metatarsal", "first_metatarsal", "lateral_malleolus", "medial_malleolus")
# Toes point within this of the walking direction: of the feet of ten people, toe-in and toe-out on purpose among them,
# the furthest stood at 25°, and torsion of both bones of a leg makes some 45°. Exchanged labels make 180°.
LARGEST_FOOT_ANGLE_DEG = 60.0
# A foot lies still from 15 to 40 % of stance, before the toes bend. Of 67 stances of ten people two of its markers were
# up to 7 mm nearer or further than usual, and its direction turned by up to 2°.
LARGEST_CHANGE_M, LARGEST_YAW_DEG = 0.014, 6.0
# So many steps of a foot tell its usual shape; with fewer all frames of the recording do.
_ENOUGH_STEPS = 3


def shape_change_m(motion: Motion, steps: Steps, fpa: Array) -> Array:
    """How much further apart, or nearer, two markers of a foot are than usual while it lies on the floor.

    Parameters
    ----------
    motion : Motion
    steps : Steps
    fpa : array, shape (steps,)
        Foot progression angle in degrees: steps that point where no foot does tell nothing of the usual shape.

    Returns
    -------
    array, shape (steps,)
        The largest of all pairs of markers, mean over 15–40 % of stance, at least 0; NaN where no pair is seen.
    """
    change = np.full(len(steps), np.nan)
    for side in motion.sides:
        mine = np.flatnonzero(steps.side == side)
        worn = [motion[side, role] for role in _ON_FOOT if (side, role) in motion.points]
        if not len(mine) or len(worn) < 2:
            continue
        apart = np.stack([norm(a - b) for a, b in combinations(worn, 2)], axis=1)
        lying = _while_lying(apart, motion.rate_hz, steps, mine).mean(axis=1)
        with np.errstate(invalid="ignore"):
            sound = np.isfinite(lying).any(axis=1) & ~(np.abs(fpa[mine]) > LARGEST_FOOT_ANGLE_DEG)
        usual = np.nanmedian(lying[sound] if sound.sum() >= _ENOUGH_STEPS else apart, axis=0)
        off = np.abs(lying - usual)
        seen = np.isfinite(off).any(axis=1)
        change[mine[seen]] = np.nanmax(off[seen], axis=1)
    return change


def yaw_range_deg(motion: Motion, steps: Steps) -> Array:
    """How much the line from heel to toe, seen from above, turns from 15 to 40 % of stance; shape (steps,)."""
    turned = np.full(len(steps), np.nan)
    for side in motion.sides:
        mine = np.flatnonzero(steps.side == side)
        if len(mine):
            foot = (motion[side, "toe"] - motion[side, "heel"])[:, :2]
            lying = _while_lying(foot, motion.rate_hz, steps, mine)
            middle = lying.mean(axis=1, keepdims=True)
            across = middle[..., 0] * lying[..., 1] - middle[..., 1] * lying[..., 0]
            yaw = np.degrees(np.arctan2(across, (middle * lying).sum(axis=2)))
            turned[mine] = yaw.max(axis=1) - yaw.min(axis=1)
    return turned


def _while_lying(values: Array, rate_hz: float, steps: Steps, mine: np.ndarray) -> Array:
    """Values at 15 to 40 % of each stance, shape (steps, 26, columns)."""
    low, high = (steps.contact_s[mine] + pct / 100 * steps.stance_s[mine] for pct in WINDOW_PCT)
    return np.asarray(time_normalise(values, rate_hz, low, high, points=WINDOW_PCT[1] - WINDOW_PCT[0] + 1))
