"""`footwise trial power`: how often a trial would find what is there."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from footwise.cli.bars import progress_bar
from footwise.cli.command import command
from footwise.cli.trial.arguments import Design


@command("footwise trial power design.toml --people 68 --people 100 --drop-out 0.15 --trials 1000")
def power(
    design: Design,
    people: Annotated[
        list[int] | None,
        typer.Option("--people", metavar="N", help="Size; may be given again. Default: half to twice the design."),
    ] = None,
    drop_out: Annotated[
        list[float] | None, typer.Option("--drop-out", metavar="SHARE", help="Who leave; default 0.05 and 0.15.")
    ] = None,
    trials: Annotated[int, typer.Option("--trials", metavar="N", help="Simulated trials of each point.")] = 1000,
    effect: Annotated[
        float, typer.Option("--effect", metavar="FACTOR", help="Factor on the assumed effects; 0 is none.")
    ] = 1.0,
    workers: Annotated[
        str, typer.Option("--workers", metavar="local|serial|ADDRESS", help="All cores, one, or a Dask scheduler.")
    ] = "local",
    cohort: Annotated[
        Path | None, typer.Option("--cohort", metavar="FILE.toml", help="Own numbers of the simulated people.")
    ] = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for power.html and power.csv.")] = Path(
        "footwise-power"
    ),
) -> None:
    """Simulate how often the trial would find what is there. The numbers do not depend on the workers."""
    from footwise.jobs.trial import simulate_trial_power, write_trial_power
    from footwise.outputs import whole_folder

    with whole_folder(out) as folder, progress_bar(remaining=True) as progress:
        found = simulate_trial_power(
            design,
            people=people or (),
            drop_out=drop_out or (),
            trials=trials,
            effect=effect,
            workers=workers,
            cohort=cohort,
            progress=progress,
        )
        write_trial_power(found, folder)
    print(found.sentence())
    print(f"Report: {out / 'power.html'}")
