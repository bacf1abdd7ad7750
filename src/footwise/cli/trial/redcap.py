"""`footwise trial to-redcap` and `from-redcap`: the tables of a trial and REDCap's."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from footwise.cli.command import command
from footwise.cli.trial.arguments import Data, Design


@command("footwise trial to-redcap data design.toml --out redcap")
def to_redcap(
    data: Data,
    design: Design,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for REDCap's two files.")] = Path("redcap"),
) -> None:
    """Write the tables of a trial as REDCap's flat CSV with its data dictionary."""
    from footwise.jobs.trial import read_trial_tables, write_for_redcap

    tables = read_trial_tables(data, design)
    write_for_redcap(tables, out)
    print(f"redcap_data.csv and redcap_dictionary.csv are in {out}")
    if tables.not_asked:
        print(f"Not in them, as the design does not ask: {', '.join(tables.not_asked)}")


@command("footwise trial from-redcap data.csv dictionary.csv design.toml --out data")
def from_redcap(
    flat: Annotated[Path, typer.Argument(metavar="DATA.csv", help="REDCap: Export Data, CSV, raw.")],
    dictionary: Annotated[Path, typer.Argument(metavar="DICTIONARY.csv", help="REDCap: Download Data Dictionary.")],
    design: Design,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for people.csv and outcomes.csv.")] = Path(
        "data"
    ),
) -> None:
    """Write the tables of a trial from REDCap's flat CSV and its data dictionary."""
    from footwise.jobs.trial import read_from_redcap, write_trial_tables

    write_trial_tables(read_from_redcap(flat, dictionary, design), out)
    print(f"people.csv and outcomes.csv are in {out}")
