"""Steps of a person filmed by one phone in front or behind that knows its floor: angles relative to a neutral stance.

A pixel is a line of sight, and one camera cannot tell how far along it a foot is. Here every landmark is placed where
its line of sight meets a plane at the height that the landmark has on a foot that stands flat. Heights that are wrong
by as much for heel and toe hardly turn the foot. A wrong difference of the two stretches it along the line of sight:
2 cm turn it by 3 to 8°. What is wrong for a foot in neutral stance is nearly as wrong in the walk, so the difference
of the two is given and nothing else.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array
from footwise.errors import ErrorKind, FootwiseError
from footwise.gait.film.floor_walk import floor_walk
from footwise.gait.film.motion import FilmedMotion, picture_motion
from footwise.gait.film.neutral_stance import HOW, Feet, NeutralStance, neutral_stance
from footwise.gait.film.own_sides import with_own_sides
from footwise.gait.film.phone_stands import PhoneMotion, is_turned, moving, phone_motion, steadied_motion
from footwise.gait.film.same_person import check_same_person, height_before_phone
from footwise.gait.film.side_view import HOW_TO_FILM
from footwise.gait.film.view import BEHIND, FRONT, SIDE, view_of
from footwise.gait.film.walk import NO_ANGLE, RELATIVE, FilmedWalk
from footwise.notes import Note
from footwise.recordings import SIDES
from footwise.recordings.film import Camera, PictureLandmarks, fit_to_picture
from footwise.signals import norm, unit

# Heights of the landmarks over the floor, on a foot that stands flat (four-camera clip).
HEEL_M, TOE_M = 0.06, 0.03
# The most that the height of a toe is moved to fit a foot's length.
LARGEST_FIT_M, FIT_STEP_M = 0.08, 0.0005
LARGEST_MISFIT_M = 0.01
LEG_M = 0.85
# A camera lower than this sees the floor too flat: 1 cm of height would be 5 cm of way or more.
LOWEST_CAMERA_M = 0.7
# Nearer to the height of the hips their way is lost in their moving up and down.
LEAST_OVER_HIPS_M = 0.3
NO_NEUTRAL = (
    "no foot angle: one phone needs a neutral stance of this person in the same place, since the heights of the foot's "
    f"landmarks are not known. {HOW}"
)
NO_LENGTH = (
    "without the length of the foot the scale is not known: a change of 10° may be shown as anything from 6 to 20°. "
    "Measure from the heel to the base of the big toe"
)

TIMES_OF_CARRIED = (
    "contact and off are where the feet are furthest ahead of the body and behind it, since the floor moves in the "
    "picture: a stance may be 0.1 s off, strides are not"
)

Heights = dict[tuple[str, str], float]

# Where the floor is looked for first.
_FLOOR_S = ((0.0, 0.3),)


def walk_towards_phone(
    landmarks: PictureLandmarks,
    camera: Camera,
    *,
    neutral: PictureLandmarks | None = None,
    foot_length_m: float | None = None,
    name: str | None = None,
    condition: str = "",
    floor_in_clip: bool = False,
) -> FilmedWalk:
    """Measure a walk towards one phone, or away from it.

    Parameters
    ----------
    landmarks : PictureLandmarks
    camera : Camera
        In the lab frame, the floor at z = 0.
    neutral : PictureLandmarks, optional
        The person standing still on the walkway for a second or more, facing the way of the walk, filmed by the same
        phone in the same place. Without it a still second in `landmarks` itself.
    foot_length_m : float, optional
        From the heel's landmark to the base of the big toe, along the floor. With it the height of each toe is
        fitted so that the feet in neutral stance have this length, and angles get their scale: without it a change
        of 10° was measured as 6 to 20° in simulation (from 1.5 m; worse from lower), with it as 8 to 12°, and with it
        1 cm too long as 7 to 11° (docs/validation.md).
    name : str, optional
        The recording; the clip's name without.
    condition : str
    floor_in_clip : bool
        The floor was found at the begin of the clip itself, and not in another picture.

    Returns
    -------
    FilmedWalk
        Its label is always `RELATIVE`; without a neutral stance, or with a phone that moved, there are no angles, and
        `refusals` says why.

    Raises
    ------
    FootwiseError
        Filmed from the side, or a neutral stance from another view; left and right exchanged; the camera too low, or
        of pictures of another shape than those of the walk or the neutral stance; too few pictures a second, nobody
        seen whole, nobody who walks, no step that can be used, no still second in `neutral`, a neutral stance of
        somebody taller or smaller, or that faced another way, or feet that do not fit the length.
    """
    name = landmarks.name if name is None else name
    check_camera(name, camera)
    seen = view_of(landmarks)
    if seen.kind == SIDE and seen.certainty > 0.6:
        raise FootwiseError(
            name, "was filmed from the side, which shows no foot angle", HOW_TO_FILM, kind=ErrorKind.REFUSAL
        )
    if seen.kind in (FRONT, BEHIND) and seen.contradicts:
        raise FootwiseError(
            name,
            f"shows a person from {'the front who gets smaller' if seen.kind == FRONT else 'behind who gets larger'}: "
            "left and right seem to be exchanged",
            "Film one pass of an ordinary walk, in good light, towards the phone",
            kind=ErrorKind.REFUSAL,
        )
    walk_camera, fitted = _camera_of(landmarks, camera)
    still_camera, fitted_still = (walk_camera, "") if neutral is None else _camera_of(neutral, camera)
    camera = walk_camera
    view = BEHIND if seen.angle_deg > 90 else FRONT
    given = landmarks.notes
    landmarks, sides = with_own_sides(landmarks)
    motion = picture_motion(landmarks)
    standing, refusals = None, []
    heights: Heights = {(side, role): height for side in SIDES for role, height in (("heel", HEEL_M), ("toe", TOE_M))}
    still = motion if neutral is None else picture_motion(neutral)
    if neutral is not None:
        other = view_of(neutral)
        if np.isfinite(other.angle_deg) and (other.angle_deg > 90) != (seen.angle_deg > 90):
            raise FootwiseError(
                neutral.name, "shows the person from another side than the walk does", HOW, kind=ErrorKind.REFUSAL
            )
    phones = [phone_motion(landmarks, _focal_px(walk_camera), _FLOOR_S if floor_in_clip else ())]
    if not moving(phones):
        try:
            standing = _standing(neutral or landmarks, still, still_camera, heights)
        except FootwiseError:
            if neutral is None:
                refusals.append(NO_NEUTRAL)
            elif moving((shaken := phone_motion(neutral, _focal_px(still_camera)),)):
                # Before a phone that moves nobody seems to stand.
                phones.append(shaken)
            else:
                raise
    if standing is not None and foot_length_m is not None:
        heights = _fitted(name, still, still_camera, heights, standing.frames, view, foot_length_m)
        standing = _standing(neutral or landmarks, still, still_camera, heights)
    if standing is not None:
        stood_s = (float(still.time_s[standing.frames[0]]), float(still.time_s[standing.frames[-1]]))
        phones = _over_the_stance(landmarks, walk_camera, neutral, still_camera, stood_s, floor_in_clip)
        standing = None if moving(phones) else standing
    alike = ""
    if standing is not None and neutral is not None and neutral.source != landmarks.source:
        stood, walked = (
            height_before_phone(one, seen_by, body_path(one, seen_by, _feet(one, seen_by, heights)))
            for one, seen_by in ((still, still_camera), (motion, camera))
        )
        alike = check_same_person(neutral.name, stood, walked)
    moved = moving(phones)
    if moved:
        motion = steadied_motion(landmarks, phones[0])
    feet = _feet(motion, camera, heights)
    path = body_path(motion, camera, feet)
    walk = floor_walk(
        motion,
        feet,
        path,
        name=name,
        condition=condition,
        view=view,
        cameras=(camera.name,),
        label=NO_ANGLE if standing is None else RELATIVE,
        leg_m=LEG_M,
        neutral=standing,
        events_by_speed=True,
        phones=phones,
        sight=_sight(path, camera, view),
        sides=sides,
    )
    said_of = [Note(said) for said in (fitted, fitted_still, alike) if said]
    notes = [*landmarks.notes[len(given) :], *said_of, *walk.notes]
    if moved and not all(map(is_turned, moved)):
        notes.append(Note(TIMES_OF_CARRIED))
    if walk.label and seen.kind not in (FRONT, BEHIND):
        said = (
            f"the phone seems to stand {_off_axis(seen.angle_deg):.0f}° beside the way of the walk: angles are less "
            "certain than from straight in front"
        )
        notes.append(Note(said))
    if walk.label and foot_length_m is None:
        notes.append(Note(NO_LENGTH))
    return replace(walk, refusals=(*walk.refusals, *refusals), notes=tuple(notes))


def _standing(clip: PictureLandmarks, still: FilmedMotion, camera: Camera, heights: Heights) -> NeutralStance:
    """The neutral stance in a clip, or why there is none."""
    feet = _feet(still, camera, heights)
    return neutral_stance(clip.name, feet, body_path(still, camera, feet), still.rate_hz)


def _over_the_stance(
    walk: PictureLandmarks,
    walk_camera: Camera,
    neutral: PictureLandmarks | None,
    still_camera: Camera,
    stood_s: tuple[float, float],
    floor_in_clip: bool,
) -> list[PhoneMotion | None]:
    """Whether the phone stood still in walk and stance, and from the one to the other where they are one clip."""
    also = _FLOOR_S if floor_in_clip else ()
    if neutral is None or neutral.source == walk.source:
        return [phone_motion(walk, _focal_px(walk_camera), (*also, stood_s))]
    stood = phone_motion(neutral, _focal_px(still_camera), during_s=stood_s)
    return [phone_motion(walk, _focal_px(walk_camera), also), *([stood] if moving((stood,)) else [])]


def _sight(path_m: Array, camera: Camera, view: str) -> Array | None:
    """The way of a person seen from behind or in front, as the camera looks; None where it is not known."""
    away = path_m - camera.position_m[:2]
    away = away[np.isfinite(away).all(axis=1)]
    if not len(away):
        return None
    return np.asarray(unit(np.median(away, axis=0)) * (1 if view == BEHIND else -1))


def _focal_px(camera: Camera) -> float:
    return float(camera.matrix_px[0, 0])


def _camera_of(clip: PictureLandmarks, camera: Camera) -> tuple[Camera, str]:
    """Fit the camera to the pictures of a clip, and say what was done: the neutral clip may be larger or smaller."""
    try:
        # A phone that was turned between two clips has moved.
        if (clip.size_px[0] > clip.size_px[1]) == (camera.size_px[0] > camera.size_px[1]):
            return fit_to_picture(camera, clip.size_px, clip.source)
    except FootwiseError:
        pass
    wide, high = clip.size_px
    raise FootwiseError(
        clip.name,
        f"has pictures of {wide} × {high}, and the floor was found in pictures of "
        f"{camera.size_px[0]} × {camera.size_px[1]}, which have another shape",
        "Film the walk, the floor and the neutral stance with one video mode, and do not turn the phone",
    )


def check_camera(name: str, camera: Camera) -> None:
    """Refuse a camera that is too low over the floor to see it."""
    height = float(camera.position_m[2])
    if not height >= LOWEST_CAMERA_M:
        raise FootwiseError(
            name,
            f"was filmed from {height:.1f} m over the floor, too low to see where the feet stand on it",
            "Put the phone 1.5 to 2 m high, and calibrate it again",
            kind=ErrorKind.REFUSAL,
        )


def floor_points(points_px: Array, camera: Camera, height_m: float | Array) -> Array:
    """Where the lines of sight of pixels meet a plane over the floor.

    Parameters
    ----------
    points_px : array, shape (..., 2)
    camera : Camera
    height_m : float or array
        Of the plane over the floor; of several planes with shape (planes, 1, ...).

    Returns
    -------
    array, shape (..., 2) or (planes, ..., 2)
        x and y in the lab frame; NaN where the line of sight does not go down to the plane.
    """
    rays = camera.rays(points_px)
    with np.errstate(invalid="ignore", divide="ignore"):
        reach = (height_m - camera.position_m[2]) / rays[..., 2]
        reach = np.where((reach > 0) & (rays[..., 2] < 0), reach, np.nan)
    return np.asarray(camera.position_m[:2] + reach[..., None] * rays[..., :2])


def _feet(motion: FilmedMotion, camera: Camera, heights: Heights) -> Feet:
    names = {"heel": "heel", "toe": "foot_index"}
    return {
        (side, role): floor_points(motion[f"{side}_{names[role]}"], camera, height)
        for (side, role), height in heights.items()
    }


def body_path(motion: FilmedMotion, camera: Camera, feet: Feet) -> Array:
    """Way of the body over the floor: the hips, at the height at which they stand over the feet.

    A wrong height makes the way larger or smaller about the place under the camera, and turns it nowhere. A camera at
    the height of the hips sees them move up and down only; there the way is that of both feet, in which a foot in
    swing seems too far away, but alike in every stride.

    Parameters
    ----------
    motion : FilmedMotion
    camera : Camera
    feet : dict
        As for :func:`footwise.gait.film.floor_walk.floor_walk`.

    Returns
    -------
    array, shape (frames, 2)
    """
    middles = {side: (feet[side, "heel"] + feet[side, "toe"]) / 2 for side in SIDES}
    speeds = np.stack([norm(np.gradient(middles[side], axis=0)) for side in SIDES])
    seen = motion.inside & np.isfinite(speeds).all(axis=0)
    if seen.sum() < 2:
        return np.full((motion.frames, 2), np.nan)
    # The foot that moves less stands, now ahead of the body and now behind it.
    standing = np.where((speeds[0] < speeds[1])[:, None], *(middles[side] for side in SIDES))
    rays = camera.rays(motion.pelvis)
    reach = norm(standing - camera.position_m[:2]) / norm(rays[:, :2])
    height = float(np.median((camera.position_m[2] + reach * rays[:, 2])[seen]))
    if camera.position_m[2] - height < LEAST_OVER_HIPS_M:
        return np.asarray(sum(feet.values()) / len(feet))
    return floor_points(motion.pelvis, camera, height)


def _fitted(
    name: str,
    still: FilmedMotion,
    camera: Camera,
    heights: Heights,
    frames: NDArray[np.intp],
    view: str,
    length_m: float,
) -> Heights:
    """Heights of the toes with which the feet in neutral stance have their length and point the way of the view."""
    fitted = dict(heights)
    tried = TOE_M + np.linspace(-LARGEST_FIT_M, LARGEST_FIT_M, 1 + round(2 * LARGEST_FIT_M / FIT_STEP_M))
    for side in SIDES:
        heel = floor_points(still[f"{side}_heel"][frames], camera, heights[side, "heel"])
        toes = floor_points(still[f"{side}_foot_index"][frames], camera, tried[:, None])
        feet = np.median(toes - heel, axis=1)
        towards = camera.position_m[:2] - np.median(heel, axis=0)
        # Of the two heights that give the length, one turns the foot round.
        ahead = (feet @ towards > 0) == (view == FRONT)
        off = np.where(ahead, np.abs(norm(feet) - length_m), np.inf)
        best = int(np.argmin(off))
        if off[best] > LARGEST_MISFIT_M:
            shown = norm(feet[len(tried) // 2])
            raise FootwiseError(
                name,
                f"shows a {side} foot of {shown:.2f} m, which does not fit the length of {length_m:.2f} m",
                "Check the length, from the heel to the base of the big toe in metres, and the floor's calibration",
                kind=ErrorKind.REFUSAL,
            )
        fitted[side, "toe"] = float(tried[best])
    return fitted


def _off_axis(angle_deg: float) -> float:
    return min(angle_deg, 180 - angle_deg)
