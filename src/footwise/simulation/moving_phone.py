"""A simulated phone that does not stand still while it films, and what the room behind the person shows of that."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from footwise.arrays import Array
from footwise.recordings.film import Camera, CameraMotion
from footwise.signals import rotation_about

# Hands that carry a phone: sway and bob with the steps of whoever carries it.
_SWAY_DEG, _BOB_DEG, _ROLL_DEG = 1.2, 0.6, 0.8
_LOOKS_A_SECOND = 10.0


@dataclass(frozen=True)
class PhoneMovement:
    """How a phone moves, evenly from the begin of its clip to the end.

    Attributes
    ----------
    pan_deg, tilt_deg, roll_deg : float
        To the right, up, and clockwise about its own axis.
    zoom_pct : float
    follows_m_s : tuple of float
        Velocity over the floor, x and y of the lab frame: a phone that somebody carries after the walker.
    shaken : bool
        Hands sway and bob with the steps of whoever holds it.
    """

    pan_deg: float = 0.0
    tilt_deg: float = 0.0
    roll_deg: float = 0.0
    zoom_pct: float = 0.0
    follows_m_s: tuple[float, float] = (0.0, 0.0)
    shaken: bool = False


def moved_camera(camera: Camera, movement: PhoneMovement, time_s: float, duration_s: float) -> Camera:
    """Where a camera is and looks at a time; in the middle of its clip as it is told to be."""
    share = time_s / duration_s - 0.5
    pan, tilt, roll = share * movement.pan_deg, share * movement.tilt_deg, share * movement.roll_deg
    if movement.shaken:
        pan += _SWAY_DEG * np.sin(2 * np.pi * 0.9 * time_s)
        tilt += _BOB_DEG * np.sin(2 * np.pi * 1.8 * time_s)
        roll += _ROLL_DEG * np.sin(2 * np.pi * 0.9 * time_s + 1.0)
    # The camera's axes: x right, y down, z away from it.
    turn = (
        rotation_about([0.0, 0.0, 1.0], -np.radians(roll))
        @ rotation_about([1.0, 0.0, 0.0], -np.radians(tilt))
        @ rotation_about([0.0, 1.0, 0.0], -np.radians(pan))
    )
    place = camera.position_m + np.array([*movement.follows_m_s, 0.0]) * share * duration_s
    matrix = camera.matrix_px.copy()
    matrix[[0, 1], [0, 1]] *= 1 + share * movement.zoom_pct / 100
    rotation = turn @ camera.rotation
    return replace(camera, matrix_px=matrix, rotation=rotation, translation_m=-rotation @ place)


def background_motion(camera: Camera, movement: PhoneMovement, time_s: Array) -> CameraMotion:
    """Way of the room behind the walk through the pictures, from points on a wall, as it would be followed in them."""
    duration = float(time_s[-1])
    every = max(1, round(1 / (_LOOKS_A_SECOND * float(np.median(np.diff(time_s))))))
    looks = time_s[::every]
    wall = _wall(camera)
    middle = np.array(camera.size_px) / 2
    shown = np.array([moved_camera(camera, movement, float(time), duration).project(wall) for time in looks])
    places = (shown - middle).view(np.complex128)[..., 0]
    # Least squares: turn and zoom as one complex number, then the shift of the picture's middle.
    first = places[0] - places[0].mean()
    factor = np.array([np.vdot(first, place - place.mean()) / np.vdot(first, first) for place in places])
    shift = places.mean(axis=1) - factor * places[0].mean()
    return CameraMotion(
        looks,
        np.zeros(len(looks), dtype=np.int64),
        np.stack([shift.real, shift.imag], axis=1),
        np.degrees(np.angle(factor)),
        np.abs(factor),
        np.full(len(looks), len(wall), dtype=np.int64),
    )


def _wall(camera: Camera) -> Array:
    """Points of a wall that fills the picture behind the walk, shape (points, 3)."""
    across, down = (np.linspace(0.1, 0.9, 6) * side for side in camera.size_px)
    pixels = np.stack(np.meshgrid(across, down), axis=-1).reshape(-1, 2)
    return np.asarray(camera.position_m + 8.0 * camera.rays(pixels))
