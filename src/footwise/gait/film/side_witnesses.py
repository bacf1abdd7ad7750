"""What tells which of two legs is the left one: their names, which stands nearer, the arms, the shoulders.

Each witness gives log odds that the first of two tracks is the left leg; 0 where it has nothing to say.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array
from footwise.gait.film.leg_tracks import JOINTS
from footwise.recordings import SIDES
from footwise.recordings.film import PictureLandmarks
from footwise.signals import norm, runs

# Log odds of the model's names where they never contradict the way the legs move (0.8; another witness that is against
# them makes it too uncertain), and at most where they do: who takes one leg for the other in every second step is right
# about the whole by chance.
NAMES_AGREE, NAMES_AT_MOST = 1.39, 1.2
# Shorter exchanges in less of the film are mistakes of a moment.
MOMENT_S, MOMENTS_SHARE = 0.35, 0.15
# The nearer leg stands lower by 0.03 of a leg in a picture from 1.2 m over the floor and 5 m away, and less from lower;
# 1 cm that the model is off differently for both legs is 0.01.
LOWER_LEGS, LOWER_SD_LEGS, LOWER_AT_MOST = 0.025, 0.02, 2.5
FLAT_UNDER_LEGS = 0.3
# Hands that move less than this against each other do not swing; those of slow people swing twice a stride.
LEAST_ARM_SWING_LEGS, ARMS_PER_CORRELATION, LEAST_CORRELATION, ARMS_AT_MOST = 0.08, 4.0, 0.4, 2.0
# Seen from the front or from behind hips and feet are half as far apart as the shoulders, and on the same sides; a step
# ahead moves them by more the more obliquely they are seen. From the side the shoulders have no width.
UNDER_SHOULDERS, UNDER_SHOULDERS_SD, SHOULDERS_AT_MOST, LEAST_SHOULDERS_LEGS = 0.45, 0.25, 4.0, 0.22
# Fewer pictures say nothing.
LEAST_OF_PART = 20
_ARMS_FROM = ("left_wrist", "right_wrist")


def by_names(exchanged: NDArray[np.bool_], sure: NDArray[np.bool_], rate_hz: float) -> float:
    """Log odds, by the model's names alone, that the first track is the left leg."""
    against = exchanged[sure]
    share = float(against.mean()) if len(against) else 0.5
    minority = exchanged if share <= 0.5 else ~exchanged
    longest = max((stop - start for start, stop in runs(minority & sure)), default=0)
    way = 1.0 if share <= 0.5 else -1.0
    if min(share, 1 - share) < MOMENTS_SHARE and longest < MOMENT_S * rate_hz:
        return way * NAMES_AGREE
    return NAMES_AT_MOST * (1 - 2 * share)


def by_depth(landmarks: PictureLandmarks, exchanged: NDArray[np.bool_], ahead: Array) -> float:
    """Log odds, by which leg stands lower in the picture, that the first track is the left leg."""
    low = np.stack(
        [np.mean([landmarks[f"{side}_{p}"][:, 1] for p in ("ankle", "heel", "foot_index")], axis=0) for side in SIDES]
    )
    right = np.stack([landmarks[f"{side}_ankle"][:, 0] for side in SIDES])
    low, right = (np.where(exchanged, values[::-1], values) for values in (low, right))
    pelvis = (landmarks["left_hip"] + landmarks["right_hip"])[:, 0] / 2
    leg = np.nanmedian(norm(landmarks["left_hip"] - landmarks["left_ankle"]))
    lower, weight = 0.0, 0
    for way in (1.0, -1.0):
        mine = ahead == way
        if mine.sum() < 10:
            continue
        # A foot that goes back under the pelvis stands, and lies flat.
        with np.errstate(invalid="ignore"):
            stands = [
                mine
                & (np.gradient((x - pelvis) * way) < 0)
                & (np.abs(x - pelvis) < FLAT_UNDER_LEGS * leg)
                & np.isfinite(y)
                for x, y in zip(right, low, strict=True)
            ]
        at = np.concatenate([right[k][stands[k]] for k in (0, 1)])
        down = np.concatenate([low[k][stands[k]] for k in (0, 1)])
        first = np.concatenate([np.full(stands[k].sum(), 0.5 - k) for k in (0, 1)])
        if len(at) < 20:
            continue
        table = np.stack([np.ones_like(at), at / leg, first], axis=1)
        slope = np.linalg.lstsq(table, down / leg, rcond=None)[0][2]
        # Who goes to the right of the picture has the right leg nearer.
        lower, weight = lower - way * slope * len(at), weight + len(at)
    if not weight:
        return 0.0
    odds = 2 * LOWER_LEGS * (lower / weight) / LOWER_SD_LEGS**2
    return float(np.clip(odds, -LOWER_AT_MOST, LOWER_AT_MOST))


def by_arms(landmarks: PictureLandmarks, legs: Array, exchanged: NDArray[np.bool_], ahead: Array) -> float:
    """Log odds, by the arms that swing against the legs, that the first track is the left leg."""
    ankle = JOINTS.index("ankle")
    feet = (legs[0] - legs[1])[:, ankle, 0] * np.where(exchanged, -1.0, 1.0) * ahead
    leg = np.nanmedian(norm(landmarks["left_hip"] - landmarks["left_ankle"]))
    left, right = (landmarks[name] for name in _ARMS_FROM)
    hands = (left - right)[:, 0] * ahead / leg
    known = np.isfinite(feet) & np.isfinite(hands)
    if known.sum() < 20 or hands[known].std() < LEAST_ARM_SWING_LEGS:
        return 0.0
    correlation = float(np.corrcoef(feet[known], hands[known])[0, 1])
    if abs(correlation) < LEAST_CORRELATION:
        return 0.0
    return float(np.clip(-ARMS_PER_CORRELATION * correlation, -ARMS_AT_MOST, ARMS_AT_MOST))


def by_shoulders(landmarks: PictureLandmarks, legs: Array, exchanged: NDArray[np.bool_]) -> float:
    """Log odds, by the shoulder that each leg is under, that the first track is the left leg; 0 from the side."""
    leg = np.nanmedian(norm(landmarks["left_hip"] - landmarks["left_ankle"]))
    width = (landmarks["left_shoulder"] - landmarks["right_shoulder"])[:, 0] / leg
    hips, ankles = (JOINTS.index(joint) for joint in ("hip", "ankle"))
    off = (legs[0] - legs[1])[:, [hips, ankles], 0].mean(axis=1) * np.where(exchanged, -1.0, 1.0)
    known = np.isfinite(width) & np.isfinite(off)
    if known.sum() < LEAST_OF_PART or np.abs(width[known]).mean() < LEAST_SHOULDERS_LEGS:
        return 0.0
    share = float((off * np.sign(width))[known].mean() / np.abs(width[known]).mean())
    odds = 2 * UNDER_SHOULDERS * share / UNDER_SHOULDERS_SD**2
    return float(np.clip(odds, -SHOULDERS_AT_MOST, SHOULDERS_AT_MOST))
