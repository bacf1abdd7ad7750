"""`footwise trial enrol`: a person for good, and only then the arm."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from footwise.cli.command import command
from footwise.cli.trial.arguments import Register
from footwise.errors import FootwiseError


@command("footwise trial enrol register --person P001 --stratum sex=female --stratum kl_grade=3")
def enrol(
    register: Register,
    person: Annotated[str, typer.Option("--person", metavar="NAME", help="Pseudonym of the person.")],
    stratum: Annotated[
        list[str] | None, typer.Option("--stratum", metavar="FACTOR=LEVEL", help="Once for every factor.")
    ] = None,
) -> None:
    """Enrol a person for good, and only then show the arm."""
    from footwise.trial import enrol as enrol_person

    done = enrol_person(register, person, _levels(stratum or []))
    for note in done.notes:
        print(f"Note: {note}.")
    print(f"{done.person} is number {done.number}: {done.arm}")
    print(f"Note this hash elsewhere: {done.hash}")


def _levels(texts: Sequence[str]) -> dict[str, str]:
    """Read ``--stratum sex=female`` given once or more."""
    levels: dict[str, str] = {}
    for text in texts:
        factor, equals, level = text.partition("=")
        if not equals or not factor.strip() or not level.strip():
            raise FootwiseError("--stratum", f"is {text!r}", "Say --stratum sex=female, for example")
        if factor.strip() in levels:
            raise FootwiseError("--stratum", f"gives {factor.strip()} twice", "Give each factor once")
        levels[factor.strip()] = level.strip()
    return levels
