"""`footwise norm`: a laboratory's own norm of healthy walking."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from footwise.cli.bars import progress_bar
from footwise.cli.command import command
from footwise.cli.shared_options import ForceHz, MarkerHz, MarkerMap


@command("footwise norm healthy-people --out norm.csv")
def norm(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Holds one folder a healthy person, or files named PERSON_*.")
    ],
    source: Annotated[
        str, typer.Option("--source", metavar="TEXT", help="How to cite it; default: the folder's name.")
    ] = "",
    fewest_people: Annotated[
        int, typer.Option("--fewest", metavar="N", help="People that a band of speed needs, 3 at least.")
    ] = 5,
    marker_map: MarkerMap = None,
    marker_hz: MarkerHz = None,
    force_hz: ForceHz = None,
    out: Annotated[Path, typer.Option("--out", metavar="FILE.csv", help="Table to write.")] = Path("norm.csv"),
) -> None:
    """Make mean and spread of healthy walking by speed, for `footwise analyse --norm`.

    A standing trial of a person has "static" in its name.
    """
    from footwise.jobs import make_norm
    from footwise.loads.norm import write_norm

    with progress_bar() as progress:
        made = make_norm(
            folder,
            source=source,
            fewest_people=fewest_people,
            marker_map=marker_map,
            marker_hz=marker_hz,
            force_hz=force_hz,
            progress=progress,
        )
    write_norm(made.norm, out)
    for sentence in made.sentences():
        print(sentence)
    print(f"Norm: {out}")
