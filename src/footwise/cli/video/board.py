"""`footwise video board`: a calibration board to print."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from footwise.cli.command import command
from footwise.cli.video.board_options import Columns, Rows, SquareMm, square_m


@command("footwise video board --out board.svg")
def board(
    columns: Columns = 7,
    rows: Rows = 5,
    square: SquareMm = 38.0,
    out: Annotated[Path, typer.Option("--out", metavar="FILE.svg", help="The drawing.")] = Path("board.svg"),
) -> None:
    """Draw a calibration board (ChArUco) to print on A4 at 100 % and to glue on something flat."""
    from footwise.jobs.film import write_board
    from footwise.video.cameras import Board

    write_board(Board(columns, rows, square_m(square)), out)
    print(f"Print {out} at 100 %, glue it on something flat, and measure a square: --square is its side in millimetres")
