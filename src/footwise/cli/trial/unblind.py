"""`footwise trial unblind`: the end of the blinding."""

from __future__ import annotations

from typing import Annotated

import typer

from footwise.cli.command import command
from footwise.cli.trial.arguments import Register


@command("footwise trial unblind register --yes")
def unblind(
    register: Register,
    yes: Annotated[bool, typer.Option("--yes", help="Say that the data are closed and the blinding may end.")] = False,
) -> None:
    """End the blinding for good: reveal the seed, and which letter was which arm."""
    from footwise.errors import ErrorKind, FootwiseError
    from footwise.trial import reveal

    if not yes:
        raise FootwiseError(
            register, "would be unblinded for good", "Say --yes once the data are closed", kind=ErrorKind.BAD_REQUEST
        )
    print(", ".join(f"{letter} was {arm}" for letter, arm in sorted(reveal(register).items())))
