"""Boards to calibrate cameras with: what they look like, where their corners are, and finding them in a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array, by_value
from footwise.errors import FootwiseError
from footwise.extras import require
from footwise.recordings.film import Picture

# Side of a marker over that of its square, as OpenCV's own boards have it.
_MARKER_SHARE = 0.75
_FEWEST_CORNERS = 6
# A corner lies this far at most from where the corners as a whole put it, in squares: a misread board does not.
_LARGEST_MISFIT = 0.15
_A4_MM = (297, 210)


@dataclass(frozen=True)
class Board:
    """A flat board of black and white squares; with markers in the white ones it is a ChArUco board.

    Attributes
    ----------
    columns, rows : int
        Squares along its two sides as drawn.
    square_m : float
        Side of a square as measured on the print.
    kind : {"charuco", "chessboard"}
    """

    columns: int
    rows: int
    square_m: float
    kind: Literal["charuco", "chessboard"] = "charuco"

    def __post_init__(self) -> None:
        if not (3 <= self.columns <= 40 and 3 <= self.rows <= 40):
            raise FootwiseError(
                "board", f"{self.columns} by {self.rows} squares is no board", "Count the squares along both sides"
            )
        if not 0.005 <= self.square_m <= 1.0:
            raise FootwiseError(
                "board",
                f"a square of {self.square_m:g} m is impossible",
                "Measure the print and give the side of one square in metres, such as 0.038",
            )
        if self.kind == "charuco" and self.columns * self.rows // 2 > 50:
            raise FootwiseError("board", "has more than 50 markers", "Use fewer and larger squares")

    @property
    def inner(self) -> tuple[int, int]:
        """Corners between squares along both sides."""
        return self.columns - 1, self.rows - 1

    @property
    def has_one_way(self) -> bool:
        """Whether it looks different when it is turned by half: every camera then sees the same corner first."""
        return self.kind == "charuco" or (self.columns + self.rows) % 2 == 1

    def corners_m(self) -> Array:
        """Corners between squares in the board's frame, shape (corners, 3), in the order of their numbers.

        The origin is a corner of the board, x along its longer side, y along the other, z out of the printed side: up
        where the board lies on the floor.
        """
        grid = np.meshgrid(np.arange(1.0, self.columns), np.arange(1.0, self.rows))
        across, down = (part.ravel() * self.square_m for part in grid)
        flat = np.zeros_like(across)
        # Numbers run to the right and then down in the print, so that the third axis would point into it.
        pair = (down, across, flat) if self.rows > self.columns else (across, -down, flat)
        return np.stack(pair, axis=1)


@by_value
@dataclass(frozen=True)
class BoardView:
    """The corners of a board in one picture.

    Attributes
    ----------
    numbers : array of int, shape (n,)
        Which corners of `Board.corners_m` they are.
    points_px : array, shape (n, 2)
    size_px : tuple of int
    source : str
        The picture, for messages.
    """

    numbers: NDArray[np.int_]
    points_px: Array
    size_px: tuple[int, int]
    source: str = ""


def find_board(picture: Picture, board: Board, source: str = "") -> BoardView | None:
    """Find a board in a picture, to a tenth of a pixel or so.

    Parameters
    ----------
    picture : array of uint8, shape (height, width) or (height, width, 3)
    board : Board
    source : str

    Returns
    -------
    BoardView or None
        None where it is not there, where fewer than six corners are seen, or where what was found is not such a board.
    """
    require("cv2")
    import cv2

    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY) if picture.ndim == 3 else picture, dtype=np.uint8)
    found = _charuco(grey, board) if board.kind == "charuco" else _chessboard(grey, board)
    if found is None or len(found[0]) < _FEWEST_CORNERS or _misfit(board, *found) > _LARGEST_MISFIT:
        return None
    return BoardView(*found, (grey.shape[1], grey.shape[0]), source)


def board_picture(board: Board, px_per_square: int = 120) -> Picture:
    """Picture of a board with a white margin of half a square, shape (height, width)."""
    require("cv2")
    import cv2

    size = (board.columns * px_per_square, board.rows * px_per_square)
    if board.kind == "charuco":
        drawn = np.asarray(_pattern(board, legacy=False).generateImage(size), dtype=np.uint8)
    else:
        dark = np.add.outer(np.arange(board.rows), np.arange(board.columns)) % 2 == 0
        drawn = np.kron(np.where(dark, 0, 255), np.ones((px_per_square, px_per_square))).astype(np.uint8)
    margin = px_per_square // 2
    return np.asarray(cv2.copyMakeBorder(drawn, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=255))


def board_svg(board: Board) -> str:
    """Drawing of a board on A4 to print at 100 %, with a line of 100 mm to measure on the print.

    Raises
    ------
    FootwiseError
        Where the board does not fit on the sheet.
    """
    square = 1000 * board.square_m
    sheet = _A4_MM if board.columns >= board.rows else _A4_MM[::-1]
    wide, high = board.columns * square, board.rows * square
    if wide > sheet[0] - 10 or high > sheet[1] - 16:
        raise FootwiseError(
            "board", f"is {wide:.0f} by {high:.0f} mm and does not fit on A4", "Use smaller or fewer squares"
        )
    # One cell a module: markers of 4 by 4 with their border have six, and squares eight of the same size.
    cells = board_picture(board, 8)[4:-4, 4:-4] < 128
    left, top, cell = (sheet[0] - wide) / 2, (sheet[1] - 8 - high) / 2, square / 8
    bars = [
        f'<rect x="{left + begin * cell:.3f}" y="{top + row * cell:.3f}" width="{(end - begin) * cell:.3f}" '
        f'height="{cell:.3f}"/>'
        for row, line in enumerate(cells)
        for begin, end in _dark_runs(line)
    ]
    below = sheet[1] - 4
    words = (
        f"{board.kind} {board.columns} x {board.rows}, squares of {square:g} mm. Print at 100 %: this line is 100 mm."
    )
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{sheet[0]}mm" height="{sheet[1]}mm" '
            f'viewBox="0 0 {sheet[0]} {sheet[1]}" shape-rendering="crispEdges">',
            f'<rect width="{sheet[0]}" height="{sheet[1]}" fill="white"/>',
            *bars,
            f'<path d="M10 {below}h100m0 -1.5v3m-100 -3v3" stroke="black" stroke-width="0.3" fill="none"/>',
            f'<text x="114" y="{below + 1}" font-size="4" font-family="sans-serif">{words}</text>',
            "</svg>",
            "",
        ]
    )


def _dark_runs(line: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], line, [False]]).astype(int)))
    return [(int(begin), int(end)) for begin, end in edges.reshape(-1, 2)]


def _pattern(board: Board, *, legacy: bool) -> Any:
    require("cv2")
    import cv2

    words = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    pattern: Any = cv2.aruco.CharucoBoard(
        (board.columns, board.rows), board.square_m, _MARKER_SHARE * board.square_m, words
    )
    pattern.setLegacyPattern(legacy)
    return pattern


def _charuco(grey: Picture, board: Board) -> tuple[NDArray[np.int_], Array] | None:
    require("cv2")
    import cv2

    # Boards that were drawn by OpenCV before 4.6 begin with a white square where the number of rows is even.
    for legacy in (False, True) if board.rows % 2 == 0 else (False,):
        seeking = cv2.aruco.DetectorParameters()
        # A board on the floor, metres away, has small markers: OpenCV's least size is 15 px of 1920.
        seeking.minMarkerPerimeterRate = 0.008
        seeking.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
        seeking.relativeCornerRefinmentWinSize = 0.2
        detector = cv2.aruco.CharucoDetector(_pattern(board, legacy=legacy))
        detector.setDetectorParameters(seeking)
        corners, numbers, _, _ = detector.detectBoard(grey)
        if numbers is not None and len(numbers) >= _FEWEST_CORNERS:
            return np.asarray(numbers, dtype=int).ravel(), np.asarray(corners, dtype=np.float64).reshape(-1, 2)
    return None


def _chessboard(grey: Picture, board: Board) -> tuple[NDArray[np.int_], Array] | None:
    require("cv2")
    import cv2

    flags = cv2.CALIB_CB_EXHAUSTIVE | cv2.CALIB_CB_ACCURACY
    there, corners = cv2.findChessboardCornersSB(grey, board.inner, flags=flags)
    if not there:
        return None
    across, down = board.inner
    rough = np.asarray(corners, dtype=np.float32).reshape(down, across, 2)
    nearest = min(np.linalg.norm(np.diff(rough, axis=axis), axis=2).min() for axis in (0, 1))
    # The detector is made to find boards; where their corners are is seen better in a small window around each.
    reach = int(np.clip(0.3 * nearest, 2, 11))
    ends = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 30, 0.01)
    corners = cv2.cornerSubPix(grey, rough.reshape(-1, 1, 2), (reach, reach), (-1, -1), ends)
    grid = np.asarray(corners, dtype=np.float64).reshape(down, across, 2)
    # Seen from the printed side, the way along a row and the way down turn to the right.
    along, below = grid[0, 1] - grid[0, 0], grid[1, 0] - grid[0, 0]
    if along[0] * below[1] - along[1] * below[0] < 0:
        grid = grid[:, ::-1]
    if board.has_one_way and not _first_is_dark(grey, grid):
        grid = grid[::-1, ::-1]
    return np.arange(across * down), np.ascontiguousarray(grid.reshape(-1, 2))


def _first_is_dark(grey: Picture, grid: Array) -> bool:
    """Whether the square between the first four corners is darker than its neighbour."""
    height, width = grey.shape

    def brightness(column: int) -> float:
        x, y = grid[:2, column : column + 2].reshape(-1, 2).mean(axis=0).round().astype(int)
        return (
            float(grey[max(0, y - 1) : y + 2, max(0, x - 1) : x + 2].mean())
            if 0 <= x < width and 0 <= y < height
            else 0.0
        )

    return brightness(0) < brightness(1)


def _misfit(board: Board, numbers: NDArray[np.int_], points_px: Array) -> float:
    """Largest distance of a corner from the best plane perspective of all, in squares."""
    require("cv2")
    import cv2

    flat = board.corners_m()[numbers, :2] / board.square_m
    plane, _ = cv2.findHomography(points_px, flat, 0)
    if np.shape(plane) != (3, 3):
        return np.inf
    mapped = cv2.perspectiveTransform(points_px[None], plane)[0]
    return float(np.linalg.norm(mapped - flat, axis=1).max())
