"""Filmed people for the tests of the video path: simulated ones, and the stored landmarks of two public clips."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from tests.video.stored_clips import stored_clip as stored_clip

from footwise.recordings.film.body_landmarks import BodyLandmarks
from footwise.recordings.film.picture_landmarks import LANDMARKS, PictureLandmarks
from footwise.simulation.simulated_film import SimulatedFilm, placed_camera, simulated_film


def side_phone(angle_deg: float = 90.0):
    """A phone held sideways, beside the walk, far enough away to see two strides."""
    return placed_camera("side", distance_m=5, angle_deg=angle_deg, height_m=1.2, size_px=(1920, 1080))


def in_room(film: SimulatedFilm, positions_m: np.ndarray | None = None) -> BodyLandmarks:
    """The body itself, as cameras without any error would give it."""
    positions = film.body_m if positions_m is None else positions_m
    return BodyLandmarks(
        film.landmarks[0].rate_hz, positions, np.zeros(positions.shape[:2]),
        np.ones((2, *positions.shape[:2]), dtype=bool), ("a", "b"),
    )  # fmt: skip


def walk(angles_deg: dict[str, float] | None = None, **options) -> SimulatedFilm:
    """A walk filmed by one phone beside it."""
    return simulated_film((side_phone(),), angles_deg=angles_deg or {"left": 12.0, "right": 3.0}, **options)


def mirrored_clip(clip: PictureLandmarks) -> PictureLandmarks:
    """What the clip shows in a mirror: left is right."""
    order = [LANDMARKS.index(other_side(name)) for name in LANDMARKS]
    points = clip.points_px[:, order].copy()
    points[..., 0] = clip.size_px[0] - points[..., 0]
    return replace(clip, points_px=points)


def mirrored_body(body: BodyLandmarks) -> BodyLandmarks:
    """The body with left and right exchanged, and y turned round."""
    order = [LANDMARKS.index(other_side(name)) for name in LANDMARKS]
    return replace(body, positions_m=body.positions_m[:, order] * np.array([1.0, -1.0, 1.0]))


def other_side(name: str) -> str:
    if name.startswith("left"):
        return name.replace("left", "right")
    if name.startswith("right"):
        return name.replace("right", "left")
    return name.replace("left", "#").replace("right", "left").replace("#", "right")
