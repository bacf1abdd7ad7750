"""The lab frame of a filmed walk: z up, x along the walk, the floor at zero."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from footwise.arrays import Array, by_value
from footwise.errors import ErrorKind, FootwiseError
from footwise.notes import Note, remarks
from footwise.recordings.film import BodyLandmarks, Camera
from footwise.signals import cross, unit

# A calibration's axis is up where it is within this angle of a walking body's long axis.
_NEAR_UPRIGHT_DEG = 30.0
_SHORTEST_WAY_M = 0.3
# A toe point on the floor: slower than this, and this much over the floor (its place on the foot).
_STILL_M_S = 0.25
_TOE_HEIGHT_M = 0.025
# The calibration's floor is kept where the standing toe points are this near to it.
_SAME_FLOOR_M = 0.05
_FEWEST_FRAMES = 10


@by_value
@dataclass(frozen=True)
class WalkFrame:
    """How to turn what a calibration measures into the lab frame of the walk.

    Attributes
    ----------
    turn : array, shape (3, 3)
        Rows are x (forward), y (left) and z (up) in the calibration's frame.
    floor_m : float
        Height of the floor in the calibration's frame, along its up.
    notes : tuple of Note
        Where this is not what the calibration says.
    """

    turn: Array
    floor_m: float
    notes: tuple[Note, ...] = ()

    def body(self, body: BodyLandmarks) -> BodyLandmarks:
        """The body in the lab frame; for every recording of one calibration, the neutral stance too."""
        positions = body.positions_m @ self.turn.T - np.array([0.0, 0.0, self.floor_m])
        return replace(body, positions_m=positions, notes=(*body.notes, *self.notes))

    def camera(self, camera: Camera) -> Camera:
        """The camera in the lab frame, to draw on its pictures."""
        rotation = camera.rotation @ self.turn.T
        shift = np.array([0.0, 0.0, self.floor_m])
        return replace(camera, rotation=rotation, translation_m=camera.translation_m + rotation @ shift)


def walk_frame(body: BodyLandmarks, source: Path | str = "calibration") -> WalkFrame:
    """Find the lab frame of a walk.

    Up is the axis of the calibration that is nearest to the trunk: a board or sheet on the floor makes it z. Forward is
    the way of the pelvis over the floor from begin to end; where it moves less than 0.3 m, on a treadmill or in
    standing, it is where the hips face. The floor is the calibration's where the toe points that stand still are within
    5 cm of it, else 2.5 cm below their median. Two cameras in front that follow two people agree as well as on one, and
    put a body over or under the floor: 0.2 to 0.3 m for people who walk 1 m beside each other.

    Parameters
    ----------
    body : BodyLandmarks
        In the frame of the calibration.
    source : Path or str
        The calibration file, for the message.

    Returns
    -------
    WalkFrame

    Raises
    ------
    FootwiseError
        The body is hardly ever seen by two cameras, or upright along no axis of the calibration.
    """
    up = _up(body, source)
    forward, notes = _forward(body, up)
    turn = np.stack([forward, cross(up, forward), up])
    if up[2] < 0.99:
        axis = "xyz"[int(np.abs(up).argmax())]
        notes.append(f"the calibration has {'-' if up.sum() < 0 else ''}{axis} up; turned so that z is up")
    floor = _floor_m(replace(body, positions_m=body.positions_m @ turn.T))
    if abs(floor) > _SAME_FLOOR_M:
        where = "over" if floor > 0 else "under"
        notes.append(
            f"the feet stand {1000 * abs(floor):.0f} mm {where} the floor of the calibration; "
            "the floor was taken from the feet. Unless they stand on something, check that all clips show the same "
            "person"
        )
    else:
        floor = 0.0
    return WalkFrame(turn, floor, remarks(notes))


def _forward(body: BodyLandmarks, up: Array) -> tuple[Array, list[str]]:
    pelvis = 0.5 * (body["left_hip"] + body["right_hip"])
    there = np.flatnonzero(np.isfinite(pelvis).all(axis=1))
    if len(there) < _FEWEST_FRAMES:
        raise FootwiseError(
            _clips(body),
            "the hips are hardly ever seen by two cameras",
            "Keep the whole body in view",
            kind=ErrorKind.REFUSAL,
        )
    # The ends are means over a tenth of the walk: a single frame is noisy.
    tenth = max(1, len(there) // 10)
    way = pelvis[there[-tenth:]].mean(axis=0) - pelvis[there[:tenth]].mean(axis=0)
    way = way - (way @ up) * up
    if np.linalg.norm(way) >= _SHORTEST_WAY_M:
        return unit(way), []
    leftward = np.median((body["left_hip"] - body["right_hip"])[there], axis=0)
    leftward = unit(leftward - (leftward @ up) * up)
    return cross(leftward, up), ["the pelvis stays where it is; forward is where the hips face"]


def _up(body: BodyLandmarks, source: Path | str) -> Array:
    """Unit vector of the calibration's axis that a walking body stands along."""
    shoulders = 0.5 * (body["left_shoulder"] + body["right_shoulder"])
    feet = 0.5 * (body["left_ankle"] + body["right_ankle"])
    there = np.isfinite(shoulders - feet).all(axis=1)
    if there.sum() < _FEWEST_FRAMES:
        raise FootwiseError(
            _clips(body),
            "shoulders and feet are hardly ever seen by two cameras",
            "Keep the whole body in view",
            kind=ErrorKind.REFUSAL,
        )
    stands = unit(np.median((shoulders - feet)[there], axis=0))
    axis = int(np.abs(stands).argmax())
    if abs(stands[axis]) < np.cos(np.radians(_NEAR_UPRIGHT_DEG)):
        off = np.degrees(np.arccos(abs(stands[axis])))
        raise FootwiseError(
            source,
            f"no axis of its frame is up: the body leans {off:.0f}° against the nearest one",
            "Calibrate with a board or rectangle that lies on the floor",
            kind=ErrorKind.REFUSAL,
        )
    up = np.zeros(3)
    up[axis] = np.sign(stands[axis])
    return up


def _clips(body: BodyLandmarks) -> str:
    return ", ".join(body.cameras)


def _floor_m(body: BodyLandmarks) -> float:
    """Height of the floor under the toe points that stand still; 0 where none does."""
    heights = []
    for side in ("left", "right"):
        toe = body[f"{side}_foot_index"]
        speed = np.linalg.norm(np.gradient(toe, axis=0), axis=1) * body.rate_hz
        # Speed from frame to frame is mostly noise; over 0.1 s it is the foot's.
        near = max(3, round(0.1 * body.rate_hz))
        slow = np.convolve(np.nan_to_num(speed, nan=np.inf), np.ones(near) / near, mode="same")
        mean_slow = np.nan_to_num(slow, nan=np.inf) < _STILL_M_S
        heights.append(toe[mean_slow & np.isfinite(toe[:, 2]), 2])
    still = np.concatenate(heights)
    return float(np.median(still)) - _TOE_HEIGHT_M if len(still) >= _FEWEST_FRAMES else 0.0
