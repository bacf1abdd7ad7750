"""How people went through the trial: the numbers of the CONSORT flow diagram.

CONSORT 2010 (Schulz, Altman & Moher, BMJ 340:c332): assessed, excluded, randomised, allocated, followed up, analysed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from footwise.errors import FootwiseError
from footwise.trial.data import PEOPLE, TrialData, yes_or_no

Reasons = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class ArmFlow:
    """One arm's way.

    Attributes
    ----------
    label : str
    allocated, received : int
        `received` is how many began the allocated treatment; None where the data do not say it.
    withdrawn : int
        Left the trial before its last visit.
    reasons : tuple of (str, int)
        Why they left, the commonest first.
    seen_last : int
        With a primary outcome at the last visit.
    analysed : int
        In the mixed model of the first primary outcome: with at least one visit after baseline.
    without_follow_up : int
        Randomised, without any; they count in the multiple imputation.
    """

    label: str
    allocated: int
    received: int | None
    withdrawn: int
    reasons: Reasons
    seen_last: int
    analysed: int
    without_follow_up: int


@dataclass(frozen=True)
class Flow:
    """The whole diagram; `assessed` is None where those who were not randomised are not known."""

    assessed: int | None
    excluded: int
    reasons: Reasons
    randomised: int
    arms: tuple[ArmFlow, ArmFlow]


def consort_flow(data: TrialData, primary: str) -> Flow:
    """Count people.

    Parameters
    ----------
    data : TrialData
    primary : str
        Outcome by which follow-up is counted.

    Raises
    ------
    FootwiseError
        A column of people.csv that cannot be read.
    """
    people, values = data.people, data.outcome(primary).follow_up
    received = yes_or_no(PEOPLE, people["received"], "received") if "received" in people else None
    withdrawn = withdrawn_weeks(data)
    reasons = people["withdrawal_reason"].str.strip() if "withdrawal_reason" in people else None
    last = max(data.outcome(primary).outcome.weeks)
    arms = []
    for label, mine in zip(data.labels, (data.in_first, ~data.in_first), strict=True):
        left = mine & (withdrawn <= last)
        followed = mine & np.isfinite(values).any(axis=1)
        arms.append(
            ArmFlow(
                label=label,
                allocated=int(mine.sum()),
                received=None if received is None else int((mine & received).sum()),
                withdrawn=int(left.sum()),
                reasons=_counted([] if reasons is None else reasons[left].replace("", "no reason given").tolist()),
                seen_last=int((mine & np.isfinite(values[:, -1])).sum()),
                analysed=int(followed.sum()),
                without_follow_up=int((mine & ~followed).sum()),
            )
        )
    excluded = len(data.screened_out)
    return Flow(
        assessed=len(people) + excluded if excluded else None,
        excluded=excluded,
        reasons=_counted(data.screened_out),
        randomised=len(people),
        arms=(arms[0], arms[1]),
    )


def withdrawn_weeks(data: TrialData) -> NDArray[np.float64]:
    """Week in which each person left; infinite for those who stayed."""
    if "withdrawn_week" not in data.people:
        return np.full(len(data.people), np.inf)
    texts = data.people["withdrawn_week"].str.strip()
    weeks = np.full(len(texts), np.inf)
    for row, text in enumerate(texts):
        if text:
            try:
                weeks[row] = float(text)
            except ValueError:
                trouble = f"line {row + 2}: withdrawn_week is {text!r}, not a number"
                raise FootwiseError(Path(PEOPLE), trouble, "Write the week, or nothing for who stayed") from None
    return weeks


def _counted(reasons: Sequence[str]) -> Reasons:
    return tuple(sorted(Counter(reasons).items(), key=lambda item: (-item[1], item[0])))
