"""`footwise export bids`: recordings of foot sensors and of markers as BIDS-Motion."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from footwise.cli.command import command
from footwise.cli.shared_options import MarkerMap


@command("footwise export bids LF.csv RF.csv --subject 01 --out shared")
def bids(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="One walk: sensors (a file of both feet, or one a foot), or markers."),
    ],
    subject: Annotated[
        str, typer.Option("--subject", metavar="LABEL", help="Label of the person, letters and digits, such as 01.")
    ],
    task: Annotated[str, typer.Option("--task", metavar="LABEL", help="Label of what was done.")] = "walk",
    session: Annotated[
        str | None, typer.Option("--session", metavar="LABEL", help="Label of the session, if there are several.")
    ] = None,
    side: Annotated[
        str | None, typer.Option("--side", metavar="left|right", help="Foot, where the file does not say it.")
    ] = None,
    column_map: Annotated[
        Path | None, typer.Option("--columns", metavar="MAP.toml", help="What the columns of a table are.")
    ] = None,
    rate_hz: Annotated[
        float | None, typer.Option("--rate", metavar="HZ", help="Samples a second of a table without time.")
    ] = None,
    gravity: Annotated[
        str | None,
        typer.Option("--gravity", metavar="up|down", help="How the sensor measures gravity, where that is asked."),
    ] = None,
    marker_map: MarkerMap = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder of the data set.")] = Path("footwise-bids"),
) -> None:
    """Write recordings of foot sensors or of markers as BIDS-Motion, to share them.

    In SI units, gravity upwards, each foot a tracking system of its own; markers without the forces. Other people,
    tasks and sessions in the folder stay as they are.
    """
    from footwise.jobs import export_bids_motion

    written = export_bids_motion(
        files,
        out,
        subject=subject,
        task=task,
        session=session,
        side=side,
        column_map=column_map,
        rate_hz=rate_hz,
        gravity=gravity,
        marker_map=marker_map,
    )
    for path in written:
        if path.name.endswith("_motion.tsv"):
            print(path)
