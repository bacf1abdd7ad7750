"""`footwise batch`: thousands of recordings, studies and questionnaires at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from footwise.cli.bars import progress_bar
from footwise.cli.command import command, told
from footwise.cli.shared_options import ForceHz, MarkerHz, MarkerMap, StoredEvents
from footwise.cli.values import are_stored
from footwise.errors import FootwiseError

if TYPE_CHECKING:
    from footwise.jobs.batch import BatchResult

# A parameter of one recording is a column of a list here.
_WORDS = {
    "mass_kg": "mass_kg in a list",
    "height_m": "height_m in a list",
    "static": "static in a list",
    "forces": "forces in a list",
    "side": "side in a list",
    "leg_length_m": "leg_length_m in a list",
    "knee_width_m": "knee_width_m in a list",
    "ankle_width_m": "ankle_width_m in a list",
    "forces_later_s": "forces_later_s in a list",
}


@command("footwise batch recordings --out results", words=_WORDS)
def batch(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER|LIST.csv", help="Folder with recordings, studies and questionnaires, or a list."
        ),
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder for steps.parquet, summary.parquet and report.html.")
    ] = Path("footwise-batch"),
    workers: Annotated[
        str, typer.Option("--workers", metavar="local|serial|ADDRESS", help="All cores, one, or a Dask scheduler.")
    ] = "local",
    reports: Annotated[bool, typer.Option("--reports", help="Also a report of each recording and study.")] = False,
    memory_gb: Annotated[
        float, typer.Option("--memory", metavar="GB", help="The most memory that one file may take.")
    ] = 8.0,
    longest_s: Annotated[
        float, typer.Option("--longest", metavar="S", help="The most seconds that one file may take.")
    ] = 600.0,
    marker_map: MarkerMap = None,
    use_stored_events: StoredEvents = None,
    marker_hz: MarkerHz = None,
    force_hz: ForceHz = None,
    angles_only: Annotated[bool, typer.Option("--angles-only", help="Foot angles without knee loads.")] = False,
    like: Annotated[
        str | None, typer.Option("--like", metavar="plug-in-gait", help="Follow that model in recordings of markers.")
    ] = None,
    column_map: Annotated[
        Path | None, typer.Option("--columns", metavar="MAP.toml", help="What the columns of sensors' tables are.")
    ] = None,
    rate_hz: Annotated[
        float | None, typer.Option("--rate", metavar="HZ", help="Samples a second of sensors' tables without time.")
    ] = None,
    gravity: Annotated[
        str | None, typer.Option("--gravity", metavar="up|down", help="How sensors measure gravity, where it is asked.")
    ] = None,
    calibration: Annotated[
        str | None,
        typer.Option("--calibration", metavar="relative|stand-then-walk", help="Zero of sensors; default: relative."),
    ] = None,
    coding: Annotated[
        str | None, typer.Option("--coding", metavar="0-4|1-5|labels", help="How KOOS answers are coded.")
    ] = None,
    missing_codes: Annotated[
        list[float] | None, typer.Option("--missing", metavar="CODE", help="Number that stands for no answer, e.g. -9.")
    ] = None,
    total: Annotated[bool, typer.Option("--total", help="Also a KOOS total.")] = False,
) -> None:
    """Measure every recording of a folder or list, prescribe from every study, and score every questionnaire.

    A file that cannot be measured is a row of failures.csv. What is done is kept: the same command again goes on where
    it was stopped, and does what has changed. Results do not depend on the workers.
    """
    from footwise.jobs.batch import BatchOptions, Limits, run_batch

    options = BatchOptions(
        marker_map=str(marker_map or ""),
        column_map=str(column_map or ""),
        marker_hz=marker_hz,
        force_hz=force_hz,
        use_stored_events=bool(are_stored(use_stored_events)),
        angles_only=angles_only,
        like=like or "",
        rate_hz=rate_hz,
        gravity=gravity,
        calibration=calibration,
        coding=coding,
        missing_codes=tuple(missing_codes or ()),
        total=total,
        reports=reports,
    )
    try:
        with progress_bar(remaining=True) as progress:
            found = run_batch(
                source,
                out,
                workers=workers,
                options=options,
                limits=Limits(memory_gb, longest_s),
                progress=progress,
            )
    except KeyboardInterrupt:
        raise FootwiseError(
            out,
            "was stopped before it was done",
            "What is measured is kept: run the same command again, and it goes on",
        ) from None
    _say(found, out)


def _say(found: BatchResult, out: Path) -> None:
    for line in found.sentences():
        print(told(line))
    print(f"Report: {out / 'report.html'}")
