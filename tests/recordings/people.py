"""People made of plain numbers, for files that tests write themselves."""

from typing import Any

import numpy as np

# A person 1.75 m tall who stands in the middle, faces x, z up; in mm. Shank 410 mm, foot 200 mm.
_LEFT = {
    "LHEE": (-80, 100, 40),
    "LMT2": (120, 110, 30),
    "LMT5": (90, 150, 25),
    "LLM": (-20, 140, 80),
    "LMM": (-15, 65, 85),
    "LLEK": (-10, 150, 490),
    "LMEK": (-5, 50, 490),
}
_PELVIS = {"LASIS": (100, 120, 980), "RASIS": (100, -120, 980), "LPSIS": (-100, 50, 1000), "RPSIS": (-100, -50, 1000)}


def mirrored(place: tuple[float, ...]) -> tuple[float, ...]:
    return place[0], -place[1], place[2]


STANDING = {
    **_LEFT,
    **{"R" + label[1:]: mirrored(place) for label, place in _LEFT.items()},
    **_PELVIS,
}
HBM2 = tuple(STANDING)


def standing(frames: int = 50, middle_mm: tuple[float, float] = (0, 0), sway_mm: float = 1.0) -> Any:
    """Markers of a person who stands, shape (frames, 18, 3), in mm."""
    places = np.array(list(STANDING.values()), dtype=float) + np.array([*middle_mm, 0])
    sway = sway_mm * np.sin(np.linspace(0, 6, frames))
    return places + sway[:, None, None] * np.array([1.0, 0.5, 0.0]) * (places[:, 2:] / 1000)


def walking(frames: int = 400, rate: float = 100.0, speed_mm_s: float = 1000.0, treadmill: bool = False) -> Any:
    """Markers of a stiff walk along x (the feet take turns to move), shape (frames, 18, 3), in mm."""
    time = np.arange(frames) / rate
    body = np.zeros(frames) if treadmill else speed_mm_s * time
    belt = speed_mm_s * time if treadmill else np.zeros(frames)
    points = np.repeat(np.array(list(STANDING.values()), dtype=float)[None], frames, axis=0)
    stride_s = 1.0
    for k, label in enumerate(STANDING):
        if label in _PELVIS:
            points[:, k, 0] += body
            continue
        phase = time / stride_s + (0.5 if label.startswith("R") else 0.0)
        within = phase % 1.0
        swing = np.clip((within - 0.6) / 0.4, 0, 1)
        smooth = swing * swing * (3 - 2 * swing)
        # On the ground the foot stays where it is, in the belt's frame, until it swings a stride ahead.
        ground = (np.floor(phase) + smooth - (0.5 if label.startswith("R") else 0.0) + 0.3) * speed_mm_s * stride_s
        points[:, k, 0] += ground - belt
        points[:, k, 2] += 60 * np.sin(np.pi * swing) ** 2
    return points
