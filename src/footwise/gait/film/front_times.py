"""Times of the steps of a person filmed from in front or behind by one phone that does not know its floor.

Whatever stands on the floor stands still in the picture of a phone that stands still. So a foot is on the floor from
when its heel stops to move in the picture to when its toe begins to, and neither the floor nor the lens need be known
for that. How fast is measured in lengths of the leg a second, as long as the leg is in the picture at that time: a foot
in swing moves by 2 to 5, also towards the phone, since it is lifted and since the floor is seen from above; one that
stands moves by 0.1 to 0.3, which is the noise of its landmarks. In the middle of a swing a foot may seem to stand for a
tenth of a second, where it comes down as fast as it comes nearer: no stance is as short.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array
from footwise.gait.film.events import (
    SHORTEST_STANCE_S,
    FilmedEvents,
    Stance,
    guarded,
    is_at_edge,
    prominent_maxima,
    stances,
)
from footwise.gait.film.feet_in_picture import edge_notes
from footwise.gait.film.floor_walk import check_rate, check_used, nobody_walks
from footwise.gait.film.motion import FilmedMotion
from footwise.gait.film.own_sides import checked_sides, refused_sides, with_own_sides, without_sides
from footwise.gait.film.phone_stands import (
    HOW_TO_STAND,
    is_turned,
    moving,
    phone_motion,
    phone_note,
    steadied_motion,
    unchecked,
)
from footwise.gait.film.stride_agreement import judged
from footwise.gait.film.view import BEHIND, FRONT, HIPS, SHOULDERS, SIDEWAYS_DEG, view_of
from footwise.gait.film.walk import NO_ANGLE, FilmedWalk, pace_notes, steps_of
from footwise.notes import Note
from footwise.recordings import SIDES
from footwise.recordings.film import PictureLandmarks
from footwise.signals import norm, runs

# A foot that moves by less than this share of how fast feet move in swing stands, and within these bounds, in lengths
# of the leg a second: of slow people, and of far ones whose landmarks are noisy.
STILL_SHARE, SWING_QUANTILE, STILL_LEGS_S = 0.2, 0.9, (0.35, 0.8)
# Feet that never get faster do not walk.
SLOWEST_SWING_LEGS_S = 0.8
# Of slower ones stances came out longer by 0.1 s and more in simulation.
SLOW_SWING_LEGS_S = 1.8
# A foot that lies flat, heel and toe at once; and a swing: what is shorter is noise.
SHORTEST_FLAT_S, SHORTEST_SWING_S = 0.1, 0.2
# Who walks is never in the air for longer than this share of the time; who jumps, or stands before a phone that
# shakes, is.
MOST_IN_AIR = 0.2
# From where a toe begins to move, to where it is highest against the pelvis.
HIGHEST_WITHIN_S = 0.15
# How long the person takes to seem larger by much less than a step.
SIZE_S = 0.5
NO_FLOOR = (
    "no foot angle: where the floor is in the picture is not known. Lay a white sheet of A4 on the walkway, in the "
    "picture, and let the person stand still before the walk; or film with two phones"
)
NO_TIMES_OF_SLOW = (
    "no times of a leg: the feet move too slowly in the picture to see when each stands. Film from the side"
)
NO_STANCE_OF_SLOW = (
    "no stance times: the feet swing too slowly in the picture to tell where a stance ends and a swing begins. "
    "Film from the side"
)
EARLY_FROM_BEHIND = (
    "from behind landings are seen about 0.1 s too early, give or take 0.05 s, and stances come out as much too long: "
    "compare left with right, and walks that were filmed alike"
)
NO_TIMES_OF_CARRIED = (
    "no times of a leg: the phone was moved along while the person walked, so that no foot stands still in its "
    f"picture. {HOW_TO_STAND}"
)


def time_walk_towards_phone(landmarks: PictureLandmarks, *, name: str | None = None, condition: str = "") -> FilmedWalk:
    """Time a walk towards one phone, or away from it, without its floor.

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
        Without foot angles; `refusals` says why. Where no foot can be timed, as before a phone that was carried, the
        cadence is that of the feet taking turns.

    Raises
    ------
    FootwiseError
        Too few pictures a second, nobody seen whole, or nobody who walks. Where feet take turns there is always an
        answer.
    """
    name = landmarks.name if name is None else name
    seen = view_of(landmarks)
    behind = seen.angle_deg > 90
    phone, given = phone_motion(landmarks), landmarks.notes
    landmarks, sides = with_own_sides(landmarks)
    motion = steadied_motion(landmarks, phone)
    check_rate(name, motion)
    moved = moving((phone,))
    per_min = turns_per_min(motion)
    found: list[Stance] = []
    refusals: list[str] = [NO_FLOOR]
    slow: tuple[Note, ...] = ()
    untimed = NO_TIMES_OF_CARRIED if not all(map(is_turned, moved)) else ""
    if not untimed:
        found, untimed = _stances(motion)
    if found:
        found, slow = _without_slow_times(_without_turns(judged(found, 120 / per_min), motion), motion)
        if behind:
            found = _by_offs(found)
            slow = slow or (Note(EARLY_FROM_BEHIND),)
        if seen.kind in (FRONT, BEHIND) and seen.contradicts:
            # Whoever is seen from the front and gets smaller has both legs exchanged, or walks backwards.
            sides = replace(sides, certainty=0.5)
        if all(stance.fault for stance in found):
            faults = "; ".join(dict.fromkeys(str(stance.fault) for stance in found))
            untimed = f"no times of a leg: no step can be used ({faults})"
    if untimed or not found:
        if not np.isfinite(per_min):
            if found:
                check_used(name, found)
            raise nobody_walks(name)
        refusals.append(f"{untimed or NO_TIMES_OF_SLOW}; {per_min:.0f} steps a minute, which needs none")
    else:
        sides = checked_sides(name, sides, found)
        if np.isfinite(per_min):
            # Contacts that were missed do not touch it.
            sides = replace(sides, cadence_per_min=per_min)
        elif not np.isfinite(sides.cadence_per_min):
            sides = replace(sides, cadence_per_min=step_per_min(found, motion, in_front=not behind))
        if not sides.told:
            found = without_sides(found)
            refusals.append(refused_sides(sides))
    steps = steps_of(found)
    notes = [*motion.notes, *map(phone_note, moved or unchecked((phone,))), *landmarks.notes[len(given) :]]
    return FilmedWalk(
        name=name,
        condition=condition,
        view=BEHIND if behind else FRONT,
        cameras=(landmarks.name,),
        label=NO_ANGLE,
        motion=motion,
        steps=steps,
        angle_deg={},
        flat={},
        floor_m={},
        knee_flexion_deg={},
        refusals=tuple(refusals),
        notes=(*notes, *slow, *edge_notes(found), *pace_notes(steps)),
        phones=() if phone is None else (phone,),
        sides=sides,
        # From behind contacts are told too badly for a stride.
        turns_per_min=per_min if behind or untimed else np.nan,
    )


def turns_per_min(motion: FilmedMotion) -> float:
    """Steps a minute from how the feet take turns in the picture, one above the other; NaN where they do not.

    It needs no side, no floor, and no phone that stands still.

    Parameters
    ----------
    motion : FilmedMotion
        In pixels.
    """
    heights = {side: (motion[f"{side}_heel"] + motion[f"{side}_foot_index"])[:, 1] / 2 for side in SIDES}
    apart = np.where(motion.inside, (heights["left"] - heights["right"]) / _leg_px(motion), np.nan)
    strides = np.concatenate([np.diff(prominent_maxima(signal, 1.0)) for signal in (apart, -apart)])
    return float(120 * motion.rate_hz / np.median(strides)) if len(strides) else np.nan


def step_per_min(found: Sequence[Stance], motion: FilmedMotion, *, in_front: bool) -> float:
    """Steps a minute of a film that shows no whole stride, from off to off of the two feet; NaN without two offs.

    A single off is well told by nothing: where the toe begins to move a foot may still be leaving slowly, and from
    the front the toe is highest against the pelvis only when it has left. Over one step the two were off by 0.05 s
    either way on the sample `four-cameras`, and their mean is taken.

    Parameters
    ----------
    found : sequence of Stance
        Of both feet.
    motion : FilmedMotion
        In pixels.
    in_front : bool
        The person is seen from the front.
    """
    offs = sorted((stance.off_s, stance.side) for stance in found if stance.fault is None and np.isfinite(stance.off_s))
    times = []
    for off_s, side in offs:
        reach = round(HIGHEST_WITHIN_S * motion.rate_hz)
        around = np.arange(max(0, motion.at(off_s) - reach), min(motion.frames, motion.at(off_s) + reach + 1))
        height = (motion.pelvis - motion[f"{side}_foot_index"])[around, 1]
        highest_s = motion.time_s[around[np.nanargmax(height)]] if np.isfinite(height).any() else off_s
        times.append((off_s + highest_s) / 2 if in_front else off_s)
    steps = [
        later - sooner
        for (sooner, later), (one, other) in zip(pairwise(times), pairwise(offs), strict=True)
        if one[1] != other[1]
    ]
    return float(60 / np.median(steps)) if steps and np.median(steps) > 0 else np.nan


def picture_speeds(motion: FilmedMotion) -> dict[tuple[str, str], Array]:
    """How fast each heel and toe moves in the picture, in lengths of the leg a second.

    Parameters
    ----------
    motion : FilmedMotion
        In pixels.

    Returns
    -------
    dict
        ``(side, "heel")`` and ``(side, "toe")`` to an array of shape (frames,).
    """
    leg = _leg_px(motion)
    return {
        (side, role): norm(np.gradient(motion[f"{side}_{point}"], 1 / motion.rate_hz, axis=0)) / leg
        for side in SIDES
        for role, point in (("heel", "heel"), ("toe", "foot_index"))
    }


def _leg_px(motion: FilmedMotion) -> Array:
    """Length of the leg in the picture in every frame: that of the trunk, which does not bend, times a constant."""
    trunk = norm((motion["left_shoulder"] + motion["right_shoulder"]) / 2 - motion.pelvis)
    known = np.flatnonzero(np.isfinite(trunk))
    if not len(known):
        return np.full(motion.frames, np.nan)
    half = max(1, round(SIZE_S * motion.rate_hz / 2))
    filled = np.pad(np.interp(np.arange(motion.frames), known, trunk[known]), half, mode="edge")
    smooth = np.median(np.lib.stride_tricks.sliding_window_view(filled, 2 * half + 1), axis=1)
    return np.asarray(smooth * motion.leg / np.median(trunk[known]))


def _swing(motion: FilmedMotion) -> float:
    """How fast feet move in swing, in lengths of the leg a second; NaN where none was seen."""
    every = np.concatenate([speed[motion.inside] for speed in picture_speeds(motion).values()])
    every = every[np.isfinite(every)]
    return float(np.quantile(every, SWING_QUANTILE)) if len(every) else np.nan


def _stances(motion: FilmedMotion) -> tuple[list[Stance], str]:
    """Stances of both feet, each foot's in order of time; or why no foot can be timed."""
    speeds, swing = picture_speeds(motion), _swing(motion)
    if not swing >= SLOWEST_SWING_LEGS_S:
        return [], NO_TIMES_OF_SLOW
    limit = float(np.clip(STILL_SHARE * swing, *STILL_LEGS_S))
    on_floor = {side: _on_floor(speeds[side, "heel"], speeds[side, "toe"], limit, motion.rate_hz) for side in SIDES}
    known = motion.inside & np.isfinite([*speeds.values()]).all(axis=0)
    if known.any() and (in_air := float(np.mean(~on_floor["left"][known] & ~on_floor["right"][known]))) > MOST_IN_AIR:
        return (
            [],
            f"no times of a leg: both feet move at once in {100 * in_air:.0f} % of the time, and in a walk one stands",
        )
    return [stance for side in SIDES for stance in stances(side, _events(on_floor[side], motion))], ""


def _without_slow_times(found: list[Stance], motion: FilmedMotion) -> tuple[list[Stance], tuple[Note, ...]]:
    """Stances without the off of those whose contact was seen, where the feet swing slowly: strides stay."""
    if not _swing(motion) < SLOW_SWING_LEGS_S:
        return found, ()
    kept = [
        replace(one, off_s=np.nan, next_off_s=np.nan)
        if np.isfinite(one.next_contact_s)
        else replace(one, contact_s=np.nan)
        for one in found
    ]
    return kept, (Note(NO_STANCE_OF_SLOW),)


def _by_offs(found: list[Stance]) -> list[Stance]:
    """Strides from off to off where that is known.

    From behind a foot that comes down while it goes away seems to stand before it lands, by 0.08 ± 0.05 s.
    """
    return [replace(one, next_contact_s=np.nan) if np.isfinite(one.next_off_s) else one for one in found]


def _on_floor(heel: Array, toe: Array, limit: float, rate_hz: float) -> NDArray[np.bool_]:
    """In which frames a foot is on the floor: from when its heel stops, around a time in which all of it is still."""
    with np.errstate(invalid="ignore"):
        heel_still, toe_still = heel < limit, toe < limit
    there = np.zeros(len(heel), dtype=bool)
    for start, stop in runs(heel_still & toe_still):
        if stop - start < SHORTEST_FLAT_S * rate_hz:
            continue
        while start > 0 and heel_still[start - 1]:
            start -= 1
        while stop < len(toe) and toe_still[stop]:
            stop += 1
        there[start:stop] = True
    for start, stop in runs(~there):
        inner = start > 0 and stop < len(there)
        if inner and stop - start < SHORTEST_SWING_S * rate_hz and np.isfinite(heel[start:stop]).all():
            there[start:stop] = True
    for start, stop in runs(there):
        whole = start > 0 and stop < len(there) and np.isfinite(heel[start - 1] + toe[stop])
        if whole and stop - start < SHORTEST_STANCE_S * rate_hz:
            there[start:stop] = False
    return there


def _events(on_floor: NDArray[np.bool_], motion: FilmedMotion) -> FilmedEvents:
    """Contacts and offs of one foot: begins and ends of its times on the floor, but for those of the film."""
    spans = runs(on_floor)
    contact = np.array([start for start, _ in spans if start > 0], dtype=int)
    off = np.array([stop for _, stop in spans if stop < len(on_floor)], dtype=int)
    safe, where = guarded(motion.inside, motion.outside, motion.rate_hz)
    return FilmedEvents(
        motion.start_s + contact / motion.rate_hz,
        motion.start_s + off / motion.rate_hz,
        safe[contact],
        safe[off],
        None if where is None else where[contact],
        None if where is None else where[off],
    )


def _without_turns(found: list[Stance], motion: FilmedMotion) -> list[Stance]:
    """Stances, with a fault where the person is seen from the side meanwhile, as in a turn."""
    across = (motion["left_shoulder"] - motion["right_shoulder"] + motion["left_hip"] - motion["right_hip"])[:, 0]
    trunk = norm((motion["left_shoulder"] + motion["right_shoulder"]) / 2 - motion.pelvis)
    wide = across / (trunk * (SHOULDERS + HIPS))
    front, sideways = np.sign(np.nanmedian(wide)) if np.isfinite(wide).any() else 1.0, np.cos(np.radians(SIDEWAYS_DEG))
    turned = []
    for stance in found:
        first = motion.at(stance.contact_s) if np.isfinite(stance.contact_s) else 0
        last = motion.at(stance.off_s) if np.isfinite(stance.off_s) else motion.frames - 1
        seen = wide[first : last + 1]
        seen = seen[np.isfinite(seen)]
        away = len(seen) and not is_at_edge(stance) and abs(float(np.median(seen))) < sideways and front
        turned.append(replace(stance, fault=stance.fault or Note("the person turns")) if away else stance)
    return turned
