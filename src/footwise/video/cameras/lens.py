"""The lens of a camera from pictures of a board, or, where there are none, what phones usually have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from footwise.arrays import Array
from footwise.errors import ErrorKind, FootwiseError
from footwise.extras import require
from footwise.notes import Note, remarks
from footwise.recordings.film import Camera, Picture, open_clip, pictures
from footwise.video.cameras.board import Board, BoardView, find_board

PICTURES = (".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp")
# More views than this add time and no knowledge.
_MOST_VIEWS = 40
_FEWEST_VIEWS = 4
# With fewer views the middle of the lens and its tangential bending are not told apart from the board's tilt.
_VIEWS_FOR_ALL = 5
# A board is looked for this often in a film.
_LOOK_EVERY_S = 0.25
_MOST_LOOKS = 240
_LARGEST_RMS_PX = 2.0
_LARGE_RMS_PX = 0.8
_LARGE_FOCAL_SD_PCT = 1.0
# A view that fits this much worse than the usual one, and by more than a pixel, was moved or misread.
_OUTLYING = 3.0
# Longer side of the picture over its angle of 66 degrees: phones' main lenses film at 63 to 69.
_USUAL_FOCAL_SHARE = 0.77
_HOW_TO_FILM = (
    "Film the board for 20 s with the phone still: near and far, in every corner of the picture, tilted to all sides"
)


@dataclass(frozen=True)
class Lens:
    """The lens of one camera.

    Attributes
    ----------
    camera : Camera
        With this lens, at the origin.
    rms_px : float
        Distance of the board's corners from where the lens puts them; NaN where it was not measured.
    focal_sd_pct : float
        Standard error of the focal length; NaN where it was not measured.
    views : tuple of str
        The pictures it comes from.
    notes : tuple of Note
    """

    camera: Camera
    rms_px: float
    focal_sd_pct: float
    views: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def measured(self) -> bool:
        """Whether it was measured with a board, and not assumed."""
        return bool(self.views)


def lens_from_board(name: str, sources: Iterable[Path], board: Board) -> Lens:
    """Measure a lens from pictures or films of a board.

    Parameters
    ----------
    name : str
        Of the camera.
    sources : iterable of Path
        Pictures, films, or folders of pictures, all of the same camera in the same mode.
    board : Board

    Returns
    -------
    Lens

    Raises
    ------
    FootwiseError
        No board in the pictures, too few or too similar views, pictures of different sizes, or a lens that does not
        fit the board.
    """
    paths = list(sources)
    views, looked = [], 0
    for path in paths:
        for source, picture in named_pictures(Path(path)):
            looked += 1
            if (view := find_board(picture, board, source)) is not None:
                views.append(view)
    where = ", ".join(str(path) for path in paths[:3]) + (" ..." if len(paths) > 3 else "")
    if not views:
        raise FootwiseError(
            where or name,
            f"shows no {board.kind} board of {board.columns} by {board.rows} squares in {looked} pictures",
            "Count the squares along both sides, and film the whole board in good light",
            kind=ErrorKind.REFUSAL,
        )
    return lens_from_views(name, views, board, where)


def lens_from_views(name: str, views: list[BoardView], board: Board, where: str = "") -> Lens:
    """Measure a lens from corners that were found; see `lens_from_board`."""
    require("cv2")
    import cv2

    where = where or name
    sizes = {view.size_px for view in views}
    if len(sizes) > 1:
        said = " and ".join(f"{w} by {h}" for w, h in sorted(sizes))
        raise FootwiseError(where, f"has pictures of {said} px", "Use one video mode for all pictures of a camera")
    size = sizes.pop()
    chosen = _varied(views)
    left_out: list[str] = []
    while True:
        if len(chosen) < _FEWEST_VIEWS:
            raise FootwiseError(
                where,
                f"shows the board in {len(chosen)} usable views, and a lens needs {_FEWEST_VIEWS}",
                _HOW_TO_FILM,
                kind=ErrorKind.REFUSAL,
            )
        flags = cv2.CALIB_FIX_K3
        if len(chosen) < _VIEWS_FOR_ALL:
            flags |= cv2.CALIB_FIX_PRINCIPAL_POINT | cv2.CALIB_ZERO_TANGENT_DIST | cv2.CALIB_FIX_ASPECT_RATIO
        focal = _USUAL_FOCAL_SHARE * max(size)
        guess = np.array([[focal, 0, size[0] / 2], [0, focal, size[1] / 2], [0, 0, 1.0]])
        corners = board.corners_m()
        rms, matrix, bending, _, _, errors, _, per_view = cv2.calibrateCameraExtended(
            [_printed(corners, board)[view.numbers].astype(np.float32) for view in chosen],
            [view.points_px.astype(np.float32) for view in chosen],
            size,
            guess,
            np.zeros(5),
            flags=flags | cv2.CALIB_USE_INTRINSIC_GUESS,
        )
        worst = int(np.argmax(per_view))
        if per_view[worst] < max(1.0, _OUTLYING * float(np.median(per_view))):
            break
        left_out.append(chosen[worst].source)
        chosen = chosen[:worst] + chosen[worst + 1 :]
    focal_sd = 100 * float(np.ravel(errors)[:2].max()) / float(matrix[0, 0])
    _check(where, float(rms), np.asarray(matrix, dtype=float), size)
    notes = [f"{name}: {view} left out: its corners do not fit the others" for view in left_out]
    if rms > _LARGE_RMS_PX:
        notes.append(f"{name}: the board is {rms:.1f} px off on average; is it flat, and was the phone still?")
    if focal_sd > _LARGE_FOCAL_SD_PCT:
        notes.append(f"{name}: its focal length is known to {focal_sd:.1f} % only; tilt the board more")
    if len(chosen) < _VIEWS_FOR_ALL:
        notes.append(
            f"{name}: from {len(chosen)} views; the middle of the lens is taken as that of the picture "
            f"({_VIEWS_FOR_ALL} views measure it)"
        )
    camera = Camera(
        name, size, np.asarray(matrix), np.concatenate([np.ravel(bending), np.zeros(5)])[:5], np.eye(3), np.zeros(3)
    )
    return Lens(camera, float(rms), focal_sd, tuple(view.source for view in chosen), remarks(notes))


def usual_lens(name: str, size_px: tuple[int, int]) -> Lens:
    """What a phone's main lens usually is: 66 degrees along the longer side, middle of the picture, not bent.

    Wrong by up to 8 % in focal length, more for wide and telephoto lenses; `Lens.measured` is False and a note says so.
    """
    focal = _USUAL_FOCAL_SHARE * max(size_px)
    matrix = np.array([[focal, 0, size_px[0] / 2], [0, focal, size_px[1] / 2], [0, 0, 1.0]])
    note = (
        f"{name}: its lens was not measured; the usual one of a phone was assumed ({focal:.0f} px), up to 8 % wrong; "
        "film a board to measure it"
    )
    camera = Camera(name, size_px, matrix, np.zeros(5), np.eye(3), np.zeros(3))
    return Lens(camera, float("nan"), float("nan"), (), (Note(note),))


def named_pictures(path: Path) -> Iterator[tuple[str, Picture]]:
    """Every picture of a file or folder with its name for messages; a film is looked at four times a second.

    Parameters
    ----------
    path : Path

    Yields
    ------
    source : str
    picture : array of uint8, shape (height, width, 3)
        Upright; red, green, blue.

    Raises
    ------
    FootwiseError
        Nothing that can be read.
    """
    if path.is_dir():
        inside = sorted(file for file in path.iterdir() if file.suffix.lower() in PICTURES)
        if not inside:
            raise FootwiseError(path, "has no pictures in it", "Name a folder of JPG or PNG pictures, or a film")
        for file in inside:
            yield from named_pictures(file)
    elif path.suffix.lower() in PICTURES:
        yield path.name, read_picture(path)
    else:
        clip = open_clip(path)
        step = max(_LOOK_EVERY_S, clip.duration_s / _MOST_LOOKS)
        wanted = 0.0
        for frame, picture in pictures(clip):
            if clip.time_s[frame] >= wanted:
                wanted = clip.time_s[frame] + step
                yield f"{path.name} at {clip.time_s[frame]:.2f} s", picture


def read_picture(path: Path) -> Picture:
    """Read a picture upright, as the phone's own note of its orientation says; red, green, blue.

    Raises
    ------
    FootwiseError
        No such file, or no picture.
    """
    require("cv2")
    import cv2

    try:
        raw = np.frombuffer(Path(path).read_bytes(), np.uint8)
    except FileNotFoundError:
        raise FootwiseError(path, "there is no such file", "Check the name and the folder") from None
    except OSError as error:
        raise FootwiseError(path, f"cannot be read ({error.strerror})", "Check its permissions") from None
    picture = cv2.imdecode(raw, cv2.IMREAD_COLOR) if len(raw) else None
    if picture is None:
        raise FootwiseError(path, "is not a picture that can be read", "Save it as JPG or PNG")
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), dtype=np.uint8)


def _printed(corners_m: Array, board: Board) -> Array:
    """Corners as OpenCV numbers them, x to the right, y down, so that it looks at the printed side."""
    return corners_m[:, [1, 0, 2]] if board.rows > board.columns else corners_m * np.array([1.0, -1.0, 1.0])


def _varied(views: list[BoardView]) -> list[BoardView]:
    """Views that differ most in place, size and tilt: each next one is farthest from those that are taken."""
    if len(views) <= _MOST_VIEWS:
        return views
    looks = np.stack([_look(view) for view in views])
    taken = [int(np.argmax(looks[:, 2]))]
    nearest = np.linalg.norm(looks - looks[taken[0]], axis=1)
    while len(taken) < _MOST_VIEWS:
        taken.append(int(np.argmax(nearest)))
        nearest = np.minimum(nearest, np.linalg.norm(looks - looks[taken[-1]], axis=1))
    return [views[k] for k in sorted(taken)]


def _look(view: BoardView) -> Array:
    """Place, size and shape of a view as numbers of about one."""
    points = view.points_px / max(view.size_px)
    centre = points.mean(axis=0)
    spread = np.cov((points - centre).T)
    return np.array(
        [
            *centre,
            4 * np.sqrt(np.trace(spread)),
            4 * spread[0, 1] / np.trace(spread),
            np.log(spread[0, 0] / spread[1, 1]) / 4,
        ]
    )


def _check(where: str, rms_px: float, matrix: Array, size: tuple[int, int]) -> None:
    if not rms_px <= _LARGEST_RMS_PX:
        raise FootwiseError(
            where,
            f"does not show a flat board through one lens: its corners are {rms_px:.1f} px off",
            "Glue the print on something stiff, switch zoom, stabilisation and autofocus off, and film it again",
            kind=ErrorKind.REFUSAL,
        )
    focal, centre = matrix[[0, 1], [0, 1]] / max(size), matrix[:2, 2] / np.array(size)
    if (
        not (focal.min() > 0.3 and focal.max() < 5 and abs(focal[0] / focal[1] - 1) < 0.05)
        or (abs(centre - 0.5) > 0.25).any()
    ):
        raise FootwiseError(
            where,
            f"gives a lens that no phone has (focal length {matrix[0, 0]:.0f} by {matrix[1, 1]:.0f} px)",
            _HOW_TO_FILM,
            kind=ErrorKind.REFUSAL,
        )
