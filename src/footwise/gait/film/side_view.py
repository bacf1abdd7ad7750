"""Steps of a person filmed by one phone from the side: when the feet land and leave, and how the knees bend."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array
from footwise.gait.film.events import Stance, filmed_events, softly_set_down, stances
from footwise.gait.film.feet_in_picture import edge_notes
from footwise.gait.film.floor_walk import check_rate, check_used, nobody_walks
from footwise.gait.film.knee import knee_flexion, swing_peak
from footwise.gait.film.motion import FilmedMotion
from footwise.gait.film.own_sides import checked_sides, refused_sides, with_own_sides, without_sides
from footwise.gait.film.phone_stands import moving, phone_motion, phone_note, steadied_motion
from footwise.gait.film.stride_agreement import has_whole_stance, judged
from footwise.gait.film.taking_turns import steps_of_a_walk
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
    phone, given = phone_motion(landmarks), landmarks.notes
    motion = steadied_motion(landmarks, phone)
    check_rate(name, motion)
    seen = view_of(landmarks)
    ahead = picture_ahead(motion)
    landmarks, sides = with_own_sides(landmarks, _at(motion, ahead, landmarks.time_s))
    if sides.exchanged.any():
        motion = steadied_motion(landmarks, phone)
        ahead = picture_ahead(motion)
    found = _stances(motion, ahead)
    if not found:
        raise nobody_walks(name)
    walks = has_whole_stance(found)
    for k, stance in enumerate(found):
        # Without the length of its stance or of its stride a step gives nothing from the side.
        if not np.isfinite(stance.off_s - stance.contact_s) and not (walks and np.isfinite(stance.stride_s)):
            found[k] = replace(stance, fault=stance.fault or (Note(stance.note) if stance.note else None), note="")
    sides = checked_sides(name, sides, found)
    check_used(name, found)
    if not sides.told:
        found = without_sides(found)
    flexion = {side: knee_flexion(motion, side, np.stack((ahead, np.zeros_like(ahead)), axis=1)) for side in SIDES}
    contact, peak = np.full(len(found), np.nan), np.full(len(found), np.nan)
    for k, stance in enumerate(found):
        values = flexion[stance.side]
        if np.isfinite(stance.contact_s) and not stance.fault:
            contact[k] = values[motion.at(stance.contact_s)]
        peak[k] = swing_peak(values, motion, stance.off_s, stance.next_contact_s, motion.inside)
    # Against the body heel and toe move alike before a phone that moves: times and knees stay.
    notes = [*motion.notes, *map(phone_note, moving((phone,))), *landmarks.notes[len(given) :], *edge_notes(found)]
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
        refusals=(NO_ANGLE_FROM_SIDE, *(() if sides.told else (refused_sides(sides),))),
        notes=(*notes, *pace_notes(steps)),
        phones=() if phone is None else (phone,),
        sides=sides,
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


def _at(motion: FilmedMotion, ahead: Array, time_s: Array) -> Array:
    """The way ahead at the times of the pictures."""
    frames = np.round((time_s - motion.start_s) * motion.rate_hz).astype(int)
    return np.asarray(ahead[np.clip(frames, 0, motion.frames - 1)])


def _stances(motion: FilmedMotion, ahead: Array) -> list[Stance]:
    """Stances of both feet, those of each way across the picture by themselves."""
    feet = {
        side: tuple((motion[f"{side}_{point}"] - motion.pelvis)[:, 0] * ahead for point in ("heel", "foot_index"))
        for side in SIDES
    }
    turns = 1 + np.flatnonzero(np.diff(ahead))
    found = []
    for first, last in zip((0, *turns), (*turns, motion.frames), strict=True):
        here = np.zeros(motion.frames, dtype=bool)
        here[first:last] = True
        now = {side: (np.where(here, heel, np.nan), np.where(here, toe, np.nan)) for side, (heel, toe) in feet.items()}
        rate, start_s, leg = motion.rate_hz, motion.start_s, motion.leg
        events = {
            side: filmed_events(
                *now[side], rate_hz=rate, start_s=start_s, leg=leg, inside=motion.inside, outside=motion.outside
            )
            for side in SIDES
        }
        walked = steps_of_a_walk(events, now, rate_hz=rate, start_s=start_s, leg=leg)
        walked = softly_set_down(walked, now, rate_hz=rate, start_s=start_s, leg=leg)
        for stance in judged([stance for side in SIDES for stance in stances(side, walked[side])]):
            found.append(_ahead_of_the_way(stance, motion, ahead, turns, (first, last)))
    return found


def _ahead_of_the_way(
    stance: Stance, motion: FilmedMotion, ahead: Array, turns: NDArray[np.intp], whole: tuple[int, int]
) -> Stance:
    """The stance, with a fault where the person turns or the foot points back."""
    pointing = (motion[f"{stance.side}_foot_index"] - motion[f"{stance.side}_heel"])[:, 0] * ahead
    begin = motion.at(stance.contact_s) if np.isfinite(stance.contact_s) else whole[0]
    end = motion.at(stance.off_s) if np.isfinite(stance.off_s) else whole[1]
    near = AROUND_TURN_S * motion.rate_hz
    if ((turns >= begin - near) & (turns <= end + near)).any():
        return replace(stance, fault=Note("the person turns"), note="")
    if (pointing[begin : end + 1] < 0).mean() > 0.5:
        return replace(stance, fault=Note("the foot points against the way of the body"), note="")
    return stance


def _words(kind: str) -> str:
    return {FRONT: "in front", BEHIND: "behind", OBLIQUE: "obliquely"}[kind]
