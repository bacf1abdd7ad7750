"""Knee and ankle centre and the axes of the shank, from markers or through a static trial."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footwise.arrays import Array, by_value
from footwise.errors import FootwiseError
from footwise.gait import Motion, filtered_motion
from footwise.loads.plug_in_gait import MARKERS, lacks_for_plug_in_gait, plug_in_gait_centres
from footwise.recordings import KNEE_ROLES, Recording, label_list, missing_knee_markers
from footwise.signals import cross, superimpose, unit

PLUG_IN_GAIT = "Plug-in Gait's joint centres, without medial markers"


# Standing people sway; more than this is no standing trial.
LARGEST_SWAY_M = 0.03


@by_value
@dataclass(frozen=True)
class Shank:
    """One shank over time.

    Attributes
    ----------
    side : str
    knee_centre_m, ankle_centre_m : array, shape (frames, 3)
        Midpoints of the epicondyles and of the malleoli, or Plug-in Gait's joint centres.
    medial : array, shape (frames, 3)
        Unit vector from the knee centre to the medial epicondyle: the flexion axis.
    forward : array, shape (frames, 3)
        Unit vector forwards, normal to the long axis of the shank and to `medial`: the adduction axis.
        The trial's tibial frame and the distal shank frame share it.
    source : str
        Where the centres come from, in words.
    residual_m : array, shape (frames,)
        How far the cluster is from its shape in the static trial (root mean square); zero without one.
    """

    side: str
    knee_centre_m: Array
    ankle_centre_m: Array
    medial: Array
    forward: Array
    source: str
    residual_m: Array


def find_shank(recording: Recording, motion: Motion, side: str, static: Recording | None = None) -> Shank:
    """Take the shank of a side from the best source there is.

    A static trial goes before markers worn during the walk, and both before Plug-in Gait's model, which
    needs no medial markers.

    Raises
    ------
    FootwiseError
        Markers are missing: they are named, with what the file has instead.
    """
    if static is not None:
        return shank_from_static(motion, static, side)
    lacking = missing_knee_markers(recording.roles, recording.marker_set, side)
    if not lacking:
        return shank_from_markers(motion, side)
    model_lacks = lacks_for_plug_in_gait(motion, recording.person, side)
    if not model_lacks:
        return shank_from_plug_in_gait(recording, motion, side)
    # Where the wand markers of the model are worn, say what else it needs.
    worn = all((side, role) in motion.points for role in MARKERS)
    instead = f"; Plug-in Gait's joint centres need {', '.join(model_lacks)}" if worn else ""
    raise FootwiseError(
        recording.source,
        f"lacks {', '.join(lacking)} of the marker set {recording.marker_set}{instead}; "
        f"it has {label_list(recording.markers.labels)}",
        "Add a static trial that has them with `static`, or say which marker is which with `marker_map=...`",
    )


def shank_from_markers(motion: Motion, side: str) -> Shank:
    """Take the shank from the epicondyle and malleolus markers worn during the walk."""
    landmarks = {role: motion[side, role] for role in KNEE_ROLES}
    return _shank(side, landmarks, "markers worn while walking", np.zeros(len(motion.body_m)))


def shank_from_plug_in_gait(recording: Recording, motion: Motion, side: str) -> Shank:
    """Take the shank from lateral markers, wands and the person's measures by Plug-in Gait's model."""
    knee, ankle = plug_in_gait_centres(motion, recording.person, side)
    medial = unit(knee - motion[side, "lateral_epicondyle"])
    forward = _forward(side, knee, ankle, medial)
    return Shank(side, knee, ankle, medial, forward, PLUG_IN_GAIT, np.zeros(len(knee)))


def shank_from_static(motion: Motion, static: Recording, side: str) -> Shank:
    """Carry the landmarks of a static trial with the cluster of shank markers through the walk.

    The cluster is every marker on the shank that both recordings have: lateral epicondyle, lateral
    malleolus and the markers named `shank` in the marker set, three at least.

    Raises
    ------
    FootwiseError
        The static trial lacks landmarks, or the cluster has fewer than three markers.
    """
    lacking = missing_knee_markers(static.roles, static.marker_set, side)
    if lacking:
        raise FootwiseError(
            static.source,
            f"lacks {', '.join(lacking)}",
            "Give a static trial with the markers of both faces of knee and ankle",
        )
    standing = filtered_motion(static)
    restless = float(max(np.nanstd(path, axis=0).max() for (s, _), path in standing.points.items() if s == side))
    if restless > LARGEST_SWAY_M:
        raise FootwiseError(
            static.source,
            f"is not a standing trial: markers of the {side} leg move by {1000 * restless:.0f} mm (standard deviation)",
            "Give a recording in which the person stands still",
        )
    mean = {role: np.nanmean(path, axis=0) for (s, role), path in standing.points.items() if s == side}
    cluster = [
        role
        for role in mean
        if (role.startswith("shank_") or role in ("lateral_epicondyle", "lateral_malleolus"))
        and (side, role) in motion.points
        and np.isfinite(mean[role]).all()
    ]
    if len(cluster) < 3:
        raise FootwiseError(
            static.source,
            f"shares only {len(cluster)} markers of the {side} shank with the walk ({', '.join(cluster) or 'none'})",
            "Three are needed: lateral epicondyle, lateral malleolus and one more on the shank",
        )
    reference = np.stack([mean[role] for role in cluster])
    observed = np.stack([motion[side, role] for role in cluster], axis=1)
    rotation, translation, residual = superimpose(reference, observed)
    landmarks = {role: np.einsum("nij,j->ni", rotation, mean[role]) + translation for role in KNEE_ROLES}
    fit = f"{1000 * float(np.nanmedian(residual)):.1f} mm from their shape in it (median)"
    source = f"static trial {static.name}, {len(cluster)} markers of the {side} shank, {fit}"
    return _shank(side, landmarks, source, residual)


def _shank(side: str, landmarks: dict[str, Array], source: str, residual: Array) -> Shank:
    knee = (landmarks["lateral_epicondyle"] + landmarks["medial_epicondyle"]) / 2
    ankle = (landmarks["lateral_malleolus"] + landmarks["medial_malleolus"]) / 2
    medial = unit(landmarks["medial_epicondyle"] - knee)
    return Shank(side, knee, ankle, medial, _forward(side, knee, ankle, medial), source, residual)


def _forward(side: str, knee: Array, ankle: Array, medial: Array) -> Array:
    # Upwards × inwards points forwards on the left leg and backwards on the right one.
    return unit(cross(knee - ankle, medial)) * (1.0 if side == "left" else -1.0)
