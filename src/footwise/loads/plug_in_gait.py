"""Knee and ankle centres by Plug-in Gait's model, for files without medial markers.

Most Vicon recordings have only the lateral marker of knee and ankle. The model puts the hip centre
where regression on leg length and pelvis width expects it, and knee and ankle centre half a joint's
width beside their lateral markers, in the plane of the wand marker on thigh or shank.

References
----------
Davis, Õunpuu, Tyburski, Gage, Hum Mov Sci 1991;10:575; Vicon, Plug-in Gait reference guide. Wands are
taken as they were placed: the guide's optional thigh and shank rotation offsets are not applied.
"""

from __future__ import annotations

import numpy as np

from footwise.arrays import Array
from footwise.gait import Motion
from footwise.recordings import SIDES, Person
from footwise.signals import cross, norm, unit

MARKER_RADIUS_M = 0.007
# Angles of the hip regression, in rad, from Davis 1991 (28.4° and 18°).
THETA, BETA = 0.5, 0.314
MARKERS = ("asis", "psis", "thigh", "lateral_epicondyle", "shank_1", "lateral_malleolus")
MEASURES = ("leg_length", "knee_width", "ankle_width")


def lacks_for_plug_in_gait(motion: Motion, person: Person, side: str) -> list[str]:
    """Name the roles and measures that the model needs and does not have."""
    needed = [(side, role) for role in MARKERS] + [(other, "asis") for other in SIDES]
    lacking = [" ".join(role) for role in dict.fromkeys(needed) if role not in motion.points]
    return lacking + [f"{side}_{what}" for what in MEASURES if f"{side}_{what}" not in person.measures_m]


def plug_in_gait_centres(motion: Motion, person: Person, side: str) -> tuple[Array, Array]:
    """Find knee and ankle centre of a side.

    Parameters
    ----------
    motion : Motion
    person : Person
    side : str
        One for which :func:`lacks_for_plug_in_gait` is empty.

    Returns
    -------
    knee, ankle : array, shape (frames, 3)
    """
    measures = person.measures_m
    legs = [measures[f"{leg}_leg_length"] for leg in SIDES if f"{leg}_leg_length" in measures]
    hip = hip_centre(motion["left", "asis"], motion["right", "asis"], _sacrum(motion, side), float(np.mean(legs)), side)
    knee = chord_centre(
        hip,
        motion[side, "lateral_epicondyle"],
        motion[side, "thigh"],
        measures[f"{side}_knee_width"] / 2 + MARKER_RADIUS_M,
    )
    ankle = chord_centre(
        knee,
        motion[side, "lateral_malleolus"],
        motion[side, "shank_1"],
        measures[f"{side}_ankle_width"] / 2 + MARKER_RADIUS_M,
    )
    return knee, ankle


def hip_centre(left_asis: Array, right_asis: Array, sacrum: Array, leg_length_m: float, side: str) -> Array:
    """Hip centre by the regression of Davis 1991.

    Parameters
    ----------
    left_asis, right_asis, sacrum : array, shape (frames, 3)
        Sacrum: its marker, or the middle of the two PSIS.
    leg_length_m : float
        Mean of both legs.
    side : str

    Returns
    -------
    array, shape (frames, 3)
    """
    middle = (left_asis + right_asis) / 2
    to_left = unit(left_asis - right_asis)
    up = unit(cross(middle - sacrum, to_left))
    forward = cross(to_left, up)
    width = norm(left_asis - right_asis)
    half_width = float(np.mean(width[np.isfinite(width)])) / 2 if np.isfinite(width).any() else np.nan
    c = 0.115 * leg_length_m - 0.0153
    # Depth of the trochanter behind the ASIS, measured along the pelvis.
    depth = 0.1288 * leg_length_m - 0.04856 + MARKER_RADIUS_M
    x = c * np.cos(THETA) * np.sin(BETA) - depth * np.cos(BETA)
    y = (half_width - c * np.sin(THETA)) * (1 if side == "left" else -1)
    z = -c * np.cos(THETA) * np.cos(BETA) - depth * np.sin(BETA)
    return np.asarray(middle + x * forward + y * to_left + z * up)


def chord_centre(proximal: Array, lateral: Array, wand: Array, offset_m: float) -> Array:
    """Joint centre beside a lateral marker.

    In the plane of proximal joint centre, lateral marker and wand, `offset_m` from the marker on the
    side away from the wand, so that marker and proximal centre are seen from it at a right angle.

    Parameters
    ----------
    proximal, lateral, wand : array, shape (frames, 3)
    offset_m : float

    Returns
    -------
    array, shape (frames, 3)
        NaN where the marker is nearer than the offset to the proximal centre.
    """
    upward = proximal - lateral
    along = unit(upward)
    outward = wand - lateral
    outward = unit(outward - np.einsum("ij,ij->i", outward, along)[:, None] * along)
    with np.errstate(invalid="ignore", divide="ignore"):
        cosine = offset_m / norm(upward)
        sine = np.sqrt(1 - cosine**2)
    return np.asarray(lateral + offset_m * (cosine[:, None] * along - sine[:, None] * outward))


def _sacrum(motion: Motion, side: str) -> Array:
    """Middle of the two PSIS; the one of this side, or the sacral marker, where only that was worn."""
    backs = [motion[leg, "psis"] for leg in SIDES if (leg, "psis") in motion.points]
    return np.asarray(sum(backs) / len(backs)) if len(backs) > 1 else motion[side, "psis"]
