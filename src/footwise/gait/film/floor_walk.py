"""From feet on the floor, frame by frame, to steps with their angles: the same for one phone and for several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array, by_value
from footwise.errors import ErrorKind, FootwiseError
from footwise.gait.film.events import (
    STANDS_M_S,
    Stance,
    filmed_events,
    followed,
    is_at_edge,
    length_fault,
    softly_set_down,
    stances,
    while_still,
)
from footwise.gait.film.feet_in_picture import HOW_TO_POINT, edge_notes, usual_edge
from footwise.gait.film.foot_angle import (
    FLAT_M_S,
    StepAngle,
    completed,
    flat_frames,
    foot_angle,
    stance_frames,
    step_angle,
)
from footwise.gait.film.motion import LOWER, LOWEST_RATE_HZ, FilmedMotion
from footwise.gait.film.neutral_stance import Feet, NeutralStance, facing_along
from footwise.gait.film.own_sides import OwnSides, checked_sides, refused_sides, without_sides
from footwise.gait.film.path import belt_velocity, forward_along, stride_direction, turns
from footwise.gait.film.phone_stands import (
    HOW_TO_CHECK,
    PhoneMotion,
    is_turned,
    moving,
    no_angle_of_moving,
    phone_note,
    unchecked,
)
from footwise.gait.film.stride_agreement import judged
from footwise.gait.film.walk import NO_ANGLE, FilmedWalk, pace_notes, steps_of
from footwise.notes import Note, NoteKind
from footwise.recordings import SIDES
from footwise.signals import norm

# Steps that lead further than this from the way faced in neutral stance were seen from another side.
LARGEST_FROM_NEUTRAL_DEG = 45.0
# Small children take up to 180 steps a minute; what repeats faster is no stride.
SHORTEST_STRIDE_S = 0.6
# One camera in front sees a foot move by when it is faster than 0.6 m/s: of slower people that is much of the swing,
# and their stances came out longer by up to 0.2 s in simulation. Of fewer strides than the
# second the mean of a leg is off by more than 3 %.
SLOWEST_BY_SPEED_M_S, LEAST_SLOW_STRIDES = 0.9, 3
HOW = "Film from the side"
# Of a stride, at ordinary speed.
STANCE_SHARE = 0.62
BELT_OR_CARRIED = (
    "no foot angle: the feet slide back under a body that stays in its place, as on a treadmill or before a phone that "
    f"follows the person, and the background has too little in it to tell which. {HOW_TO_CHECK}"
)


@by_value
@dataclass(frozen=True)
class _Step:
    """One stance on its way to a step: its flat frames, where the walk leads, its angle before any offset."""

    stance: Stance
    direction: Array
    stride_m: float
    angle: StepAngle


_NO_STEP_ANGLE = StepAngle(np.nan, np.nan, np.empty(0, dtype=np.intp), None)


def floor_walk(
    motion: FilmedMotion,
    feet: Feet,
    path_m: Array,
    *,
    name: str,
    condition: str,
    view: str,
    cameras: Sequence[str],
    label: str,
    leg_m: float,
    neutral: NeutralStance | None,
    trunk: Array | None = None,
    events_by_speed: bool = False,
    phones: Sequence[PhoneMotion | None] = (),
    sides: OwnSides | None = None,
    sight: Array | None = None,
) -> FilmedWalk:
    """Find the steps and the angle of each.

    Parameters
    ----------
    motion : FilmedMotion
    feet : dict
        ``(side, "heel")`` and ``(side, "toe")`` to places on the floor, shape (frames, 2), in m.
    path_m : array, shape (frames, 2)
        Way of the body, seen from above.
    name, condition, view, cameras, label
        As in :class:`FilmedWalk`. Without a label the steps have no angle.
    leg_m : float
    neutral : NeutralStance or None
        When given, its angles are taken off.
    trunk : array, shape (frames, 2), optional
        Where hips and shoulders face, where that was seen.
    events_by_speed : bool
        Time contact and off by when the foot moves over the floor, not by where it is against the body; and let a
        foot that stands move with the larger noise of one camera.
    sides : OwnSides, optional
        How certain it is which leg is the left one; not asked without.
    phones : sequence of PhoneMotion or None
        Whether each camera stood still. With one that moved, or that perhaps followed the person, the steps have times
        and no angle: `motion` is steadied as far as that can be, and of one that is carried the times come from where
        the feet are against the body.
    sight : array, shape (2,), optional
        Unit vector along which one phone sees the person walk: the way, where the phone is carried along.

    Returns
    -------
    FilmedWalk

    Raises
    ------
    FootwiseError
        Too few frames a second, nobody walks, no step that can be used, or the neutral stance faced another way.
    """
    check_rate(name, motion)
    moved = moving(phones)
    carried = not all(map(is_turned, moved))
    # Before a phone that is carried along the way of the body says nothing; where it looks, or the feet point, does.
    way_m = _other_way(path_m, sight, motion) if carried else path_m
    found = _stances(motion, feet, path_m, leg_m, way_m, events_by_speed)
    if not found:
        raise nobody_walks(name)
    # Seen from a belt the feet stand still and the body moves ahead, as on a floor.
    belt = np.zeros(2) if moved else belt_velocity(path_m, feet, found, motion)
    refusals = (no_angle_of_moving(moved),) if moved else ()
    if belt.any() and unchecked(phones):
        belt, refusals, carried = np.zeros(2), (BELT_OR_CARRIED,), True
    if refusals:
        label, neutral, events_by_speed = NO_ANGLE, None, events_by_speed and not carried
    drift = belt * np.arange(motion.frames)[:, None] / motion.rate_hz
    standing = {key: place - drift for key, place in feet.items()}
    slow: tuple[Note, ...] = ()
    if events_by_speed:
        found, slow = _without_slow_times(_by_speed(found, standing, motion), path_m - drift, motion.rate_hz)
    else:
        found = judged(found)
    if refusals:
        steps = [_Step(stance, np.full(2, np.nan), np.nan, _NO_STEP_ANGLE) for stance in found]
    else:
        steps = _steps(motion, standing, path_m - drift, found, STANDS_M_S if events_by_speed else FLAT_M_S)
    if slow:
        steps = _without_few_strides(steps)
    offsets = {side: 0.0 for side in SIDES}
    directions = np.array([step.direction for step in steps])
    askew = ""
    if neutral is not None and np.isfinite(directions).any():
        facing, askew = facing_along(name, neutral, directions, trunk, _usual_stride(found) * motion.rate_hz)
        offsets = {side: float(foot_angle(np.zeros(2), neutral.foot[side], facing, side)) for side in SIDES}
        away = directions @ facing < np.cos(np.radians(LARGEST_FROM_NEUTRAL_DEG))
        steps = [
            _with_fault(step, Note("leads away from where the neutral stance faced") if far else None)
            for step, far in zip(steps, away, strict=True)
        ]
    if label:
        steps = [_with_fault(step, step.angle.fault) for step in steps]
    if sides is not None:
        sides = checked_sides(name, sides, [step.stance for step in steps])
    check_used(name, [step.stance for step in steps])
    if sides is not None and not sides.told:
        # Toe-out of the one foot is toe-in of the other.
        nameless = without_sides([step.stance for step in steps])
        steps = [replace(step, stance=stance) for step, stance in zip(steps, nameless, strict=True)]
        refusals = (*refusals, refused_sides(sides))
    angles, flat = _per_frame(motion, standing, steps, offsets)
    known = [bool(label) and not step.stance.fault for step in steps]
    laid = steps_of(
        [step.stance for step in steps],
        [step.angle.frames if label else np.empty(0, dtype=np.intp) for step in steps],
        foot_progression_angle_deg=np.where(
            known, [step.angle.angle_deg - offsets[step.stance.side] for step in steps], np.nan
        ),
        sd_deg=np.where(known, [step.angle.sd_deg for step in steps], np.nan),
        direction=directions,
        stride_m=np.array([step.stride_m for step in steps]),
    )
    notes = (
        *motion.notes,
        *((Note("on a treadmill: the direction is the belt's way"),) if belt.any() else ()),
        *((Note(askew),) if askew else ()),
        *map(phone_note, unchecked(phones)),
        *slow,
        *edge_notes([step.stance for step in steps]),
        *pace_notes(laid),
    )
    return FilmedWalk(
        name=name,
        condition=condition,
        view=view,
        cameras=tuple(cameras),
        label=label,
        motion=motion,
        steps=laid,
        angle_deg=angles if label else {},
        flat=flat if label else {},
        floor_m={**feet, ("", "path"): path_m},
        knee_flexion_deg={},
        refusals=refusals,
        sides=sides,
        notes=notes,
        phones=tuple(phone for phone in phones if phone is not None),
    )


def check_rate(name: str, motion: FilmedMotion) -> None:
    """Refuse a clip with too few pictures a second, or in which no leg was seen."""
    if motion.rate_hz < LOWEST_RATE_HZ:
        raise FootwiseError(
            name,
            f"has {motion.rate_hz:.0f} pictures a second, too few to see a step",
            "Film with 60 a second",
            kind=ErrorKind.REFUSAL,
        )
    if not motion.inside.any():
        if (edge := usual_edge(motion)) is not None:
            trouble = f"never shows hips, knees and both feet of one person together: they are {edge}"
            raise FootwiseError(name, trouble, HOW_TO_POINT[edge], kind=ErrorKind.REFUSAL)
        raise FootwiseError(
            name,
            "never shows hips, knees and both feet of one person together",
            "Film the whole body, with room above the head and below the feet",
            kind=ErrorKind.REFUSAL,
        )


def nobody_walks(name: str) -> FootwiseError:
    """The error for a clip without a step."""
    return FootwiseError(
        name,
        "shows nobody who walks",
        "Film at least two strides of the person; choose who it is if there are several",
        kind=ErrorKind.REFUSAL,
    )


def check_used(name: str, found: Sequence[Stance]) -> None:
    """Refuse a clip of which no step can be used."""
    if all(stance.fault for stance in found):
        faults = list(dict.fromkeys(stance.fault for stance in found if stance.fault))
        slow = any(fault.kind is NoteKind.STANDS_LONG for fault in faults)
        low = any(LOWER in str(fault) for fault in faults)
        remedy = HOW_TO_POINT[LOWER] if low else "Film at least two strides, in full view"
        raise FootwiseError(
            name,
            f"holds no step that can be used ({'; '.join(map(str, faults))})",
            "Is it slow motion? Film at ordinary speed" if slow else remedy,
            kind=ErrorKind.REFUSAL,
        )


def _other_way(path_m: Array, sight: Array | None, motion: FilmedMotion) -> Array:
    """A way that does not hang on the phone's own: at the pace of a walk along its sight, or none at all."""
    if sight is None:
        return np.zeros_like(path_m)
    return np.asarray(np.arange(motion.frames)[:, None] / motion.rate_hz * sight)


def _stances(
    motion: FilmedMotion, feet: Feet, path_m: Array, leg_m: float, way_m: Array, by_speed: bool
) -> list[Stance]:
    """Stances of both feet, each foot's in order of time, from where the feet are against the body on its way."""
    forward = forward_along(way_m, feet, motion.rate_hz)
    rate, start_s = motion.rate_hz, motion.start_s
    ahead, events = {}, {}
    for side in SIDES:
        heel, toe = (np.einsum("ij,ij->i", feet[side, role] - path_m, forward) for role in ("heel", "toe"))
        ahead[side] = heel, toe
        events[side] = filmed_events(
            heel, toe, rate_hz=rate, start_s=start_s, leg=leg_m, inside=motion.inside, outside=motion.outside
        )
    if not by_speed:
        events = softly_set_down(events, ahead, rate_hz=rate, start_s=start_s, leg=leg_m)
    return [stance for side in SIDES for stance in stances(side, events[side])]


def _steps(motion: FilmedMotion, feet: Feet, path_m: Array, found: list[Stance], still_m_s: float) -> list[_Step]:
    """Flat frames, walking direction and angle of every stance."""
    rate, start_s = motion.rate_hz, motion.start_s
    flat = {side: motion.inside & flat_frames(feet[side, "heel"], feet[side, "toe"], rate, still_m_s) for side in SIDES}
    usual_s = _usual_stride(found)
    steps = []
    for stance in found:
        side = stance.side
        other = [o for o in found if o.side != side and not is_at_edge(o)]
        contact, off = completed(stance, other, STANCE_SHARE * usual_s)
        frames = stance_frames(contact, off, flat[side], rate, start_s)
        middle = float(frames.mean()) if len(frames) else ((contact + off) / 2 - start_s) * rate
        own_s = stance.next_contact_s - stance.contact_s
        stride_s = own_s if np.isfinite(own_s) else usual_s
        direction, way, trouble, note = stride_direction(path_m, rate, middle, stride_s)
        if not np.isfinite(off - contact):
            trouble, note = "too little of the stance was seen", ""
        elif not trouble and not note and turns(path_m, rate, middle, stride_s):
            trouble = "the person turns"
        angle = step_angle(foot_angle(feet[side, "heel"], feet[side, "toe"], direction, side), frames, rate)
        stance = replace(
            stance, fault=stance.fault or (Note(trouble) if trouble else None), note=_joined(stance.note, note)
        )
        steps.append(_Step(stance, direction, way if np.isfinite(own_s) else np.nan, angle))
    return steps


def _with_fault(step: _Step, fault: Note | None) -> _Step:
    """The step with a fault, unless it has one already."""
    return replace(step, stance=replace(step.stance, fault=step.stance.fault or fault))


def _per_frame(
    motion: FilmedMotion, feet: Feet, steps: list[_Step], offsets: dict[str, float]
) -> tuple[dict[str, Array], dict[str, NDArray[np.bool_]]]:
    """Angle in every frame of the stances, and the frames that the steps' angles come from, by side."""
    angles = {side: np.full(motion.frames, np.nan) for side in SIDES}
    chosen = {side: np.zeros(motion.frames, dtype=bool) for side in SIDES}
    for step in steps:
        side, here = step.stance.side, _stance_slice(step.stance, step.angle, motion)
        heel, toe = (feet[side, role][here] for role in ("heel", "toe"))
        angles[side][here] = foot_angle(heel, toe, step.direction, side) - offsets[side]
        chosen[side][step.angle.frames] = not step.stance.fault
    return angles, chosen


def _by_speed(found: list[Stance], feet: Feet, motion: FilmedMotion) -> list[Stance]:
    """Stances timed by the speeds of heel and toe; two that turn out to be one are joined."""
    timed: list[Stance] = []
    for side in SIDES:
        heel, toe = (norm(np.gradient(feet[side, role], 1 / motion.rate_hz, axis=0)) for role in ("heel", "toe"))
        mine: list[Stance] = []
        for stance in (while_still(s, heel, toe, motion.rate_hz, motion.start_s) for s in found if s.side == side):
            if mine and stance.off_s <= mine[-1].off_s:
                mine[-1] = replace(mine[-1], fault=mine[-1].fault and stance.fault)
            elif mine and stance.contact_s <= np.fmax(mine[-1].contact_s, mine[-1].off_s):
                fault = mine[-1].fault and stance.fault
                mine[-1] = replace(mine[-1], off_s=stance.off_s, fault=fault, note=stance.note)
            else:
                mine.append(stance)
        mine = [replace(stance, fault=stance.fault or length_fault(stance)) for stance in mine]
        timed += followed(mine)
    return timed


def _without_slow_times(found: list[Stance], path_m: Array, rate_hz: float) -> tuple[list[Stance], tuple[Note, ...]]:
    """Judged stances, without what is not told from the noise of one camera where the person walks slowly."""
    seen = np.flatnonzero(np.isfinite(path_m).all(axis=1))
    way_m = float(norm(path_m[seen[-1]] - path_m[seen[0]])) if len(seen) > 1 else np.nan
    speed = way_m / (seen[-1] - seen[0]) * rate_hz if len(seen) > 1 else np.nan
    if not speed < SLOWEST_BY_SPEED_M_S:
        return judged(found), ()
    # A stance of which the off alone was seen keeps it: it says that there was one.
    kept = judged(
        [
            replace(stance, off_s=np.nan if np.isfinite(stance.contact_s) else stance.off_s, next_off_s=np.nan)
            for stance in found
        ]
    )
    said = f"no stance times: the person walks with {speed:.1f} m/s, too slowly for one phone in front or behind. {HOW}"
    return kept, (Note(said),)


def _without_few_strides(steps: list[_Step]) -> list[_Step]:
    """Steps of slow people without the strides of a leg that has too few of them."""
    few = [
        side
        for side in SIDES
        if sum(np.isfinite(step.stance.stride_s) for step in steps if step.stance.side == side) < LEAST_SLOW_STRIDES
    ]
    return [
        replace(step, stance=replace(step.stance, next_contact_s=np.nan)) if step.stance.side in few else step
        for step in steps
    ]


def _usual_stride(found: list[Stance]) -> float:
    """Median stride; without one, twice the time between contacts, or offs, of the two feet."""
    strides = [stance.stride_s for stance in found if stance.stride_s >= SHORTEST_STRIDE_S]
    if strides:
        return float(np.median(strides))
    for event in ("contact_s", "off_s"):
        times = {side: np.array([getattr(s, event) for s in found if s.side == side]) for side in SIDES}
        apart = np.abs(times["left"][:, None] - times["right"]).ravel()
        apart = apart[2 * apart >= SHORTEST_STRIDE_S]
        if len(apart):
            return float(2 * apart.min())
    return np.nan


def _stance_slice(stance: Stance, angle: StepAngle, motion: FilmedMotion) -> slice:
    """Frames of a stance, as far as they are known."""
    first, last = stance.contact_s, stance.off_s
    if not np.isfinite(first) and not np.isfinite(last):
        return slice(0, 0)
    begin = motion.at(first) if np.isfinite(first) else int(angle.frames[0]) if len(angle.frames) else motion.at(last)
    end = motion.at(last) if np.isfinite(last) else int(angle.frames[-1]) if len(angle.frames) else motion.at(first)
    return slice(begin, end + 1)


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)
