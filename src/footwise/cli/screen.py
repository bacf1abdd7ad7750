"""`footwise screen`: which condition to walk next, or that enough is known."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from footwise.cli.bars import progress_bar
from footwise.cli.command import command
from footwise.cli.recording_words import STUDY_WORDS


@command("footwise screen visit1", words=STUDY_WORDS)
def screen(
    study: Annotated[
        Path, typer.Argument(metavar="STUDY", help="Folder with study.toml; every recording is a block of steps.")
    ],
    certain: Annotated[
        float, typer.Option("--certain", metavar="P", help="Stop when the choice is right with this probability.")
    ] = 0.95,
    most_steps: Annotated[
        int,
        typer.Option(
            "--most-steps", metavar="N", help="Stop after so many steps of the leg; default: the trial's design."
        ),
    ] = 655,
) -> None:
    """Say after each block of steps which condition to walk next, or that enough is known to choose or to refuse.

    Where no recording has force plates (markers, films, sensors on shoe and shank), it says when more steps cannot
    change the odds.
    """
    from footwise.jobs import screen_visit

    with progress_bar() as progress:
        screening = screen_visit(study, certain=certain, most_steps=most_steps, progress=progress)
    print(*screening.sentences(), sep="\n")
