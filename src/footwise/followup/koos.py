"""The Knee injury and Osteoarthritis Outcome Score (KOOS), scored by its published manual.

Sources: KOOS Scoring, August 2012 (koos.nu), for the formula and the rule for missing items; Roos and Lohmander, Health
Qual Life Outcomes 2003;1:64, for the instrument.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from footwise.followup.answers import Answers, columns_of_items, read_answers
from footwise.followup.coding import decoded
from footwise.followup.subscales import subscale_mean

ANSWERS = (0, 1, 2, 3, 4)


def _numbered(letters: str, count: int) -> tuple[str, ...]:
    return tuple(f"{letters}{k}" for k in range(1, count + 1))


KOOS_SUBSCALES = {
    "pain": _numbered("P", 9),
    "symptoms": _numbered("S", 7),
    "adl": _numbered("A", 17),
    "sport": _numbered("SP", 5),
    "qol": _numbered("Q", 4),
}
"""Items of each subscale; ADL is function in daily living, QOL knee-related quality of life."""

KOOS_ITEMS = tuple(item for items in KOOS_SUBSCALES.values() for item in items)

_OTHER_LETTERS = {
    "pain": ("pain",),
    "symptoms": ("symptoms", "symptom", "sy"),
    "adl": ("adl", "function"),
    "sport": ("sport", "sportrec"),
    "qol": ("qol",),
}
_ITEM_OF = {item.lower(): item for item in KOOS_ITEMS} | {
    f"{letters}{k}": item
    for subscale, others in _OTHER_LETTERS.items()
    for letters in others
    for k, item in enumerate(KOOS_SUBSCALES[subscale], start=1)
}


def koos_columns(table: pd.DataFrame) -> dict[str, str]:
    """Find the columns of a table that are items of the KOOS: item to column."""
    return columns_of_items(table, _ITEM_OF, prefixes=("koos",))


def koos_answers(table: pd.DataFrame, missing_codes: Sequence[float] = (), coding: str | None = None) -> Answers:
    """Read the 42 items of the KOOS from a table.

    Parameters
    ----------
    table : DataFrame
        One row a person and visit; 0 is no problem, 4 an extreme one. Columns are called P1, KOOS_P1, koosp1, qol3 ...
    missing_codes : sequence of float
        Numbers that stand for "no answer".
    coding : {"0-4", "1-5", "labels"}, optional
        How the answers are coded; without it 0 to 4, and a table that looks otherwise is refused.

    Raises
    ------
    FootwiseError
        Where two columns are the same item, or the table looks as if it were coded otherwise.
    """
    return decoded(read_answers(table, koos_columns(table), KOOS_ITEMS, ANSWERS, missing_codes), coding)


def score_koos(answers: Answers, total: bool = False) -> pd.DataFrame:
    """Score the five subscales of the KOOS.

    Each is 100 − 25 × the mean of its answered items: 100 is no problem, 0 an extreme one. At least half of the items
    must be answered (manual of 2012: 5 of pain, 4 of symptoms, 9 of ADL, 3 of sport, 2 of QOL).

    Parameters
    ----------
    answers : Answers
        From `koos_answers`.
    total : bool
        Also the mean of the five. The manual scores the subscales one by one; this total is a convention of trials,
        and is missing where a subscale is.

    Returns
    -------
    DataFrame, one row a row of the answers
        ``koos_<subscale>_0_100_better`` and ``koos_<subscale>_reason``, empty where there is a score. A subscale of
        which the table has no column at all was not asked, and is left out.
    """
    scores: dict[str, np.ndarray] = {}
    rows = len(answers.values)
    for subscale, items in KOOS_SUBSCALES.items():
        if not answers.of(items).present.any():
            continue
        needed = math.ceil(len(items) / 2)
        rule = f"the KOOS manual asks for at least half ({needed})"
        mean = subscale_mean(answers, items, needed, rule, answers.allowed)
        scores[f"koos_{subscale}_0_100_better"] = 100.0 - 25.0 * mean.mean
        scores[f"koos_{subscale}_reason"] = mean.reason
    if total and scores:
        unasked = np.full(rows, np.nan)
        five = np.column_stack([scores.get(f"koos_{name}_0_100_better", unasked) for name in KOOS_SUBSCALES])
        reason = np.full(rows, "", dtype=object)
        for row in np.flatnonzero(np.isnan(five).any(axis=1)):
            lacking = [name for name, score in zip(KOOS_SUBSCALES, five[row], strict=True) if np.isnan(score)]
            reason[row] = f"no score of {', '.join(lacking)}"
        scores |= {"koos_total_0_100_better": five.mean(axis=1), "koos_total_reason": reason}
    return pd.DataFrame(scores, index=pd.RangeIndex(rows))
