"""Which source a shank is taken from, best first, and what is missing where there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from footwise.arrays import Array
from footwise.errors import FootwiseError
from footwise.gait import Motion
from footwise.loads.plug_in_gait import MARKERS, OFFSETS, lacks_for_plug_in_gait, plug_in_gait_leg
from footwise.loads.shank import (
    LARGEST_TURN_DEG,
    KneeMethod,
    Shank,
    shank_of_centres,
    shank_of_landmarks,
    stored_flexion_axis,
    stored_in_words,
    turned_deg,
)
from footwise.loads.static_trial import shank_from_static, standing_pose, stored_shank_from_static, with_offsets
from footwise.recordings import KNEE_ROLES, Person, Recording, missing_knee_markers, stored_labels


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
    turned = turned_deg(shank.forward, heading) if heading is not None else np.array([])
    turned = turned[np.isfinite(turned)]
    return float(np.median(turned)) if len(turned) else 0.0


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
