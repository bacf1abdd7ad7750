"""`footwise doctor`: what of Footwise works on this machine, what is missing, and what would help."""

from __future__ import annotations

import typer

from footwise.cli.command import command

_BROKEN = 2


@command("footwise doctor")
def doctor() -> None:
    """Try each part of Footwise on this machine, and say what is missing and what would help.

    Nothing is fetched, nothing is kept, and nothing sounds. The exit code is 2 where something that is installed does
    not work.
    """
    from rich.console import Console
    from rich.table import Table

    from footwise.jobs.machine import Part, State, look_at_machine

    found = look_at_machine([Part(name, "footwise.clinic.trying", "clinic") for name in ("the clinic", "backups")])
    table = Table("part", "", "what was found", "what would help")
    for one in found:
        table.add_row(one.part, one.state.value, one.says, one.remedy)
    Console().print(table)
    broken = [one.part for one in found if one.state is State.BROKEN]
    missing = sum(one.state is State.MISSING for one in found)
    print(f"{len(found) - len(broken) - missing} work, {missing} are not here, {len(broken)} do not work")
    if broken:
        raise typer.Exit(_BROKEN)
