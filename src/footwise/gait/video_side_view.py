"""Steps of a person filmed by one phone from the side: when the feet land and leave, and how the knees bend."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from footwise.gait.video_events import Stance, stances, video_events
from footwise.gait.video_floor_walk import check_rate, check_used, nobody_walks
from footwise.gait.video_knee import knee_flexion, swing_peak
from footwise.gait.video_motion import VideoMotion, picture_motion
from footwise.gait.video_view import BEHIND, FRONT, OBLIQUE, SIDE, view_of
from footwise.gait.video_walk import NO_ANGLE, VideoWalk, steps_of
from footwise.recordings import SIDES
from footwise.recordings.picture_landmarks import PictureLandmarks
from footwise.recordings.recording import Array

HOW_TO_FILM = "Film with two phones in front of the walk, one 30° to each side of it, 1.5 to 2 m high and 3 to 4 m away"
NO_ANGLE_FROM_SIDE = (
    "no foot angle: from the side a foot that turns out points along the camera's axis, where a picture shows next to "
    f"nothing, and 10° would be lost in the errors. {HOW_TO_FILM}"
)


def walk_past_phone(landmarks: PictureLandmarks, *, name: str | None = None, condition: str = "") -> VideoWalk:
    """Measure a walk past one phone that stands beside it.

    Parameters
    ----------
    landmarks : PictureLandmarks
    name : str, optional
        The recording; the clip's name without.
    condition : str
        What the person was asked to do.

    Returns
    -------
    VideoWalk
        Without foot angles; `refusals` says why.

    Raises
    ------
    FootwiseError
        Too few pictures a second, nobody seen whole, nobody who walks, or no step that can be used.
    """
    name = landmarks.name if name is None else name
    motion = picture_motion(landmarks)
    check_rate(name, motion)
    seen = view_of(landmarks)
    ahead = _ahead(motion)
    found: list[Stance] = []
    for side in SIDES:
        heel, toe = ((motion[f"{side}_{point}"] - motion.pelvis)[:, 0] * ahead for point in ("heel", "foot_index"))
        events = video_events(
            heel, toe, rate_hz=motion.rate_hz, start_s=motion.start_s, leg=motion.leg, inside=motion.inside
        )
        found += stances(side, events)
    if not found:
        raise nobody_walks(name)
    for k, stance in enumerate(found):
        # Without its whole time a stance gives nothing from the side.
        found[k] = replace(stance, fault=stance.fault or stance.note, note="")
    check_used(name, found)
    flexion = {side: knee_flexion(motion, side, np.array([ahead, 0.0])) for side in SIDES}
    contact, peak = np.full(len(found), np.nan), np.full(len(found), np.nan)
    for k, stance in enumerate(found):
        values = flexion[stance.side]
        if np.isfinite(stance.contact_s) and not stance.fault:
            contact[k] = values[motion.at(stance.contact_s)]
        peak[k] = swing_peak(values, motion, stance.off_s, stance.next_contact_s, motion.inside)
    notes = list(motion.notes)
    if seen.kind != SIDE:
        notes.append(
            f"the camera seems to stand {_words(seen.kind)} rather than beside the walk: knees look straighter than "
            "they are"
        )
    return VideoWalk(
        name=name,
        condition=condition,
        view=SIDE,
        cameras=(landmarks.name,),
        label=NO_ANGLE,
        motion=motion,
        steps=steps_of(found, knee_flexion_contact_deg=contact, knee_flexion_peak_deg=peak),
        angle_deg={},
        flat={},
        floor_m={},
        knee_flexion_deg=flexion,
        refusals=(NO_ANGLE_FROM_SIDE,),
        notes=tuple(notes),
    )


def _ahead(motion: VideoMotion) -> float:
    """Whether the person walks to the right of the picture (1) or to the left (-1): where the feet point."""
    pointing = [(motion[f"{side}_foot_index"] - motion[f"{side}_heel"])[motion.inside, 0] for side in SIDES]
    return 1.0 if np.nanmedian(np.concatenate(pointing)) >= 0 else -1.0


def _words(kind: str) -> str:
    return {FRONT: "in front", BEHIND: "behind", OBLIQUE: "obliquely"}[kind]


def knee_curves(walk: VideoWalk, points: int = 101) -> dict[str, Array]:
    """Knee flexion over the strides of each side, from contact to contact, for figures.

    Returns
    -------
    dict of str to array, shape (strides, points)
        Degrees; used steps only.
    """
    from footwise.signals import time_normalise

    curves = {}
    for side, flexion in walk.knee_flexion_deg.items():
        mine = (walk.steps.side == side) & walk.steps.used & np.isfinite(walk.steps.stride_s)
        start = walk.steps.contact_s[mine] - walk.motion.start_s
        curves[side] = time_normalise(flexion, walk.motion.rate_hz, start, start + walk.steps.stride_s[mine], points)
    return curves
