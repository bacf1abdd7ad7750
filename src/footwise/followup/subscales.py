"""One subscale of a questionnaire: the mean of its answered items, or the reason in words why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from footwise.arrays import Array, by_value
from footwise.followup.answers import Answers


@by_value
@dataclass(frozen=True)
class SubscaleMean:
    """Mean answer to the items of a subscale.

    Attributes
    ----------
    mean : array, shape (rows,)
        NaN where the rules of the manual give no score.
    reason : array of object, shape (rows,)
        Why there is none, in words; empty where there is one.
    """

    mean: Array
    reason: np.ndarray


def subscale_mean(answers: Answers, items: Sequence[str], needed: int, rule: str, allowed: str) -> SubscaleMean:
    """Take the mean of the items that were answered.

    An answer that the form does not have makes the score missing: taking it as not given would repair the form in
    silence. A subscale without a column for each item is not scored at all, however many answers there are.

    Parameters
    ----------
    answers : Answers
    items : sequence of str
    needed : int
        Answers that the manual asks for.
    rule : str
        The manual's rule, in words.
    allowed : str
        The answers of the form, in words.
    """
    part = answers.of(items)
    rows = len(part.values)
    reason = np.full(rows, "", dtype=object)
    if not part.present.all():
        lacking = [item for item, here in zip(items, part.present, strict=True) if not here]
        reason[:] = f"the table has no column for {', '.join(lacking)}"
        return SubscaleMean(np.full(rows, np.nan), reason)
    count = part.valid.sum(axis=1)
    wrong = part.answered & ~part.valid
    total = np.where(part.valid, part.values, 0.0).sum(axis=1)
    scored = (count >= needed) & ~wrong.any(axis=1)
    for row in np.flatnonzero(~scored):
        if wrong[row].any():
            at = int(wrong[row].argmax())
            reason[row] = f"{items[at]} is {part.written[row, at]}, and the answers are {allowed}"
        else:
            reason[row] = f"{count[row]} of {len(items)} items answered: {rule}"
    return SubscaleMean(np.where(scored, total / np.maximum(count, 1), np.nan), reason)
