"""The board, as the commands that need one are told of it."""

from __future__ import annotations

from typing import Annotated

import typer

from footwise.errors import FootwiseError

Columns = Annotated[int, typer.Option("--columns", metavar="N", help="Squares along the board's longer side.")]
Rows = Annotated[int, typer.Option("--rows", metavar="N", help="Squares along its other side.")]
SquareMm = Annotated[float, typer.Option("--square", metavar="MM", help="Side of a square, measured on the print.")]


def square_m(square_mm: float) -> float:
    """Give the side of a square in metres, and refuse one that no print has."""
    if not 5 <= square_mm <= 500:
        raise FootwiseError(
            "--square", f"of {square_mm:g} mm is impossible", "Measure a square of the print in millimetres, such as 38"
        )
    return square_mm / 1000
