"""A table of answers, person by person and day by day, scored: for whoever keeps them elsewhere than in a folder."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from footwise.errors import FootwiseError
from footwise.followup import (
    KOOS_ITEMS,
    SCORE_NAMES,
    koos_answers,
    other_columns,
    pain_columns,
    questionnaire_notes,
    read_questionnaires,
    score_questionnaires,
)
from footwise.trial import written_days

_WORKBOOK = b"PK\x03\x04"
_TRUE = ("true", "yes", "1")


@dataclass(frozen=True)
class AnsweredRow:
    """What a row of the table says.

    Attributes
    ----------
    number : int
        Of the row, from 1, the line of names not counted.
    person : str
    day : date or None
        None where there is none that can be read.
    written_day : str
    side : str
        As it is written, in small letters; empty where it says none.
    pain : dict of str to float
        Place to rating; those that can be read.
    answers : dict of str to str
        Item of the KOOS to what stands there, empty where nothing does; only items that have a column.
    scores : dict of str to float
        Of KOOS and WOMAC.
    reasons : dict of str to str
        Score, of pain too, to why there is none.
    """

    number: int
    person: str
    day: date | None
    written_day: str
    side: str
    pain: dict[str, float]
    answers: dict[str, str]
    scores: dict[str, float]
    reasons: dict[str, str]


@dataclass(frozen=True)
class AnsweredTable:
    """A table of answers.

    Attributes
    ----------
    rows : tuple of AnsweredRow
    coding : str
        How the answers to the KOOS are coded.
    notes : tuple of str
        What of the whole looks odd, and is not sure enough to be refused.
    unread : tuple of str
        Columns of which nothing was taken.
    simulated : bool
    """

    rows: tuple[AnsweredRow, ...]
    coding: str
    notes: tuple[str, ...]
    unread: tuple[str, ...]
    simulated: bool


def read_answered_rows(table: Path, *, coding: str | None = None, missing_codes: Sequence[float] = ()) -> AnsweredTable:
    """Read a table with one row a person and day, and score it as `score_table` does.

    Parameters
    ----------
    table : Path
        CSV file with ``person``, ``date``, where pain is of one knee ``side``, and a column an item.
    coding : {"0-4", "1-5", "labels"}, optional
        How the answers to the KOOS are coded; without it 0 to 4, and a table that looks otherwise is refused.
    missing_codes : sequence of float
        Numbers that stand for no answer.

    Raises
    ------
    FootwiseError
        What is wrong with the table as a whole.
    """
    _refuse_workbook(table)
    answers = read_questionnaires(table)
    answers.columns = [low if (low := str(name).lower()) in ("person", "date", "side") else name for name in answers]
    for column in ("person", "date"):
        if column not in answers:
            raise FootwiseError(table, f"has no column {column!r}", "Name whose row it is (person) and its day (date)")
    try:
        scores = score_questionnaires(answers, missing_codes=missing_codes, coding=coding)
        notes = questionnaire_notes(answers, missing_codes=missing_codes, coding=coding)
        koos = koos_answers(answers, missing_codes, coding)
    except FootwiseError as error:
        # Functions that know no file speak of "the table".
        raise FootwiseError(table, error.trouble, error.remedy, error.kind) from None
    days, _strange, _why = written_days(answers["date"])
    sides = answers["side"].str.strip().str.lower() if "side" in answers else pd.Series("", index=answers.index)
    places = pain_columns(answers)
    rows = []
    for k in range(len(answers)):
        found = scores.iloc[k].to_dict()
        values = {str(name): float(found[name]) for name in SCORE_NAMES if name in found}
        told = {name: round(value, 4) for name, value in values.items() if math.isfinite(value)}
        stem = {name: name.rpartition("_0_")[0] for name in values}
        rows.append(
            AnsweredRow(
                number=k + 1,
                person=str(answers["person"].iloc[k]),
                day=None if pd.isna(days.iloc[k]) else days.iloc[k].date(),
                written_day=str(answers["date"].iloc[k]).strip(),
                side=str(sides.iloc[k]),
                pain={place: told[name] for place in places if (name := f"nrs_{place}_pain_0_10_worse") in told},
                answers={
                    item: str(koos.written[k, at]).strip() if koos.answered[k, at] else ""
                    for at, item in enumerate(KOOS_ITEMS)
                    if koos.present[at]
                },
                scores={name: value for name, value in told.items() if not name.startswith("nrs_")},
                reasons={name: str(why) for name in values if (why := found[f"{stem[name]}_reason"])},
            )
        )
    unread = tuple(
        name for name in other_columns(answers) if name not in ("person", "date", "side", "week", "simulated")
    )
    simulated = "simulated" in answers and answers["simulated"].str.strip().str.lower().isin(_TRUE).any()
    return AnsweredTable(tuple(rows), coding or "0-4", notes, unread, bool(simulated))


def _refuse_workbook(table: Path) -> None:
    try:
        with table.open("rb") as file:
            begins = file.read(len(_WORKBOOK))
    except OSError:
        return  # the reader says what is wrong
    if begins == _WORKBOOK:
        raise FootwiseError(table, "is a workbook of a spreadsheet program or an archive", "Save the table as CSV")
