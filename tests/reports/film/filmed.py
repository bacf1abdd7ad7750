"""A filmed walk made by hand, and clips to draw it into."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np

from footwise.gait.film.events import Stance
from footwise.gait.film.motion import FilmedMotion
from footwise.gait.film.walk import RELATIVE, FilmedWalk, steps_of
from footwise.notes import Note
from footwise.recordings.film.picture_landmarks import LANDMARKS, PictureLandmarks

RATE_HZ = 30.0
FRAMES = 60
SIZE = (640, 360)
STANCES = (
    Stance("left", 0.2, 0.9, 1.3, None, ""),
    Stance("right", 0.75, 1.45, np.nan, None, "ends after the clip"),
    Stance("left", 1.3, 1.9, np.nan, Note("the person turns"), ""),
)
ANGLES_DEG = np.array([7.3, -2.6, np.nan])


def body_px(frames: int = FRAMES) -> np.ndarray:
    """Landmarks of a person who stands in the middle of the picture, the left foot on its right."""
    points = np.full((frames, len(LANDMARKS), 2), (320.0, 60.0))
    for side, x in (("left", 380.0), ("right", 260.0)):
        for name, place in {
            "shoulder": (x, 100), "elbow": (x, 140), "wrist": (x, 180), "hip": (x, 180), "knee": (x, 230),
            "ankle": (x, 280), "heel": (x, 290), "foot_index": (x, 320),
        }.items():  # fmt: skip
            points[:, LANDMARKS.index(f"{side}_{name}")] = place
    return points


def filmed_walk(label: str = RELATIVE, name: str = "walk", **changes) -> FilmedWalk:
    """Two used steps of 7.3° out (left) and 2.6° in (right), and one that was left out."""
    flat = {side: np.zeros(FRAMES, dtype=bool) for side in ("left", "right")}
    flat["left"][9:17] = flat["left"][42:48] = True
    flat["right"][26:33] = True
    angle = {"left": np.full(FRAMES, np.nan), "right": np.full(FRAMES, np.nan)}
    angle["left"][6:27], angle["right"][23:43] = 7.3, -2.6
    angle["left"][39:57] = 30.0
    motion = FilmedMotion(RATE_HZ, 0.0, body_px(), np.ones(FRAMES, dtype=bool))
    along = np.linspace(0, 2, FRAMES)
    floor = {("", "path"): np.stack([along, np.zeros(FRAMES)], axis=1)}
    for side, y in (("left", 0.1), ("right", -0.1)):
        floor[side, "heel"] = np.stack([along, np.full(FRAMES, y)], axis=1)
        floor[side, "toe"] = floor[side, "heel"] + (0.2, 0.02)
    steps = steps_of(
        list(STANCES),
        [np.arange(9, 17), np.arange(26, 33), np.arange(42, 48)],
        foot_progression_angle_deg=ANGLES_DEG,
        sd_deg=np.array([1.1, 0.9, np.nan]),
        direction=np.array([[1.0, 0.0]] * 3),
    )
    values = {
        "name": name, "condition": "natural", "view": "front", "cameras": ("phone",), "label": label, "motion": motion,
        "steps": steps, "angle_deg": angle, "flat": flat, "floor_m": floor, "knee_flexion_deg": {},
    }  # fmt: skip
    return FilmedWalk(**values | changes)


def landmarks(path: Path, time_s: np.ndarray, size: tuple[int, int] = SIZE) -> PictureLandmarks:
    """The person of :func:`body_px` in a clip of that size."""
    points = body_px(len(time_s)) * (np.array(size) / SIZE)
    return PictureLandmarks(path.stem, path, size, time_s, points, np.ones(points.shape[:2]))


def write_clip(path: Path, time_s: np.ndarray, size: tuple[int, int] = SIZE) -> None:
    """Write a grey clip with these time stamps."""
    import av

    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        stream.time_base = stream.codec_context.time_base = Fraction(1, 90_000)
        for at in time_s:
            frame = av.VideoFrame.from_ndarray(np.full((size[1], size[0], 3), 90, dtype=np.uint8), format="rgb24")
            frame.pts, frame.time_base = round(at * 90_000), Fraction(1, 90_000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
