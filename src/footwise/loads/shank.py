"""Knee and ankle centre and the axes of the shank, from the best source that a recording has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

import numpy as np

from footwise.arrays import Array, by_value
from footwise.errors import FootwiseError
from footwise.gait import Motion
from footwise.loads.plug_in_gait import MARKERS, OFFSETS, lacks_for_plug_in_gait, plug_in_gait_leg
from footwise.recordings import KNEE_ROLES, Person, Recording, missing_knee_markers, stored_labels
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


def find_shank(
    recording: Recording,
    motion: Motion,
    side: str,
    static: Recording | None = None,
    *,
    heading: Array | None = None,
    like: str = "",
) -> Shank:
    """Take the shank of a side from the best source there is.

    In this order: a static trial with medial markers; medial markers of the walk; joint centres and axes that the
    laboratory's own model stored in the walk; Plug-in Gait's model, which needs no medial markers and takes its
    wands' offsets from the static trial where that tells them; and where none of its measures are known, what a
    model stored in the static trial.

    Parameters
    ----------
    recording, motion, side
    static : Recording, optional
    heading : array, shape (frames, 2), optional
        Direction of walking while this foot is on the ground, NaN elsewhere. A source whose forward axis points
        more than 45° away from it is never used.
    like : str
        ``plug-in-gait``: only what that model computes, stored or by its regression.

    Raises
    ------
    FootwiseError
        Markers are missing: they are named, with what the file has instead; or no source points forwards.
    """
    from footwise.loads.static_trial import standing_pose

    if static is not None:
        standing_pose(static, side)  # whoever does not stand still is refused, whatever else there is
    notes: list[str] = []
    sideways = False
    for attempt in _sources(recording, motion, side, static, like):
        try:
            shank = attempt()
        except FootwiseError as error:
            where = error.where.name if isinstance(error.where, Path) else error.where
            notes.append(f"{side} leg: {where} was not used, because it {error.trouble}")
            continue
        turned = _turned_deg(shank, heading)
        if turned > LARGEST_TURN_DEG:
            sideways = True
            notes.append(
                f"{side} leg: {shank.source}: not used, because the shank's forward axis points {turned:.0f}° away "
                "from the walking direction"
            )
            continue
        return replace(shank, notes=tuple(notes))
    raise _missing(recording, motion, side, notes, sideways, like)


def _sources(
    recording: Recording, motion: Motion, side: str, static: Recording | None, like: str
) -> Iterator[Callable[[], Shank]]:
    """Ways to the shank that this recording may allow, best first."""
    from footwise.loads.static_trial import shank_from_static, stored_shank_from_static, with_offsets

    person = recording.person
    if not like:
        if static is not None:
            yield lambda: shank_from_static(motion, static, side)
        if not missing_knee_markers(recording, side):
            yield lambda: shank_from_markers(motion, side)
    if (side, "knee_centre") in motion.points:
        yield lambda: shank_from_stored(recording, motion, side)
    if static is not None:
        person = with_offsets(person, static, side)
    if not lacks_for_plug_in_gait(motion, person, side):
        measured = static.name if static is not None and person is not recording.person else ""
        yield lambda: shank_from_plug_in_gait(motion, person, side, measured)
    if static is not None and stored_labels(static, side) is not None:
        yield lambda: stored_shank_from_static(motion, static, side)


def _missing(
    recording: Recording, motion: Motion, side: str, notes: list[str], sideways: bool, like: str
) -> FootwiseError:
    lacking = missing_knee_markers(recording, side)
    model_lacks = lacks_for_plug_in_gait(motion, recording.person, side)
    if like and not sideways:
        return FootwiseError(
            recording.source,
            f"stores no joint centres of the {side} leg, and Plug-in Gait's own need {', '.join(model_lacks)}",
            "Export the model's outputs with the recording, or measure it without `like`",
        )
    if not lacking or sideways:
        return FootwiseError(
            recording.source,
            f"has no {side} knee that can be used: {'; '.join(notes)}",
            "Check the labels of the knee and ankle markers, and the model that wrote the file",
        )
    # Where the wand markers of the model are worn, say what else it needs.
    worn = all((side, role) in motion.points for role in MARKERS)
    instead = f"; Plug-in Gait's joint centres need {', '.join(model_lacks)}" if worn else ""
    tried = f" ({'; '.join(notes)})" if notes else ""
    return FootwiseError(
        recording.source,
        f"lacks {', '.join(lacking)} of the marker set {recording.marker_set}{instead}{tried}",
        "Add a static trial that has them with `static`, or say which marker is which with `marker_map=...`"
        + (", or give `leg_length_m=...`, `knee_width_m=...` and `ankle_width_m=...` of each side" if worn else ""),
    )


def _turned_deg(shank: Shank, heading: Array | None) -> float:
    """Median angle between the shank's forward axis, seen from above, and the walking direction; 0 if unknown."""
    turned = turned_deg(shank, heading) if heading is not None else np.array([])
    turned = turned[np.isfinite(turned)]
    return float(np.median(turned)) if len(turned) else 0.0


def turned_deg(shank: Shank, heading: Array) -> Array:
    """Angle between the shank's forward axis, seen from above, and a heading, degrees, shape (frames,)."""
    with np.errstate(invalid="ignore", divide="ignore"):
        ahead = unit(shank.forward[:, :2])
    return np.asarray(np.degrees(np.arccos(np.clip(np.einsum("ij,ij->i", ahead, heading), -1, 1))))


def shank_from_markers(motion: Motion, side: str) -> Shank:
    """Take the shank from the epicondyle and malleolus markers worn during the walk."""
    landmarks = {role: motion[side, role] for role in KNEE_ROLES}
    return shank_of_landmarks(side, landmarks, "markers worn while walking", np.zeros(len(motion.body_m)))


def shank_from_stored(recording: Recording, motion: Motion, side: str) -> Shank:
    """Take the shank from joint centres and axes that the laboratory's own model stored in the file.

    Without axes of the tibia the flexion axis is the femur's, and without that the line from the lateral marker
    of the knee to the knee centre.
    """
    knee, ankle = motion[side, "knee_centre"], motion[side, "ankle_centre"]
    axis = stored_flexion_axis(motion.points, side)
    if axis is None:
        raise FootwiseError(
            recording.source,
            f"stores joint centres of the {side} leg, but neither an axis nor a lateral knee marker",
            "Export the lateral knee marker, too",
        )
    medial, segment = axis
    source = f"{KneeMethod.STORED} ({stored_in_words(recording, side, segment)})"
    return shank_of_centres(side, knee, ankle, medial, source, np.zeros(len(knee)), KneeMethod.STORED)


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


def shank_from_plug_in_gait(motion: Motion, person: Person, side: str, measured: str = "") -> Shank:
    """Take the shank from lateral markers, wands and the person's measures by Plug-in Gait's model.

    Parameters
    ----------
    motion, person, side
    measured : str
        Name of the standing trial that told the offsets of the wands; empty where the file told them, or nothing.
    """
    leg = plug_in_gait_leg(motion, person, side)
    corrected = any(person.offsets_rad.get(f"{side}_{name}") for name in OFFSETS)
    whose = f"of {measured}" if measured else "stored in the file"
    source = f"{KneeMethod.REGRESSION} (" + (f"offsets {whose})" if corrected else "wands as they were placed)")
    still = np.zeros(len(leg.knee_m))
    return shank_of_centres(side, leg.knee_m, leg.ankle_m, -leg.outward, source, still, KneeMethod.REGRESSION)


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
