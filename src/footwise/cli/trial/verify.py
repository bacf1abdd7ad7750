"""`footwise trial verify`: whether a register was changed."""

from __future__ import annotations

from typing import Annotated

import typer

from footwise.cli.command import command, told
from footwise.cli.trial.arguments import Register


@command("footwise trial verify register --head 1f0c...")
def verify(
    register: Register,
    head: Annotated[
        str | None, typer.Option("--head", metavar="HASH", help="A hash noted at an enrolment: is it still there?")
    ] = None,
    rebuild: Annotated[
        bool,
        typer.Option("--rebuild", help="last_entry.json was lost: write it anew, by the hash noted last (--head)."),
    ] = False,
) -> None:
    """Check the register for changes: its chain, and with the seed every seal and allocation."""
    from footwise.jobs.trial import verify_register

    for sentence in verify_register(register, head, rebuild=rebuild):
        print(told(sentence))
