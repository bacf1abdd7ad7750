"""Knee and ankle centre and the axes of the shank, frame by frame."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from footwise.arrays import Array, by_value
from footwise.recordings import Recording, stored_labels
from footwise.signals import cross, unit

# Nobody walks with a shank turned further from the way of walking than this: its axes are of something else.
LARGEST_TURN_DEG = 45.0


class KneeMethod(StrEnum):
    """Where knee centre and axes come from, best first."""

    STATIC = "static trial with medial markers"
    MARKERS = "markers worn while walking"
    STORED = "joint centres and axes stored by the laboratory's own model"
    REGRESSION = "Plug-in Gait's joint centres, without medial markers"
    STATIC_STORED = "joint centres and axes stored in the static trial"


@by_value
@dataclass(frozen=True)
class Shank:
    """One shank over time.

    Attributes
    ----------
    side : str
    knee_centre_m, ankle_centre_m : array, shape (frames, 3)
        Midpoints of the epicondyles and of the malleoli, or a model's joint centres.
    medial : array, shape (frames, 3)
        Unit vector of the flexion axis, from the knee centre inwards.
    forward : array, shape (frames, 3)
        Unit vector forwards, normal to the long axis of the shank and to `medial`: the adduction axis.
        The trial's tibial frame and the distal shank frame share it.
    source : str
        Where the centres come from, in words.
    residual_m : array, shape (frames,)
        How far the cluster is from its shape in the static trial (root mean square); zero without one.
    method : KneeMethod
    notes : tuple of str
        Better sources that could not be used, and why.
    """

    side: str
    knee_centre_m: Array
    ankle_centre_m: Array
    medial: Array
    forward: Array
    source: str
    residual_m: Array
    method: KneeMethod = KneeMethod.MARKERS
    notes: tuple[str, ...] = ()


def turned_deg(forward: Array, heading: Array) -> Array:
    """Angle between a shank's forward axis, seen from above, and a heading, degrees, shape (frames,)."""
    with np.errstate(invalid="ignore", divide="ignore"):
        ahead = unit(forward[:, :2])
    return np.asarray(np.degrees(np.arccos(np.clip(np.einsum("ij,ij->i", ahead, heading), -1, 1))))


def stored_flexion_axis(
    points: dict[tuple[str, str], Array], side: str, segments: tuple[str, ...] = ("tibia", "femur")
) -> tuple[Array, str] | None:
    """Flexion axis of a side, inwards, from stored points, and the segment it is of (empty: none); None without any."""
    knee, ankle = points[side, "knee_centre"], points[side, "ankle_centre"]
    up = unit(knee - ankle)
    inwards = 1.0 if side == "left" else -1.0
    for segment in segments:
        tip, origin = points.get((side, f"{segment}_forward")), points.get((side, f"{segment}_origin"))
        if tip is not None and origin is not None:
            # Forwards × upwards points to the walker's right: inwards on the left leg.
            return inwards * unit(cross(unit(tip - origin), up)), segment
    if (side, "lateral_epicondyle") in points:
        return unit(knee - points[side, "lateral_epicondyle"]), ""
    return None


def stored_in_words(recording: Recording, side: str, segment: str) -> str:
    """Labels that centres and flexion axis were taken from."""
    stored = stored_labels(recording, side)
    if stored is None:
        return ""
    if segment:
        return stored.named("knee_centre", "ankle_centre", f"{segment}_forward")
    return stored.named("knee_centre", "ankle_centre") + "; flexion axis through the lateral knee marker"


def shank_of_landmarks(
    side: str,
    landmarks: dict[str, Array],
    source: str,
    residual: Array,
    method: KneeMethod = KneeMethod.MARKERS,
) -> Shank:
    """Make the shank of the two faces of knee and ankle."""
    knee = (landmarks["lateral_epicondyle"] + landmarks["medial_epicondyle"]) / 2
    ankle = (landmarks["lateral_malleolus"] + landmarks["medial_malleolus"]) / 2
    return shank_of_centres(side, knee, ankle, unit(landmarks["medial_epicondyle"] - knee), source, residual, method)


def shank_of_centres(
    side: str, knee: Array, ankle: Array, medial: Array, source: str, residual: Array, method: KneeMethod
) -> Shank:
    """Make the shank of two joint centres and the flexion axis inwards."""
    # Upwards × inwards points forwards on the left leg and backwards on the right one.
    forward = unit(cross(knee - ankle, medial)) * (1.0 if side == "left" else -1.0)
    return Shank(side, knee, ankle, medial, forward, source, residual, method)
