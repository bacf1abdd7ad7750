"""The WOMAC osteoarthritis index (Likert form) as the KOOS contains it.

The KOOS holds the 24 items of the WOMAC LK 3.0 (Roos and Lohmander, Health Qual Life Outcomes 2003;1:64). Which item is
which follows from their words: WOMAC pain is walking, stairs, in bed, sitting or lying, standing, which are P5 to P9;
stiffness is after waking and later in the day, S6 and S7; function is A1 to A17. The trial scores pain × 100/20 and
function × 100/68 in this way.

Missing items: pain is invalid with two or more missing, stiffness with both, function with four or more; below that the
mean of the others stands in for those missing. The rule for function is told by Orthopaedic Proceedings 2004;
86-B(SUPP_IV):469. Those for pain and stiffness are assumed: the WOMAC User Guide, which has them, is not public, and no
public source with them was found.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from footwise.followup.answers import Answers
from footwise.followup.koos import KOOS_SUBSCALES
from footwise.followup.subscales import subscale_mean

WOMAC_SUBSCALES = {
    "pain": ("P5", "P6", "P7", "P8", "P9"),
    "stiffness": ("S6", "S7"),
    "function": KOOS_SUBSCALES["adl"],
}
"""KOOS items of each WOMAC subscale."""

MOST_MISSING = {"pain": 1, "stiffness": 1, "function": 3}


def score_womac(answers: Answers) -> pd.DataFrame:
    """Score the WOMAC from the answers to the KOOS.

    Each subscale is the sum of its items, 0 to 20, 8 and 68, brought to 0 to 100; the total is the sum of all 24,
    0 to 96, brought to 0 to 100. **High is bad**, the other way round than in the KOOS.

    Parameters
    ----------
    answers : Answers
        From `koos_answers`.

    Returns
    -------
    DataFrame, one row a row of the answers
        ``womac_<subscale>_0_100_worse`` and ``womac_<subscale>_reason``, empty where there is a score. A subscale of
        which the table has no column at all was not asked, and is left out, and the total with it.
    """
    scores: dict[str, np.ndarray] = {}
    rows = len(answers.values)
    total = np.zeros(rows)
    items_of_all = sum(len(items) for items in WOMAC_SUBSCALES.values())
    for subscale, items in WOMAC_SUBSCALES.items():
        if not answers.of(items).present.any():
            continue
        most = MOST_MISSING[subscale]
        mean = subscale_mean(answers, items, len(items) - most, f"the WOMAC allows {most} missing", answers.allowed)
        scores[f"womac_{subscale}_0_100_worse"] = 25.0 * mean.mean
        scores[f"womac_{subscale}_reason"] = mean.reason
        total += 25.0 * mean.mean * len(items) / items_of_all
    if all(f"womac_{subscale}_reason" in scores for subscale in WOMAC_SUBSCALES):
        reason = np.full(rows, "", dtype=object)
        for row in np.flatnonzero(np.isnan(total)):
            lacking = [name for name in WOMAC_SUBSCALES if scores[f"womac_{name}_reason"][row]]
            reason[row] = f"no score of {', '.join(lacking)}"
        scores |= {"womac_total_0_100_worse": total, "womac_total_reason": reason}
    return pd.DataFrame(scores, index=pd.RangeIndex(rows))
