"""The rule `expected-benefit`: the change of foot angle that is expected to help most, within stated limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from footwise.prescription.conditions import asked_change_deg
from footwise.prescription.model import OptionProbabilities, PersonResponse, option_probabilities, probability_in_words

EXPECTED_BENEFIT = "expected-benefit"


@dataclass(frozen=True)
class Limits:
    """What an option may cost; all four must hold.

    Attributes
    ----------
    p_worse : float
        Highest probability that the larger peak rises.
    p_reaches : float
        Lowest probability that it falls by 5 % or more.
    other_peak : float
        The other peak, with its expected rise, may be at most this share of what the larger peak is in
        natural walking: the knee's largest adduction moment must not grow by more than 5 %.
    kfm_per_kam : float
        Expected rise of the flexion moment for each expected fall of the adduction moment. At 2.6 the medial
        force proxy ``0.34·KAM + 0.13·|KFM|`` stays as it is.
    """

    p_worse: float = 0.25
    p_reaches: float = 0.10
    other_peak: float = 1.05
    kfm_per_kam: float = 2.6


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True)
class BenefitOption:
    """One option as the rule sees it.

    Attributes
    ----------
    condition : str
    probabilities : OptionProbabilities
        For the larger peak.
    other_peak_rise, kfm_rise : float
        Expected, %BW·ht; NaN where not known.
    objections : tuple of str
        Limits that it breaks, in words; an option that nobody walked as far as is no option either.
    """

    condition: str
    probabilities: OptionProbabilities
    other_peak_rise: float
    kfm_rise: float
    objections: tuple[str, ...]


@dataclass(frozen=True)
class BenefitChoice:
    """What the rule chose.

    Attributes
    ----------
    condition : str or None
        None when no option keeps the limits.
    peak : int
        The larger peak of natural walking.
    options : tuple of BenefitOption
    limits : Limits
    """

    condition: str | None
    peak: int
    options: tuple[BenefitOption, ...]
    limits: Limits

    @property
    def chosen(self) -> BenefitOption | None:
        """The chosen option."""
        return next((o for o in self.options if o.condition == self.condition), None)


def expected_benefit_rule(
    response: PersonResponse, conditions: Sequence[str], limits: Limits = DEFAULT_LIMITS
) -> BenefitChoice | None:
    """Choose the condition with the largest expected reduction of the larger peak, within limits.

    The expectation is over everything that the steps leave open, so the best of several noisy means is not taken
    at its word. Choosing the largest expected reduction is the choice with the least expected loss.

    Parameters
    ----------
    response : PersonResponse
    conditions : sequence of str
        Options that were walked with enough steps.
    limits : Limits, optional

    Returns
    -------
    BenefitChoice or None
        None when the larger peak's response cannot be estimated.
    """
    levels = [p.level if (p := response.peak(n)) is not None else -np.inf for n in (1, 2)]
    peak = 1 if levels[0] > levels[1] else 2
    posterior, other = response.peak(peak), response.peak(3 - peak)
    if posterior is None or not posterior.level > 0:
        return None
    changes = [asked_change_deg(c) for c in conditions]
    flexion = response.posteriors.get("kfm_peak")
    options = []
    for condition, probabilities in zip(conditions, option_probabilities(posterior, changes), strict=True):
        change = probabilities.change_deg
        rises = [float(-p.expected_reduction(change)) if p is not None else float("nan") for p in (other, flexion)]
        said = _objections(probabilities, rises[0], rises[1], levels[2 - peak], posterior.level, limits)
        if not response.reaches(condition):
            # What is said of it rests on other people: that is no ground to choose it.
            said.insert(0, f"was not reached (walked {response.reached_towards(condition):+.1f}° at most)")
        options.append(BenefitOption(condition, probabilities, rises[0], rises[1], tuple(said)))
    allowed = [o for o in options if not o.objections]
    best = max(allowed, key=lambda o: o.probabilities.reduction, default=None)
    return BenefitChoice(best.condition if best else None, peak, tuple(options), limits)


def _objections(
    probabilities: OptionProbabilities,
    other_rise: float,
    flexion_rise: float,
    other_level: float,
    level: float,
    limits: Limits,
) -> list[str]:
    said = []
    if probabilities.p_worse > limits.p_worse:
        said.append(f"may raise the peak (probability {probability_in_words(probabilities.p_worse)})")
    if probabilities.p_reaches < limits.p_reaches:
        said.append(f"hardly reaches 5 % (probability {probability_in_words(probabilities.p_reaches)})")
    if np.isfinite(other_rise) and other_level + other_rise > limits.other_peak * level:
        said.append("makes the other peak larger than the larger one is now")
    if np.isfinite(flexion_rise) and flexion_rise > limits.kfm_per_kam * max(probabilities.reduction, 0.0):
        said.append("raises the flexion moment so much that the medial force does not fall")
    return said
