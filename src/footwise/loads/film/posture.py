"""How a filmed body stands over a foot as the knee is loaded most: from cameras in the room, or one in front or behind.

The measures and their signs are those of :class:`footwise.loads.StepPosture`, from landmarks of a pose model in place
of markers. Several cameras give all of them. One phone sees the plane across its line of sight: every landmark is put
where its line of sight meets the plane across the walk that the foot, or the body, stands in at that moment. How far
the knee is in front of the ankle is assumed, the same in every walk, so that only changes mean something; of what lies
along the line of sight, flexion of the knee and turn of the pelvis, it tells nothing. A pelvis that turns by 2° changes
its tilt by 0.4° for a phone that looks down on it from 1.7 m, and the sway of the trunk by 0.5°; it is taken to turn as
it did in the 107.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from footwise.arrays import Array
from footwise.errors import ErrorKind, FootwiseError
from footwise.gait.film import BEHIND, FRONT, FilmedMotion, FilmedWalk
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
from footwise.recordings import SIDES
from footwise.recordings.film import Camera
from footwise.signals import norm, time_normalise, unit

# Of the way from heel to toe landmark at which the ankle stands over the foot, and by how much a knee that is bent as
# in the first half of stance lies in front of the middle between hip and ankle.
ANKLE_ALONG_FOOT, KNEE_AHEAD_M = 0.26, 0.07
# By what share of the foot's turn the knee's axis turns with it: 0.6 to 1 in the one person whose shanks were measured.
KNEE_FOLLOWS = 0.8
# By how much the hip of the standing leg comes forward for each degree of toe-out: +2.0° at -9.6° in the 107.
TURNS_WITH_FOOT = -0.206
# How high the posterior iliac spines stand over the hips, and behind them, and the neck's marker behind the shoulders;
# of the way from hips to shoulders.
SPINES_SHARE, NECK_SHARE = 0.21, 0.125
# Without the length of the foot 10° were measured as 6 to 20° in simulation (docs/validation.md).
NO_LENGTH_SHARE = 0.35
SEVERAL_PHONES, ONE_PHONE = "films of several phones", "the film of one phone"
_NAMES = ("shoulder", "hip", "knee", "ankle", "heel", "foot_index")

Points = dict[str, Array]


def room_posture(walk: FilmedWalk, at_pct: float = FIRST_PEAK_PCT) -> WalkPosture:
    """Measure the posture of every step of a walk that several cameras saw.

    Parameters
    ----------
    walk : FilmedWalk
        With landmarks in the room.
    at_pct : float
        When, in percent of stance.
    """
    names = [f"{side}_{name}" for side in SIDES for name in _NAMES]
    points = {name: walk.motion[name] for name in names}
    return _posture(walk, points, at_pct, SEVERAL_PHONES)


def phone_posture(
    walk: FilmedWalk, camera: Camera, at_pct: float = FIRST_PEAK_PCT, *, foot_length_known: bool = True
) -> WalkPosture:
    """Measure the posture of every step of a walk towards one phone, or away from it.

    Parameters
    ----------
    walk : FilmedWalk
        With landmarks in pixels and feet on the floor.
    camera : Camera
        In the lab frame of the floor, as it was used to measure the walk.
    at_pct : float
        When, in percent of stance.
    foot_length_known : bool
        The angles have their scale.

    Returns
    -------
    WalkPosture
        Without flexion of the knee and turn of the pelvis.

    Raises
    ------
    FootwiseError
        The walk was not filmed from in front or behind, or its picture has no floor.
    """
    if walk.view not in (FRONT, BEHIND) or ("", "path") not in walk.floor_m:
        raise FootwiseError(
            walk.name,
            "does not show the walk from in front or behind with its floor: how the body leans is not to be seen",
            "Film it towards the phone, and give the floor with `floor` or `calibration`",
            kind=ErrorKind.REFUSAL,
        )
    ahead = _ahead(walk)
    path = walk.floor_m["", "path"]
    points: Points = {}
    for side in SIDES:
        heel, toe = walk.floor_m[side, "heel"], walk.floor_m[side, "toe"]
        ankle = heel + ANKLE_ALONG_FOOT * (toe - heel)
        planes = {
            "shoulder": path, "hip": path, "knee": (path + ankle) / 2 + KNEE_AHEAD_M * ahead, "ankle": ankle,
        }  # fmt: skip
        for name, place in planes.items():
            points[f"{side}_{name}"] = on_plane(walk.motion[f"{side}_{name}"], camera, place, ahead)
        for name, place in (("heel", heel), ("foot_index", toe)):
            points[f"{side}_{name}"] = np.concatenate((place, np.zeros((len(place), 1))), axis=1)
    posture = _posture(walk, points, at_pct, ONE_PHONE, camera.position_m)
    return posture if foot_length_known else replace(posture, angle_share=NO_LENGTH_SHARE)


def on_plane(points_px: Array, camera: Camera, place_m: Array, ahead: Array) -> Array:
    """Where lines of sight meet an upright plane across the walk.

    Parameters
    ----------
    points_px : array, shape (frames, 2)
    camera : Camera
    place_m : array, shape (frames, 2)
        A place on the floor that the plane stands on.
    ahead : array, shape (2,)
        Its normal.

    Returns
    -------
    array, shape (frames, 3)
        In m; NaN where a line of sight does not meet it.
    """
    rays = camera.rays(points_px)
    with np.errstate(invalid="ignore", divide="ignore"):
        reach = ((place_m - camera.position_m[:2]) @ ahead) / (rays[:, :2] @ ahead)
        reach = np.where(reach > 0, reach, np.nan)
    return np.asarray(camera.position_m + reach[:, None] * rays)


def _ahead(walk: FilmedWalk) -> Array:
    """Direction of the walk as a whole, unit vector of the floor."""
    direction = walk.steps.direction[walk.steps.used]
    direction = direction[np.isfinite(direction).all(axis=1)]
    return np.asarray(unit(direction.mean(axis=0))) if len(direction) else np.full(2, np.nan)


def _posture(walk: FilmedWalk, points: Points, at_pct: float, source: str, phone_m: Array | None = None) -> WalkPosture:
    """Measure everything; `phone_m` is where the one phone is that saw no depth."""
    steps, motion, in_depth = walk.steps, walk.motion, phone_m is None
    contact, stance = _completed(walk)
    whole = np.isfinite(contact + stance) & np.isfinite(steps.direction).all(axis=1)
    side, direction = steps.side[whole], steps.direction[whole]
    start, stance = contact[whole] - motion.start_s, stance[whole]
    outward = outward_of(direction, side)

    def at(names: str | tuple[str, ...], pct: float) -> Array:
        """Mean place of points of the standing leg (or named with their side) in every step, shape (steps, 3)."""
        places = np.full((len(side), 3), np.nan)
        for leg in SIDES:
            mine = side == leg
            when = (start + pct / 100 * stance)[mine]
            places[mine] = time_normalise(_mean(points, leg, names), motion.rate_hz, when, when, points=1)[:, 0]
        return places

    knee, ankle, hip = (at(name, at_pct) for name in ("knee", "ankle", "hip"))
    other_hip = at("other_hip", at_pct)
    foot_angle = steps.foot_progression_angle_deg[whole]
    sway = _sway(motion, _trunk(points, in_depth), side, outward, start, stance)
    if phone_m is not None:
        turned = np.radians(TURNS_WITH_FOOT * np.nan_to_num(foot_angle))
        half = norm(hip - other_hip) / 2 * np.sin(turned)
        hip, other_hip = (_nearer(place, phone_m, direction, by) for place, by in ((hip, half), (other_hip, -half)))
        # The spines, behind the hips, go to the side as the pelvis turns.
        sway = sway - np.degrees(SPINES_SHARE / (1 - SPINES_SHARE) * np.sin(turned))
    heel, toe = at("heel", WIDTH_PCT), at("foot_index", WIDTH_PCT)
    middle = heel + WIDTH_ALONG_FOOT * (toe - heel)
    foot = at("foot_index", at_pct) - at("heel", at_pct)
    nothing = np.full(len(side), np.nan)
    values = {
        "trunk_sway_deg": sway,
        "knee_flexion_deg": _flexion(walk, side, start + at_pct / 100 * stance) if in_depth else nothing,
        "pelvic_list_deg": list_deg(hip - other_hip, outward),
        "knee_abduction_deg": knee_abduction_of_centres_deg(hip, knee, ankle, foot, outward, direction),
        "step_width_m": across_neighbours(side, start + WIDTH_PCT / 100 * stance, middle[:, :2], outward),
        "tibia_deg": -frontal_deg(knee - ankle, outward),
        "foot_progression_angle_deg": foot_angle,
        "knee_distance_m": across_neighbours(side, start + at_pct / 100 * stance, knee[:, :2], outward),
        "pelvic_rotation_deg": rotation_deg(hip - other_hip, outward, direction) if in_depth else nothing,
    }
    used = steps.used[whole]
    posture = StepPosture(
        side=side[used], contact_s=contact[whole][used],
        **{name: each[used] for name, each in values.items()},
    )  # fmt: skip
    lengths = {"thigh": norm(hip - knee)[used], "shank": norm(knee - ankle)[used]}
    if not in_depth:
        # What stands upright in the plane is seen whole, and how far it leans along the line of sight is not known.
        lengths = {"leg": norm(hip - ankle)[used]}
    segments = {name: float(np.median(each[np.isfinite(each)])) for name, each in lengths.items()
                if np.isfinite(each).any()}  # fmt: skip
    speeds = (steps.stride_m / steps.stride_s)[steps.used]
    speeds = speeds[np.isfinite(speeds)]
    speed = float(np.median(speeds)) if len(speeds) else np.nan
    return WalkPosture(walk.name, posture, speed, segments, {}, source, _lean(walk, points))


def _lean(walk: FilmedWalk, points: Points) -> float:
    """Lean of the trunk to the left, mean of all frames in which the person is seen whole."""
    ahead = _ahead(walk)
    left = np.array([-ahead[1], ahead[0]])
    lean = frontal_deg(_trunk(points, in_depth=False), left)[walk.motion.inside]
    lean = lean[np.isfinite(lean)]
    return float(lean.mean()) if len(lean) else np.nan


def _nearer(place: Array, phone_m: Array, ahead: Array, by_m: Array) -> Array:
    """Places moved along their lines of sight so that they are `by_m` further ahead, shape (steps, 3)."""
    sight = place - phone_m
    return np.asarray(place + (by_m / (sight[:, :2] * ahead).sum(axis=1))[:, None] * sight)


def _completed(walk: FilmedWalk) -> tuple[Array, Array]:
    """Contact and length of every stance; of one that was cut by the film or its edge the usual length."""
    steps = walk.steps
    whole = steps.stance_s[np.isfinite(steps.stance_s)]
    usual = float(np.median(whole)) if len(whole) else np.nan
    contact = np.where(np.isfinite(steps.contact_s), steps.contact_s, steps.off_s - usual)
    return contact, np.where(np.isfinite(steps.stance_s), steps.stance_s, usual)


def _mean(points: Points, leg: str, name: str | tuple[str, ...]) -> Array:
    names = (name,) if isinstance(name, str) else name
    other = SIDES[1 - SIDES.index(leg)]
    full = [f"{other}_{one.removeprefix('other_')}" if one.startswith("other_") else f"{leg}_{one}" for one in names]
    return np.asarray(sum(points[one] for one in full) / len(full))


def knee_abduction_of_centres_deg(
    hip: Array, knee: Array, ankle: Array, foot: Array, outward: Array, ahead: Array
) -> Array:
    """Abduction of the shank against the thigh where no marker tells the knee's axis: it turns nearly as the foot does.

    Parameters
    ----------
    hip, knee, ankle : array, shape (steps, 3)
    foot : array, shape (steps, 3)
        From heel to toe.
    outward : array, shape (steps, 2)
        To the side of the leg.
    ahead : array, shape (steps, 2)
        Direction of walking.

    Returns
    -------
    array, shape (steps,)
        Degrees, positive outwards, towards knock-knee.
    """
    turn = KNEE_FOLLOWS * np.arctan2((foot[:, :2] * outward).sum(axis=1), (foot[:, :2] * ahead).sum(axis=1))
    level = np.sin(turn)[:, None] * ahead - np.cos(turn)[:, None] * outward
    inward = np.concatenate((level, np.zeros((len(level), 1))), axis=1)
    thigh, down = unit(hip - knee), unit(ankle - knee)
    inward = unit(inward - np.einsum("ij,ij->i", inward, thigh)[:, None] * thigh)
    return np.asarray(-np.degrees(np.arcsin(np.clip(np.einsum("ij,ij->i", down, inward), -1, 1))))


def _sway(motion: FilmedMotion, trunk: Array, side: np.ndarray, outward: Array, start: Array, stance: Array) -> Array:
    if not len(side):
        return np.zeros(0)
    laid = time_normalise(trunk, motion.rate_hz, start, start + stance)
    return np.asarray(frontal_deg(laid, outward[:, None]).max(axis=1))


def _trunk(points: Points, in_depth: bool) -> Array:
    """From the posterior iliac spines to the lowest vertebra of the neck, which markers show, shape (frames, 3).

    The spines are as far behind the hips as over them: a pelvis that turns takes them to the side. One phone sees no
    turn, and leaves that out.
    """
    hips, shoulders = ((points[f"left_{name}"] + points[f"right_{name}"]) / 2 for name in ("hip", "shoulder"))
    across = unit(points["left_hip"] - points["right_hip"])
    trunk = shoulders - hips
    # The pelvis stands at a right angle to the line of the hips.
    upright = unit(trunk - np.einsum("ij,ij->i", trunk, across)[:, None] * across)
    length = norm(trunk)[:, None]
    spines = hips + SPINES_SHARE * length * upright
    neck = shoulders
    if in_depth:
        spines = spines - SPINES_SHARE * length * _forwards(across)
        neck = neck - NECK_SHARE * length * _forwards(points["left_shoulder"] - points["right_shoulder"])
    return np.asarray(neck - spines)


def _forwards(to_left: Array) -> Array:
    """A quarter turn to the right of lines to the left, seen from above; unit vectors."""
    return np.asarray(unit(np.stack((to_left[:, 1], -to_left[:, 0], np.zeros(len(to_left))), axis=1)))


def _flexion(walk: FilmedWalk, side: np.ndarray, when_s: Array) -> Array:
    flexion = np.full(len(side), np.nan)
    for leg, values in walk.knee_flexion_deg.items():
        mine = side == leg
        flexion[mine] = time_normalise(values[:, None], walk.motion.rate_hz, when_s[mine], when_s[mine], 1)[:, 0, 0]
    return flexion
