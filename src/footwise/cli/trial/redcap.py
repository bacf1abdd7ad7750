"""`footwise trial to-redcap` and `from-redcap`: the tables of a trial and REDCap's."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from footwise.cli.command import command, told
from footwise.cli.trial.arguments import Data, Design
from footwise.errors import FootwiseError

Flat = Annotated[Path, typer.Argument(metavar="DATA.csv", help="REDCap: Export Data, CSV, raw or labels.")]
RawFlat = Annotated[
    Path, typer.Argument(metavar="DATA.csv", help="REDCap: Export Data, CSV, raw (imports need names of events).")
]
Dictionary = Annotated[Path, typer.Argument(metavar="DICTIONARY.csv", help="REDCap: Download Data Dictionary.")]
Fields = Annotated[
    list[str] | None,
    typer.Option("--field", metavar="FIELD=NAME", help="A field that the design calls otherwise; also arm and date."),
]
Events = Annotated[
    list[str] | None,
    typer.Option("--event", metavar="EVENT=WEEK", help="Week of an event, where its name tells none."),
]


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


@command("footwise trial from-redcap data.csv dictionary.csv design.toml --event month_12_arm_1=52 --out data")
def from_redcap(
    flat: Flat,
    dictionary: Dictionary,
    design: Design,
    fields: Fields = None,
    events: Events = None,
    missing: Annotated[
        list[str] | None, typer.Option("--missing", metavar="CODE", help="Code that stands for no value, e.g. -99, NI.")
    ] = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for people.csv and outcomes.csv.")] = Path(
        "data"
    ),
) -> None:
    """Write the tables of a trial from REDCap's flat CSV, raw or with labels, and its data dictionary."""
    from footwise.jobs.trial import read_from_redcap, write_trial_tables

    tables = read_from_redcap(
        flat, dictionary, design, fields=pairs(fields), events=weeks(events), missing=missing or ()
    )
    write_trial_tables(tables, out)
    for note in tables.notes:
        print(told(f"{note}."))
    print(f"people.csv and outcomes.csv are in {out}")
    if tables.answers is not None:
        print(
            f"footwise score {out / 'answers.csv'} --out {out / 'scores'} scores the answers; then copy "
            f"outcomes_scores.csv from there to {out}"
        )


@command("footwise trial results-to-redcap data data.csv dictionary.csv design.toml --out redcap_import.csv")
def results_to_redcap(
    data: Annotated[Path, typer.Argument(metavar="DATA", help="Folder with outcomes*.csv.")],
    flat: RawFlat,
    dictionary: Dictionary,
    design: Design,
    fields: Fields = None,
    events: Events = None,
    out: Annotated[Path, typer.Option("--out", metavar="FILE.csv", help="The file to import.")] = Path(
        "redcap_import.csv"
    ),
) -> None:
    """Write outcomes as a CSV file for the Data Import Tool of a REDCap project that is there.

    Records, events and fields are those of the project; what is in it already is left out, and another value there is
    refused.
    """
    from footwise.jobs.trial import write_results_for_redcap

    for line in write_results_for_redcap(
        data, flat, dictionary, design, out, fields=pairs(fields), events=weeks(events)
    ):
        print(line)


def pairs(given: list[str] | None) -> dict[str, str]:
    """Read ``NAME=OTHER``."""
    found = {}
    for text in given or ():
        name, _, other = (part.strip() for part in text.rpartition("="))
        if not name or not other:
            raise FootwiseError(text, "has no name on both sides of a =", "Write nrs_pain=nrs_medial_pain_0_10_worse")
        found[name] = other
    return found


def weeks(given: list[str] | None) -> dict[str, int]:
    """Read ``EVENT=WEEK``."""
    found = {}
    for name, week in pairs(given).items():
        if not week.isdigit():
            raise FootwiseError(f"{name}={week}", "gives no week", "Write month_12_arm_1=52, for example")
        found[name] = int(week)
    return found
