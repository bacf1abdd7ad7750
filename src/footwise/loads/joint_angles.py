"""Knee flexion and ankle dorsiflexion in the sagittal plane, from joint centres, frame by frame.

The knee's angle is that of the shank's long axis seen along the flexion axis of the thigh: the first of the Cardan
angles of the shank in the thigh. The ankle's is the elevation of the sole over the plane across the shank, so that
neither tibial torsion nor the foot's own turn outwards enters it.
"""

from __future__ import annotations

import numpy as np

from footwise.arrays import Array
from footwise.errors import FootwiseError
from footwise.gait import Motion, Steps
from footwise.loads.plug_in_gait import hip, marker_radius
from footwise.loads.shank import Shank
from footwise.loads.shank_source import find_shank
from footwise.loads.static_trial import standing_pose
from footwise.recordings import SIDES, Person, Recording
from footwise.signals import cross, norm, time_normalise, unit

# The mean over a stance lies within these in every walk; beyond them an axis or a label is wrong.
POSSIBLE_DEG = {"knee_flexion": (-30.0, 75.0), "ankle_dorsiflexion": (-50.0, 40.0)}


def sagittal_curves(
    recording: Recording, motion: Motion, steps: Steps, shanks: dict[str, Shank], static: Recording | None
) -> dict[str, Array]:
    """Knee flexion and ankle dorsiflexion over each stance.

    Parameters
    ----------
    recording, motion, steps
    shanks : dict
        By side; the side without one has no angles.
    static : Recording, optional
        A standing trial, in which the soles lie flat; without one the line from heel to toe marker is taken for flat.

    Returns
    -------
    dict
        ``knee_flexion`` and ``ankle_dorsiflexion`` in degrees, shape (steps, 101); NaN where markers do not tell them.
    """
    curves = {name: np.full((len(steps), 101), np.nan) for name in POSSIBLE_DEG}
    for side, shank in shanks.items():
        mine = np.flatnonzero((steps.side == side) & np.isfinite(steps.stance_s))
        angles = {
            "knee_flexion": knee_flexion_deg(motion, recording.person, shank),
            "ankle_dorsiflexion": ankle_dorsiflexion_deg(motion, shank, _sole_deg(static, side)),
        }
        for name, values in angles.items():
            laid = time_normalise(values, motion.rate_hz, steps.contact_s[mine], steps.off_s[mine])
            low, high = POSSIBLE_DEG[name]
            known = np.isfinite(laid)
            mean = np.where(known, laid, 0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
            laid[(mean < low) | (mean > high)] = np.nan
            curves[name][mine] = laid
    return curves


def shanks_where_known(
    recording: Recording, motion: Motion, static: Recording | None, headings: dict[str, Array]
) -> dict[str, Shank]:
    """Shanks of the sides whose markers tell them, for the angles of a recording without forces."""
    shanks = {}
    for side in motion.sides:
        try:
            shanks[side] = find_shank(recording, motion, side, static, heading=headings[side])
        except FootwiseError:
            # Nobody asked for a knee: its columns stay empty.
            continue
    return shanks


def _sole_deg(static: Recording | None, side: str) -> float:
    """By how much the line from heel to toe marker rises in the standing trial; 0 without one."""
    if static is None:
        return 0.0
    try:
        pose = standing_pose(static, side)
    except FootwiseError:
        return 0.0
    if (side, "heel") not in pose or (side, "toe") not in pose:
        return 0.0
    foot = pose[side, "toe"] - pose[side, "heel"]
    return float(np.degrees(np.arctan2(foot[2], np.hypot(foot[0], foot[1]))))


def knee_flexion_deg(motion: Motion, person: Person, shank: Shank) -> Array:
    """Flexion of a knee, positive; 0 where thigh and shank are in line.

    Parameters
    ----------
    motion : Motion
    person : Person
    shank : Shank

    Returns
    -------
    array, shape (frames,)
        NaN where the hip centre is not known: neither stored by the laboratory's model nor told by the pelvis.
    """
    hip_m = hip_centre_m(motion, person, shank.side)
    if hip_m is None:
        return np.full(len(shank.knee_centre_m), np.nan)
    up = unit(hip_m - shank.knee_centre_m)
    sign = 1.0 if shank.side == "left" else -1.0
    forward = sign * unit(cross(up, _flexion_axis(motion, shank)))
    along = unit(shank.knee_centre_m - shank.ankle_centre_m)
    ahead, upward = np.einsum("ij,ij->i", along, forward), np.einsum("ij,ij->i", along, up)
    return np.asarray(np.degrees(np.arctan2(ahead, upward)))


def ankle_dorsiflexion_deg(motion: Motion, shank: Shank, sole_deg: float = 0.0) -> Array:
    """Dorsiflexion of an ankle, positive; 0 where sole and shank are at a right angle.

    Parameters
    ----------
    motion : Motion
    shank : Shank
    sole_deg : float
        By how much the line from heel to toe marker rises where the sole lies flat, from a standing trial.

    Returns
    -------
    array, shape (frames,)
    """
    foot = unit(motion[shank.side, "toe"] - motion[shank.side, "heel"])
    along = unit(shank.knee_centre_m - shank.ankle_centre_m)
    elevation = np.degrees(np.arcsin(np.clip(np.einsum("ij,ij->i", foot, along), -1, 1)))
    return np.asarray(elevation - sole_deg)


def hip_centre_m(motion: Motion, person: Person, side: str) -> Array | None:
    """Hip centre of a side, shape (frames, 3); None without a stored one and without pelvis markers.

    As the laboratory's model stored it; by Plug-in Gait's regression where the person's leg length is known; else by
    that of Harrington 2007 from width and depth of the pelvis.
    """
    if (side, "hip_centre") in motion.points:
        return motion[side, "hip_centre"]
    asis, psis = ([motion.points.get((leg, role)) for leg in SIDES] for role in ("asis", "psis"))
    backs = [point for point in psis if point is not None]
    left, right = asis
    if left is None or right is None or not backs:
        return None
    if any(f"{leg}_leg_length" in person.measures_m for leg in SIDES):
        return hip(motion, person, side)
    return harrington_hip_m(left, right, np.asarray(sum(backs) / len(backs)), side, marker_radius(person))


def harrington_hip_m(left_asis: Array, right_asis: Array, sacrum: Array, side: str, marker_radius_m: float) -> Array:
    """Hip centre from pelvis width and depth alone.

    References
    ----------
    Harrington, Zavatsky, Lawson, Yuan, Theologis, J Biomech 2007;40:595: 0.24 of the depth + 9.9 mm backwards, 0.30
    of the width + 10.9 mm down, 0.33 of the width + 7.3 mm sideways from the middle of the ASIS.
    """
    middle = (left_asis + right_asis) / 2
    to_left = unit(left_asis - right_asis)
    up = unit(cross(middle - sacrum, to_left))
    forward = cross(to_left, up)
    width, depth = (float(np.nanmedian(norm(line))) for line in (left_asis - right_asis, middle - sacrum))
    back = 0.24 * depth + 0.0099 + marker_radius_m
    down = 0.30 * width + 0.0109
    outward = (0.33 * width + 0.0073) * (1.0 if side == SIDES[0] else -1.0)
    return np.asarray(middle - back * forward - down * up + outward * to_left)


def _flexion_axis(motion: Motion, shank: Shank) -> Array:
    """Flexion axis inwards: the thigh's where a model stored it, else the one that the shank has at the knee."""
    tip, origin = (motion.points.get((shank.side, f"femur_{what}")) for what in ("forward", "origin"))
    if tip is None or origin is None:
        return shank.medial
    hip_m = motion.points.get((shank.side, "hip_centre"))
    up = unit(hip_m - origin) if hip_m is not None else unit(shank.knee_centre_m - shank.ankle_centre_m)
    return (1.0 if shank.side == "left" else -1.0) * unit(cross(unit(tip - origin), up))
