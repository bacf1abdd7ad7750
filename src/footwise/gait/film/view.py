"""From which side a clip shows a person who walks."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from footwise.arrays import Array
from footwise.gait.film.motion import FilmedMotion, picture_motion
from footwise.recordings.film import PictureLandmarks
from footwise.signals import norm

FRONT, BEHIND, SIDE, OBLIQUE = "front", "behind", "side", "oblique"
# Shoulders and hips of the pose model, each as wide as the camera sees them, over the height of the trunk, seen
# square from the front: means over the four cameras of the public clip; they differ by a fifth.
SHOULDERS, HIPS = 0.58, 0.37
# Degrees from the camera's axis at which one view ends and the next begins, and how well the widths tell the angle.
SQUARE_DEG, SIDEWAYS_DEG, UNCERTAIN_DEG = 35.0, 65.0, 15.0

# Who walks towards a camera or away from it hardly crosses the picture, and grows or shrinks by 10 to 50 % a second.
CROSSING_LEGS_S, SHRINKING_PCT_S = 0.8, 8.0


@dataclass(frozen=True)
class View:
    """From where a camera sees a person.

    Attributes
    ----------
    kind : str
        ``front``, ``behind``, ``side`` or ``oblique``.
    certainty : float
        0.5 is a toss between two kinds, 1 is certain.
    angle_deg : float
        Between where the person faces and the direction to the camera: 0 from the front, 90 from the side, 180 from
        behind; good to about 20°.
    growth_pct_s, travel_legs_s : float
        How fast the person grows in the picture, and crosses it, in leg lengths a second.
    """

    kind: str
    certainty: float
    angle_deg: float
    growth_pct_s: float
    travel_legs_s: float

    @property
    def contradicts(self) -> bool:
        """Whether the person grows or shrinks as from another view: people do not walk backwards or sideways."""
        if self.kind == FRONT:
            return self.growth_pct_s < -SHRINKING_PCT_S
        if self.kind == BEHIND:
            return self.growth_pct_s > SHRINKING_PCT_S
        return self.kind == SIDE and abs(self.growth_pct_s) > 3 * SHRINKING_PCT_S


def view_of(landmarks: PictureLandmarks) -> View:
    """Tell from which side a clip shows a person.

    Facing the camera a person's left is on the right of the picture, and shoulders and hips are as wide as they get;
    from the side both have no width. A person who walks towards the camera grows, one who passes it crosses the
    picture: where that contradicts the widths the view is oblique or the certainty falls.

    Parameters
    ----------
    landmarks : PictureLandmarks
        Of a walk, or of a person standing.

    Returns
    -------
    View
        Certainty 0 where trunk and legs are never seen.
    """
    motion = picture_motion(landmarks)
    shoulders = motion["left_shoulder"] - motion["right_shoulder"]
    hips = motion["left_hip"] - motion["right_hip"]
    trunk = norm((motion["left_shoulder"] + motion["right_shoulder"]) / 2 - motion.pelvis)
    # Arms swing and the pelvis turns with every step: both sides alike, so that the median is the middle.
    facing = np.clip((shoulders[:, 0] + hips[:, 0]) / (trunk * (SHOULDERS + HIPS)), -1, 1)
    facing = facing[motion.inside & np.isfinite(facing)]
    if not len(facing):
        return View(OBLIQUE, 0.0, np.nan, np.nan, np.nan)
    angle = float(np.degrees(np.arccos(np.median(facing))))
    growth, travel = _growth_and_travel(motion, trunk)
    edges = (SQUARE_DEG, SIDEWAYS_DEG, 180 - SIDEWAYS_DEG, 180 - SQUARE_DEG)
    kind = (FRONT, OBLIQUE, SIDE, OBLIQUE, BEHIND)[int(np.searchsorted(edges, angle))]
    nearest = min(abs(angle - edge) for edge in edges)
    certainty = float(1 - 0.5 * np.exp(-((nearest / UNCERTAIN_DEG) ** 2)))
    if kind in (FRONT, BEHIND) and abs(travel) > CROSSING_LEGS_S:
        kind, certainty = OBLIQUE, 0.5
    seen = View(kind, certainty, angle, growth, travel)
    return replace(seen, certainty=min(certainty, 0.5)) if seen.contradicts else seen


def _growth_and_travel(motion: FilmedMotion, trunk: Array) -> tuple[float, float]:
    """Growth in percent a second and way across the picture in leg lengths a second, by straight lines."""
    known = motion.inside & np.isfinite(trunk) & np.isfinite(motion.pelvis[:, 0])
    if known.sum() < 3:
        return 0.0, 0.0
    time = motion.time_s[known]
    growth = np.polyfit(time, np.log(trunk[known]), 1)[0]
    travel = np.polyfit(time, motion.pelvis[known, 0], 1)[0] / motion.leg
    return float(100 * growth), float(travel)
