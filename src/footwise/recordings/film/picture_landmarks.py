"""Where the points of one person's body are in the pictures of one camera."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from footwise.arrays import Array, by_value
from footwise.notes import Note
from footwise.recordings.film.camera_motion import CameraMotion

LANDMARKS = (
    "nose",
    "left_eye_inner",
    "left_eye",
    "left_eye_outer",
    "right_eye_inner",
    "right_eye",
    "right_eye_outer",
    "left_ear",
    "right_ear",
    "mouth_left",
    "mouth_right",
    "left_shoulder",
    "right_shoulder",
    "left_elbow",
    "right_elbow",
    "left_wrist",
    "right_wrist",
    "left_pinky",
    "right_pinky",
    "left_index",
    "right_index",
    "left_thumb",
    "right_thumb",
    "left_hip",
    "right_hip",
    "left_knee",
    "right_knee",
    "left_ankle",
    "right_ankle",
    "left_heel",
    "right_heel",
    "left_foot_index",
    "right_foot_index",
)
"""The 33 points of BlazePose in their order. `foot_index` sits at the base of the first two toes."""


@by_value
@dataclass(frozen=True)
class PictureLandmarks:
    """The landmarks of one person in one video.

    Attributes
    ----------
    name : str
        The clip: its file name without the ending.
    source : Path
    size_px : tuple of int
        Width and height of the upright picture.
    time_s : array, shape (frames,)
        Time stamp of every frame after the first one, as the file says; not evenly spaced on many phones.
    points_px : array, shape (frames, 33, 2)
        x to the right, y down, from the upper left corner of the upright picture; in the order of `LANDMARKS`. NaN
        where the person was not seen. A point that the model places outside the picture keeps its place.
    visibility : array, shape (frames, 33)
        What the model says of itself, 0 to 1. Not a measure of quality (science/video.md): good points have 0.4 as
        often as 0.9.
    notes : tuple of Note
        What was decided on the way, for the report.
    camera_motion : CameraMotion or None
        How the phone moved; None where nobody looked, as in landmarks of other programs.
    """

    name: str
    source: Path
    size_px: tuple[int, int]
    time_s: Array
    points_px: Array
    visibility: Array
    notes: tuple[Note, ...] = ()
    camera_motion: CameraMotion | None = None

    def __getitem__(self, landmark: str) -> Array:
        """Places of one landmark, shape (frames, 2)."""
        return self.points_px[:, LANDMARKS.index(landmark)]

    @property
    def frames(self) -> int:
        """Number of frames."""
        return len(self.time_s)

    @property
    def rate_hz(self) -> float:
        """Usual rate: one over the median time between frames."""
        return float(1 / np.median(np.diff(self.time_s))) if self.frames > 1 else 0.0

    @property
    def is_seen(self) -> bool:
        """Whether the person is in any picture."""
        return bool(np.isfinite(self.points_px).any())
