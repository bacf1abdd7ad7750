"""A standing trial: where the landmarks of a leg lie against its markers, and by which angles its wands are beside."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from footwise.arrays import Array
from footwise.errors import FootwiseError
from footwise.gait import Motion, filtered_motion
from footwise.loads.plug_in_gait import MEASURES, OFFSETS, across, angle_about, chord_centre, hip, marker_radius
from footwise.loads.shank import (
    KneeMethod,
    Shank,
    shank_of_centres,
    shank_of_landmarks,
    stored_flexion_axis,
    stored_in_words,
)
from footwise.recordings import ALIGNMENT_DEVICE, KNEE_ROLES, SIDES, Person, Recording, missing_knee_markers
from footwise.signals import cross, norm, superimpose, unit

# Standing people sway; more than this (standard deviation over the quietest second) is no standing trial.
LARGEST_SWAY_M = 0.03
QUIET_S = 1.0
# What carries the landmarks through the walk: these and every marker named `shank`.
_CARRIERS = ("lateral_epicondyle", "lateral_malleolus")
# The same person, given by two recordings.
_SAME_MASS, _SAME_HEIGHT = 0.10, 0.03

Pose = dict[tuple[str, str], Array]


def standing_pose(static: Recording, side: str) -> Pose:
    """Mean place of every marker of both legs in the quietest second of a standing trial.

    Returns
    -------
    dict
        ``(side, role)`` to shape (3,); markers that are not seen then are left out.

    Raises
    ------
    FootwiseError
        The person does not stand still for a second.
    """
    motion = filtered_motion(static)
    mine = [key for key in motion.points if key[0] == side]
    paths = np.stack([motion.points[key] for key in mine], axis=1)
    window = min(len(paths), max(1, round(QUIET_S * motion.rate_hz)))
    sway, seen = _sway(paths, window)
    # What is never seen decides nothing; what is seen now and then must be seen in the second that is taken.
    worn = np.isfinite(paths).all(axis=2).any(axis=0)
    complete = (seen[:, worn] >= 0.5 * window).sum(axis=1)
    candidates = np.flatnonzero(complete == complete.max())
    start = int(candidates[np.argmin(np.nanmax(sway[candidates], axis=(1, 2)))])
    restless = float(np.nanmax(sway[start]))
    if restless > LARGEST_SWAY_M:
        raise FootwiseError(
            static.source,
            f"is not a standing trial: markers of the {side} leg move by {1000 * restless:.0f} mm (standard deviation)",
            "Give a recording in which the person stands still",
        )
    quiet = {key: path[start : start + window] for key, path in motion.points.items()}
    return {key: np.nanmean(path, axis=0) for key, path in quiet.items() if np.isfinite(path).all(axis=1).mean() >= 0.5}


def _sway(paths: Array, window: int) -> tuple[Array, Array]:
    """Standard deviation of every coordinate in every window, and the frames of it in which each marker is seen."""
    known = np.isfinite(paths)
    centred = np.where(known, paths - np.nanmean(paths, axis=0), 0.0)

    def running(values: Array) -> Array:
        total = np.cumsum(np.concatenate((np.zeros((1, *values.shape[1:])), values)), axis=0)
        return np.asarray(total[window:] - total[:-window])

    count = running(known.astype(float))
    with np.errstate(invalid="ignore", divide="ignore"):
        variance = running(centred**2) / count - (running(centred) / count) ** 2
    return np.sqrt(np.maximum(variance, 0)), count.min(axis=2)


def shank_from_static(motion: Motion, static: Recording, side: str) -> Shank:
    """Carry the landmarks of a static trial with the cluster of shank markers through the walk.

    The cluster is every marker on the shank that both recordings have: lateral epicondyle, lateral
    malleolus and the markers named `shank` in the marker set, three at least.

    Raises
    ------
    FootwiseError
        The static trial lacks landmarks, or the cluster has fewer than three markers.
    """
    lacking = missing_knee_markers(static, side)
    if lacking:
        raise FootwiseError(
            static.source,
            f"lacks {', '.join(lacking)}",
            "Give a static trial with the markers of both faces of knee and ankle",
        )
    pose = standing_pose(static, side)
    unseen = [role.replace("_", " ") for role in KNEE_ROLES if (side, role) not in pose]
    if unseen:
        raise FootwiseError(
            static.source,
            f"does not show {', '.join(f'{side} {role}' for role in unseen)} while the person stands still",
            "Fill the gaps in the capture software",
        )
    places = np.stack([pose[side, role] for role in KNEE_ROLES])
    carried, residual, fit = _carried(places, pose, motion, static, side)
    landmarks = {role: carried[:, k] for k, role in enumerate(KNEE_ROLES)}
    return shank_of_landmarks(side, landmarks, f"static trial {static.name}, {fit}", residual, KneeMethod.STATIC)


def stored_shank_from_static(motion: Motion, static: Recording, side: str) -> Shank:
    """Carry the joint centres and the flexion axis that a model stored in the static trial through the walk.

    Raises
    ------
    FootwiseError
        No axis is stored, or the cluster has fewer than three markers.
    """
    pose = standing_pose(static, side)
    if (side, "knee_centre") not in pose or (side, "ankle_centre") not in pose:
        raise FootwiseError(static.source, f"stores no joint centres of the {side} leg while the person stands still")
    # The femur's: some programs draw the tibia of a standing trial after its torsion.
    axis = stored_flexion_axis({key: place[None] for key, place in pose.items()}, side, ("femur", "tibia"))
    if axis is None:
        raise FootwiseError(static.source, f"stores joint centres of the {side} leg, but no axis of its knee")
    knee, ankle = pose[side, "knee_centre"], pose[side, "ankle_centre"]
    carried, residual, fit = _carried(np.stack((knee, ankle, knee + axis[0][0])), pose, motion, static, side)
    source = f"{KneeMethod.STATIC_STORED} {static.name} ({stored_in_words(static, side, axis[1])}), {fit}"
    medial = unit(carried[:, 2] - carried[:, 0])
    return shank_of_centres(side, carried[:, 0], carried[:, 1], medial, source, residual, KneeMethod.STATIC_STORED)


def _carried(places: Array, pose: Pose, motion: Motion, static: Recording, side: str) -> tuple[Array, Array, str]:
    """Move places of the standing shank with the cluster: shape (frames, k, 3), the residual, and both in words."""
    cluster = [
        role
        for (of, role) in pose
        if of == side and (role.startswith("shank_") or role in _CARRIERS) and (side, role) in motion.points
    ]
    if len(cluster) < 3:
        raise FootwiseError(
            static.source,
            f"shares only {len(cluster)} markers of the {side} shank with the walk ({', '.join(cluster) or 'none'})",
            "Three are needed: lateral epicondyle, lateral malleolus and one more on the shank",
        )
    reference = np.stack([pose[side, role] for role in cluster])
    observed = np.stack([motion[side, role] for role in cluster], axis=1)
    rotation, translation, residual = superimpose(reference, observed)
    carried = np.einsum("nij,kj->nki", rotation, places) + translation[:, None]
    fit = f"{1000 * float(np.nanmedian(residual)):.1f} mm from their shape in it (median)"
    return carried, residual, f"{len(cluster)} markers of the {side} shank, {fit}"


def with_person_of(recording: Recording, static: Recording | None) -> Recording:
    """Fill what the walk does not say of the person from the standing trial.

    Raises
    ------
    FootwiseError
        The standing trial is of somebody of another mass or height.
    """
    if static is None:
        return recording
    here, there = recording.person, static.person
    for mine, theirs, same, what, unit_name in (
        (here.mass_kg, there.mass_kg, _SAME_MASS, "weighs", "kg"),
        (here.height_m, there.height_m, _SAME_HEIGHT, "measures", "m"),
    ):
        if mine and theirs and abs(mine - theirs) > same * mine:
            raise FootwiseError(
                static.source,
                f"is of another person: who stands {what} {theirs:.4g} {unit_name}, who walks {mine:.4g} {unit_name}",
                "Give the standing trial of the person who walks",
            )
    person = replace(
        here,
        mass_kg=here.mass_kg or there.mass_kg,
        height_m=here.height_m or there.height_m,
        measures_m={**there.measures_m, **here.measures_m},
        offsets_rad=here.offsets_rad if any(here.offsets_rad.values()) else there.offsets_rad,
    )
    return replace(recording, person=person)


def with_offsets(person: Person, static: Recording, side: str) -> Person:
    """Take the offsets of Plug-in Gait's wands from a standing trial, where the walk's own file gives none.

    The trial tells them by a knee alignment device, by medial markers, or by joint centres that the laboratory's
    model stored in it. As the model's guide has it, the thigh's offset is the angle from the lateral marker to the
    wand, seen along the thigh, and the shank's likewise; the angle between the axes of ankle and knee is the tibial
    torsion.

    Returns
    -------
    Person
        Unchanged where the trial does not tell.
    """
    if any(person.offsets_rad.get(f"{side}_{name}") for name in OFFSETS):
        return person
    pose = standing_pose(static, side)
    needed = [(leg, "asis") for leg in SIDES] + [(side, "thigh"), (side, "shank_1"), (side, "lateral_malleolus")]
    if (
        all((leg, "psis") not in pose for leg in SIDES)
        or any(key not in pose for key in needed)
        or any(f"{side}_{what}" not in person.measures_m for what in MEASURES)
    ):
        return person
    points = {key: place[None] for key, place in pose.items()}
    thigh_top = hip(Motion(static.markers.rate_hz, points, np.zeros((1, 3)), np.zeros((1, 3))), person, side)
    joints = _standing_joints(points, thigh_top, person, side)
    if joints is None:
        return person
    lateral, knee, ankle, outward = joints
    sign = 1.0 if side == "left" else -1.0
    malleolus = points[side, "lateral_malleolus"]
    half = person.measures_m[f"{side}_ankle_width"] / 2 + marker_radius(person)
    # The model's ankle centre before it is tilted about the axis that points forwards.
    square = chord_centre(knee, malleolus, 2 * malleolus - ankle, half)
    up = unit(knee - square)
    ahead = cross(unit(across(malleolus - square, up)), up) * sign
    angles = {
        "thigh_rotation": angle_about(lateral - knee, points[side, "thigh"] - knee, unit(thigh_top - knee)),
        "shank_rotation": angle_about(malleolus - square, points[side, "shank_1"] - square, up),
        "tibial_torsion": angle_about(malleolus - ankle, outward, unit(knee - ankle)),
        "ankle_abadd": angle_about(ankle - malleolus, square - malleolus, ahead),
    }
    measured = {f"{side}_{name}": sign * float(angle[0]) for name, angle in angles.items()}
    if not np.isfinite(list(measured.values())).all():
        return person
    return replace(person, offsets_rad={**person.offsets_rad, **measured})


def _standing_joints(
    points: Pose, thigh_top: Array, person: Person, side: str
) -> tuple[Array, Array, Array, Array] | None:
    """Lateral knee marker, knee and ankle centre, and flexion axis outwards of a standing leg, shape (1, 3) each."""
    malleolus = points[side, "lateral_malleolus"]
    lateral = points.get((side, "lateral_epicondyle"))
    device = [points[side, role] for role in ALIGNMENT_DEVICE if (side, role) in points]
    if len(device) == len(ALIGNMENT_DEVICE):
        lateral = _device_corner(np.concatenate(device), points, side)
    if lateral is None:
        return None
    if len(device) == len(ALIGNMENT_DEVICE):
        axis_end = device[0]
    elif (side, "medial_epicondyle") in points:
        axis_end = 2 * lateral - points[side, "medial_epicondyle"]
    elif (side, "knee_centre") in points and (side, "ankle_centre") in points:
        knee = points[side, "knee_centre"]
        return lateral, knee, points[side, "ankle_centre"], unit(lateral - knee)
    else:
        return None
    radius = marker_radius(person)
    knee = chord_centre(thigh_top, lateral, axis_end, person.measures_m[f"{side}_knee_width"] / 2 + radius)
    outward = unit(lateral - knee)
    half = person.measures_m[f"{side}_ankle_width"] / 2 + radius
    if (side, "medial_malleolus") in points:
        ankle = malleolus + half * unit(points[side, "medial_malleolus"] - malleolus)
    else:  # the ankle's axis along the knee's
        ankle = chord_centre(knee, malleolus, malleolus + outward, half)
    return lateral, knee, ankle, outward


def _device_corner(arms_m: Array, points: Pose, side: str) -> Array:
    """Where the three equal arms of a knee alignment device meet at right angles: the place of the knee marker.

    The corner of a cube over the triangle of its three neighbours, on the side of the leg; shape (1, 3).
    """
    middle = arms_m.mean(axis=0)
    normal = unit(cross(arms_m[1] - arms_m[0], arms_m[2] - arms_m[0]))
    edge = float(np.mean(norm(arms_m - np.roll(arms_m, 1, axis=0))))
    other = (ALIGNMENT_DEVICE[0], "lateral_epicondyle")
    across_m = [place for (of, role), place in points.items() if of != side and role in other]
    inwards = (across_m[0] if across_m else points[side, "lateral_malleolus"])[0] - middle
    return np.asarray(middle + np.sign(normal @ inwards) * edge / np.sqrt(6) * normal)[None]
