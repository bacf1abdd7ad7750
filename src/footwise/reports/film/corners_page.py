"""The page on which a person drags the four corners of a rectangle on the floor, in the pictures of all phones."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from footwise.arrays import Array, by_value
from footwise.recordings.film import Picture
from footwise.reports.film.drawing import jpeg
from footwise.reports.pages import page

# Of JPEG for a page: larger pictures are shown smaller, and their corners are counted in their own pixels all the same.
_LONGEST_SIDE_PX = 4096
# Where the corners lie before anybody has dragged them, in shares of the picture.
_BEFORE = np.array([[0.3, 0.85], [0.7, 0.85], [0.6, 0.65], [0.4, 0.65]])


@by_value
@dataclass(frozen=True)
class FloorPicture:
    """What one phone sees of the floor.

    Attributes
    ----------
    name : str
        Of the phone, or of the clip.
    picture : array, shape (height, width, 3)
    size_px : tuple of int
        Of the film: the corners are counted in its pixels.
    focal_px : float
        Of the lens, as usual or as measured.
    corners_px : array, shape (4, 2), or None
        Where a rectangle was found already.
    """

    name: str
    picture: Picture
    size_px: tuple[int, int]
    focal_px: float
    corners_px: Array | None = None


def corners_page(
    pictures: Sequence[FloorPicture], sides_m: tuple[float, float], *, line: str, of_phone: str = ""
) -> str:
    """Write the page; it loads nothing from elsewhere and sends nothing.

    Parameters
    ----------
    pictures : sequence of FloorPicture
        One for each phone.
    sides_m : tuple of float
        As measured: from corner 1 to corner 2, and from corner 2 to corner 3.
    line : str
        What is to be pasted, with ``{sides}``, and ``{corners}`` of one film or ``{phones}``, still to be filled in.
    of_phone : str
        What stands there of each phone, with ``{corners}``; without it there is one film, whose corners begin anywhere.

    Returns
    -------
    str
    """
    phones = [
        {
            "name": one.name,
            "size": list(one.size_px),
            "focal": round(float(one.focal_px), 2),
            "corners": [[round(float(x), 2), round(float(y), 2)] for x, y in _first_corners(one)],
            "found": one.corners_px is not None,
        }
        for one in pictures
    ]
    shown = [
        f"data:image/jpeg;base64,{b64encode(jpeg(one.picture, _LONGEST_SIDE_PX)).decode('ascii')}" for one in pictures
    ]
    script = (Path(__file__).parent / "corners_page.mjs").read_text(encoding="utf-8")
    told = {
        "phones": phones,
        "sides_cm": [round(100 * side, 2) for side in sides_m],
        "line": line,
        "of_phone": of_phone,
    }
    return page("corners.html.j2", phones=list(zip(phones, shown, strict=True)), told=told, script=script)


def _first_corners(one: FloorPicture) -> Array:
    if one.corners_px is not None:
        return one.corners_px
    return np.asarray(_BEFORE * np.array(one.size_px))
