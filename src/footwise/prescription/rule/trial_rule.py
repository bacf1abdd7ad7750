"""The trial's rule: which change of foot angle, or none."""

from __future__ import annotations

import math
from dataclasses import dataclass

from footwise.prescription.thresholds import NEARLY_EQUAL_PCT, THRESHOLD_PCT


@dataclass(frozen=True)
class Choice:
    """What the rule chose.

    Attributes
    ----------
    condition : str or None
        None when nothing reaches the threshold.
    peak : int
        1 or 2: the peak that was to be reduced.
    reductions_pct : dict
        Condition to the reduction of that peak, positive when it falls.
    switched : bool
        The smaller peak was taken because the larger one could not be reduced and both are nearly equal.
    """

    condition: str | None
    peak: int
    reductions_pct: dict[str, float]
    switched: bool


def trial_rule(baseline: tuple[float, float], options: dict[str, tuple[float, float]]) -> Choice:
    """Choose the condition that reduces the larger baseline peak most, by at least 5 %.

    As coded by the authors of the trial: the peaks are compared by ``d = 100 (P1 - P2) / P1``; a tie
    goes to peak 2. When no condition reaches 5 % and the peaks are within 5 % of each other, the other
    peak is tried, and kept only if a condition reduces it by 5 %; else the larger peak stays and
    nobody is prescribed anything.

    Parameters
    ----------
    baseline : (float, float)
        Mean of peak 1 and of peak 2 in natural walking, %BW·ht.
    options : dict
        Condition to the means of the same peaks.

    Returns
    -------
    Choice
        None for the condition, too, when the peak to be reduced is not a positive number: there is no
        load to take a share of.

    Examples
    --------
    >>> trial_rule((3.0, 2.0), {"toe-in-5": (2.9, 2.1), "toe-in-10": (2.7, 2.2)}).condition
    'toe-in-10'
    >>> trial_rule((3.0, 2.0), {"toe-in-5": (2.9, 1.0)}).condition is None
    True
    """
    larger = 1 if baseline[0] > baseline[1] or math.isnan(baseline[1]) else 2
    if not baseline[larger - 1] > 0:
        return Choice(None, larger, dict.fromkeys(options, math.nan), switched=False)
    reductions = _reductions(baseline, options, larger)
    if _reaches(reductions):
        return Choice(_best(reductions), larger, reductions, switched=False)
    apart = 100 * (baseline[0] - baseline[1]) / baseline[0] if baseline[0] > 0 else math.inf
    if abs(apart) < NEARLY_EQUAL_PCT:
        other = _reductions(baseline, options, 3 - larger)
        if _reaches(other):
            return Choice(_best(other), 3 - larger, other, switched=True)
    return Choice(None, larger, reductions, switched=False)


def _reductions(baseline: tuple[float, float], options: dict[str, tuple[float, float]], peak: int) -> dict[str, float]:
    base = baseline[peak - 1]
    return {name: 100 * (base - peaks[peak - 1]) / base for name, peaks in options.items()}


def _reaches(reductions: dict[str, float]) -> bool:
    # A reduction of exactly 5 % counts, whatever rounding makes of it.
    return any(value >= THRESHOLD_PCT - 1e-9 for value in reductions.values())


def _best(reductions: dict[str, float]) -> str:
    known = {name: value for name, value in reductions.items() if not math.isnan(value)}
    return max(known, key=lambda name: known[name])
