"""`footwise worker`: does the jobs of a clinic whose server runs on another machine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from footwise.cli.command import command, told


@command("footwise worker")
def worker(
    folder: Annotated[
        Path, typer.Option("--dir", metavar="DIR", help="The clinic's own folder, shared with this machine.")
    ],
    workers: Annotated[
        int, typer.Option("--workers", metavar="N", min=1, max=64, help="How many recordings are measured at a time.")
    ] = 1,
) -> None:
    """Measure recordings for a clinic whose server runs on another machine.

    DATABASE_URL names the clinic's PostgreSQL. Stop it with Ctrl-C; what it was at is done by another worker.
    """
    from footwise.clinic import ClinicHome, work_for_clinic

    home = ClinicHome(folder, database_url=os.environ.get("DATABASE_URL", ""))
    work_for_clinic(home, workers=workers, tell=lambda line: print(told(line), flush=True))
