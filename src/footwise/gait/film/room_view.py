"""Steps of a person filmed by several cameras: everything in the room, in metres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from footwise.gait.film.floor_walk import floor_walk
from footwise.gait.film.knee import knee_flexion, swing_peak
from footwise.gait.film.motion import FilmedMotion, body_motion
from footwise.gait.film.neutral_stance import Feet, neutral_stance, trunk_facing
from footwise.gait.film.own_sides import OwnSides
from footwise.gait.film.phone_stands import PhoneMotion
from footwise.gait.film.same_person import check_same_person, height_in_room
from footwise.gait.film.walk import IN_ROOM, RELATIVE, FilmedWalk
from footwise.notes import Note
from footwise.recordings import SIDES
from footwise.recordings.film import LANDMARKS, BodyLandmarks

SEVERAL = "several cameras"


def walk_in_room(
    body: BodyLandmarks,
    *,
    name: str,
    condition: str = "",
    neutral: BodyLandmarks | None = None,
    phones: Sequence[PhoneMotion | None] = (),
    sides: OwnSides | None = None,
) -> FilmedWalk:
    """Measure a walk that several cameras saw.

    Parameters
    ----------
    body : BodyLandmarks
    name : str
        The recording.
    condition : str
        What the person was asked to do.
    neutral : BodyLandmarks, optional
        The person standing still for a second or more, facing the way of the walk; may be the same recording. Then
        the angles are relative to it, which takes the constant of each foot off.
    phones : sequence of PhoneMotion or None
        Whether each camera stood still; with one that moved there are no angles.
    sides : OwnSides, optional
        How certain the sides of the clips are, all together.

    Returns
    -------
    FilmedWalk

    Raises
    ------
    FootwiseError
        Too few frames a second, nobody seen whole, nobody who walks, no step that can be used, or no
        neutral stance in `neutral`, or one of somebody taller or smaller, or that faced another way.
    """
    motion = body_motion(body)
    standing, alike = None, ""
    if neutral is not None:
        still = body_motion(neutral)
        alike = check_same_person(f"{name}, neutral stance", height_in_room(still), height_in_room(motion))
        standing = neutral_stance(
            f"{name}, neutral stance", _feet(still), still.pelvis[:, :2], still.rate_hz, trunk_facing(still)
        )
    walk = floor_walk(
        motion,
        _feet(motion),
        motion.pelvis[:, :2],
        name=name,
        condition=condition,
        view=SEVERAL,
        cameras=body.cameras,
        label=IN_ROOM if neutral is None else RELATIVE,
        leg_m=motion.leg,
        neutral=standing,
        trunk=trunk_facing(motion),
        phones=phones,
        sides=sides,
    )
    if alike:
        walk = replace(walk, notes=(*walk.notes, Note(alike)))
    return _with_knees(_with_quality(walk, body))


def _feet(motion: FilmedMotion) -> Feet:
    names = {"heel": "heel", "toe": "foot_index"}
    return {(side, role): motion[f"{side}_{name}"][:, :2] for side in SIDES for role, name in names.items()}


def _with_quality(walk: FilmedWalk, body: BodyLandmarks) -> FilmedWalk:
    """Add what the cameras agree to, in the frames that each angle comes from."""
    steps = walk.steps
    reprojection, cameras = np.full(len(steps), np.nan), np.full(len(steps), np.nan)
    for k, side in enumerate(steps.side):
        points = [LANDMARKS.index(f"{side}_{name}") for name in ("heel", "foot_index")]
        frames = steps.angle_frames[k]
        if not len(frames):
            continue
        reprojection[k] = np.nanmean(body.reprojection_px[frames][:, points])
        cameras[k] = body.used[:, frames][:, :, points].sum(axis=0).mean()
    return replace(walk, steps=replace(steps, reprojection_px=reprojection, cameras=cameras))


def _with_knees(walk: FilmedWalk) -> FilmedWalk:
    """Add knee flexion frame by frame, at contact and at its most in swing."""
    motion, steps = walk.motion, walk.steps
    ahead = np.zeros((motion.frames, 3))
    ahead[:, :2] = sum(walk.floor_m[side, "toe"] - walk.floor_m[side, "heel"] for side in SIDES)
    flexion = {side: knee_flexion(motion, side, ahead) for side in SIDES}
    contact, peak = np.full(len(steps), np.nan), np.full(len(steps), np.nan)
    for k, side in enumerate(steps.side):
        if np.isfinite(steps.contact_s[k]):
            contact[k] = flexion[str(side)][motion.at(steps.contact_s[k])]
        peak[k] = swing_peak(flexion[str(side)], motion, steps.off_s[k], steps.next_contact_s[k], motion.inside)
    return replace(
        walk,
        knee_flexion_deg=flexion,
        steps=replace(steps, knee_flexion_contact_deg=contact, knee_flexion_peak_deg=peak),
    )
