"""`footwise video corners`: a page on which the corners of the sheet, or of the rectangle, are dragged."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from footwise.cli.command import command
from footwise.cli.values import numbers_of


@command("footwise video corners setup --sides 200x60 --out corners.html")
def corners(
    films: Annotated[
        list[Path],
        typer.Argument(metavar="FILM...", help="One film, one for each phone, or the folder of a calibration."),
    ],
    sides: Annotated[
        str | None,
        typer.Option(
            "--sides", metavar="CMxCM", help="Of the rectangle, corner 1 to 2 and 2 to 3; a sheet of A4 without."
        ),
    ] = None,
    at_s: Annotated[float, typer.Option("--at", metavar="S", help="Show the picture of this time of the film.")] = 0.0,
    out: Annotated[Path, typer.Option("--out", metavar="FILE.html", help="The page.")] = Path("corners.html"),
) -> None:
    """Write a page on which you drag four corners to the rectangle on the floor, in the picture of every phone.

    The page is one file, works without a network and sends nothing. It has a zoom, works with the keyboard, says when
    the shape cannot be that of the rectangle, and gives a file, corners.toml, for --corners, or the line to paste.
    """
    from footwise.jobs.film import LinesToPaste, corners_page_of
    from footwise.outputs import write_text_whole
    from footwise.video.cameras import A4_M

    along, across = A4_M if sides is None else (side / 100 for side in numbers_of("--sides", sides, "x", 2))
    lines = LinesToPaste(
        walk="footwise video walk {film} --corners={corners} --sides {sides}",
        calibrate="footwise video calibrate {folder} --rectangle {sides} {phones}",
        phone="--corners {corners}",
    )
    write_text_whole(out, corners_page_of(films, (along, across), lines, at_s))
    print(f"Open {out} in a browser, drag the four corners, and save corners.toml (for --corners) or copy the line")
