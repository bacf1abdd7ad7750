"""One person's response to a change of foot angle, from the steps of a visit: a Bayesian model in closed form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from footwise.arrays import Array, by_value
from footwise.errors import ErrorKind, FootwiseError
from footwise.prescription.model.response_population import ResponsePopulation
from footwise.prescription.model.response_shape import (
    COEFFICIENTS,
    LEANING,
    OFF_LINE,
    OFF_LINE_OF_MOST,
    shape_prior,
    shape_weights,
    walk_weights,
)
from footwise.prescription.model.walk_means import LIKENESS, LoadWalk, WalkMeans, walk_means
from footwise.prescription.thresholds import FEWEST_STEPS

# What one walk is off the next: factors of the population's SD, with their prior weights.
_WALK_FACTORS, _WALK_WEIGHTS = np.array([0.5, 1.0, 1.5]), np.array([0.25, 0.5, 0.25])
# A walk that drifts is off as a whole, too, by as much as its drift scatters over it (assumed; a drift from the first
# step on does 1.7 times as much, one about the middle of the walk nothing).
_DRIFT_TO_WALK = 1.0
# Wide against any knee load: the level of natural walking is learnt from the steps alone.
_LEVEL_SD = 10.0
# How far from natural walking one walk must be.
LEAST_CHANGE_DEG = 2.0
# Noises with less than this share of the likeliest one's weight are left out.
_LEAST_WEIGHT = 1e-5


@by_value
@dataclass(frozen=True)
class ResponsePosterior:
    """What is known of one load's response, as a normal distribution of level and coefficients.

    Attributes
    ----------
    mean : array, shape (1 + coefficients,)
        Level of natural walking, and the coefficients of ``shape_weights``, in the load's unit.
    covariance : array, shape (1 + coefficients, 1 + coefficients)
        Mean and covariance lean on nobody's shape: intervals and probabilities hold whatever the response's shape is.
    expected : array, shape (1 + coefficients,)
        The same as `mean`, weighed with how most people respond: the best single guess, and what a choice is made by.
    step_sd, neighbour_correlation, walk_sd : float
        Posterior means of the noise.
    steps : int
    """

    mean: Array
    covariance: Array
    expected: Array
    step_sd: float
    neighbour_correlation: float
    walk_sd: float
    steps: int

    @property
    def level(self) -> float:
        """Natural walking, in the load's unit."""
        return float(self.mean[0])

    def weights(self, change_deg: Array | float, threshold_pct: float = 0.0) -> Array:
        """Give the weights of ``mean`` whose sum is reduction minus a share of the level, (..., 1 + coefficients)."""
        shape = shape_weights(change_deg)
        level = np.full((*shape.shape[:-1], 1), -threshold_pct / 100)
        return np.concatenate([level, shape], axis=-1)

    def expected_reduction(self, change_deg: Array | float) -> Array:
        """Give the reduction that is expected, positive when the load falls."""
        return np.asarray(self.weights(change_deg) @ self.expected)

    def reduction(self, change_deg: Array | float) -> tuple[Array, Array]:
        """Posterior mean and standard deviation of the reduction, positive when the load falls."""
        return self._normal(self.weights(change_deg))

    def band(self, change_deg: Array | float, share: float) -> tuple[Array, Array]:
        """Bounds between which the reduction lies with probability `share`."""
        from scipy.special import ndtri

        mean, sd = self.reduction(change_deg)
        z = float(ndtri(0.5 + share / 2))
        return mean - z * sd, mean + z * sd

    def p_reaches(self, change_deg: Array | float, threshold_pct: float) -> Array:
        """Probability that the reduction is at least `threshold_pct` of natural walking."""
        from scipy.special import ndtr

        mean, sd = self._normal(self.weights(change_deg, threshold_pct))
        return np.asarray(ndtr(mean / np.where(sd > 0, sd, np.inf)))

    def p_worse(self, change_deg: Array | float) -> Array:
        """Probability that the load rises."""
        return 1 - self.p_reaches(change_deg, 0.0)

    def _normal(self, weights: Array) -> tuple[Array, Array]:
        variance = np.einsum("...i,ij,...j->...", weights, self.covariance, weights)
        return weights @ self.mean, np.sqrt(np.maximum(variance, 0.0))


def fit_response(
    walks: Sequence[LoadWalk], population: ResponsePopulation, off_line: float | None = None
) -> ResponsePosterior:
    """Fit one load's response to the steps of a visit.

    ``mean of a walk = level + walk + shared error - response``: the response normal as in the population
    (:func:`shape_prior`), every walk off by its own normal amount. The shared error is one unknown for all walks:
    where it does the same to each it moves the level and no response. With the noise known all is normal and exact;
    the noise (:func:`walk_means`, and how far walks differ) is marginalised over a small grid by its exact
    likelihood, and the mixture is given as the normal distribution of the same mean and covariance.

    What is certain and what is expected are two questions. Intervals take for granted that this response may have any
    shape. The expectation weighs that, by its likelihood, with a nearly straight one, as most people have.

    The response is what a walk's steps do on average at the angles they really had. How load and angle go together from
    one step to the next *within* a walk is no answer to a change on purpose (both may follow a sway of the
    body), so it has a slope of its own and tells nothing about the response.

    Parameters
    ----------
    walks : sequence of LoadWalk
        Of one visit, in any order; steps without a load or an angle do not count.
    population : ResponsePopulation
        The prior.
    off_line : float, optional
        How far the response may lie off the line from natural walking to 10°, over its spread there, where that is to
        be taken for granted.

    Returns
    -------
    ResponsePosterior

    Raises
    ------
    FootwiseError
        It cannot be estimated: the line says why.
    """
    known = [w for w in map(_finite, walks) if len(w.load)]
    _check(known)
    middle = float(np.concatenate([w.load for w in known]).mean())
    known = [LoadWalk(w.change_deg, w.load - middle, w.number, w.shared_error) for w in known]
    means = walk_means(known, population)
    level = np.zeros(1 + COEFFICIENTS)
    level[0] = middle
    free = _fit(known, means, population, OFF_LINE if off_line is None else off_line)
    expected = free.mean
    if off_line is None:
        straight = _fit(known, means, population, OFF_LINE_OF_MOST)
        odds = LEANING / (1 - LEANING) * np.exp(np.clip(straight.log_evidence - free.log_evidence, -50, 50))
        expected = (odds * straight.mean + free.mean) / (1 + odds)
    return ResponsePosterior(
        mean=free.mean + level,
        covariance=free.covariance,
        expected=expected + level,
        step_sd=float(np.einsum("rsdw,s->", free.weight, means.step_sds)),
        neighbour_correlation=float(np.einsum("rsdw,r->", free.weight, LIKENESS)),
        walk_sd=float(np.sqrt(np.einsum("rsdw,dw->", free.weight, _walk_variances(means, population)))),
        steps=sum(len(w.load) for w in known),
    )


@by_value
@dataclass(frozen=True)
class _Fit:
    """Level and coefficients for one prior of the shape, the noise marginalised.

    Attributes
    ----------
    mean : array, shape (1 + coefficients,)
    covariance : array, shape (1 + coefficients, 1 + coefficients)
    weight : array, shape (likeness, sds, drifts, walk SDs)
    log_evidence : float
    """

    mean: Array
    covariance: Array
    weight: Array
    log_evidence: float


def _fit(known: Sequence[LoadWalk], means: WalkMeans, population: ResponsePopulation, off_line: float) -> _Fit:
    shape_mean, shape_covariance = shape_prior(population, off_line)
    prior_mean = np.concatenate([[0.0], shape_mean])
    prior = np.zeros((1 + COEFFICIENTS, 1 + COEFFICIENTS))
    prior[0, 0] = _LEVEL_SD**2
    prior[1:, 1:] = shape_covariance
    design = np.stack([np.concatenate([[1.0], -walk_weights(w.change_deg)]) for w in known])
    shared = np.stack([np.zeros(2) if w.shared_error is None else w.shared_error.mean(axis=0) for w in known])
    own = _walk_variances(means, population)[..., None, None] * np.eye(len(known))
    spread = design @ prior @ design.T + shared @ shared.T + own
    weight, log_evidence, solved, system = _marginalised(means, design @ prior_mean, spread)
    at = np.nonzero(weight)
    share, gain = weight[at], prior @ design.T
    each = prior_mean + solved[at] @ gain.T
    mean = share @ each
    information = np.broadcast_to(means.information[..., None, :, :], system.shape)[at]
    taken = np.einsum("g,gkl->kl", share, np.linalg.solve(system[at], information))
    covariance = prior - gain @ taken @ gain.T + np.einsum("g,gi,gj->ij", share, each - mean, each - mean)
    return _Fit(mean, 0.5 * (covariance + covariance.T), weight, log_evidence)


def _walk_variances(means: WalkMeans, population: ResponsePopulation) -> Array:
    """Variance of what a walk is off as a whole, shape (drifts, walk SDs)."""
    return (population.noise.walk_sd * _WALK_FACTORS) ** 2 + (_DRIFT_TO_WALK * means.drift_sds[:, None]) ** 2


def _marginalised(means: WalkMeans, expected: Array, spread: Array) -> tuple[Array, float, Array, Array]:
    """Weigh every noise by the likelihood of the walks' means, and solve for them.

    Parameters
    ----------
    means : WalkMeans
    expected : array, shape (walks,)
        Means of the walks before anything is seen.
    spread : array, shape (drifts, walk SDs, walks, walks)
        Their covariance.

    Returns
    -------
    weight : array, shape (likeness, sds, drifts, walk SDs)
        Sums to 1; what hardly counts is 0.
    log_evidence : float
        Up to a constant that does not depend on the prior of the shape.
    solved : array, shape (..., walks)
        Inverse of `spread` times what was learnt of the means.
    system : array, shape (..., walks, walks)
    """
    information, pulled = means.information[..., None, :, :], means.pulled[..., None, :]
    left = pulled - information @ expected
    system = np.asarray(np.eye(len(expected)) + information @ spread)
    solved = np.asarray(np.linalg.solve(system, left[..., None])[..., 0])
    square = means.square[..., None] - (pulled + left) @ expected
    log_likelihood = (
        means.log_constant[..., None]
        + np.log(_WALK_WEIGHTS)
        - 0.5 * square
        + 0.5 * np.einsum("...i,...ij,...j->...", left, spread, solved)
        - 0.5 * np.linalg.slogdet(system)[1]
    )
    weight: Array = np.exp(log_likelihood - log_likelihood.max())
    log_evidence = float(log_likelihood.max() + np.log(weight.sum()))
    weight[weight < _LEAST_WEIGHT] = 0.0
    return weight / weight.sum(), log_evidence, solved, system


def _finite(walk: LoadWalk) -> LoadWalk:
    keep = np.isfinite(walk.change_deg) & np.isfinite(walk.load)
    shared = None if walk.shared_error is None else np.nan_to_num(walk.shared_error[keep])
    return LoadWalk(walk.change_deg[keep], walk.load[keep], walk.number[keep], shared)


def _check(walks: Sequence[LoadWalk]) -> None:
    steps = sum(len(w.load) for w in walks)
    if steps < FEWEST_STEPS:
        raise _impossible(f"only {steps} step{' is' if steps == 1 else 's are'} known", "Record more steps")
    if len(walks) < 2:
        raise _impossible("there is only one walk", "Record natural walking and at least one change of foot angle")
    loads = np.concatenate([w.load for w in walks])
    if not any(np.ptp(w.load) > 1e-9 * max(1.0, float(np.abs(loads).max())) for w in walks):
        raise _impossible("the load is the same in every step", "Look at the recordings: no knee load is constant")
    middles = [float(np.mean(w.change_deg)) for w in walks]
    if max(middles) - min(middles) < LEAST_CHANGE_DEG:
        raise _impossible(
            f"no walk turns the foot {LEAST_CHANGE_DEG:.0f}° or more away from natural walking",
            "Practise the change and record it again",
        )


def _impossible(why: str, remedy: str) -> FootwiseError:
    return FootwiseError(
        "response to the foot angle", f"cannot be estimated, because {why}", remedy, kind=ErrorKind.REFUSAL
    )
