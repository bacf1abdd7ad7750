"""`footwise prescribe`: the one change of foot angle that unloads this knee most."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from footwise.cli.bars import progress_bar
from footwise.cli.command import command
from footwise.cli.recording_words import STUDY_WORDS
from footwise.cli.shared_options import (
    AnkleWidth,
    ForceHz,
    ForcesLater,
    HeightM,
    KneeWidth,
    LegLength,
    MarkerHz,
    MassKg,
    StoredEvents,
)
from footwise.cli.values import are_stored, lengths_of


@command("footwise prescribe visit1 --out visit1/results", words=STUDY_WORDS)
def prescribe(
    study: Annotated[Path, typer.Argument(metavar="STUDY", help="Folder with study.toml and the recordings it names.")],
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder for report.html, the page for the person and tables.")
    ] = Path("footwise-prescription"),
    before: Annotated[
        Path | None, typer.Option("--before", metavar="DIR", help="Results of an earlier visit, to compare with.")
    ] = None,
    mass_kg: MassKg = None,
    height_m: HeightM = None,
    leg_length_m: LegLength = None,
    knee_width_m: KneeWidth = None,
    ankle_width_m: AnkleWidth = None,
    forces_later_s: ForcesLater = None,
    use_stored_events: StoredEvents = None,
    marker_hz: MarkerHz = None,
    force_hz: ForceHz = None,
) -> None:
    """Find the one change of foot angle that unloads this person's knee most, or say that there is none.

    What stands in study.toml (mass_kg, forces_later_s and so on) need not be said again; what is said here goes before.
    With --before it also says what has changed since an earlier visit, as far as that is beyond the error of measuring.
    """
    from footwise.jobs import FOR_THE_PERSON, VISIT_FILES, prescribe_visit, visit_sentences, write_visit
    from footwise.loads import HowToMeasure
    from footwise.outputs import whole_folder

    how = HowToMeasure(
        mass_kg=mass_kg,
        height_m=height_m,
        leg_length_m=lengths_of("--leg-length", leg_length_m),
        knee_width_m=lengths_of("--knee-width", knee_width_m),
        ankle_width_m=lengths_of("--ankle-width", ankle_width_m),
        forces_later_s=forces_later_s,
        use_stored_events=are_stored(use_stored_events),
        marker_hz=marker_hz,
        force_hz=force_hz,
    )
    with whole_folder(out, belonging=VISIT_FILES) as folder, progress_bar() as progress:
        prescription = prescribe_visit(study, before=before, how=how, progress=progress)
        progress("report", 1, 1)
        write_visit(prescription, folder)
        told = (folder / FOR_THE_PERSON).exists()
    print(*visit_sentences(prescription), sep="\n")
    print(f"Report: {out / 'report.html'}")
    if told:
        print(f"For the person, one page to print: {out / FOR_THE_PERSON}")
