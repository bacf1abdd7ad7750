"""Calibration of cameras: from films of a board, or of a taped rectangle, to their lenses and places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from footwise.errors import FootwiseError
from footwise.jobs.progress import Progress, counting, no_progress
from footwise.outputs import write_text_whole
from footwise.recordings.film import write_cameras
from footwise.video.cameras import (
    Board,
    BoardView,
    CameraPlaces,
    Lens,
    board_svg,
    find_board,
    floor_from_rectangle,
    lens_from_board,
    named_pictures,
    place_cameras,
    usual_lens,
)

LENS, FLOOR = "lens", "floor"


@dataclass(frozen=True)
class TapedRectangle:
    """A rectangle on the floor that all phones see: tape, or a mat.

    Attributes
    ----------
    sides_m : tuple of float
        From the first corner to the second, and from the second to the third.
    corners_px : dict of str to tuple of float
        Name of the phone to x and y of the four corners, the same corner first for every phone.
    size_px : dict of str to tuple of int
        Of the pictures that the corners are in, where that is known.
    """

    sides_m: tuple[float, float]
    corners_px: Mapping[str, tuple[float, ...]]
    size_px: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def calibrate_cameras(
    folder: Path, board: Board, *, rectangle: TapedRectangle | None = None, progress: Progress = no_progress
) -> CameraPlaces:
    """Find lens and place of every phone.

    Parameters
    ----------
    folder : Path
        Holds ``floor/`` with one picture or clip for each phone of what lies on the floor, and ``lens/``
        with a clip, a picture or a folder of pictures of the same name in which the board is moved about.
    board : Board
    rectangle : TapedRectangle, optional
        On the floor in the pictures of ``floor/`` instead of the board.
    progress : Progress
        Told the name of each phone.

    Returns
    -------
    CameraPlaces

    Raises
    ------
    FootwiseError
        A folder that is missing or empty, a phone that does not see the board, a lens that does not fit, a picture of
        the floor that has another size than those of the lens.
    """
    floors = _by_name(folder / FLOOR)
    if not floors:
        raise FootwiseError(
            folder / FLOOR,
            "has no picture or clip of the board on the floor",
            "Put one for each phone there, named like the phone, such as phone1.mp4",
        )
    begins = counting(progress, len(floors))
    sources = _by_name(folder / LENS)
    lenses: list[Lens] = []
    views: list[BoardView | None] = []
    sizes: list[tuple[int, int]] = []
    for name, path in floors.items():
        begins(name)
        _, first = next(named_pictures(path))
        size = (first.shape[1], first.shape[0])
        sizes.append(size)
        lenses.append(lens_from_board(name, [sources[name]], board) if name in sources else usual_lens(name, size))
        if rectangle is None:
            looked = (find_board(picture, board, source) for source, picture in named_pictures(path))
            views.append(next((found for found in looked if found is not None), None))
    if rectangle is None:
        places = place_cameras(tuple(lenses), tuple(views), board)
    else:
        for lens, size, path in zip(lenses, sizes, floors.values(), strict=True):
            _check_size(lens, size, path)
            if (dragged := rectangle.size_px.get(lens.camera.name, size)) != size:
                raise FootwiseError(
                    path,
                    f"is {size[0]} by {size[1]} px, and its corners are in a picture of {dragged[0]} by {dragged[1]}",
                    "Drag them in this film",
                )
        places = _on_the_rectangle(lenses, rectangle)
    return places


def write_calibration(places: CameraPlaces, out: Path) -> None:
    """Write the cameras as the file `out`, which ends in ``.toml`` or ``.qca.txt``."""
    write_cameras(out, places.cameras)


def write_board(board: Board, out: Path) -> None:
    """Draw a board to print at 100 %, as the SVG file `out`."""
    write_text_whole(out, board_svg(board))


def _check_size(lens: Lens, size: tuple[int, int], path: Path) -> None:
    """Refuse a picture of the floor in another mode than that of the lens: corners read off it are elsewhere."""
    own = lens.camera.size_px
    if size != own:
        raise FootwiseError(
            path,
            f"is {size[0]} by {size[1]} px, and the lens of {lens.camera.name} was filmed in {own[0]} by {own[1]}",
            "Film the floor in the same video mode, for a second and no photo, and drag the corners in that clip",
        )


def _on_the_rectangle(lenses: Sequence[Lens], rectangle: TapedRectangle) -> CameraPlaces:
    names = [lens.camera.name for lens in lenses]
    if missing := set(names) ^ set(rectangle.corners_px):
        raise FootwiseError(
            "`corners_px`",
            f"and the pictures of the floor do not name the same phones ({', '.join(sorted(missing))})",
            "Give the four corners once for each phone",
        )
    floors = [
        floor_from_rectangle(lens, np.reshape(rectangle.corners_px[name], (4, 2)), rectangle.sides_m, in_order=True)
        for name, lens in zip(names, lenses, strict=True)
    ]
    return CameraPlaces(
        tuple(floor.camera for floor in floors),
        tuple(floor.rms_px for floor in floors),
        tuple(note for floor in floors for note in floor.notes),
    )


def _by_name(folder: Path) -> dict[str, Path]:
    if not folder.is_dir():
        return {}
    return {path.stem: path for path in sorted(folder.iterdir()) if not path.name.startswith(".")}
