"""`footwise trial randomise`: a sealed seed and an open register."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from footwise.cli.command import command
from footwise.cli.trial.arguments import Design


@command("footwise trial randomise design.toml --out register")
def randomise(
    design: Design,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the register.")] = Path("register"),
) -> None:
    """Seal the seed of the allocation and open the register. The list is drawn, and nobody can see it."""
    from footwise.jobs.trial import open_trial

    register = open_trial(design, out)
    print(f"Commitment, to be made public before the first person: {register.commitment}")
    print(*register.keep(), sep="\n")
    print(f"Now: footwise trial enrol {out} --person P001 ...")
