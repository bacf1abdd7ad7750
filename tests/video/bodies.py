"""People made of 33 points, walking through a picture."""

from pathlib import Path

import numpy as np

from footwise.recordings.film import LANDMARKS, PictureLandmarks

HEIGHT_PX = 300.0
RATE_HZ = 60.0


def body(
    right_px: np.ndarray, *, cadence_hz: float = 1.0, swing: float = 0.25, floor_px: float = 800.0,
    height_px: np.ndarray | float = HEIGHT_PX, size_px: tuple[int, int] = (1920, 1080), name: str = "clip",
) -> PictureLandmarks:  # fmt: skip
    """Somebody whose hips are at `right_px` and whose ankles swing past each other, seen from the side."""
    frames = len(right_px)
    time_s = np.arange(frames) / RATE_HZ
    height = np.broadcast_to(np.asarray(height_px, dtype=float), (frames,))
    points = np.zeros((frames, len(LANDMARKS), 2))
    up = dict.fromkeys(LANDMARKS, 0.95) | {"shoulder": 0.8, "hip": 0.5, "knee": 0.28, "ankle": 0.05}
    up |= {"heel": 0.02, "foot_index": 0.0}
    for number, landmark in enumerate(LANDMARKS):
        part = landmark.split("_", 1)[1] if landmark.startswith(("left_", "right_")) else landmark
        phase = 2 * np.pi * cadence_hz * time_s + (np.pi if landmark.startswith("right_") else 0)
        share = {"knee": 0.5, "ankle": 1.0, "heel": 1.0, "foot_index": 1.0}.get(part, 0.0)
        points[:, number, 0] = right_px + share * swing * height * np.sin(phase)
        points[:, number, 1] = floor_px - up.get(part, 0.9) * height
    return PictureLandmarks(name, Path(f"{name}.mp4"), size_px, time_s, points, np.ones((frames, len(LANDMARKS))))
