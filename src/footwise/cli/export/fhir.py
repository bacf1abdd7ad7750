"""`footwise export fhir`: a person's results as a FHIR R4 bundle for a hospital's systems."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from footwise.cli.command import command


@command("footwise export fhir results/recordings.csv visit/prescription.json --person K-017 --day 2025-03-31")
def fhir(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="recordings.csv, prescription.json, outcomes that the clinic saved (.csv), reports (.html, .pdf).",
        ),
    ],
    person: Annotated[
        str | None, typer.Option("--person", metavar="NAME", help="Pseudonym of the person, such as K-017.")
    ] = None,
    sex: Annotated[str | None, typer.Option("--sex", metavar="female|male|other", help="Of the person.")] = None,
    birth: Annotated[
        str | None, typer.Option("--birth", metavar="YEAR|DATE", help="1961, or 1961-05-12; of the person.")
    ] = None,
    patient: Annotated[
        Path | None,
        typer.Option("--patient", metavar="FILE.json", help="The person as the hospital sends them: a FHIR Patient."),
    ] = None,
    day: Annotated[
        str | None, typer.Option("--day", metavar="DATE", help="2025-03-31, for files that do not say when it was.")
    ] = None,
    out: Annotated[Path, typer.Option("--out", metavar="FILE.json", help="The bundle to write.")] = Path("fhir.json"),
) -> None:
    """Write a person's results as a FHIR R4 bundle, for a hospital's systems.

    With a patient of the hospital's own the bundle speaks of that patient and changes nothing of it.
    """
    from footwise.jobs import export_fhir

    done = export_fhir(files, out, person=person, sex=sex, birth=birth, patient=patient, day=day)
    print(f"{done.path}: {', '.join(f'{count} {kind}' for kind, count in done.counts.items())}")
    for note in done.notes:
        print(f"note: {note}")
