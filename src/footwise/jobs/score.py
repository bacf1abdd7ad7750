"""The command `footwise score`: a table of answers in, a table of scores out."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from footwise.errors import FootwiseError
from footwise.followup import SCORE_NAMES, important_changes, outcome_rows, read_questionnaires, score_questionnaires

_KEYS = ("person", "week", "visit", "date", "side", "arm", "simulated")
_TRUE = ("true", "yes", "1")


def score_table(folder: Path, path: Path, baseline_week: float | None, total: bool, missing: list[float]) -> str:
    """Write ``scores.csv``, for a trial ``outcomes_scores.csv``, with a baseline ``changes.csv``; say what was done.

    Raises
    ------
    FootwiseError
        What is wrong with the table.
    """
    table = read_questionnaires(path)
    before = 0
    try:
        scores = score_questionnaires(table, total=total, missing_codes=missing)
        scores = pd.concat([table[[key for key in _KEYS if key in table]], scores], axis=1)
        if baseline_week is not None:
            important_changes(scores, baseline_week).to_csv(folder / "changes.csv", index=False)
            before = int((scores["week"] < baseline_week).sum())
    except FootwiseError as error:
        # Functions that know no file speak of "the table".
        raise FootwiseError(path, error.trouble, error.remedy) from None
    scores.to_csv(folder / "scores.csv", index=False)
    names = [str(name) for name in scores if str(name) in SCORE_NAMES]
    if {"person", "week"} <= set(scores.columns):
        rows = outcome_rows(scores, {name: name for name in names})
        rows.to_csv(folder / "outcomes_scores.csv", index=False)
    lacking = int(scores[names].isna().to_numpy().sum())
    simulated = "simulated" in table and table["simulated"].str.strip().str.lower().isin(_TRUE).any()
    said = f"{'SIMULATED. ' if simulated else ''}{len(scores)} rows, {len(names)} scores each"
    if lacking:
        said += f"; {lacking} scores are missing, and the reason stands beside each"
    if before:
        visits = "1 visit lies" if before == 1 else f"{before} visits lie"
        said += f"; {visits} before week {baseline_week:g} and not in changes.csv"
    return said
