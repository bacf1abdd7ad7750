"""Pens for a picture of a film: smooth lines with a light edge, words on a plate, an arrow that lies on the floor."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np

from footwise.arrays import Array
from footwise.extras import require
from footwise.recordings.film import Picture
from footwise.reports.figures import SIDE_LOOKS

Colour = tuple[int, int, int]

# OpenCV takes whole numbers: sixteenths of a pixel, so that lines move smoothly.
_SHIFT = 4
_EDGE: Colour = (255, 255, 255)


def rgb(colour: str) -> Colour:
    """Red, green and blue of ``#rrggbb``."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


SIDE_COLOURS = {side: rgb(look.colour) for side, look in SIDE_LOOKS.items()}


def draw_lines(picture: Picture, lines: list[tuple[Array, Array, Colour, int]], edge: int) -> None:
    """Draw straight lines, each with a white edge, so that they are seen on dark and on light clothes.

    Parameters
    ----------
    picture : array, shape (height, width, 3)
        Changed.
    lines : list of tuple
        Begin and end in pixels, colour, thickness. A line with an unknown end, or one far outside the picture, is
        left out.
    edge : int
        Width of the edge on either side.
    """
    require("cv2")
    import cv2

    far = 2 * max(picture.shape[:2])
    drawn = [
        (_sixteenths(begin), _sixteenths(end), colour, thickness)
        for begin, end, colour, thickness in lines
        # False for NaN.
        if (np.abs(begin) < far).all() and (np.abs(end) < far).all()
    ]
    # All edges first: none may cut through a line.
    for begin, end, _, thickness in drawn:
        cv2.line(picture, begin, end, _EDGE, thickness + 2 * edge, cv2.LINE_AA, _SHIFT)
    for begin, end, colour, thickness in drawn:
        cv2.line(picture, begin, end, colour, thickness, cv2.LINE_AA, _SHIFT)


def draw_shape(picture: Picture, corners: Array, colour: Colour, opacity: float) -> None:
    """Fill a shape through which the picture still shows.

    Parameters
    ----------
    picture : array, shape (height, width, 3)
        Changed.
    corners : array, shape (corners, 2)
    colour : tuple of int
    opacity : float
        0 to 1.
    """
    require("cv2")
    import cv2

    high, wide = picture.shape[:2]
    if not (np.abs(corners) < 2 * max(high, wide)).all():
        return
    low = np.maximum(np.floor(corners.min(axis=0)).astype(int) - 2, 0)
    top = np.minimum(np.ceil(corners.max(axis=0)).astype(int) + 3, (wide, high))
    if (top <= low).any():
        return
    part = picture[low[1] : top[1], low[0] : top[0]]
    filled = part.copy()
    outline = np.round((corners - low) * 2**_SHIFT).astype(np.int32)
    cv2.fillPoly(filled, [outline], colour, cv2.LINE_AA, _SHIFT)
    cv2.polylines(filled, [outline], True, _EDGE, 1, cv2.LINE_AA, _SHIFT)
    part[:] = cv2.addWeighted(filled, opacity, part, 1 - opacity, 0)


def plate_size(text: str, size_px: int) -> tuple[int, int]:
    """Width and height of words on their plate."""
    high, wide = _letters(text, size_px).shape
    return wide + size_px, high + round(0.6 * size_px)


def draw_plate(picture: Picture, text: str, corner: tuple[int, int], colour: Colour, size_px: int) -> None:
    """Write white words on a plate of a colour.

    Parameters
    ----------
    picture : array, shape (height, width, 3)
        Changed.
    text : str
    corner : tuple of int
        Upper left corner of the plate, x and y.
    colour : tuple of int
    size_px : int
        Of the letters.
    """
    require("cv2")
    import cv2

    wide, high = plate_size(text, size_px)
    x, y = corner
    cv2.rectangle(picture, (x - 1, y - 1), (x + wide, y + high), _EDGE, cv2.FILLED)
    cv2.rectangle(picture, (x, y), (x + wide - 1, y + high - 1), colour, cv2.FILLED)
    write(picture, text, (x + size_px // 2, y + round(0.3 * size_px)), _EDGE, size_px)


def write(picture: Picture, text: str, corner: tuple[int, int], colour: Colour, size_px: int) -> int:
    """Write words and give their width in pixels; what does not fit into the picture is cut.

    Parameters
    ----------
    picture : array, shape (height, width, 3)
        Changed.
    text : str
    corner : tuple of int
        Upper left corner of the words.
    colour : tuple of int
    size_px : int
    """
    letters = _letters(text, size_px)
    x, y = corner
    left, above = max(0, -x), max(0, -y)
    part = picture[y + above : y + letters.shape[0], x + left : x + letters.shape[1]]
    ink = letters[above : above + part.shape[0], left : left + part.shape[1], None]
    part[:] = np.round(part + (np.array(colour) - part.astype(float)) * ink)
    return int(letters.shape[1])


@lru_cache(maxsize=256)
def _letters(text: str, size_px: int) -> Array:
    """How much ink is on each pixel of words, 0 to 1; all texts of a size are equally high.

    The letters of OpenCV 4 know no degree sign; Matplotlib brings a font that does.
    """
    from matplotlib import get_data_path
    from matplotlib.ft2font import FT2Font

    font = FT2Font(str(Path(get_data_path()) / "fonts" / "ttf" / "DejaVuSans-Bold.ttf"))
    font.set_size(size_px, 72)
    font.set_text(text)
    font.draw_glyphs_to_bitmap(antialiased=True)
    ink = np.asarray(font.get_image(), dtype=float) / 255
    below = round(font.get_descent() / 64)
    # Of DejaVu: capitals and figures are 0.73 high, brackets and tails reach 0.24 below the line.
    above, deep = round(0.78 * size_px), round(0.24 * size_px)
    page = np.zeros((above + deep, ink.shape[1]))
    top = above + below - ink.shape[0]
    first, last = max(top, 0), min(top + ink.shape[0], len(page))
    page[first:last] = ink[first - top : last - top]
    return page


def _sixteenths(point: Array) -> tuple[int, int]:
    x, y = np.round(point * 2**_SHIFT).astype(int)
    return int(x), int(y)


def jpeg(picture: Picture, longest_px: int) -> bytes:
    """A picture as a JPEG for a page, made smaller where its longer side has more pixels than that.

    Parameters
    ----------
    picture : array, shape (height, width, 3)
    longest_px : int
    """
    require("cv2")
    import cv2

    shrink = min(1.0, longest_px / max(picture.shape[:2]))
    size = (max(1, round(picture.shape[1] * shrink)), max(1, round(picture.shape[0] * shrink)))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    _, written = cv2.imencode(".jpg", cv2.cvtColor(small, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 80])
    return written.tobytes()
