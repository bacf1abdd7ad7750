"""Films of a phone that moves: a public clip, or a drawn room, seen through a window that is panned, zoomed, turned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from tests.video.stored_clips import CLIPS, stored_clip

from footwise.recordings.film import CameraMotion, PictureLandmarks, open_clip, pictures
from footwise.samples import sample_path
from footwise.video.cameras import BackgroundWatch

# Of a film made by a phone whose focal length is three quarters of its longer side.
FOCAL = 0.75


@dataclass(frozen=True)
class Held:
    """Where the phone points: degrees to the right and up, turned clockwise, and zoom; and how bright it films."""

    right_deg: float = 0.0
    up_deg: float = 0.0
    turned_deg: float = 0.0
    zoom: float = 1.0
    bright: float = 1.0


Way = Callable[[float], Held]
"""Where the phone points at a time, from 0 at the begin of the film to 1 at its end."""


def matrix(held: Held, size: tuple[int, int], out: tuple[int, int], scale: float) -> np.ndarray:
    """From pixels of the source to pixels of what the phone shows."""
    focal = FOCAL * max(size)
    turn = np.radians(-held.turned_deg)
    linear = scale * held.zoom * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    at = np.array(size) / 2 + focal * np.tan(np.radians([held.right_deg, -held.up_deg]))
    return np.column_stack([linear, np.array(out) / 2 - linear @ at])


def seen(picture: np.ndarray, held: Held, out: tuple[int, int], scale: float) -> np.ndarray:
    """The picture as the phone shows it."""
    size = (picture.shape[1], picture.shape[0])
    shown = cv2.warpAffine(
        picture, matrix(held, size, out, scale), out, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REFLECT
    )
    return np.clip(held.bright * shown.astype(float), 0, 255).astype(np.uint8) if held.bright != 1 else shown


def window(size: tuple[int, int], longer: int = 640) -> tuple[tuple[int, int], float]:
    """Size of what the phone shows, four fifths of the source, and its scale."""
    scale = longer / (0.8 * max(size))
    return (round(0.8 * scale * size[0]) // 2 * 2, round(0.8 * scale * size[1]) // 2 * 2), scale


def moved_sample(name: str, way: Way, every: int = 1):
    """Times, pictures and landmarks of a stored clip as a phone that moves would have filmed it."""
    sample, inside = CLIPS[name]
    clip, person = open_clip(sample_path(sample, quiet=True) / inside), stored_clip(name)
    out, scale = window(clip.size_px)
    frames, points = [], []
    for index, picture in pictures(clip):
        if index % every or index >= person.frames:
            continue
        held = way(clip.time_s[index] / clip.duration_s)
        warp = matrix(held, clip.size_px, out, scale)
        frames.append((float(clip.time_s[index]), seen(picture, held, out, scale)))
        points.append(person.points_px[index] @ warp[:, :2].T + warp[:, 2])
    time_s = np.array([time for time, _ in frames])
    moved = PictureLandmarks(name, person.source, out, time_s, np.array(points), np.ones(np.shape(points)[:2]))
    return frames, moved


def watched(frames, person: PictureLandmarks | None = None, change=lambda picture, share: picture) -> CameraMotion:
    """What the background of a film says of its phone."""
    time_s = np.array([time for time, _ in frames])
    watch = BackgroundWatch(float(1 / np.median(np.diff(time_s))))
    for index, (time, picture) in enumerate(frames):
        boxes = []
        if person is not None and np.isfinite(person.points_px[index]).any():
            low, high = (limit(person.points_px[index], axis=0) for limit in (np.nanmin, np.nanmax))
            margin = 0.12 * (high - low).max()
            boxes.append((*(low - margin), *(high + margin)))
        watch.look(index, float(time), change(picture, index / len(frames)), boxes)
    return watch.motion()


def drawn_room(size: tuple[int, int] = (640, 1138), seed: int = 0) -> np.ndarray:
    """A room with furniture and pictures on the wall, drawn by chance, larger than what a phone shows of it."""
    rng = np.random.default_rng(seed)
    room = np.full((size[1], size[0], 3), 170, np.uint8)
    for _ in range(60):
        corner, far = rng.integers(0, size, 2), rng.integers(20, 160, 2)
        shade = tuple(int(value) for value in rng.integers(30, 230, 3))
        cv2.rectangle(room, tuple(map(int, corner)), tuple(map(int, corner + far)), shade, -1)
    return np.clip(cv2.GaussianBlur(room, (3, 3), 0) + rng.normal(0, 2, room.shape), 0, 255).astype(np.uint8)
