"""Whether a person's improvement reaches the smallest that matters to patients (MCID).

Sources of the thresholds: pain on the NRS 2.0 points, and WOMAC 12 % of the baseline value, from the table of the
review PMC7990728; KOOS quality of life 8.0 points from PMC3943561. They are about getting better; how much worse is
felt as worse is another question, and is not answered here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from footwise.errors import FootwiseError
from footwise.followup.questionnaires import refuse_twins

# Scores are fractions of whole answers: 2.0 must not be missed for the last bit.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class ImportantChange:
    """The smallest important improvement of one score.

    Attributes
    ----------
    score : str
        Column of the score.
    least : float
        In points of the score, or in percent of the baseline.
    percent : bool
        Whether it is the latter.
    source : str
    """

    score: str
    least: float
    percent: bool
    source: str

    @property
    def name(self) -> str:
        """The score without its range: ``nrs_medial_pain``."""
        return self.score.rpartition("_0_")[0]

    @property
    def improvement(self) -> str:
        """Column of the improvement."""
        return f"{self.name}_improvement_{'pct_of_baseline' if self.percent else 'points'}"


IMPORTANT_CHANGES = (
    *(
        ImportantChange(f"nrs_{place}_pain_0_10_worse", 2.0, False, "PMC7990728")
        for place in ("medial", "lateral", "patellofemoral")
    ),
    *(
        ImportantChange(f"womac_{subscale}_0_100_worse", 12.0, True, "PMC7990728")
        for subscale in ("pain", "function", "total")
    ),
    ImportantChange("koos_qol_0_100_better", 8.0, False, "PMC3943561"),
)


def important_changes(scores: pd.DataFrame, baseline_week: float) -> pd.DataFrame:
    """Compare every later visit with the baseline visit of the same person.

    Parameters
    ----------
    scores : DataFrame
        One row a person and visit: ``person``, ``week`` and scores as `score_questionnaires` names them.
    baseline_week : float
        The visit that the others are compared with.

    Returns
    -------
    DataFrame, one row a visit after the baseline
        ``person``, ``week`` and, for each score that has a threshold, ``<score>_improvement_points`` or
        ``..._pct_of_baseline`` (positive is better for every score), ``<score>_important`` (true, false or missing) and
        ``<score>_important_reason``, which says why it is missing.

    Raises
    ------
    FootwiseError
        Where person, week, or every score with a threshold is lacking, a visit stands in it twice, or nobody has the
        baseline visit.
    """
    for column in ("person", "week"):
        if column not in scores:
            raise FootwiseError("the scores", f"have no column {column!r}", "Give one row a person and visit")
    refuse_twins(scores)
    known = [change for change in IMPORTANT_CHANGES if change.score in scores]
    if not known:
        raise FootwiseError("the scores", "have no score with a known MCID", "Score NRS, WOMAC or KOOS first")
    week = scores["week"].astype(float)
    before = scores.loc[week == baseline_week].set_index("person")
    if before.empty:
        raise FootwiseError("the scores", f"have nobody at week {baseline_week:g}", "Say which week is the baseline")
    after = scores.loc[week > baseline_week, :].reset_index(drop=True)
    result = after[["person", "week"]].copy()
    for change in known:
        baseline = after["person"].map(before[change.score]).to_numpy(dtype=float)
        result = result.join(_compared(change, baseline, after[change.score].to_numpy(dtype=float), baseline_week))
    return result


def _compared(change: ImportantChange, before: np.ndarray, after: np.ndarray, baseline_week: float) -> pd.DataFrame:
    better = after - before if change.score.endswith("_better") else before - after
    if change.percent:
        with np.errstate(divide="ignore", invalid="ignore"):
            better = np.where(before > 0.0, 100.0 * better / before, np.nan)
    known = np.isfinite(better)
    reason = np.full(len(better), "", dtype=object)
    reason[~known] = f"the baseline at week {baseline_week:g} is 0, of which there is no percentage"
    reason[np.isnan(after)] = "no score at this visit"
    reason[np.isnan(before)] = f"no score at the baseline, week {baseline_week:g}"
    important = pd.array(better >= change.least - _ROUNDING, dtype="boolean")
    important[~known] = pd.NA
    return pd.DataFrame(
        {change.improvement: better, f"{change.name}_important": important, f"{change.name}_important_reason": reason}
    )
