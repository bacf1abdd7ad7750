"""`footwise demo`: the main job on a public recording."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from footwise.cli.bars import clip_bars, progress_bar
from footwise.cli.command import command
from footwise.errors import FootwiseError


@command("footwise demo --out demo")
def demo(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for everything the demo makes.")] = Path(
        "demo"
    ),
    sensor: Annotated[
        bool, typer.Option("--sensor", help="Instead: a real walk with foot sensors, then a simulated course of six.")
    ] = False,
    video: Annotated[
        bool, typer.Option("--video", help="Instead: films of a walk, four cameras together and one alone.")
    ] = False,
) -> None:
    """Show the main job on a public recording: measure a real walk, simulate the changes, find the target.

    With --sensor: measure a real walk with a sensor on each shoe, then coach a simulated person through six sessions.
    With --video: measure a walk in the films of four cameras, then what one camera alone can tell.
    """
    if video:
        if sensor:
            raise FootwiseError("--video", "and --sensor are two demos", "Run one after the other")
        from footwise.jobs.film import FOUR_CAMERAS, film_demo

        film_demo(out, say=print, bars=clip_bars)
        print(f"Report: {(out / FOUR_CAMERAS / 'report.html').resolve()}, with films beside it")
    elif sensor:
        from footwise.jobs import sensor_demo

        with progress_bar() as progress:
            sensor_demo(out, say=print, progress=progress)
        print(f"Reports: {(out / 'foot-sensor.html').resolve()} and {(out / 'course' / 'report.html').resolve()}")
    else:
        from footwise.jobs import marker_demo

        with progress_bar() as progress:
            marker_demo(out, say=print, progress=progress)
        print(f"Report: {(out / 'report.html').resolve()}")
