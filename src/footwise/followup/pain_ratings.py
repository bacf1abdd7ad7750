"""Knee pain on the numeric rating scale (NRS): 0 is no pain, 10 the worst imaginable."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from footwise.followup.answers import columns_of_items, read_answers

PLACES = ("medial", "lateral", "patellofemoral")
"""Where in the knee: inner side, outer side, behind the kneecap."""

NOT_ANSWERED = "not answered"
"""Why an empty field is no rating."""

_WORDS = {"medial": ("medial",), "lateral": ("lateral",), "patellofemoral": ("patellofemoral", "pf")}
# nrs_medial, medial_pain, NRS medial knee pain, and the name that Footwise gives itself.
_PATTERNS = (
    "nrs{}", "{}nrs", "pain{}", "{}pain", "nrspain{}", "painnrs{}", "nrs{}pain", "{}painnrs", "nrs{}kneepain",
    "nrs{}pain10worse",
)  # fmt: skip
_ITEM_OF = {pattern.format(word): place for place, words in _WORDS.items() for word in words for pattern in _PATTERNS}


def pain_columns(table: pd.DataFrame) -> dict[str, str]:
    """Find the columns of a table that are ratings: place to column."""
    return columns_of_items(table, _ITEM_OF)


def score_pain(table: pd.DataFrame, missing_codes: Sequence[float] = ()) -> pd.DataFrame:
    """Check the ratings of a table.

    A rating is a number from 0 to 10. Parts of a point are taken, as some forms ask for the mean of a week.

    Parameters
    ----------
    table : DataFrame
        One row a person and visit, with some of nrs_medial, nrs_lateral, nrs_patellofemoral.
    missing_codes : sequence of float
        Numbers that stand for "no answer".

    Returns
    -------
    DataFrame, one row a row of the table
        ``nrs_<place>_pain_0_10_worse`` and ``nrs_<place>_pain_reason`` for each place that has a column.

    Raises
    ------
    FootwiseError
        Where two columns are of the same place.
    """
    columns = pain_columns(table)
    answers = read_answers(table, columns, PLACES, (), missing_codes)
    scores: dict[str, np.ndarray] = {}
    for k, place in enumerate(PLACES):
        if place not in columns:
            continue
        values = answers.values[:, k]
        good = (values >= 0.0) & (values <= 10.0)
        reason = np.full(len(values), "", dtype=object)
        for row in np.flatnonzero(~good):
            said = f"the rating is {answers.written[row, k]}, and the scale goes from 0 to 10"
            reason[row] = said if answers.answered[row, k] else NOT_ANSWERED
        scores[f"nrs_{place}_pain_0_10_worse"] = np.where(good, values, np.nan)
        scores[f"nrs_{place}_pain_reason"] = reason
    return pd.DataFrame(scores, index=pd.RangeIndex(len(table)))
