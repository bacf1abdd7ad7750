"""The mixed model for repeated measures: restricted maximum likelihood with whatever each person has.

The model: the measures of one person at all visits are normal with mean X·β and one covariance matrix Σ over the
visits, the same for everybody; people are independent. Missing visits are left out of the likelihood, which is valid
where they are missing at random (Mallinckrodt et al. 2008, Drug Inf J 42:303).

The restricted likelihood (`likelihood`) is maximised by Fisher scoring.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array, by_value
from footwise.trial.covariance import Covariance, heterogeneous_ar1, heterogeneous_cs, unstructured
from footwise.trial.kenward_roger import OBSERVED, small_sample
from footwise.trial.likelihood import Slopes, State, Sums, slopes_at, state_at, sums_of

_MOST_STEPS = 60
_MOST_HALVINGS = 12
# Convergence: what a scoring step still promises for -2·log L.
_TOLERANCE = 1e-9
_WORST_CONDITION = 1e12


class CannotEstimateError(Exception):
    """A quantity that these data do not determine; the message completes "cannot be estimated, because ..."."""


@by_value
@dataclass(frozen=True)
class Mmrm:
    """A fitted model.

    Attributes
    ----------
    beta : array, shape (q,)
        Fixed effects.
    cov_beta : array, shape (q, q)
        Their covariance were Σ known: the inverse of H.
    cov_beta_adjusted : array, shape (q, q)
        With the small-sample adjustment of Kenward & Roger (1997, Biometrics 53:983) for an estimated Σ.
    sigma : array, shape (visits, visits)
    covariance : str
        Name of the family of Σ.
    minus_2_log_likelihood : float
        Restricted.
    cov_theta : array, shape (k, k)
        Covariance of the variances and covariances of Σ, or of its variances and correlation where it has one.
    slopes : array, shape (k, q, q)
        Minus the derivative by each of them of the inverse of `cov_beta`.
    people, measures, steps : int
        People with a measure, their measures, and steps of the scoring.
    """

    beta: Array
    cov_beta: Array
    cov_beta_adjusted: Array
    sigma: Array
    covariance: str
    minus_2_log_likelihood: float
    cov_theta: Array
    slopes: Array
    people: int
    measures: int
    steps: int


def fit_mmrm(y: Array, x: Array, covariance: Covariance, information: str = OBSERVED) -> Mmrm:
    """Fit the model with one family of covariances.

    Parameters
    ----------
    y : array, shape (people, visits)
        Measures; NaN where missing. People without any are left out.
    x : array, shape (people, visits, q)
        Row of the fixed effects of each measure.
    covariance : Covariance
    information : {"observed", "expected"}
        From which the adjustment of Kenward & Roger takes how sure Σ is; see `kenward_roger`.

    Returns
    -------
    Mmrm

    Raises
    ------
    CannotEstimateError
        Fixed effects that are not determined, or no maximum of the likelihood.
    """
    seen = np.isfinite(y)
    some = seen.any(axis=1)
    y, x, seen = y[some], x[some], seen[some]
    measures, q = int(seen.sum()), x.shape[2]
    if not measures:
        raise CannotEstimateError("nobody has a measure after baseline")
    rows, values = x[seen], y[seen]
    if np.linalg.matrix_rank(rows) < q:
        raise CannotEstimateError(f"{len(y)} people with {measures} measures do not determine {q} coefficients")
    theta = covariance.start(_spread(y, seen, values - rows @ np.linalg.lstsq(rows, values, rcond=None)[0]))
    if (measures - q <= len(theta) and y.shape[1] > 1) or measures <= q:
        raise CannotEstimateError(
            f"{measures} measures are too few for {q} coefficients and {len(theta)} variances and covariances"
        )
    sums = sums_of(y, x, seen)
    state = state_at(sums, covariance.matrix(theta))
    if state is None:
        raise CannotEstimateError("the data have no spread")
    for step in range(1, _MOST_STEPS + 1):
        slopes = slopes_at(sums, state, covariance.derivatives(theta))
        if not _well_conditioned(slopes.information):
            raise CannotEstimateError("two visits are seen together in too few people")
        move: Array = np.asarray(np.linalg.solve(slopes.information, slopes.score), dtype=float)
        promised = float(slopes.score @ move)
        if promised < _TOLERANCE:
            return _finished(sums, state, covariance, theta, slopes, information, (len(y), measures, step))
        found = _better(sums, covariance, theta, move, state.value)
        if found is None:
            break
        theta, state = found
    raise CannotEstimateError(f"the likelihood has no maximum that could be reached in {_MOST_STEPS} steps")


def fit_with_fallback(y: Array, x: Array, information: str = OBSERVED) -> tuple[Mmrm, list[str]]:
    """Fit with an unstructured covariance, or with the first simpler one that can be estimated.

    Returns
    -------
    fit : Mmrm
        Its attribute `covariance` says which one it is.
    failed : list of str
        Why each richer covariance could not be used.
    """
    visits = y.shape[1]
    failed: list[str] = []
    # One correlation before one that falls from visit to visit: weeks between visits are rarely equal.
    for family in (unstructured, heterogeneous_cs, heterogeneous_ar1) if visits > 1 else (unstructured,):
        covariance = family(visits)
        try:
            return fit_mmrm(y, x, covariance, information), failed
        except CannotEstimateError as error:
            failed.append(f"{covariance.name}: {error}")
            reason = error
    raise reason


def visit_design(arm: Array, covariates: Array, visits: int) -> Array:
    """Rows of the fixed effects: at every visit its own mean, arm effect and covariate effects.

    With one visit this is the analysis of covariance; with several and complete data it gives the estimates of an
    analysis of covariance at each visit.

    Parameters
    ----------
    arm : array, shape (people,)
        1 for the arm whose effect is asked for, 0 for the other.
    covariates : array, shape (people, c)
    visits : int

    Returns
    -------
    array, shape (people, visits, visits * (2 + c))
        The coefficient of the arm at visit v is number ``v * (2 + c) + 1``.
    """
    own = np.column_stack([np.ones(len(arm)), arm, covariates])
    return np.asarray(np.einsum("vw,ip->ivwp", np.eye(visits), own).reshape(len(arm), visits, -1))


def _spread(y: Array, seen: NDArray[np.bool_], residuals: Array) -> Array:
    """Standard deviation of the plain residuals at each visit, never zero where another visit has some."""
    spread = np.full(y.shape, np.nan)
    spread[seen] = residuals
    square = np.array([np.nanmean(column**2) if np.isfinite(column).any() else np.nan for column in spread.T])
    usual = float(np.nanmean(square))
    return np.sqrt(np.where(np.isfinite(square) & (square > 1e-3 * usual), square, usual))


def _better(sums: Sums, covariance: Covariance, theta: Array, move: Array, value: float) -> tuple[Array, State] | None:
    """Go along the scoring step, halved until the likelihood does not fall."""
    share = 1.0
    for _ in range(_MOST_HALVINGS):
        tried = theta - share * move
        # A step may go so far that nothing can be computed there; it is then halved like any other bad one.
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            state = state_at(sums, covariance.matrix(tried))
        if state is not None and state.value <= value + 1e-10 * abs(value):
            return tried, state
        share /= 2.0
    return None


def _well_conditioned(information: Array) -> bool:
    if not np.isfinite(information).all():
        return False
    size = np.abs(np.linalg.eigvalsh(information))
    return bool(size.max() <= _WORST_CONDITION * size.min())


def _finished(
    sums: Sums,
    state: State,
    covariance: Covariance,
    theta: Array,
    slopes: Slopes,
    information: str,
    counts: tuple[int, int, int],
) -> Mmrm:
    people, measures, steps = counts
    try:
        adjusted, cov_theta, h = small_sample(sums, state, covariance, theta, slopes, information)
    except np.linalg.LinAlgError:
        raise CannotEstimateError("the likelihood has no maximum where it was looked for") from None
    constant = (measures - sums.q) * np.log(2.0 * np.pi)
    return Mmrm(
        beta=state.beta,
        cov_beta=state.cov_beta,
        cov_beta_adjusted=adjusted,
        sigma=state.sigma,
        covariance=covariance.name,
        minus_2_log_likelihood=state.value + float(constant),
        cov_theta=cov_theta,
        slopes=h,
        people=people,
        measures=measures,
        steps=steps,
    )
