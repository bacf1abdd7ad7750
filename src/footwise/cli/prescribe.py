"""`footwise prescribe`: the one change of foot angle that unloads this knee most."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from footwise.cli.bars import progress_bar
from footwise.cli.command import command
from footwise.cli.recording_words import STUDY_WORDS


@command("footwise prescribe visit1 --out visit1/results", words=STUDY_WORDS)
def prescribe(
    study: Annotated[Path, typer.Argument(metavar="STUDY", help="Folder with study.toml and the recordings it names.")],
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder for report.html, steps.csv and prescription.json.")
    ] = Path("footwise-prescription"),
    before: Annotated[
        Path | None, typer.Option("--before", metavar="DIR", help="Results of an earlier visit, to compare with.")
    ] = None,
) -> None:
    """Find the one change of foot angle that unloads this person's knee most, or say that there is none.

    With --before it also says what has changed since an earlier visit, as far as that is beyond the error of measuring.
    """
    from footwise.jobs import prescribe_visit, visit_sentences, write_visit
    from footwise.outputs import whole_folder

    with whole_folder(out) as folder, progress_bar() as progress:
        prescription = prescribe_visit(study, before=before, progress=progress)
        progress("report", 1, 1)
        write_visit(prescription, folder)
    print(*visit_sentences(prescription), sep="\n")
    print(f"Report: {out / 'report.html'}")
