"""`footwise trial analyse`: everybody as randomised."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from footwise.cli.bars import progress_bar
from footwise.cli.command import command
from footwise.cli.trial.arguments import Data, Design
from footwise.cli.trial.findings import say


@command("footwise trial analyse data design.toml --register register --out results")
def analyse(
    data: Data,
    design: Design,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the reports and results.json.")] = Path(
        "footwise-trial"
    ),
    register: Annotated[
        Path | None,
        typer.Option("--register", metavar="REGISTER", help="Refuse data that lack anybody who was randomised."),
    ] = None,
) -> None:
    """Analyse everybody as randomised: mixed model, ANCOVA, imputation, flow diagram, HTML and PDF."""
    from footwise.jobs.trial import analyse_trial_data, write_trial_analysis
    from footwise.outputs import whole_folder

    with whole_folder(out) as folder, progress_bar() as progress:
        result = analyse_trial_data(data, design, register=register, progress=progress)
        progress("report", 1, 1)
        no_pdf = write_trial_analysis(result, folder)
    say(result, out, no_pdf)
