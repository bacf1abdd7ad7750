"""A walk with known feet, filmed by cameras with known errors: what the video path is proven on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from footwise.arrays import Array, by_value
from footwise.recordings.film import LANDMARKS, Camera, PictureLandmarks
from footwise.signals import cross, rotation_about, unit
from footwise.simulation.moving_phone import PhoneMovement, background_motion, moved_camera
from footwise.simulation.posed_body import PosedBody
from footwise.simulation.uneven_gait import UnevenBody, UnevenGait, uneven_body
from footwise.simulation.walking_body import TrueStep, WalkingBody, drawn_angles, standing_body

_UP = np.array([0.0, 0.0, 1.0])
# A pose model still finds a person of whom this share of the points is in the picture.
_SEEN_SHARE = 0.6
# One stream of chance for each kind of error, so that a walk and a stance of one seed share the cameras' errors.
_STREAMS = ("steps", "bias", "told", "frames", "noise", "drift")


@dataclass(frozen=True)
class FilmingImperfections:
    """What is wrong with the clips and with what is known of the cameras; nothing without arguments.

    Attributes
    ----------
    noise_px : float
        SD of every point in every frame, on each axis of the picture.
    drift_px, drift_s : float
        SD on each axis, and time constant, of a slower error of every point: what a pose model gets wrong in one
        picture it gets wrong in the next, and a low-pass does not take it off.
    view_bias_m : float
        SD on each axis of how far from the true place each camera sees each landmark, the same in all frames: the
        heel of the front view is another place of the skin than that of the side view.
    lost_share : float
        Share of the points that are missing, at random.
    hidden_s : tuple of (float, float)
        From when to when of each clip nobody is seen, as behind a piece of furniture.
    blind : tuple of str
        Cameras in which nobody is seen.
    clock_shift_s : mapping
        By camera: how much later than the first camera it was started.
    frame_jitter_s : float
        SD of the time between frames: phones record at variable rates.
    told_height_m : float
        How much higher the cameras are told to be than they are.
    told_turn_deg, told_place_m : float
        SD of the error of each camera's attitude (about each axis) and place (along each axis), as told.
    told_focal_pct : float
        SD of the error of the focal length, as told.
    moves : mapping
        By camera: how it moves while it films. Where any does, all clips know what their background did.
    """

    noise_px: float = 0.0
    drift_px: float = 0.0
    drift_s: float = 0.15
    view_bias_m: float = 0.0
    lost_share: float = 0.0
    hidden_s: tuple[tuple[float, float], ...] = ()
    blind: tuple[str, ...] = ()
    clock_shift_s: Mapping[str, float] = field(default_factory=dict)
    frame_jitter_s: float = 0.0
    told_height_m: float = 0.0
    told_turn_deg: float = 0.0
    told_place_m: float = 0.0
    told_focal_pct: float = 0.0
    moves: Mapping[str, PhoneMovement] = field(default_factory=dict)


@by_value
@dataclass(frozen=True)
class SimulatedFilm:
    """Clips of a walk or a stance, the cameras as they are told to be, and the truth.

    Attributes
    ----------
    landmarks : tuple of PictureLandmarks
        One a camera, each on its own clock.
    cameras : tuple of Camera
        As a calibration with the wanted errors would give them.
    true_cameras : tuple of Camera
    steps : tuple of TrueStep
        Stances whose contact the first camera filmed, on its clock, in order; empty where the person stands.
    body_m : array, shape (frames, 33, 3)
        True positions at the frames of the first camera.
    true_shift_s : tuple of float
        What to add to each clip's time stamps to get the first camera's.
    angles_deg : mapping
        Mean foot progression angle of each side.
    """

    landmarks: tuple[PictureLandmarks, ...]
    cameras: tuple[Camera, ...]
    true_cameras: tuple[Camera, ...]
    steps: tuple[TrueStep, ...]
    body_m: Array
    true_shift_s: tuple[float, ...]
    angles_deg: Mapping[str, float]


def placed_camera(
    name: str,
    *,
    distance_m: float = 4.0,
    angle_deg: float = 0.0,
    height_m: float = 1.5,
    focal_px: float = 1400.0,
    size_px: tuple[int, int] = (1080, 1920),
    aim_m: tuple[float, float, float] = (0.0, 0.0, 0.9),
    distortion: tuple[float, ...] = (0.0, 0.0, 0.0, 0.0, 0.0),
    roll_deg: float = 0.0,
) -> Camera:
    """Put a camera where a person would put a phone.

    Parameters
    ----------
    name : str
    distance_m : float
        Along the floor from the point it aims at.
    angle_deg : float
        0 in front of the walker, 90 on the walker's left, 180 behind, -90 on the right.
    height_m : float
        Of the lens over the floor.
    focal_px : float
        1400 is a phone's wide lens in a picture of 1080 by 1920.
    size_px : tuple of int
    aim_m : tuple of float
        The point in the middle of the picture.
    distortion : tuple of float
        k1, k2, p1, p2, k3.
    roll_deg : float
        How far it is turned about its own axis.

    Returns
    -------
    Camera
    """
    aim = np.asarray(aim_m, dtype=float)
    towards = np.array([np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg)), 0.0])
    place = np.array([aim[0], aim[1], 0.0]) + distance_m * towards + height_m * _UP
    away = unit(aim - place)
    right = unit(cross(away, _UP))
    rotation = rotation_about([0.0, 0.0, 1.0], np.radians(roll_deg)) @ np.stack([right, cross(away, right), away])
    matrix = np.array([[focal_px, 0, size_px[0] / 2], [0, focal_px, size_px[1] / 2], [0, 0, 1.0]])
    return Camera(name, size_px, matrix, np.asarray(distortion, dtype=float), rotation, -rotation @ place)


def simulated_film(
    cameras: tuple[Camera, ...],
    *,
    angles_deg: Mapping[str, float] | None = None,
    angle_sd_deg: float = 0.0,
    imperfections: FilmingImperfections | None = None,
    duration_s: float = 4.4,
    rate_hz: float = 60.0,
    speed_m_s: float = 1.2,
    stride_s: float = 1.1,
    heading_deg: float = 0.0,
    gait: UnevenGait | None = None,
    body: PosedBody | None = None,
    seed: int = 0,
) -> SimulatedFilm:
    """Film a walk through the origin of the lab frame.

    Parameters
    ----------
    cameras : tuple of Camera
        Where they really are; see `placed_camera`.
    angles_deg : mapping, optional
        Mean foot progression angle by side, toe-out positive; 7 degrees without.
    angle_sd_deg : float
        From step to step.
    imperfections : FilmingImperfections, optional
    duration_s, rate_hz : float
        Of every clip. The person is over the origin in the middle of the first one.
    speed_m_s, stride_s : float
    heading_deg : float
        Walking direction against x, to the left positive.
    gait : UnevenGait, optional
        Somebody who limps, at the speed and stride of that gait.
    body : PosedBody, optional
        Somebody with a posture of their own, at their speed and stride; drawn for two seconds longer than the clips.
    seed : int

    Returns
    -------
    SimulatedFilm
    """
    imperfections = imperfections or FilmingImperfections()
    means = {"left": 7.0, "right": 7.0} | dict(angles_deg or {})
    shifts = _shifts(cameras, imperfections)
    # The walk begins before the clip that was started first.
    early = max(0.0, -min(shifts)) + 0.5
    whole_s = early + max(shifts) + duration_s + 0.5
    walker: WalkingBody | UnevenBody | PosedBody
    if body is not None:
        walker, speed_m_s = body, body.speed_m_s
    elif gait is None:
        walker = WalkingBody(
            drawn_angles(means, angle_sd_deg, whole_s, stride_s, _chance(seed, "steps")), speed_m_s, stride_s
        )
    else:
        walker, speed_m_s = uneven_body(gait, means, whole_s, _chance(seed, "steps")), gait.speed_m_s
    turn = rotation_about(_UP, np.radians(heading_deg))
    middle = np.array([speed_m_s * (early + duration_s / 2), 0.0, 0.0])

    def positions(time_s: Array) -> Array:
        return np.asarray((walker.positions_m(time_s + early) - middle) @ turn.T)

    clips = _clips(cameras, positions, shifts, imperfections, duration_s, rate_hz, seed)
    steps = tuple(
        replace(
            step,
            contact_s=step.contact_s - early,
            off_s=step.off_s - early,
            flat_s=(step.flat_s[0] - early, step.flat_s[1] - early),
        )
        for step in walker.steps()
        if 0 <= step.contact_s - early <= duration_s
    )
    truth = positions(clips[0].time_s)
    return SimulatedFilm(clips, _told(cameras, imperfections, seed), cameras, steps, truth, shifts, means)


def simulated_standing_film(
    cameras: tuple[Camera, ...],
    *,
    angles_deg: Mapping[str, float] | None = None,
    imperfections: FilmingImperfections | None = None,
    duration_s: float = 2.0,
    rate_hz: float = 60.0,
    seed: int = 0,
) -> SimulatedFilm:
    """Film a person who stands still over the origin and looks along x.

    Parameters
    ----------
    cameras, imperfections, duration_s, rate_hz, seed
        As in `simulated_film`. The same seed gives the same view bias and the same errors of what is told of the
        cameras.
    angles_deg : mapping, optional
        How far each foot is turned out of straight ahead; 0 without.

    Returns
    -------
    SimulatedFilm
    """
    imperfections = imperfections or FilmingImperfections()
    means = {"left": 0.0, "right": 0.0} | dict(angles_deg or {})
    body = standing_body(means)
    shifts = _shifts(cameras, imperfections)
    clips = _clips(
        cameras,
        lambda time_s: np.repeat(body[None], len(time_s), axis=0),
        shifts,
        imperfections,
        duration_s,
        rate_hz,
        seed,
    )
    truth = np.repeat(body[None], clips[0].frames, axis=0)
    return SimulatedFilm(clips, _told(cameras, imperfections, seed), cameras, (), truth, shifts, means)


def _chance(seed: int, stream: str) -> np.random.Generator:
    return np.random.default_rng([seed, _STREAMS.index(stream)])


def _shifts(cameras: tuple[Camera, ...], imperfections: FilmingImperfections) -> tuple[float, ...]:
    return tuple(float(imperfections.clock_shift_s.get(camera.name, 0.0)) for camera in cameras)


def _clips(
    cameras: tuple[Camera, ...],
    positions: Callable[[Array], Array],
    shifts: tuple[float, ...],
    imperfections: FilmingImperfections,
    duration_s: float,
    rate_hz: float,
    seed: int,
) -> tuple[PictureLandmarks, ...]:
    bias_rng, frame_rng, rng, drift_rng = (_chance(seed, stream) for stream in ("bias", "frames", "noise", "drift"))
    clips = []
    for camera, shift in zip(cameras, shifts, strict=True):
        gaps = np.full(round(duration_s * rate_hz) - 1, 1 / rate_hz)
        gaps = gaps + imperfections.frame_jitter_s * frame_rng.standard_normal(len(gaps))
        time_s = np.concatenate([[0.0], np.cumsum(np.maximum(gaps, 0.2 / rate_hz))])
        bias = imperfections.view_bias_m * bias_rng.standard_normal((len(LANDMARKS), 3))
        movement = imperfections.moves.get(camera.name, PhoneMovement())
        points = _projected(camera, movement, positions(time_s + shift) + bias, time_s)
        points = points + imperfections.noise_px * rng.standard_normal(points.shape)
        points = points + _drift(imperfections, time_s, points.shape, drift_rng)
        points[rng.random(points.shape[:2]) < imperfections.lost_share] = np.nan
        for begin, end in imperfections.hidden_s:
            points[(time_s >= begin) & (time_s < end)] = np.nan
        inside = ((points >= 0) & (points < np.array(camera.size_px))).all(axis=2)
        points[
            (inside.mean(axis=1) < _SEEN_SHARE * (1 - imperfections.lost_share)) | (camera.name in imperfections.blind)
        ] = np.nan
        seen = np.isfinite(points[..., 0])
        clips.append(
            PictureLandmarks(
                camera.name,
                Path(f"{camera.name}.mp4"),
                camera.size_px,
                time_s,
                points,
                np.where(seen, 0.9, 0.0),
                camera_motion=background_motion(camera, movement, time_s) if imperfections.moves else None,
            )
        )
    return tuple(clips)


def _projected(camera: Camera, movement: PhoneMovement, body_m: Array, time_s: Array) -> Array:
    if movement == PhoneMovement():
        return camera.project(body_m)
    duration = float(time_s[-1])
    return np.stack([
        moved_camera(camera, movement, float(time), duration).project(body)
        for time, body in zip(time_s, body_m, strict=True)
    ])  # fmt: skip


def _drift(
    imperfections: FilmingImperfections, time_s: Array, shape: tuple[int, ...], rng: np.random.Generator
) -> Array:
    """An error that goes on from picture to picture and forgets itself (Ornstein and Uhlenbeck)."""
    drift = np.zeros(shape)
    if not imperfections.drift_px:
        return drift
    drawn = rng.standard_normal(shape)
    drift[0] = drawn[0]
    for frame, kept in enumerate(np.exp(-np.diff(time_s) / imperfections.drift_s), start=1):
        drift[frame] = kept * drift[frame - 1] + np.sqrt(1 - kept**2) * drawn[frame]
    return imperfections.drift_px * drift


def _told(cameras: tuple[Camera, ...], imperfections: FilmingImperfections, seed: int) -> tuple[Camera, ...]:
    """Give the cameras with the errors of a calibration."""
    rng = _chance(seed, "told")
    told = []
    for camera in cameras:
        turn = np.radians(imperfections.told_turn_deg) * rng.standard_normal(3)
        place = (
            camera.position_m + imperfections.told_place_m * rng.standard_normal(3) + imperfections.told_height_m * _UP
        )
        matrix = camera.matrix_px.copy()
        matrix[[0, 1], [0, 1]] *= 1 + imperfections.told_focal_pct / 100 * rng.standard_normal()
        angle = float(np.linalg.norm(turn))
        axis = turn / angle if angle else _UP
        rotation = rotation_about(axis, angle) @ camera.rotation
        told.append(replace(camera, matrix_px=matrix, rotation=rotation, translation_m=-rotation @ place))
    return tuple(told)
