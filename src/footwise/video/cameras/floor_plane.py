"""The floor of a camera from a rectangle of known size that lies on it: a sheet, a board, a frame of tape."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isfinite

import numpy as np

from footwise.arrays import Array
from footwise.errors import ErrorKind, FootwiseError
from footwise.notes import Note
from footwise.recordings.film import Camera
from footwise.video.cameras.lens import Lens
from footwise.video.cameras.plane_pose import FINEST_PX, PlanePose, plane_pose

A4_M = (0.297, 0.210)
# Corners that fit no better than this share of the rectangle's own size in the picture are not its corners.
_LARGEST_MISFIT = 0.04
# The rectangle lies the other way round unless that fits clearly worse.
_CLEARLY_WORSE = 1.5
CLICKED_CORNER_SD_PX = 1.0
_LARGE_TILT_SD_DEG = 1.0
_TIPPED = float(np.cos(np.radians(15)))
_LARGEST_TILT_SD_DEG = 6.0


@dataclass(frozen=True)
class FloorPlane:
    """A camera against the floor.

    Attributes
    ----------
    camera : Camera
        Origin in the first corner, x along the longer side, z up, the floor at 0.
    rms_px : float
        Of the four corners.
    tilt_sd_deg, height_sd_m : float
        Standard error of the floor's tilt and of the camera's height, for corners as well known as was said.
    notes : tuple of Note
    """

    camera: Camera
    rms_px: float
    tilt_sd_deg: float
    height_sd_m: float
    notes: tuple[Note, ...] = ()


def floor_from_rectangle(
    lens: Lens,
    corners_px: Array,
    sides_m: tuple[float, float] = A4_M,
    *,
    in_order: bool = False,
    corner_sd_px: float = CLICKED_CORNER_SD_PX,
) -> FloorPlane:
    """Find the floor from the four corners of a rectangle on it.

    Parameters
    ----------
    lens : Lens
    corners_px : array, shape (4, 2)
        In the order in which one walks around it, either way, from any corner. Cameras that are to share a frame need
        the same first and second corner.
    sides_m : tuple of float
        The two sides as measured.
    in_order : bool
        The first side is the edge from the first corner to the second. Otherwise this is found out: with the lens
        known, a sheet that lies along does not look like one that lies across, unless it is far away.
    corner_sd_px : float
        How well the corners are known; 1 px for a careful click.

    Returns
    -------
    FloorPlane

    Raises
    ------
    FootwiseError
        Corners that are not those of a rectangle seen from above, that fit both ways around, or that are too near to
        each other in the picture to give the floor.
    """
    name = lens.camera.name
    corners = np.asarray(corners_px, dtype=float)
    if corners.shape != (4, 2) or not np.isfinite(corners).all():
        raise FootwiseError(name, "needs four corners of the rectangle, x and y of each", "Give eight numbers")
    first, second = (float(side) for side in sides_m)
    if min(first, second) < 0.05 or max(first, second) > 20:
        raise FootwiseError(
            name, f"a rectangle of {first:g} by {second:g} m is impossible", "Measure its sides in metres"
        )
    if not _is_convex(corners):
        raise FootwiseError(
            name, "gives four corners that are not in order around a rectangle", "Go around it from corner to corner"
        )
    # Seen from above, a way around that turns left on the floor turns left in the picture, whose y is down.
    turned = _area(corners) > 0
    around = corners[[0, 3, 2, 1]] if turned else corners
    told = (second, first) if turned else (first, second)
    fits = {}
    for along, across in {told} if in_order else {(first, second), (second, first)}:
        if (pose := plane_pose(lens.camera, _rectangle(along, across), around)) is not None:
            fits[along, across] = pose
    if not fits:
        raise FootwiseError(
            name,
            "sees corners that no rectangle on the floor has",
            "Check the order of the corners, and the lens",
            kind=ErrorKind.REFUSAL,
        )
    ways = sorted(fits, key=lambda way: fits[way].rms_px)
    best = fits[ways[0]]
    size = float(np.sqrt(abs(_area(corners))))
    if best.rms_px > max(_LARGEST_MISFIT * size, 2 * corner_sd_px):
        raise FootwiseError(
            name,
            f"sees corners that are {best.rms_px:.1f} px off those of a rectangle of {first:g} by {second:g} m",
            "Check its sides and its corners, and measure the lens with a board",
            kind=ErrorKind.REFUSAL,
        )
    notes = list(lens.notes)
    if len(ways) > 1 and fits[ways[1]].rms_px < _CLEARLY_WORSE * max(best.rms_px, corner_sd_px):
        raise FootwiseError(
            name,
            "sees a rectangle that could lie along or across",
            "Say that its sides are given in the order of its corners, use a longer one, or bring it nearer",
            kind=ErrorKind.REFUSAL,
        )
    rectangle = _rectangle(*ways[0])
    alike = isfinite(best.other_rms_px) and best.other_rms_px < _CLEARLY_WORSE * max(best.rms_px, corner_sd_px / 2)
    if alike or not _stands_firm(best, lens, rectangle, around, corner_sd_px):
        raise FootwiseError(
            name,
            "sees the rectangle too small or too flat to tell which way the floor is tilted",
            "Tape a rectangle of 1 m or more on the walkway, or bring the phone nearer or higher",
            kind=ErrorKind.REFUSAL,
        )
    tilt, height = _errors(best, corner_sd_px)
    if tilt > _LARGEST_TILT_SD_DEG:
        raise FootwiseError(
            name,
            f"sees the rectangle so small that the floor is known to ±{tilt:.0f}° only",
            "Tape a rectangle of 1 m or more on the walkway, or bring the phone nearer or higher",
            kind=ErrorKind.REFUSAL,
        )
    if tilt > _LARGE_TILT_SD_DEG:
        said = (
            f"{name}: the rectangle gives the floor to ±{tilt:.1f}° and the camera's height to "
            f"±{1000 * height:.0f} mm; a larger one is better"
        )
        notes.append(Note(said))
    camera = best.camera
    if ways[0][0] < ways[0][1]:
        camera = _x_along_the_longer_side(camera)
    return FloorPlane(camera, best.rms_px, tilt, height, tuple(notes))


def _errors(pose: PlanePose, corner_sd_px: float) -> tuple[float, float]:
    """Standard errors for corners known this well: four corners' own misfit says little."""
    scale = max(corner_sd_px / max(pose.rms_px, FINEST_PX), 1.0)
    return pose.tilt_sd_deg * scale, pose.height_sd_m * scale


def _rectangle(along: float, across: float) -> Array:
    return np.array([[0, 0, 0], [along, 0, 0], [along, across, 0], [0, across, 0]], dtype=float)


def _stands_firm(pose: PlanePose, lens: Lens, rectangle: Array, corners: Array, corner_sd_px: float) -> bool:
    """Whether the floor stays where it is when a corner moves by two standard errors: a small far one tips over."""
    for corner in range(4):
        for way in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            moved = corners.copy()
            moved[corner] += 2 * corner_sd_px * np.array(way, dtype=float)
            other = plane_pose(lens.camera, rectangle, moved)
            if other is None or other.camera.rotation[:, 2] @ pose.camera.rotation[:, 2] < _TIPPED:
                return False
    return True


def _x_along_the_longer_side(camera: Camera) -> Camera:
    """Turn the frame by a quarter about z: the first edge was the shorter one."""
    turn = np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    return replace(camera, rotation=camera.rotation @ turn.T)


def _area(corners: Array) -> float:
    """Signed area in the picture; positive where the way around turns to the right as one sees it."""
    x, y = corners.T
    return float(0.5 * np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)))


def _is_convex(corners: Array) -> bool:
    edges = np.roll(corners, -1, axis=0) - corners
    turns = edges[:, 0] * np.roll(edges[:, 1], -1) - edges[:, 1] * np.roll(edges[:, 0], -1)
    return bool((turns > 1).all() or (turns < -1).all())
