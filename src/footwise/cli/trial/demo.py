"""`footwise trial demo`: a simulated trial from the first person to the report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from footwise.cli.bars import progress_bar
from footwise.cli.command import command
from footwise.cli.trial.findings import say


@command("footwise trial demo --out trial-demo")
def demo(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for everything the demo makes.")] = Path(
        "trial-demo"
    ),
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", min=0, help="Of the simulated people and their year.")
    ] = 1,
) -> None:
    """Simulate a trial of 68 people, randomise, analyse, and write the full report. Nobody took part."""
    from footwise.jobs.trial import trial_demo

    with progress_bar() as progress:
        result, no_pdf = trial_demo(out, seed=seed, progress=progress)
    say(result, out, no_pdf)
