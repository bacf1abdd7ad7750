"""`footwise trial allocations`: who is in which arm, as A and B."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from footwise.cli.command import command
from footwise.cli.trial.arguments import Register


@command("footwise trial allocations register --out people_blinded.csv")
def allocations(
    register: Register,
    out: Annotated[Path, typer.Option("--out", metavar="FILE.csv", help="The table to write.")],
    unblinded: Annotated[
        bool, typer.Option("--unblinded", help="The arms' names instead of A and B: for who treats, not who measures.")
    ] = False,
) -> None:
    """Write who is in which arm, as A and B."""
    from footwise.jobs.trial import read_allocations, write_allocations

    found = read_allocations(register, unblinded=unblinded)
    write_allocations(found, out)
    print(found.sentence(out))
