"""Steps of a person filmed by one phone from the side: when the feet land and leave, and how the knees bend."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from footwise.arrays import Array
from footwise.gait.film.events import FilmedEvents, Stance, filmed_events, stances
from footwise.gait.film.floor_walk import check_rate, check_used, nobody_walks
from footwise.gait.film.knee import knee_flexion, swing_peak
from footwise.gait.film.motion import FilmedMotion
from footwise.gait.film.phone_stands import moving, phone_motion, phone_note, steadied_motion
from footwise.gait.film.view import BEHIND, FRONT, OBLIQUE, SIDE, view_of
from footwise.gait.film.walk import NO_ANGLE, FilmedWalk, pace_notes, steps_of
from footwise.notes import Note
from footwise.recordings import SIDES
from footwise.recordings.film import PictureLandmarks
from footwise.signals import butterworth_lowpass, fill_gaps

HOW_TO_FILM = "Film with two phones in front of the walk, one 30° to each side of it, 1.5 to 2 m high and 3 to 4 m away"
NO_ANGLE_FROM_SIDE = (
    "no foot angle: from the side a foot that turns out points along the camera's axis, where a picture shows next to "
    f"nothing, and 10° would be lost in the errors. {HOW_TO_FILM}"
)
# Of the length of the leg. Each step takes the foot under the body: walkers land 0.45 ahead of the pelvis and leave 0.5
# behind it. The feet of a person who jumps with legs apart, or squats, stay on one side of it.
LEAST_AHEAD_LEGS = 0.05
# Who crosses the picture more slowly than this may as well stand, turn, or be followed by the phone.
CROSSES_LEGS_S = 0.4
# Slower than the pelvis goes ahead and back with every step.
TURNING_HZ = 0.5
# Steps this near to a turn are steps of the turn.
AROUND_TURN_S = 0.3


def walk_past_phone(landmarks: PictureLandmarks, *, name: str | None = None, condition: str = "") -> FilmedWalk:
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
    FilmedWalk
        Without foot angles; `refusals` says why.

    Raises
    ------
    FootwiseError
        Too few pictures a second, nobody seen whole, nobody who walks, or no step that can be used.
    """
    name = landmarks.name if name is None else name
    phone = phone_motion(landmarks)
    motion = steadied_motion(landmarks, phone)
    check_rate(name, motion)
    seen = view_of(landmarks)
    ahead = picture_ahead(motion)
    found = [stance for side in SIDES for stance in _stances(motion, side, ahead)]
    if not found:
        raise nobody_walks(name)
    for k, stance in enumerate(found):
        # Without its whole time a stance gives nothing from the side.
        found[k] = replace(stance, fault=stance.fault or (Note(stance.note) if stance.note else None), note="")
    check_used(name, found)
    flexion = {side: knee_flexion(motion, side, np.stack((ahead, np.zeros_like(ahead)), axis=1)) for side in SIDES}
    contact, peak = np.full(len(found), np.nan), np.full(len(found), np.nan)
    for k, stance in enumerate(found):
        values = flexion[stance.side]
        if np.isfinite(stance.contact_s) and not stance.fault:
            contact[k] = values[motion.at(stance.contact_s)]
        peak[k] = swing_peak(values, motion, stance.off_s, stance.next_contact_s, motion.inside)
    # Against the body heel and toe move alike before a phone that moves: times and knees stay.
    notes = [*motion.notes, *map(phone_note, moving((phone,)))]
    if seen.kind != SIDE:
        said = (
            f"the camera seems to stand {_words(seen.kind)} rather than beside the walk: knees look straighter than "
            "they are"
        )
        notes.append(Note(said))
    steps = steps_of(found, knee_flexion_contact_deg=contact, knee_flexion_peak_deg=peak)
    return FilmedWalk(
        name=name,
        condition=condition,
        view=SIDE,
        cameras=(landmarks.name,),
        label=NO_ANGLE,
        motion=motion,
        steps=steps,
        angle_deg={},
        flat={},
        floor_m={},
        knee_flexion_deg=flexion,
        refusals=(NO_ANGLE_FROM_SIDE,),
        notes=(*notes, *pace_notes(steps)),
        phones=() if phone is None else (phone,),
    )


def _of_a_walk(events: FilmedEvents, heel_ahead: Array, toe_ahead: Array, motion: FilmedMotion) -> FilmedEvents:
    """Contacts with the heel ahead of the pelvis and offs with the toe behind it: others are no steps."""
    least = LEAST_AHEAD_LEGS * motion.leg
    contact = np.array([heel_ahead[motion.at(time)] > least for time in events.contact_s], dtype=bool)
    off = np.array([toe_ahead[motion.at(time)] < -least for time in events.off_s], dtype=bool)
    return FilmedEvents(
        events.contact_s[contact], events.off_s[off], events.contact_inside[contact], events.off_inside[off]
    )


def picture_ahead(motion: FilmedMotion) -> Array:
    """Whether the person walks to the right of the picture (1) or to the left (-1), in every frame.

    It is the way of the pelvis across the picture, smoothed; on a treadmill, with a phone that follows the person, and
    while the person stands or turns it is where the feet point.

    Parameters
    ----------
    motion : FilmedMotion
        In pixels.

    Returns
    -------
    array, shape (frames,)
        1 or -1.
    """
    feet = sum((motion[f"{side}_foot_index"] - motion[f"{side}_heel"])[:, 0] for side in SIDES)
    way = np.gradient(_smooth(motion.pelvis[:, 0], motion.rate_hz)) * motion.rate_hz
    pointing = _smooth(np.asarray(feet), motion.rate_hz)
    with np.errstate(invalid="ignore"):
        sign = np.sign(np.where(np.abs(way) > CROSSES_LEGS_S * motion.leg, way, pointing))
    known = np.flatnonzero(np.isfinite(sign) & (sign != 0))
    if not len(known):
        return np.ones(motion.frames)
    # In a gap the person turns in its middle.
    filled = np.interp(np.arange(motion.frames), known, sign[known])
    return np.where(filled >= 0, 1.0, -1.0)


def _smooth(path: Array, rate_hz: float) -> Array:
    return butterworth_lowpass(fill_gaps(path[:, None], int(0.5 * rate_hz)), rate_hz, TURNING_HZ)[:, 0]


def _stances(motion: FilmedMotion, side: str, ahead: Array) -> list[Stance]:
    """Stances of one foot, those of each way across the picture by themselves."""
    heel, toe = ((motion[f"{side}_{point}"] - motion.pelvis)[:, 0] * ahead for point in ("heel", "foot_index"))
    pointing = (motion[f"{side}_foot_index"] - motion[f"{side}_heel"])[:, 0] * ahead
    turns = 1 + np.flatnonzero(np.diff(ahead))
    found = []
    for first, last in zip((0, *turns), (*turns, motion.frames), strict=True):
        here = np.zeros(motion.frames, dtype=bool)
        here[first:last] = True
        events = filmed_events(
            np.where(here, heel, np.nan), np.where(here, toe, np.nan), rate_hz=motion.rate_hz,
            start_s=motion.start_s, leg=motion.leg, inside=motion.inside,
        )  # fmt: skip
        for stance in stances(side, _of_a_walk(events, heel, toe, motion)):
            begin = motion.at(stance.contact_s) if np.isfinite(stance.contact_s) else first
            end = motion.at(stance.off_s) if np.isfinite(stance.off_s) else last
            near = AROUND_TURN_S * motion.rate_hz
            if ((turns >= begin - near) & (turns <= end + near)).any():
                stance = replace(stance, fault=Note("the person turns"), note="")
            elif (pointing[begin : end + 1] < 0).mean() > 0.5:
                stance = replace(stance, fault=Note("the foot points against the way of the body"), note="")
            found.append(stance)
    return found


def _words(kind: str) -> str:
    return {FRONT: "in front", BEHIND: "behind", OBLIQUE: "obliquely"}[kind]
