"""Answers to questionnaires: a table of answers in, a table of scores out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from footwise.arrays import by_value
from footwise.errors import FootwiseError
from footwise.followup import (
    SCORE_NAMES,
    important_changes,
    other_columns,
    outcome_rows,
    questionnaire_notes,
    read_questionnaires,
    score_questionnaires,
)
from footwise.outputs import whole_folder
from footwise.showing import lines, table_html
from footwise.tables import write_csv

_TRUE = ("true", "yes", "1")


@by_value
@dataclass(frozen=True, repr=False)
class ScoredTable:
    """The scores of a table of answers.

    Attributes
    ----------
    scores : DataFrame
        One row a person and visit: the columns that are no items, then each score with the reason where it is
        missing beside it.
    outcomes : DataFrame or None
        The same as outcomes of a trial, one row each; None without person, and week or date.
    changes : DataFrame or None
        Of later visits against the baseline; None where none was asked for.
    baseline_week : float or None
    simulated : bool
    notes : tuple of str
        What looks as if the table were coded otherwise.
    """

    scores: pd.DataFrame
    outcomes: pd.DataFrame | None
    changes: pd.DataFrame | None
    baseline_week: float | None
    simulated: bool
    notes: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """Names of the scores."""
        return [str(name) for name in self.scores if str(name) in SCORE_NAMES]

    def __repr__(self) -> str:
        """Tell what was found."""
        return lines(self.sentence(), *self.notes)

    def _repr_html_(self) -> str:
        """Show the scores as a table in a notebook."""
        return table_html(self.sentence(), self.scores)

    def sentence(self) -> str:
        """Say how much was scored, and what is missing."""
        return f"{'SIMULATED. ' if self.simulated else ''}{self.finding()}"

    def finding(self) -> str:
        """Say the same where it is said elsewhere whether it is simulated."""
        said = f"{len(self.scores)} rows, {len(self.names)} scores each"
        lacking = int(self.scores[self.names].isna().to_numpy().sum())
        if lacking:
            said += f"; {lacking} scores are missing, and the reason stands beside each"
        if self.baseline_week is not None and (before := int((self.scores["week"] < self.baseline_week).sum())):
            visits = "1 visit lies" if before == 1 else f"{before} visits lie"
            said += f"; {visits} before week {self.baseline_week:g} and not in changes.csv"
        return said


def score_table(
    table: Path,
    *,
    baseline_week: float | None = None,
    total: bool = False,
    missing_codes: Sequence[float] = (),
    coding: str | None = None,
) -> ScoredTable:
    """Score pain ratings (NRS), KOOS and WOMAC by their manuals.

    Parameters
    ----------
    table : Path
        CSV file with one row a person and visit, and a column an item.
    baseline_week : float, optional
        Also compare later visits with this one.
    total : bool
        Also a KOOS total.
    missing_codes : sequence of float
        Numbers that stand for no answer.
    coding : {"0-4", "1-5", "labels"}, optional
        How the answers to the KOOS are coded; without it 0 to 4, and a table that looks otherwise is refused.

    Raises
    ------
    FootwiseError
        What is wrong with the table.
    """
    answers = read_questionnaires(table)
    try:
        scores = score_questionnaires(answers, total=total, missing_codes=missing_codes, coding=coding)
        notes = questionnaire_notes(answers, missing_codes=missing_codes, coding=coding)
        kept = other_columns(answers)
        if twice := [name for name in kept if name in scores]:
            raise FootwiseError("the table", f"has a column {twice[0]!r} already", "Remove or rename it")
        scores = pd.concat([answers[kept], scores], axis=1)
        changes = None if baseline_week is None else important_changes(scores, baseline_week)
    except FootwiseError as error:
        # Functions that know no file speak of "the table".
        raise FootwiseError(table, error.trouble, error.remedy, error.kind) from None
    outcomes = None
    if "person" in scores and ("week" in scores or "date" in scores):
        outcomes = outcome_rows(scores, {str(name): str(name) for name in scores if str(name) in SCORE_NAMES})
    simulated = "simulated" in answers and answers["simulated"].str.strip().str.lower().isin(_TRUE).any()
    return ScoredTable(scores, outcomes, changes, baseline_week, bool(simulated), notes)


def write_scores(scored: ScoredTable, out: Path) -> None:
    """Write ``scores.csv``, and where there are such ``outcomes_scores.csv`` and ``changes.csv``, all or none."""
    tables = {"scores": scored.scores, "outcomes_scores": scored.outcomes, "changes": scored.changes}
    with whole_folder(out) as folder:
        for name, table in tables.items():
            if table is not None:
                write_csv(table, folder / f"{name}.csv")
