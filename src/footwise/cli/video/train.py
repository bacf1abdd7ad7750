"""`footwise video train`: a laboratory's own model of the knee's moment."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from footwise.cli.command import command


@command("footwise video train lab-data --out knee.npz")
def train(
    data: Annotated[Path, typer.Argument(metavar="DATA", help="A folder for each person with video.csv and lab.csv.")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE.npz", help="The fitted model.")] = Path("knee-model.npz"),
) -> None:
    """Fit the knee adduction moment to a laboratory's own films and force plates, and say how wrong it is.

    video.csv is the moment_features.csv of 'footwise video ... --height', lab.csv the steps.csv of 'footwise analyse'
    of the same walks on the same clock. The error is for people who were left out, one after the other.
    """
    from footwise.jobs.film import train_knee_model, write_knee_model

    model = train_knee_model(data, progress=lambda name, *_: print(f"left out: {name}"))
    write_knee_model(model, out)
    print(model)
    print(f"Model: {out}")
