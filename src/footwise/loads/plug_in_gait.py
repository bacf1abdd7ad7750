"""Knee and ankle centre and the tibia's flexion axis by Plug-in Gait's model, for files without medial markers.

Most Vicon recordings have only the lateral marker of knee and ankle. The model puts the hip centre
where regression on leg length and pelvis width expects it, and knee and ankle centre half a joint's
width beside their lateral markers, in the plane of the wand marker on thigh or shank. A standing trial
with a knee alignment device or medial markers tells by which angle each wand is beside that plane, and by
which angle the ankle's axis is turned against the knee's (tibial torsion). The flexion axis is the tibia's
before torsion, in whose frame the model gives its knee moment.

References
----------
Davis, Õunpuu, Tyburski, Gage, Hum Mov Sci 1991;10:575; Vicon, Plug-in Gait reference guide. Signs of the
offsets: measured on files of three laboratories that store offsets and joint centres side by side.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footwise.arrays import Array, by_value
from footwise.gait import Motion
from footwise.recordings import SIDES, Person
from footwise.signals import cross, norm, unit

# The guide's markers of 14 mm, where the file says nothing.
MARKER_DIAMETER_M = 0.014
# Angles of the hip regression, in rad, from Davis 1991 (28.4° and 18°).
THETA, BETA = 0.5, 0.314
MARKERS = ("asis", "psis", "thigh", "lateral_epicondyle", "shank_1", "lateral_malleolus")
MEASURES = ("leg_length", "knee_width", "ankle_width")
# Each round of the search for a rotated plane takes out most of what is left; after these nothing is.
_ROUNDS = 30


@by_value
@dataclass(frozen=True)
class PlugInGaitLeg:
    """One leg by Plug-in Gait, shape (frames, 3) each.

    Attributes
    ----------
    knee_m, ankle_m : array
    outward : array
        Unit vector of the tibia's flexion axis, before torsion, away from the body's middle.
    """

    knee_m: Array
    ankle_m: Array
    outward: Array


def lacks_for_plug_in_gait(motion: Motion, person: Person, side: str) -> list[str]:
    """Name the roles and measures that the model needs and does not have."""
    needed = [(side, role) for role in MARKERS] + [(other, "asis") for other in SIDES]
    lacking = [" ".join(role) for role in dict.fromkeys(needed) if role not in motion.points]
    return lacking + [f"{side}_{what}" for what in MEASURES if f"{side}_{what}" not in person.measures_m]


def plug_in_gait_leg(motion: Motion, person: Person, side: str) -> PlugInGaitLeg:
    """Find knee and ankle centre of a side, and the flexion axis of its tibia.

    Parameters
    ----------
    motion : Motion
    person : Person
        With the measures, and with the offsets of a standing trial where one was processed.
    side : str
        One for which :func:`lacks_for_plug_in_gait` is empty.

    Returns
    -------
    PlugInGaitLeg
    """
    radius = marker_radius(person)
    # An angle that opens outwards and forwards counts positive on both legs.
    sign = 1.0 if side == "left" else -1.0
    offset = {name: sign * person.offsets_rad.get(f"{side}_{name}", 0.0) for name in OFFSETS}
    lateral, malleolus = motion[side, "lateral_epicondyle"], motion[side, "lateral_malleolus"]
    knee = chord_centre(
        hip(motion, person, side),
        lateral,
        motion[side, "thigh"],
        person.measures_m[f"{side}_knee_width"] / 2 + radius,
        offset["thigh_rotation"],
    )
    ankle = chord_centre(
        knee,
        malleolus,
        motion[side, "shank_1"],
        person.measures_m[f"{side}_ankle_width"] / 2 + radius,
        offset["shank_rotation"],
    )
    outward = unit(across(malleolus - ankle, unit(knee - ankle)))
    ahead = cross(outward, unit(knee - ankle)) * sign
    ankle = malleolus + rotated(ankle - malleolus, ahead, -offset["ankle_abadd"])
    up = unit(knee - ankle)
    outward = rotated(unit(across(malleolus - ankle, up)), up, offset["tibial_torsion"])
    return PlugInGaitLeg(knee, ankle, outward)


def marker_radius(person: Person) -> float:
    """Radius of the person's markers, m."""
    return person.measures_m.get("marker_diameter", MARKER_DIAMETER_M) / 2


OFFSETS = ("thigh_rotation", "shank_rotation", "tibial_torsion", "ankle_abadd")


def hip(motion: Motion, person: Person, side: str) -> Array:
    """Hip centre of a side from the pelvis markers and the person's measures, shape (frames, 3)."""
    measures = person.measures_m
    legs = [measures[f"{leg}_leg_length"] for leg in SIDES if f"{leg}_leg_length" in measures]
    return hip_centre(
        motion["left", "asis"],
        motion["right", "asis"],
        _sacrum(motion, side),
        float(np.mean(legs)),
        side,
        marker_radius_m=marker_radius(person),
        width_m=measures.get("inter_asis"),
        depth_m=measures.get(f"{side}_asis_trochanter"),
    )


def hip_centre(
    left_asis: Array,
    right_asis: Array,
    sacrum: Array,
    leg_length_m: float,
    side: str,
    *,
    marker_radius_m: float = MARKER_DIAMETER_M / 2,
    width_m: float | None = None,
    depth_m: float | None = None,
) -> Array:
    """Hip centre by the regression of Davis 1991.

    Parameters
    ----------
    left_asis, right_asis, sacrum : array, shape (frames, 3)
        Sacrum: its marker, or the middle of the two PSIS.
    leg_length_m : float
        Mean of both legs.
    side : str
    marker_radius_m : float
    width_m : float, optional
        Distance between the two ASIS as it was measured on the person; default that of their markers.
    depth_m : float, optional
        Depth of the trochanter behind the ASIS as it was measured; default by leg length.

    Returns
    -------
    array, shape (frames, 3)
    """
    middle = (left_asis + right_asis) / 2
    to_left = unit(left_asis - right_asis)
    up = unit(cross(middle - sacrum, to_left))
    forward = cross(to_left, up)
    if width_m is None:
        width = norm(left_asis - right_asis)
        width_m = float(np.mean(width[np.isfinite(width)])) if np.isfinite(width).any() else np.nan
    half_width = width_m / 2
    c = 0.115 * leg_length_m - 0.0153
    # Depth of the trochanter behind the ASIS, measured along the pelvis.
    depth = (0.1288 * leg_length_m - 0.04856 if depth_m is None else depth_m) + marker_radius_m
    x = c * np.cos(THETA) * np.sin(BETA) - depth * np.cos(BETA)
    y = (half_width - c * np.sin(THETA)) * (1 if side == "left" else -1)
    z = -c * np.cos(THETA) * np.cos(BETA) - depth * np.sin(BETA)
    return np.asarray(middle + x * forward + y * to_left + z * up)


def chord_centre(proximal: Array, lateral: Array, wand: Array, offset_m: float, rotation_rad: float = 0.0) -> Array:
    """Joint centre beside a lateral marker.

    `offset_m` from the marker, so that marker and proximal centre are seen from it at a right angle, in the
    plane of proximal joint centre, lateral marker and wand, on the side away from the wand; or, with a
    rotation, where wand and lateral marker are seen along the segment at that angle.

    Parameters
    ----------
    proximal, lateral, wand : array, shape (frames, 3)
    offset_m : float
    rotation_rad : float
        From the lateral marker to the wand, about the axis that points up the segment.

    Returns
    -------
    array, shape (frames, 3)
        NaN where the marker is nearer than the offset to the proximal centre.
    """
    upward = proximal - lateral
    along = unit(upward)
    outward = unit(across(wand - lateral, along))
    with np.errstate(invalid="ignore", divide="ignore"):
        cosine = offset_m / norm(upward)
        sine = np.sqrt(1 - cosine**2)

    def centre(turn: Array) -> Array:
        return np.asarray(
            lateral + offset_m * (cosine[:, None] * along - sine[:, None] * rotated(outward, along, turn))
        )

    # The wand is seen from the marker at another angle than from the centre, which is looked for.
    turn = np.full(len(lateral), -rotation_rad)
    for _ in range(_ROUNDS if rotation_rad else 0):
        found = centre(turn)
        seen = angle_about(lateral - found, wand - found, unit(proximal - found))
        turn = turn + np.remainder(seen - rotation_rad + np.pi, 2 * np.pi) - np.pi
    return centre(turn)


def across(vectors: Array, axis: Array) -> Array:
    """Part of vectors at a right angle to a unit axis, shape (frames, 3)."""
    return np.asarray(vectors - np.einsum("ij,ij->i", vectors, axis)[:, None] * axis)


def rotated(vectors: Array, axis: Array, angle_rad: Array | float) -> Array:
    """Vectors turned about unit axes, right-handed, shape (frames, 3)."""
    angle = np.broadcast_to(np.asarray(angle_rad, dtype=float), len(vectors))[:, None]
    along = np.einsum("ij,ij->i", vectors, axis)[:, None] * axis
    return np.asarray(
        along + np.cos(angle) * (vectors - along) + np.sin(angle) * cross(np.broadcast_to(axis, vectors.shape), vectors)
    )


def angle_about(first: Array, second: Array, axis: Array) -> Array:
    """Angle from one vector to another seen along a unit axis, right-handed, rad, shape (frames,)."""
    first, second = across(first, axis), across(second, axis)
    return np.asarray(
        np.arctan2(np.einsum("ij,ij->i", cross(first, second), axis), np.einsum("ij,ij->i", first, second))
    )


def _sacrum(motion: Motion, side: str) -> Array:
    """Middle of the two PSIS; the one of this side, or the sacral marker, where only that was worn."""
    backs = [motion[leg, "psis"] for leg in SIDES if (leg, "psis") in motion.points]
    return np.asarray(sum(backs) / len(backs)) if len(backs) > 1 else motion[side, "psis"]
