"""The tables of a trial as REDCap's files, and back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from footwise.arrays import by_value
from footwise.outputs import whole_folder
from footwise.trial import (
    TrialDesign,
    outcome_tables,
    read_data,
    read_design,
    read_redcap,
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
    """

    design: TrialDesign
    people: pd.DataFrame
    outcomes: pd.DataFrame
    not_asked: tuple[str, ...] = ()


def read_trial_tables(data: Path, design: Path) -> TrialTables:
    """Read the tables of a trial from the folder `data`, as `write_for_redcap` takes them."""
    plan = read_design(design)
    read, outcomes = read_data(data, plan), outcome_tables(data)
    return TrialTables(plan, read.people, outcomes[~outcomes["outcome"].isin(read.not_asked)], read.not_asked)


def write_for_redcap(tables: TrialTables, out: Path) -> None:
    """Write REDCap's flat CSV file and its data dictionary into the folder `out`, both or neither."""
    with whole_folder(out) as folder:
        write_redcap(folder, tables.people, tables.outcomes, tables.design)


def read_from_redcap(flat: Path, dictionary: Path, design: Path) -> TrialTables:
    """Read the tables of a trial from REDCap's export of its data (raw CSV) and of its data dictionary."""
    plan = read_design(design)
    people, outcomes = read_redcap(flat, dictionary, plan)
    trial_data(people, outcomes, plan, where=Path(f"{flat}, converted"))
    return TrialTables(plan, people, outcomes)


def write_trial_tables(tables: TrialTables, out: Path) -> None:
    """Write ``people.csv`` and ``outcomes.csv`` into the folder `out`, both or neither."""
    with whole_folder(out) as folder:
        write_data(folder, tables.people, tables.outcomes, None)
