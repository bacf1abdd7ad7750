"""`footwise trial export`: the analysis as plain tables, with R code that repeats it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from footwise.cli.bars import progress_bar
from footwise.cli.command import command
from footwise.cli.trial.arguments import Data, Design


@command("footwise trial export data design.toml --register register --out export")
def export(
    data: Data,
    design: Design,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the tables and the R code.")] = Path(
        "footwise-export"
    ),
    register: Annotated[
        Path | None,
        typer.Option("--register", metavar="REGISTER", help="Refuse data that lack anybody who was randomised."),
    ] = None,
) -> None:
    """Write the analysis for R and SAS: data set, imputations, least-squares means with their covariance, R code.

    `Rscript primary_analysis.R` in the folder repeats the primary analysis with R's own packages.
    """
    from footwise.jobs.trial import analyse_trial_data, write_trial_export
    from footwise.outputs import whole_folder

    with whole_folder(out) as folder, progress_bar() as progress:
        written = write_trial_export(analyse_trial_data(data, design, register=register, progress=progress), folder)
    print(f"{', '.join(written)} are in {out}")
