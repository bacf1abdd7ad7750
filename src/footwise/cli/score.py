"""`footwise score`: pain ratings, KOOS and WOMAC by their manuals."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from footwise.cli.command import command, told


@command("footwise score answers.csv --baseline-week 2 --out scores")
def score(
    table: Annotated[
        Path,
        typer.Argument(metavar="TABLE.csv", help="One row a person and visit: person, week, nrs_medial, P1 ... Q4."),
    ],
    baseline_week: Annotated[
        float | None, typer.Option("--baseline-week", metavar="WEEK", help="Also compare later visits with this one.")
    ] = None,
    total: Annotated[bool, typer.Option("--total", help="Also a KOOS total: the mean of its five subscales.")] = False,
    missing_codes: Annotated[
        list[float] | None, typer.Option("--missing", metavar="CODE", help="Number that stands for no answer, e.g. -9.")
    ] = None,
    coding: Annotated[
        str | None,
        typer.Option("--coding", metavar="0-4|1-5|labels", help="How KOOS answers are coded; labels: in words."),
    ] = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for scores.csv and changes.csv.")] = Path(
        "footwise-scores"
    ),
) -> None:
    """Score pain ratings (NRS), KOOS and WOMAC by their manuals.

    The name of a score says its range and whether high is better or worse. A score that the manual does not allow is
    missing, with the reason beside it.
    """
    from footwise.jobs import score_table, write_scores
    from footwise.outputs import whole_folder

    with whole_folder(out) as folder:
        scored = score_table(
            table, baseline_week=baseline_week, total=total, missing_codes=missing_codes or (), coding=coding
        )
        write_scores(scored, folder)
    for note in scored.notes:
        print(told(f"Note: {note}."))
    print(f"{scored.sentence()}. Scores: {out / 'scores.csv'}")
