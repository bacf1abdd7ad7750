"""Find a white sheet of paper that lies on a darker floor."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array
from footwise.errors import ErrorKind, FootwiseError
from footwise.extras import require
from footwise.recordings.film import Picture
from footwise.video.cameras.floor_plane import A4_M, floor_from_rectangle
from footwise.video.cameras.lens import Lens

_LEVELS = range(70, 250, 10)
# Shares of the picture that a sheet covers.
_SMALLEST, _LARGEST = 0.0003, 0.2
# How well corners are found.
FOUND_CORNER_SD_PX = 0.4
# Brightness over that of the floor around it.
_BRIGHTER = 25
# Two finds are one sheet if their corners are this near to each other.
_SAME_PX = 12.0
_CLICK = "Give the four corners of the sheet yourself, with `corners_px`, or measure without one"


class NoSheetError(FootwiseError):
    """No sheet is in a picture; it may be hidden, and seen in the next one."""


def find_sheet(picture: Picture, lens: Lens, sides_m: tuple[float, float] = A4_M, source: str = "picture") -> Array:
    """Find the corners of the one sheet of paper on the floor.

    Parameters
    ----------
    picture : array of uint8, shape (height, width) or (height, width, 3)
    lens : Lens
        A bright window is a quadrangle too: only what is such a sheet lying below the camera is taken.
    sides_m : tuple of float
    source : str
        The picture, for messages.

    Returns
    -------
    array, shape (4, 2)
        Around the sheet, in pixels.

    Raises
    ------
    NoSheetError
        Nothing that could be one.
    FootwiseError
        Several things that could be one.
    """
    require("cv2")
    import cv2

    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY) if picture.ndim == 3 else picture, dtype=np.uint8)
    found: list[tuple[float, Array]] = []
    for level in _LEVELS:
        outlines, _ = cv2.findContours((grey > level).astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
        for outline in outlines:
            corners = _quadrangle(np.asarray(outline, dtype=int), grey.size)
            if corners is None or (middle := _between(grey, corners)) is None:
                continue
            same = [k for k, (_, other) in enumerate(found) if np.abs(corners - other).max() < _SAME_PX]
            # The edge of the sheet is where the picture is half as bright as it.
            off = abs(level - middle)
            if same and off < found[same[0]][0]:
                found[same[0]] = (off, corners)
            elif not same and _lies_below(lens, corners, sides_m):
                found.append((off, corners))
    if not found:
        raise NoSheetError(source, "shows no white sheet on a darker floor", _CLICK, kind=ErrorKind.REFUSAL)
    if len(found) > 1:
        raise FootwiseError(
            source, f"shows {len(found)} things that could be the sheet", _CLICK, kind=ErrorKind.REFUSAL
        )
    return found[0][1]


def _quadrangle(outline: NDArray[np.int_], picture_px: int) -> Array | None:
    """Corners where straight lines through the four sides of an outline meet; None where it has not four sides."""
    require("cv2")
    import cv2

    area = cv2.contourArea(outline)
    if not _SMALLEST * picture_px < area < _LARGEST * picture_px:
        return None
    rough = cv2.approxPolyDP(outline, 0.03 * cv2.arcLength(outline, True), True)
    if len(rough) != 4 or not cv2.isContourConvex(rough):
        return None
    points, ends = outline[:, 0].astype(float), rough[:, 0].astype(float)
    centre = ends.mean(axis=0)
    lines = []
    for begin, end in zip(ends, np.roll(ends, -1, axis=0), strict=True):
        along = (end - begin) / np.linalg.norm(end - begin)
        way = (points - begin) @ along / np.linalg.norm(end - begin)
        beside = np.abs((points - begin) @ np.array([-along[1], along[0]]))
        # Corners are rounded by the lens: the middle of each side says where it runs.
        side = points[(way > 0.15) & (way < 0.85) & (beside < 0.05 * np.linalg.norm(end - begin) + 2)]
        if len(side) < 5:
            return None
        vx, vy, x0, y0 = np.ravel(cv2.fitLine(side.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01)).astype(float)
        # The outline runs through the last pixels inside: the edge is half a pixel further out.
        out = np.array([vy, -vx]) * np.sign(np.array([vy, -vx]) @ (np.array([x0, y0]) - centre))
        x0, y0 = np.array([x0, y0]) + 0.5 * out
        lines.append(np.array([vy, -vx, vx * y0 - vy * x0]))
    meets = np.stack([np.cross(lines[k - 1], lines[k]) for k in range(4)])
    if (np.abs(meets[:, 2]) < 1e-6).any():
        return None
    corners: Array = meets[:, :2] / meets[:, 2:]
    return corners if np.abs(corners - ends).max() < 0.1 * np.sqrt(area) + 3 else None


def _between(grey: Picture, corners: Array) -> float | None:
    """Brightness half way between the inside and a band around it; None unless even and clearly brighter."""
    require("cv2")
    import cv2

    masks = []
    middle = corners.mean(axis=0)
    for grown in (0.85, 1.15, 1.5):
        mask = np.zeros(grey.shape, np.uint8)
        cv2.fillConvexPoly(mask, (middle + grown * (corners - middle)).round().astype(np.int32), 1)
        masks.append(mask.astype(bool))
    inside, around = grey[masks[0]], grey[masks[2] & ~masks[1]]
    if not len(inside) or not len(around) or inside.std() > 20:
        return None
    bright = float(np.median(inside))
    return (bright + float(np.median(around))) / 2 if bright - np.percentile(around, 75) > _BRIGHTER else None


def _lies_below(lens: Lens, corners: Array, sides_m: tuple[float, float]) -> bool:
    """Whether a sheet of this size would look so, on a floor under an upright camera."""
    try:
        camera = floor_from_rectangle(lens, corners, sides_m, corner_sd_px=FOUND_CORNER_SD_PX).camera
    except FootwiseError:
        return False
    # The picture's down must be down within 60 degrees, and the camera not lie on the floor.
    return bool(camera.rotation[1, 2] < -0.5 and camera.position_m[2] > 0.2)
