"""The corners of a rectangle on the floor: the page on which they are dragged, and the file that it gives."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from footwise.errors import ErrorKind, FootwiseError
from footwise.extras import require
from footwise.recordings.film import Picture, open_clip, pictures
from footwise.settings import read_toml
from footwise.video.cameras import (
    A4_M,
    PICTURES,
    find_sheet,
    named_pictures,
    usual_lens,
)

_REMEDY = "Save it on the page on which the corners are dragged"
_LARGEST_PX = 100_000.0
_FLOOR = "floor"


@dataclass(frozen=True)
class LinesToPaste:
    """What the page writes for whoever pastes it, by the caller's own words.

    Attributes
    ----------
    walk : str
        For one film: with ``{film}``, ``{corners}`` and ``{sides}`` in it.
    calibrate : str
        For the phones of a calibration: with ``{folder}``, ``{sides}`` and ``{phones}``.
    phone : str
        Of each phone, with ``{corners}``: its name and its corners.
    """

    walk: str
    calibrate: str
    phone: str


@dataclass(frozen=True)
class ToldCorners:
    """Corners of one rectangle, as a file tells of them.

    Attributes
    ----------
    path : Path
    sides_m : tuple of float
        From corner 1 to corner 2, and from corner 2 to corner 3.
    corners_px : mapping of str to tuple of float
        Name of the phone, or of the clip, to x and y of the four corners.
    size_px : mapping of str to tuple of int
        Width and height of the pictures that they were dragged in.
    """

    path: Path
    sides_m: tuple[float, float]
    corners_px: Mapping[str, tuple[float, ...]]
    size_px: Mapping[str, tuple[int, int]]

    def of(self, name: str) -> tuple[float, ...]:
        """The corners in the picture of a phone or clip: those of its name, or the only ones that there are.

        Raises
        ------
        FootwiseError
            There are several, and none of this name.
        """
        if name in self.corners_px:
            return self.corners_px[name]
        if len(self.corners_px) == 1:
            return next(iter(self.corners_px.values()))
        raise FootwiseError(self.path, f"has no corners of {name}, only of {', '.join(self.corners_px)}", _REMEDY)

    def size_of(self, name: str) -> tuple[int, int]:
        """Width and height of the picture that `of` has its corners in."""
        return self.size_px.get(name, next(iter(self.size_px.values())))


def corners_page_of(films: Sequence[Path], sides_m: tuple[float, float], lines: LinesToPaste, at_s: float = 0.0) -> str:
    """Write the page for the films of one or more phones.

    Parameters
    ----------
    films : sequence of Path
        A film or picture for each phone; or one folder, that of a calibration, with ``floor/`` in it.
    sides_m : tuple of float
        Of the rectangle, as measured.
    lines : LinesToPaste
    at_s : float
        Which picture of a film: the first one from this time on.

    Returns
    -------
    str
        One HTML page that loads nothing.

    Raises
    ------
    FootwiseError
        A film that cannot be read, or has no picture as late as this; two of one name; a folder without films.
    """
    require("av", "cv2")
    from footwise.reports.film import FloorPicture, corners_page

    paths = _films(films)
    names = [path.stem for path in paths]
    if double := [name for name in names if names.count(name) > 1]:
        raise FootwiseError(double[0], "is the name of two films", "Name the films of different phones differently")
    shown = []
    for path in paths:
        size, picture = _picture(path, at_s)
        lens = usual_lens(path.stem, size)
        corners = None
        # Tape is no sheet: something white in the room would only draw the corners away from the floor.
        if np.allclose(sorted(sides_m), sorted(A4_M)):
            # None, or several: the person tells.
            with suppress(FootwiseError):
                seen_lens = usual_lens(path.stem, (picture.shape[1], picture.shape[0]))
                found = find_sheet(picture, seen_lens, sides_m, path.name)
                corners = (found + 0.5) * size[0] / picture.shape[1] - 0.5
        shown.append(FloorPicture(path.stem, picture, size, float(lens.camera.matrix_px[0, 0]), corners))
    one_film = len(paths) == 1 and paths[0].parent.name != _FLOOR
    line = _in_line(lines.walk, film=paths[0]) if one_film else _in_line(lines.calibrate, folder=_folder(paths))
    return corners_page(shown, sides_m, line=line, of_phone="" if one_film else lines.phone)


def read_corners(path: Path) -> ToldCorners:
    """Read the file that the page gives.

    Raises
    ------
    FootwiseError
        No such file, or one that says something else.
    """
    told = read_toml(path, "a file of corners", _REMEDY).only("sides_cm", "corners_px", "size_px")
    along, across = told.numbers("sides_cm", 5.0, 2000.0, 2)
    corners, sizes = told.section("corners_px"), told.section("size_px")
    if not corners.table:
        raise corners.trouble("names no phone")
    if set(corners.table) != set(sizes.table):
        raise FootwiseError(path, "does not name the same phones in [corners_px] and [size_px]", _REMEDY)
    low, high = -_LARGEST_PX, _LARGEST_PX
    return ToldCorners(
        path,
        (along / 100, across / 100),
        {name: corners.numbers(name, low, high, 8) for name in corners.table},
        {name: _size(sizes.numbers(name, 1, high, 2)) for name in sizes.table},
    )


def _size(numbers: tuple[float, ...]) -> tuple[int, int]:
    return int(numbers[0]), int(numbers[1])


def _films(films: Sequence[Path]) -> list[Path]:
    """The films themselves, where a folder was named."""
    if len(films) != 1 or not films[0].is_dir():
        return list(films)
    folder = films[0] / _FLOOR if (films[0] / _FLOOR).is_dir() else films[0]
    inside = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    if not inside:
        raise FootwiseError(folder, "has no films in it", "Put one for each phone there, such as phone1.mp4")
    return inside


def _folder(paths: Sequence[Path]) -> Path:
    """The folder of the calibration, where the films lie in it."""
    return paths[0].parent.parent if paths[0].parent.name == _FLOOR else Path("setup")


def _in_line(line: str, **names: Path) -> str:
    """The line with the names of files in it, as a shell reads them."""
    for name, path in names.items():
        line = line.replace(f"{{{name}}}", shlex.quote(str(path)))
    return line


def _picture(path: Path, at_s: float) -> tuple[tuple[int, int], Picture]:
    """Size of the film in pixels, and its first picture from a time on."""
    if path.suffix.lower() in PICTURES:
        _, picture = next(named_pictures(path))
        return (picture.shape[1], picture.shape[0]), np.ascontiguousarray(picture)
    clip = open_clip(path)
    for index, picture in pictures(clip):
        if clip.time_s[index] >= at_s:
            return clip.size_px, picture
    raise FootwiseError(
        path,
        f"has no picture at {at_s:g} s: it ends after {clip.duration_s:.1f} s",
        "Name an earlier time",
        kind=ErrorKind.BAD_REQUEST,
    )
