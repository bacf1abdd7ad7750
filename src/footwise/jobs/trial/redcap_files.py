"""The tables of a trial as REDCap's files, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from footwise.arrays import by_value
from footwise.outputs import whole_folder
from footwise.tables import write_csv
from footwise.trial import (
    RedcapNames,
    TrialDesign,
    outcome_tables,
    read_data,
    read_design,
    read_redcap,
    results_for_redcap,
    trial_data,
    write_data,
    write_redcap,
)


@by_value
@dataclass(frozen=True)
class TrialTables:
    """The tables of a trial, checked.

    Attributes
    ----------
    design : TrialDesign
    people, outcomes : DataFrame
        As in ``people.csv`` and ``outcomes.csv``; everything a text.
    not_asked : tuple of str
        Outcomes that the design does not ask for, and that are not in `outcomes`.
    notes : tuple of str
        What an export was read as, and what of it was not taken.
    answers : DataFrame or None
        Answers to questionnaires that are to be scored.
    """

    design: TrialDesign
    people: pd.DataFrame
    outcomes: pd.DataFrame
    not_asked: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    answers: pd.DataFrame | None = None


def read_trial_tables(data: Path, design: Path) -> TrialTables:
    """Read the tables of a trial from the folder `data`, as `write_for_redcap` takes them."""
    plan = read_design(design)
    read, outcomes = read_data(data, plan), outcome_tables(data)
    return TrialTables(plan, read.people, outcomes[~outcomes["outcome"].isin(read.not_asked)], read.not_asked)


def write_for_redcap(tables: TrialTables, out: Path) -> None:
    """Write REDCap's flat CSV file and its data dictionary into the folder `out`, both or neither."""
    with whole_folder(out) as folder:
        write_redcap(folder, tables.people, tables.outcomes, tables.design)


def read_from_redcap(
    flat: Path,
    dictionary: Path,
    design: Path,
    *,
    fields: Mapping[str, str] | None = None,
    events: Mapping[str, int] | None = None,
    missing: Sequence[str] = (),
) -> TrialTables:
    """Read the tables of a trial from REDCap's export of its data (CSV, raw or labels) and of its data dictionary.

    Parameters
    ----------
    flat, dictionary, design : Path
    fields : mapping of str to str, optional
        Name of a field to that of an outcome, of ``arm``, ``date`` or a column of the people, where they differ.
    events : mapping of str to int, optional
        Name of an event to its week, where the name does not tell it.
    missing : sequence of str
        Codes that stand for no value.
    """
    plan = read_design(design)
    read = read_redcap(flat, dictionary, plan, RedcapNames(fields or {}, events or {}, missing))
    trial_data(read.people, read.measures, plan, where=Path(f"{flat}, converted"))
    return TrialTables(plan, read.people, read.measures, notes=read.notes, answers=read.answers)


def write_results_for_redcap(
    data: Path,
    flat: Path,
    dictionary: Path,
    design: Path,
    out: Path,
    *,
    fields: Mapping[str, str] | None = None,
    events: Mapping[str, int] | None = None,
) -> list[str]:
    """Write the outcomes in the folder `data` as a CSV file that a REDCap project imports.

    Parameters
    ----------
    data : Path
        Folder with tables whose names begin with ``outcomes``.
    flat, dictionary : Path
        Export of the project as it is now (raw CSV), and its dictionary.
    design : Path
    out : Path
        The file to write.
    fields, events
        As for `read_from_redcap`.

    Returns
    -------
    list of str
        What was written, and what was not and why.
    """
    plan = read_design(design)
    measures = outcome_tables(data)
    table, notes = results_for_redcap(measures, flat, dictionary, plan, RedcapNames(fields or {}, events or {}))
    write_csv(table, out)
    not_asked = sorted(set(measures["outcome"]) - {one.name for one in plan.outcomes})
    told = [f"{len(table)} rows (records and events) are in {out}", *(f"{note}" for note in notes)]
    return told + ([f"Not in it, as the design does not ask: {', '.join(not_asked)}"] if not_asked else [])


def write_trial_tables(tables: TrialTables, out: Path) -> None:
    """Write ``people.csv``, ``outcomes.csv`` and, where there are any, ``answers.csv`` into a folder, all or none."""
    with whole_folder(out) as folder:
        write_data(folder, tables.people, tables.outcomes, None)
        if tables.answers is not None:
            write_csv(tables.answers, folder / "answers.csv")
