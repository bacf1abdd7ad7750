"""`footwise video calibrate`: lens and place of every phone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from footwise.cli.command import command
from footwise.cli.values import numbers_of
from footwise.cli.video.board_options import Columns, Rows, SquareMm, square_m
from footwise.errors import ErrorKind, FootwiseError

if TYPE_CHECKING:
    from footwise.jobs.film import TapedRectangle


@command("footwise video calibrate boards --square 38 --out Calib.toml")
def calibrate(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="With floor/PHONE.mp4 and lens/PHONE.mp4 for every phone.")
    ],
    columns: Columns = 7,
    rows: Rows = 5,
    square: SquareMm = 38.0,
    chessboard: Annotated[
        bool, typer.Option("--chessboard", help="The board is a plain chessboard without markers.")
    ] = False,
    rectangle: Annotated[
        str | None,
        typer.Option("--rectangle", metavar="CMxCM", help="Sides of a taped rectangle on the floor, not the board."),
    ] = None,
    corners_px: Annotated[
        list[str] | None,
        typer.Option("--corners", metavar="FILE|PHONE:X,Y,...", help="Its corners, from 'footwise video corners'."),
    ] = None,
    out: Annotated[Path, typer.Option("--out", metavar="FILE.toml", help="The calibration.")] = Path("Calib.toml"),
) -> None:
    """Find the lens and the place of every phone from films of a board.

    FOLDER/floor holds a picture or clip of every phone in its place, named like the phone, with the board (or a taped
    rectangle, whose corners you give) on the walkway. FOLDER/lens holds for each a clip (or a folder of pictures) in
    which the board is moved about before it. Without one the usual lens of phones is assumed, and a note says so.
    """
    from footwise.jobs.film import calibrate_cameras, write_calibration
    from footwise.video.cameras import Board

    if not out.name.lower().endswith((".toml", ".qca.txt", ".xml")):
        raise FootwiseError(
            out,
            "does not say which calibration file to write",
            "End the name in .toml or .qca.txt",
            kind=ErrorKind.BAD_REQUEST,
        )
    board = Board(columns, rows, square_m(square), "chessboard" if chessboard else "charuco")
    lying = _rectangle(rectangle, corners_px or [])
    places = calibrate_cameras(folder, board, rectangle=lying, progress=lambda name, *_: print(f"{name} ..."))
    write_calibration(places, out)
    for camera, rms in zip(places.cameras, places.rms_px, strict=True):
        print(f"{camera.name}: {camera.position_m[2]:.2f} m high, the floor fits to {rms:.2f} px")
    for note in places.notes:
        print(f"Note: {note}")
    print(f"Calibration: {out}")


def _rectangle(sides: str | None, corners: list[str]) -> TapedRectangle | None:
    from footwise.jobs.film import TapedRectangle

    if len(corners) == 1 and corners[0].lower().endswith(".toml"):
        from footwise.jobs.film import read_corners

        file = read_corners(Path(corners[0]))
        if sides is not None:
            raise FootwiseError("--rectangle", f"is in {corners[0]} already", "Leave it out")
        return TapedRectangle(file.sides_m, file.corners_px, file.size_px)
    if sides is None or not corners:
        if sides is not None or corners:
            raise FootwiseError("--rectangle", "and --corners go together", "Give both, corners once for each phone")
        return None
    along, across = (side / 100 for side in numbers_of("--rectangle", sides, "x", 2))
    told = dict(text.rpartition(":")[::2] for text in corners)
    corners_px = {name: numbers_of("--corners", text, ",", 8) for name, text in told.items()}
    return TapedRectangle((along, across), corners_px)
