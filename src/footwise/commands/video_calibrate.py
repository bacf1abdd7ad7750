"""What `footwise video calibrate` and `footwise video board` do: from films of a board to the cameras."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from footwise.errors import FootwiseError
from footwise.recordings import write_cameras
from footwise.video import Board, CameraPlaces, find_board, lens_from_board, place_cameras, stills, usual_lens

LENS, FLOOR = "lens", "floor"


def calibrate(folder: Path, board: Board, out: Path, progress: Callable[[str], None]) -> CameraPlaces:
    """Find lens and place of every phone, and write them as Calib.toml.

    Parameters
    ----------
    folder : Path
        Holds ``floor/`` with one picture or clip for each phone of the board that lies on the floor, and ``lens/``
        with a clip, a picture or a folder of pictures of the same name in which the board is moved about.
    board : Board
    out : Path
    progress : callable
        Told the name of each phone.

    Returns
    -------
    CameraPlaces

    Raises
    ------
    FootwiseError
        A folder that is missing or empty, a phone that does not see the board, a lens that does not fit.
    """
    floors = _by_name(folder / FLOOR)
    if not floors:
        raise FootwiseError(
            folder / FLOOR,
            "has no picture or clip of the board on the floor",
            "Put one for each phone there, named like the phone, such as phone1.mp4",
        )
    sources = _by_name(folder / LENS)
    lenses, views = [], []
    for name, path in floors.items():
        progress(name)
        looked = (find_board(picture, board, source) for source, picture in stills(path))
        view = next((found for found in looked if found is not None), None)
        views.append(view)
        if name in sources:
            lenses.append(lens_from_board(name, [sources[name]], board))
        elif view is None:
            raise FootwiseError(path, "does not show the board", "Put the board where the phone sees the whole of it")
        else:
            lenses.append(usual_lens(name, view.size_px))
    places = place_cameras(tuple(lenses), tuple(views), board)
    write_cameras(out, places.cameras)
    return places


def _by_name(folder: Path) -> dict[str, Path]:
    if not folder.is_dir():
        return {}
    return {path.stem: path for path in sorted(folder.iterdir()) if not path.name.startswith(".")}
