"""The options of foot angle against each other: which is best, with what probability, and what a wrong choice costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from footwise.arrays import Array
from footwise.prescription.conditions import asked_change_deg
from footwise.prescription.model.response_model import ResponsePosterior
from footwise.prescription.thresholds import NEARLY_EQUAL_PCT, THRESHOLD_PCT

# Points of a normal distribution that fill it evenly, instead of random draws: every run gives the same numbers.
_POINTS_LOG2 = 12


@dataclass(frozen=True)
class OptionProbabilities:
    """What is known of one option for one load.

    Attributes
    ----------
    change_deg : float
        Toe-out positive.
    reduction : float
        What is expected, in the load's unit.
    reduction_sd : float
        How unsure the reduction is, whatever the shape of the response.
    reduction_pct : float
        What is expected, over the level of natural walking.
    bands : dict
        0.5 and 0.9 to the bounds of the reduction.
    p_best : float
        That no other option, natural walking included, reduces the load more.
    p_reaches : float
        That the reduction is 5 % or more.
    p_worse : float
        That the load rises.
    expected_loss : float
        How much less than the truly best option it reduces the load, on average over what is not known.
    """

    change_deg: float
    reduction: float
    reduction_sd: float
    reduction_pct: float
    bands: dict[float, tuple[float, float]]
    p_best: float
    p_reaches: float
    p_worse: float
    expected_loss: float


def option_probabilities(posterior: ResponsePosterior, changes_deg: Sequence[float]) -> list[OptionProbabilities]:
    """Compare options of foot angle for one load.

    Parameters
    ----------
    posterior : ResponsePosterior
    changes_deg : sequence of float
        The options, toe-out positive; natural walking (0) competes whether it is named or not.

    Returns
    -------
    list of OptionProbabilities
        In the order of `changes_deg`.
    """
    changes = np.asarray(changes_deg, dtype=float)
    expected, sd = posterior.expected_reduction(changes), posterior.reduction(changes)[1]
    reached, worse = posterior.p_reaches(changes, THRESHOLD_PCT), posterior.p_worse(changes)
    all_changes = changes if (changes == 0).any() else np.append(changes, 0.0)
    reductions = option_points(posterior, all_changes)[:, 1:]
    best = np.bincount(reductions.argmax(axis=1), minlength=len(all_changes)) / len(reductions)
    # What is lost is counted from what is expected, which the choice is made by.
    about = reductions + posterior.expected_reduction(all_changes) - reductions.mean(axis=0)
    loss = about.max(axis=1).mean() - about.mean(axis=0)
    bands = {share: posterior.band(changes, share) for share in (0.5, 0.9)}
    return [
        OptionProbabilities(
            change_deg=float(change),
            reduction=float(expected[n]),
            reduction_sd=float(sd[n]),
            reduction_pct=float(100 * expected[n] / posterior.level) if posterior.level > 0 else float("nan"),
            bands={share: (float(low[n]), float(high[n])) for share, (low, high) in bands.items()},
            p_best=float(best[n]),
            p_reaches=float(reached[n]),
            # Without a change nothing rises.
            p_worse=float(worse[n]) if change else 0.0,
            expected_loss=float(loss[n]),
        )
        for n, change in enumerate(changes)
    ]


def probability_in_words(share: float) -> str:
    """Write a probability for people: never 0 or 100 %, which nobody can know."""
    return "under 1 %" if share < 0.01 else "over 99 %" if share > 0.99 else f"{100 * share:.0f} %"


def right_choice_probabilities(
    first: ResponsePosterior, second: ResponsePosterior, conditions: Sequence[str]
) -> dict[tuple[str | None, int], float]:
    """Probability that the trial's rule, if it knew the truth, would choose each condition for each peak.

    Parameters
    ----------
    first, second : ResponsePosterior
        Of KAM peak 1 and of peak 2.
    conditions : sequence of str
        The options, without natural walking.

    Returns
    -------
    dict
        ``(condition, peak)``, or ``(None, peak)`` for a refusal, to its probability; likeliest first.
    """
    changes = np.array([asked_change_deg(c) for c in conditions])
    both = np.stack([option_points(first, changes, 0), option_points(second, changes, 1)])
    levels = both[..., 0]
    reductions = both[..., 1:] / np.where(levels > 0, levels, np.nan)[..., None]
    label, peak = true_choices(levels, 100 * reductions)
    probabilities: dict[tuple[str | None, int], float] = {}
    for code, count in zip(*np.unique(10 * label + peak, return_counts=True), strict=True):
        which = (int(code) - 1) // 10
        name = None if which < 0 else conditions[which]
        probabilities[name, int(code) - 10 * which] = float(count) / len(label)
    return dict(sorted(probabilities.items(), key=lambda item: -item[1]))


def true_choices(levels: Array, reductions_pct: Array) -> tuple[np.ndarray, np.ndarray]:
    """Apply the trial's rule to many people, or many draws of one person, at once.

    Parameters
    ----------
    levels : array, shape (2, n)
        Peak 1 and peak 2 of natural walking.
    reductions_pct : array, shape (2, n, options)

    Returns
    -------
    option : array of int, shape (n,)
        Place of the chosen option, -1 for a refusal.
    peak : array of int, shape (n,)
        1 or 2.
    """
    best = np.nan_to_num(reductions_pct, nan=-np.inf).max(axis=2)
    larger = np.where(levels[0] > levels[1], 0, 1)
    every = np.arange(levels.shape[1])
    reaches = best >= THRESHOLD_PCT
    nearly = np.abs(levels[0] - levels[1]) < NEARLY_EQUAL_PCT / 100 * np.abs(levels[0])
    switched = ~reaches[larger, every] & nearly & reaches[1 - larger, every]
    peak = np.where(switched, 1 - larger, larger)
    option = np.nan_to_num(reductions_pct, nan=-np.inf)[peak, every].argmax(axis=1)
    return np.where(reaches[peak, every], option, -1), peak + 1


def option_points(posterior: ResponsePosterior, changes_deg: Array, load: int = 0) -> Array:
    """Even points of the posterior of the level and of what some changes take off it, shape (points, 1 + changes).

    Parameters
    ----------
    posterior : ResponsePosterior
    changes_deg : array, shape (changes,)
    load : int
        0 or 1: which of two independent sets of points, so that two loads do not move together.
    """
    weights = posterior.weights(changes_deg)
    level = np.zeros((1, weights.shape[1]))
    level[0, 0] = 1.0
    weights = np.concatenate([level, weights])
    values, vectors = np.linalg.eigh(weights @ posterior.covariance @ weights.T)
    spread = vectors * np.sqrt(np.maximum(values, 0.0))
    size = len(weights)
    points = _points(2 * size)[:, load * size : (load + 1) * size]
    return np.asarray(weights @ posterior.mean + points @ spread.T)


@cache
def _points(dimensions: int) -> Array:
    from scipy.special import ndtri
    from scipy.stats import qmc

    even = qmc.Sobol(dimensions, scramble=False).random_base2(_POINTS_LOG2)
    # Half a step away from zero, where the normal distribution has no value.
    return np.asarray(ndtri(even + 0.5 / len(even)))
