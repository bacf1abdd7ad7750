"""`footwise odds train`: a laboratory's own model of the odds, from its own table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from footwise.cli.bars import progress_bar
from footwise.cli.command import command


@command("footwise odds train our_knees.csv --out our_odds.toml")
def train(
    table: Annotated[
        Path,
        typer.Argument(
            metavar="TABLE.csv",
            help="One row a knee: kam_peak1_fall_pct_bwht, foot_progression_angle, others of the twelve, person.",
        ),
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE.toml", help="The model, for 'footwise odds ... --model'.")
    ] = Path("footwise-odds.toml"),
) -> None:
    """Fit the odds to a laboratory's own people, and predict each of them by the others, beside the 107."""
    from footwise.jobs.odds import train_odds, write_odds_model

    with progress_bar() as progress:
        trained = train_odds(table, progress)
    write_odds_model(trained, out)
    print(*trained.sentences(), sep="\n")
    print(f"Model: {out}")
