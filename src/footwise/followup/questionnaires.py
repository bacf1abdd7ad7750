"""All questionnaires of a table of people and visits, scored."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from footwise.errors import FootwiseError
from footwise.followup.coding import coding_notes
from footwise.followup.koos import koos_answers, koos_columns, score_koos
from footwise.followup.pain_ratings import pain_columns, score_pain
from footwise.followup.people import clean_people
from footwise.followup.womac import score_womac
from footwise.tables import column_numbers, read_csv

_COLUMNS = "Name the items P1 to P9, S1 to S7, A1 to A17, SP1 to SP5 and Q1 to Q4, and ratings nrs_medial and so on"


def score_questionnaires(
    table: pd.DataFrame, *, total: bool = False, missing_codes: Sequence[float] = (), coding: str | None = None
) -> pd.DataFrame:
    """Score pain ratings, KOOS and WOMAC, as far as the table has them.

    Parameters
    ----------
    table : DataFrame
        One row a person and visit; see `koos_answers` and `score_pain` for the columns. Where it has the columns
        ``person`` and ``week``, no visit may stand in it twice.
    total : bool
        Also a total of the KOOS.
    missing_codes : sequence of float
        Numbers that stand for "no answer".
    coding : {"0-4", "1-5", "labels"}, optional
        How the answers to the KOOS are coded; without it 0 to 4, and a table that looks otherwise is refused.

    Returns
    -------
    DataFrame, with the index of the table
        Scores, each followed by the reason why it is missing. The name of a score says its range and whether high is
        ``better`` or ``worse``.

    Raises
    ------
    FootwiseError
        Where no column is an item of these questionnaires, two columns are the same, a person has a visit twice, or the
        answers look as if they were coded otherwise.
    """
    refuse_twins(table)
    answers = koos_answers(table, missing_codes, coding)
    scores = pd.concat([score_pain(table, missing_codes), score_koos(answers, total), score_womac(answers)], axis=1)
    if scores.columns.empty:
        raise FootwiseError("the table", "has no column with an item of NRS, KOOS or WOMAC", _COLUMNS)
    scores.index = table.index
    return scores


def questionnaire_notes(
    table: pd.DataFrame, *, missing_codes: Sequence[float] = (), coding: str | None = None
) -> tuple[str, ...]:
    """Say what of a whole table looks odd and is not sure enough to be refused; see `score_questionnaires`."""
    return coding_notes(koos_answers(table, missing_codes, coding), coding)


def other_columns(table: pd.DataFrame) -> list[str]:
    """Columns that are no item of a questionnaire: whose row it is, of which visit, and whatever else is known."""
    items = {*koos_columns(table).values(), *pain_columns(table).values()}
    return [str(column) for column in table.columns if str(column) not in items]


def read_questionnaires(path: Path | str) -> pd.DataFrame:
    """Read a table of answers from a CSV file.

    Answers are kept as they are written; `score_questionnaires` makes numbers of them. ``week`` becomes a number,
    counted from the enrolment; ``person`` loses the blanks at its ends.

    Raises
    ------
    FootwiseError
        No such file, no table, a week that is no number or before the enrolment, or a person without a name or with
        two spellings of it.
    """
    table = read_csv(path)
    if "person" in table:
        table["person"] = clean_people(path, table["person"])
    if "week" in table:
        table["week"] = column_numbers(path, table, "week")
        early = ~(table["week"] >= 0.0) | np.isinf(table["week"])
        if early.any():
            row = int(early.to_numpy().argmax())
            trouble = f"has week {table['week'].iloc[row]:g} in row {row + 1}, which is no week after the enrolment"
            raise FootwiseError(path, trouble, "Count weeks from the enrolment (0), and leave earlier visits out")
    return table


def refuse_twins(
    table: pd.DataFrame, keys: Sequence[str] = ("person", "week"), where: str | Path = "the table"
) -> None:
    """Refuse a table in which two rows have the same keys, where it has all of them."""
    if not set(keys) <= set(table.columns):
        return
    twice = table.duplicated(list(keys))
    if twice.any():
        row = table.loc[twice, list(keys)].iloc[0]
        who = ", ".join(f"{key} {row[key]:g}" if isinstance(row[key], float) else f"{key} {row[key]}" for key in keys)
        raise FootwiseError(where, f"has more than one row for {who}", "Keep one")
