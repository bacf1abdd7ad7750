"""What may be compared with what: conditions of one visit well, a peak of two visits hardly."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

from footwise.prescription.model import response_populations
from footwise.signals import Mean

# Normal quantile of 95 %, to both sides.
_CERTAIN = 1.96
# Peak of the knee adduction moment between days: ICC 0.86, 31 people (Birmingham 2007).
SEM_BETWEEN_DAYS_PCT_BWHT = 0.36
# Smallest change of one person between two days that is beyond the error of measuring twice, with 95 % certainty.
MDC95_BETWEEN_DAYS_PCT_BWHT = _CERTAIN * math.sqrt(2) * SEM_BETWEEN_DAYS_PCT_BWHT


@dataclass(frozen=True)
class Comparison:
    """Two measurements of one person.

    Attributes
    ----------
    fall : float
        First less second, %BW·ht: positive when the load fell.
    error : float
        Standard error of the fall for what was compared.
    detectable : float
        Falls and rises up to this size are inside the error (95 %).
    beyond_error : bool
        The change is larger than `detectable`; NaN is not.
    sentence : str
    """

    fall: float
    error: float
    detectable: float
    beyond_error: bool
    sentence: str


@dataclass(frozen=True)
class ConditionCompared:
    """One condition of two visits.

    Attributes
    ----------
    condition : str
    first, second : float
        Mean of the peak in either visit, %BW·ht.
    between : Comparison
        The peak itself, between the visits.
    within_first, within_second : Comparison or None
        The fall against natural walking, within either visit; None for natural walking.
    kept : Comparison or None
        These two falls against each other; None for natural walking.
    """

    condition: str
    first: float
    second: float
    between: Comparison
    within_first: Comparison | None
    within_second: Comparison | None
    kept: Comparison | None


@dataclass(frozen=True)
class VisitsCompared:
    """A visit against an earlier one of the same person.

    Attributes
    ----------
    earlier : str
        Name of the earlier visit's folder.
    peak : int
        The peak that the earlier visit was about.
    conditions : tuple of ConditionCompared
        Those that were walked in both, natural first.
    simulated : bool
        The earlier visit is.
    """

    earlier: str
    peak: int
    conditions: tuple[ConditionCompared, ...]
    simulated: bool

    def to_json(self) -> dict[str, Any]:
        """Give the key ``earlier_visit`` of prescription.json; a missing number is null."""
        return {
            "earlier": self.earlier,
            "peak": self.peak,
            "simulated": self.simulated,
            "conditions": [
                {
                    "condition": c.condition,
                    "first_pct_bwht": _known(c.first),
                    "second_pct_bwht": _known(c.second),
                    "between_visits": _table(c.between),
                    "within_first_visit": _table(c.within_first),
                    "within_second_visit": _table(c.within_second),
                    "between_the_reductions": _table(c.kept),
                }
                for c in self.conditions
            ],
        }


def _table(compared: Comparison | None) -> dict[str, Any] | None:
    if compared is None:
        return None
    return {key: _known(value) if isinstance(value, float) else value for key, value in asdict(compared).items()}


def _known(value: float) -> float | None:
    return round(value, 4) if math.isfinite(value) else None


def within_visit(natural: Mean, changed: Mean) -> Comparison:
    """Compare two conditions of one visit: the same markers, so only the noise of the walks counts.

    Besides the steps' standard errors that is what one walk as a whole is off the next.

    Parameters
    ----------
    natural, changed : Mean
        A peak of the knee adduction moment in both conditions, %BW·ht.

    Returns
    -------
    Comparison
    """
    walks = math.sqrt(2) * response_populations()["kam_peak1"].noise.walk_sd
    return _compare(natural.value - changed.value, math.hypot(natural.se, changed.se, walks), "within this visit")


def between_visits(first: Mean, second: Mean) -> Comparison:
    """Compare the same condition on two days: markers were placed anew and the person is another day older.

    More steps do not help: the standard error is at least that of measuring on two days,
    ``sqrt(2) · 0.36 %BW·ht``.

    Parameters
    ----------
    first, second : Mean
        The same peak, %BW·ht.

    Returns
    -------
    Comparison
    """
    days = math.sqrt(2) * SEM_BETWEEN_DAYS_PCT_BWHT
    steps = math.hypot(first.se, second.se)
    return _compare(first.value - second.value, max(days, steps), "between the visits")


def kept_reduction(first: Comparison, second: Comparison) -> Comparison:
    """Compare the reductions of two visits, each against natural walking of its own visit.

    What a day adds to all its walks falls out of each reduction, so this is how training is followed up.

    Parameters
    ----------
    first, second : Comparison
        Results of :func:`within_visit`.

    Returns
    -------
    Comparison
        Positive when the second reduction is smaller than the first.
    """
    return _compare(
        first.fall - second.fall,
        math.hypot(first.error, second.error),
        "between the two reductions",
        of_reductions=True,
    )


def what_another_visit_can_show(reduction_pct_bwht: float) -> str:
    """Say whether a fall of this size could be seen by measuring the peak again on another day."""
    if not math.isfinite(reduction_pct_bwht):
        return "The reduction is not known, so nothing can be said about another visit."
    size, detectable = abs(reduction_pct_bwht), MDC95_BETWEEN_DAYS_PCT_BWHT
    seen = "could just be seen" if size > detectable else "cannot be seen"
    return (
        f"Between days a peak is repeatable to {SEM_BETWEEN_DAYS_PCT_BWHT:.2f} %BW·ht, and changes up to "
        f"{detectable:.1f} are inside the error: a fall of {size:.2f} {seen} by measuring the peak on another day. "
        "Walk naturally and at the target in the same visit, and compare those two."
    )


def _compare(fall: float, error: float, where: str, *, of_reductions: bool = False) -> Comparison:
    detectable = _CERTAIN * error
    if not (math.isfinite(fall) and math.isfinite(error)):
        return Comparison(fall, error, detectable, False, f"Nothing can be compared {where}: too few steps are known.")
    beyond = abs(fall) > detectable
    less, more = ("smaller", "larger") if of_reductions else ("lower", "higher")
    moved = f"{abs(fall):.2f} %BW·ht {less if fall > 0 else more}"
    verdict = "beyond" if beyond else "inside"
    said = f"{moved} {where}: {verdict} the error of measuring (±{detectable:.2f})"
    return Comparison(fall, error, detectable, beyond, said[0].upper() + said[1:] + ".")
