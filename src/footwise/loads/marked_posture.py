"""How the body stands over a foot as the knee is loaded most, by markers; force plates are not needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from footwise.arrays import Array, by_value
from footwise.gait import (
    BEGIN,
    WINDOW_PCT,
    Motion,
    Steps,
    foot_angle_curves,
    foot_progression_angle,
    stride_measures,
    stride_turn,
)
from footwise.loads.joint_angles import hip_centre_m, knee_flexion_deg, shanks_where_known
from footwise.loads.shank import Shank
from footwise.loads.static_trial import with_person_of
from footwise.loads.step_posture import (
    FIRST_PEAK_PCT,
    WIDTH_ALONG_FOOT,
    WIDTH_PCT,
    StepPosture,
    WalkPosture,
    across_neighbours,
    frontal_deg,
    list_deg,
    outward_of,
    rotation_deg,
)
from footwise.loads.step_quality import step_faults
from footwise.loads.walked_steps import find_walked_steps
from footwise.recordings import SIDES, Person, Recording
from footwise.signals import norm, time_normalise, unit

_KneeAngle = Callable[[Motion, Person, Shank], Array]
LATERAL = "lateral markers of knee and ankle"
_COMPLETED = (
    "{} step that began before the recording was taken to be as long as the others: it may be 5 % of stance off"
)


def marked_posture(
    recording: Recording, static: Recording | None = None, at_pct: float | dict[str, Array] = FIRST_PEAK_PCT
) -> WalkPosture:
    """Measure the posture of every step of a walk with markers; force plates are not needed.

    Parameters
    ----------
    recording : Recording
    static : Recording, optional
        Standing trial of the same person with medial markers.
    at_pct : float or dict of side to array
        When, in percent of stance; an array has one entry a step of that side, in order of contact.

    Returns
    -------
    WalkPosture

    Raises
    ------
    FootwiseError
        No steps.
    """
    static = static or recording.static
    found = find_walked_steps(with_person_of(recording, static), angles_only=True, use_stored_events=False)
    recording, motion, direction = found.recording, found.motion, found.directions
    steps, completed = _completed(found.steps)
    shanks = shanks_where_known(recording, motion, static, found.headings())
    foot_angle = foot_progression_angle(foot_angle_curves(motion, steps, direction))
    faults = step_faults(
        motion, steps, foot_angle, direction, stride_turn(recording, motion, steps), {}, {}, recording.person.mass_kg
    )
    legs = {side: leg for side in motion.sides if (leg := _leg(motion, shanks.get(side), side)) is not None}
    when = _when(steps, at_pct)
    body = _Body(motion, steps, direction, when)
    knees = {side: shanks[side].knee_centre_m if side in shanks else knee for side, (knee, _) in legs.items()}
    middle = _Body(motion, steps, direction, _when(steps, WIDTH_PCT))
    values = {
        "trunk_sway_deg": _trunk_sway(body),
        "knee_flexion_deg": _knee(body, shanks, recording.person, knee_flexion_deg),
        "pelvic_list_deg": _pelvis(body, "list"),
        "knee_abduction_deg": _knee(body, shanks, recording.person, knee_abduction_deg),
        "step_width_m": _apart(middle, {side: _middle_of_foot(motion, side) for side in motion.sides}),
        "tibia_deg": _tibia(body, legs),
        "foot_progression_angle_deg": foot_angle,
        "knee_distance_m": _apart(body, knees),
        "pelvic_rotation_deg": _pelvis(body, "rotation"),
    }
    sound = np.array([not fault for fault in faults], dtype=bool) & np.isfinite(steps.stance_s)
    posture = StepPosture(
        side=steps.side[sound], contact_s=steps.contact_s[sound], **{name: each[sound] for name, each in values.items()}
    )
    sources = {side: shanks[side].source if side in shanks else LATERAL for side in legs}
    speed = _speed(recording, motion, steps, direction)
    notes = [_COMPLETED.format(completed)] if completed else []
    return WalkPosture(recording.source, posture, speed, _segments(motion, legs), sources, notes=tuple(notes))


def _completed(steps: Steps) -> tuple[Steps, int]:
    """Stances that began shortly before the recording, begun by the usual length: trimmed recordings lose so much.

    Only where all that is looked at lies in the recording: from the begin of the foot angle's window on.
    """
    whole = steps.stance_s[np.isfinite(steps.stance_s)]
    usual = float(np.median(whole)) if len(whole) else np.nan
    begun = steps.off_s - usual
    fits = (steps.cut == BEGIN) & np.isnan(steps.contact_s) & (begun + WINDOW_PCT[0] / 100 * usual >= 0)
    filled = replace(
        steps,
        contact_s=np.where(fits, begun, steps.contact_s),
        cut=np.where(fits, "", steps.cut).astype(steps.cut.dtype),
    )
    return filled, int(fits.sum())


def _speed(recording: Recording, motion: Motion, steps: Steps, direction: Array) -> float:
    """Of the walk: on a treadmill that of its strides, else of the body over the floor; NaN where neither tells.

    Trimmed recordings have hardly a whole stride, while the way of the body tells of any piece of a walk.
    """
    if recording.treadmill:
        speeds = stride_measures(recording, motion, steps)["speed_m_s"]
        return float(np.nanmedian(speeds)) if np.isfinite(speeds).any() else np.nan
    times = np.arange(len(motion.body_m)) / motion.rate_hz
    begin, end = np.nanmin([steps.contact_s, steps.off_s]), np.nanmax([steps.contact_s, steps.off_s])
    known = np.flatnonzero(np.isfinite(motion.body_m[:, 0]) & (times >= begin) & (times <= end))
    straight = direction[np.isfinite(direction).all(axis=1)]
    if len(known) < 2 or not len(straight):
        return np.nan
    way = (motion.body_m[known[-1], :2] - motion.body_m[known[0], :2]) @ straight.mean(axis=0)
    return float(way / (times[known[-1]] - times[known[0]]))


@by_value
@dataclass(frozen=True)
class _Body:
    """What every measure is taken from."""

    motion: Motion
    steps: Steps
    direction: Array
    when_s: Array

    def laid(self, path: Array, k: np.ndarray) -> Array:
        """A path at the moment of some steps, shape (steps, 3)."""
        at = self.when_s[k]
        return time_normalise(path, self.motion.rate_hz, at, at, points=1)[:, 0]

    def outward(self, k: np.ndarray) -> Array:
        """Across the walking direction, to the side of the standing leg, shape (steps, 2)."""
        return outward_of(self.direction[k], self.steps.side[k])


def knee_abduction_deg(motion: Motion, person: Person, shank: Shank) -> Array:
    """Abduction of the shank against the thigh, positive outwards, shape (frames,).

    How far the shank points out of the plane across the thigh's own inward axis, which lies at a right angle to the
    thigh in the plane of hip, knee and lateral epicondyle (Grood and Suntay).
    """
    hip = hip_centre_m(motion, person, shank.side)
    if hip is None:
        return np.full(len(shank.knee_centre_m), np.nan)
    lateral = motion.points.get((shank.side, "lateral_epicondyle"))
    inward = shank.medial if lateral is None else shank.knee_centre_m - lateral
    thigh = unit(hip - shank.knee_centre_m)
    inward = unit(inward - np.einsum("ij,ij->i", inward, thigh)[:, None] * thigh)
    down = unit(shank.ankle_centre_m - shank.knee_centre_m)
    return np.asarray(-np.degrees(np.arcsin(np.clip(np.einsum("ij,ij->i", down, inward), -1, 1))))


def _when(steps: Steps, at_pct: float | dict[str, Array]) -> Array:
    share = np.full(len(steps), np.nan)
    for side in SIDES:
        mine = (steps.side == side) & (np.isfinite(steps.stance_s) if isinstance(at_pct, dict) else True)
        share[mine] = at_pct[side] if isinstance(at_pct, dict) else at_pct
    # Of a stance that began before the recording the place of the foot is still wanted by its neighbours.
    usual = float(np.nanmedian(steps.stance_s))
    begin = np.where(np.isfinite(steps.contact_s), steps.contact_s, steps.off_s - usual)
    length = np.where(np.isfinite(steps.stance_s), steps.stance_s, usual)
    return np.asarray(begin + share / 100 * length)


def _leg(motion: Motion, shank: Shank | None, side: str) -> tuple[Array, Array] | None:
    """Knee and ankle of a side by their lateral markers, as in the 107, or the centres where these were not worn."""
    knee, ankle = (motion.points.get((side, f"lateral_{place}")) for place in ("epicondyle", "malleolus"))
    if knee is not None and ankle is not None:
        return knee, ankle
    return None if shank is None else (shank.knee_centre_m, shank.ankle_centre_m)


def _middle_of_foot(motion: Motion, side: str) -> Array:
    heel, toe = motion[side, "heel"], motion[side, "toe"]
    return np.asarray(heel + WIDTH_ALONG_FOOT * (toe - heel))


def _tibia(body: _Body, legs: dict[str, tuple[Array, Array]]) -> Array:
    tilt = np.full(len(body.steps), np.nan)
    for side, (knee, ankle) in legs.items():
        mine = np.flatnonzero(body.steps.side == side)
        tilt[mine] = -frontal_deg(body.laid(knee - ankle, mine), body.outward(mine))
    return tilt


def _knee(body: _Body, shanks: dict[str, Shank], person: Person, measure: _KneeAngle) -> Array:
    angle = np.full(len(body.steps), np.nan)
    for side, shank in shanks.items():
        mine = np.flatnonzero(body.steps.side == side)
        angle[mine] = body.laid(measure(body.motion, person, shank)[:, None], mine)[:, 0]
    return angle


def _pelvis_line(motion: Motion, side: str) -> Array | None:
    """From the other side of the pelvis to a side, by the anterior iliac spines, else by the posterior ones."""
    other = SIDES[1 - SIDES.index(side)]
    for role in ("asis", "psis"):
        near, far = motion.points.get((side, role)), motion.points.get((other, role))
        # One marker on the sacrum stands for both sides.
        if near is not None and far is not None and near is not far and not np.array_equal(near, far, equal_nan=True):
            return np.asarray(near - far)
    return None


def _pelvis(body: _Body, what: str) -> Array:
    angle = np.full(len(body.steps), np.nan)
    for side in body.motion.sides:
        mine = np.flatnonzero(body.steps.side == side)
        line = _pelvis_line(body.motion, side)
        if line is None or not len(mine):
            continue
        pelvis, outward = body.laid(line, mine), body.outward(mine)
        angle[mine] = (
            list_deg(pelvis, outward) if what == "list" else rotation_deg(pelvis, outward, body.direction[mine])
        )
    return angle


def _trunk_sway(body: _Body) -> Array:
    sway = np.full(len(body.steps), np.nan)
    motion, steps = body.motion, body.steps
    for side in motion.sides:
        mine = np.flatnonzero((steps.side == side) & np.isfinite(steps.stance_s))
        neck = motion.points.get((side, "neck"))
        backs = [motion.points[leg, "psis"] for leg in SIDES if (leg, "psis") in motion.points]
        if neck is None or not len(mine) or not backs:
            continue
        laid = time_normalise(neck - sum(backs) / len(backs), motion.rate_hz, steps.contact_s[mine], steps.off_s[mine])
        sway[mine] = frontal_deg(laid, body.outward(mine)[:, None]).max(axis=1)
    return sway


def _apart(body: _Body, paths: dict[str, Array]) -> Array:
    """Distance across the walk from a point of this leg to that of the other in its steps before and after."""
    steps = body.steps
    apart = np.full(len(steps), np.nan)
    if len(paths) < len(SIDES):
        return apart
    place = np.full((len(steps), 3), np.nan)
    for side, path in paths.items():
        mine = np.flatnonzero(steps.side == side)
        place[mine] = body.laid(path, mine)
    return across_neighbours(steps.side, body.when_s, place[:, :2], body.outward(np.arange(len(steps))))


def _segments(motion: Motion, legs: dict[str, tuple[Array, Array]]) -> dict[str, float]:
    lengths: dict[str, Array] = {f"{side} shank": norm(knee - ankle) for side, (knee, ankle) in legs.items()}
    for side in motion.sides:
        lengths[f"{side} foot"] = norm(motion[side, "toe"] - motion[side, "heel"])
    line = _pelvis_line(motion, SIDES[0])
    if line is not None:
        lengths["pelvis"] = norm(line)
    return {name: float(np.nanmedian(length)) for name, length in lengths.items() if np.isfinite(length).any()}
