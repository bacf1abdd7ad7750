"""How people went through the trial: the numbers of the CONSORT flow diagram.

CONSORT 2010 (Schulz, Altman & Moher, BMJ 340:c332): assessed, excluded, randomised, allocated, followed up, analysed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from footwise.trial.data import TrialData

Reasons = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class ArmFlow:
    """One arm's way.

    Attributes
    ----------
    label : str
    allocated : int
    received : int or None
        How many began the allocated treatment; None where the data do not say it.
    withdrawn : int
        Left the trial before its last visit.
    reasons : tuple of (str, int)
        Why they left, the commonest first.
    seen_last : int
        With a primary outcome at the last visit.
    analysed : int or None
        In the mixed model of the first primary outcome: with at least one visit after baseline. None where the model
        could not be estimated, and nobody was analysed.
    without_follow_up : int
        Randomised, without any.
    imputed : int or None
        In the analysis with imputation, which has everybody; None where it could not be done.
    """

    label: str
    allocated: int
    received: int | None
    withdrawn: int
    reasons: Reasons
    seen_last: int
    analysed: int | None
    without_follow_up: int
    imputed: int | None


@dataclass(frozen=True)
class Flow:
    """The whole diagram; `assessed` is None where those who were not randomised are not known."""

    assessed: int | None
    excluded: int
    reasons: Reasons
    randomised: int
    arms: tuple[ArmFlow, ArmFlow]


def consort_flow(data: TrialData, primary: str, weeks: Collection[int] | None, imputed: bool) -> Flow:
    """Count people.

    Parameters
    ----------
    data : TrialData
    primary : str
        Outcome by which follow-up is counted.
    weeks : collection of int, optional
        Visits in its mixed model; None where that could not be estimated.
    imputed : bool
        Whether the analysis with imputation could be done.
    """
    people, values = data.people, data.outcome(primary).follow_up
    received, withdrawn = data.received, data.withdrawn_week
    modelled = values[:, [week in (weeks or ()) for week in data.outcome(primary).outcome.weeks]]
    reasons = people["withdrawal_reason"].str.strip() if "withdrawal_reason" in people else None
    last = max(data.outcome(primary).outcome.weeks)
    arms = []
    for label, mine in zip(data.labels, (data.in_first, ~data.in_first), strict=True):
        left = mine & (withdrawn <= last)
        followed = mine & np.isfinite(values).any(axis=1)
        analysed = mine & np.isfinite(modelled).any(axis=1)
        arms.append(
            ArmFlow(
                label=label,
                allocated=int(mine.sum()),
                received=None if received is None else int((mine & received).sum()),
                withdrawn=int(left.sum()),
                reasons=_counted([] if reasons is None else reasons[left].replace("", "no reason given").tolist()),
                seen_last=int((mine & np.isfinite(values[:, -1])).sum()),
                analysed=None if weeks is None else int(analysed.sum()),
                without_follow_up=int((mine & ~followed).sum()),
                imputed=int(mine.sum()) if imputed else None,
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


def _counted(reasons: Sequence[str]) -> Reasons:
    return tuple(sorted(Counter(reasons).items(), key=lambda item: (-item[1], item[0])))
