"""`footwise cartilage`: relaxation times of the cartilage by regions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from footwise.cli.bars import progress_bar
from footwise.cli.command import command
from footwise.errors import FootwiseError


@command("footwise cartilage tsl_*.nii.gz --times 0,10,20,30,40,60,80 --labels L.nii.gz --out t1rho")
def cartilage(
    images: Annotated[
        list[Path],
        typer.Argument(
            metavar="IMAGE...",
            help="Folder or zip of the scanner's DICOM files; or NIfTI images in the order of their times, or one 4D.",
        ),
    ],
    times_ms: Annotated[
        str | None,
        typer.Option("--times", metavar="MS,MS,...", help="Spin-lock or echo times; default: from the files."),
    ] = None,
    series: Annotated[
        str | None, typer.Option("--series", metavar="N,N,...", help="Numbers of the scanner's series to take.")
    ] = None,
    relaxation: Annotated[str, typer.Option("--map", metavar="T1rho|T2", help="What is measured.")] = "T1rho",
    labels: Annotated[
        Path | None, typer.Option("--labels", metavar="IMAGE", help="Label image with the regions, on the same grid.")
    ] = None,
    regions: Annotated[
        Path | None, typer.Option("--regions", metavar="NAMES", help="Names of the labels: .toml or .csv.")
    ] = None,
    person: Annotated[str, typer.Option("--person", metavar="NAME", help="Name for the table.")] = "",
    week: Annotated[float | None, typer.Option("--week", metavar="WEEK", help="Visit, for the table.")] = None,
    before: Annotated[
        Path | None,
        typer.Option(
            "--before", metavar="VISIT", help="Folder of an earlier visit to compare with, or its regions.csv."
        ),
    ] = None,
    noise_sd: Annotated[
        float | None, typer.Option("--noise", metavar="SD", help="Noise of the images; default: from their scatter.")
    ] = None,
    ready: Annotated[bool, typer.Option("--ready", help="The image is a map in ms already.")] = False,
    repeat: Annotated[
        Path | None,
        typer.Option("--repeat", metavar="SCAN", help="Second scan of a visit, which tells the error of a change."),
    ] = None,
    registration: Annotated[
        bool,
        typer.Option("--registration/--no-registration", help="Bring the images together where the person moved."),
    ] = True,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for maps and regions.csv.")] = Path(
        "footwise-cartilage"
    ),
) -> None:
    """Map T1rho or T2 of the cartilage, and sum it up by regions."""
    from footwise.jobs import CartilageRequest, measure_cartilage, write_cartilage
    from footwise.outputs import whole_folder

    request = CartilageRequest(
        images=images,
        times_ms=_times(times_ms),
        series=_numbers(series),
        relaxation=relaxation,
        labels=labels,
        regions=regions,
        person=person,
        week=week,
        before=before,
        noise_sd=noise_sd,
        ready=ready,
        registration=registration,
        repeat=repeat,
    )
    with whole_folder(out) as folder, progress_bar() as progress:
        measured = measure_cartilage(request, progress)
        progress("files", 3, 3)
        write_cartilage(measured, folder)
    print(f"{measured.sentence()}. Results: {out}")


def _times(text: str | None) -> list[float] | None:
    if text is None:
        return None
    try:
        return [float(part) for part in text.replace(";", ",").split(",") if part.strip()]
    except ValueError:
        raise FootwiseError("--times", f"is {text!r}", "Give times in ms, such as 0,10,20,40") from None


def _numbers(text: str | None) -> list[int] | None:
    if text is None:
        return None
    try:
        return [int(part) for part in text.replace(";", ",").split(",") if part.strip()]
    except ValueError:
        raise FootwiseError("--series", f"is {text!r}", "Give numbers of series, such as 5 or 5,6,7,8") from None
