"""The mixed model for repeated measures: restricted maximum likelihood with whatever each person has.

The model: the measures of one person at all visits are normal with mean X·β and one covariance matrix Σ over the
visits, the same for everybody; people are independent. Missing visits are left out of the likelihood, which is valid
where they are missing at random (Mallinckrodt et al. 2008, Drug Inf J 42:303).

The restricted likelihood (Patterson & Thompson 1971, Biometrika 58:545), with W the inverse of the part of Σ that a
person has, H = Σᵢ XᵢᵀWᵢXᵢ and e the residuals of generalised least squares:

    -2·log L = (N - q)·log 2π + Σᵢ log|Σᵢ| + log|H| + Σᵢ eᵢᵀWᵢeᵢ

It is maximised by Fisher scoring. Everything that depends on people is summed once per pattern of missing visits, so
the cost of a step does not grow with their number.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array, by_value
from footwise.trial.covariance import Covariance, heterogeneous_ar1, heterogeneous_cs, unstructured

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
        With the small-sample adjustment of Kenward & Roger (1997, Biometrics 53:983) for an estimated Σ. Second
        derivatives of Σ are left out; those of the unstructured covariance are nought.
    sigma : array, shape (visits, visits)
    covariance : str
        Name of the family of Σ.
    minus_2_log_likelihood : float
        Restricted.
    cov_theta : array, shape (k, k)
        Covariance of the parameters of Σ from the expected information.
    slopes : array, shape (k, q, q)
        Minus the derivative of H by each parameter of Σ.
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


@by_value
@dataclass(frozen=True)
class _Sums:
    """Sums over the people of each pattern g of missing visits, as matrices for fast products."""

    seen: Array  # (g, visits), 1 where the pattern has the visit
    count: Array  # (g,)
    xx: Array  # (g * visits * visits, q * q)
    xy: Array  # (g * visits * visits, q)
    y: list[Array]
    x: list[Array]
    q: int


@by_value
@dataclass(frozen=True)
class _State:
    """The likelihood and what belongs to it at one Σ."""

    sigma: Array
    weight: Array
    cov_beta: Array
    beta: Array
    residual: Array
    value: float


def fit_mmrm(y: Array, x: Array, covariance: Covariance) -> Mmrm:
    """Fit the model with one family of covariances.

    Parameters
    ----------
    y : array, shape (people, visits)
        Measures; NaN where missing. People without any are left out.
    x : array, shape (people, visits, q)
        Row of the fixed effects of each measure.
    covariance : Covariance

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
    sums = _sums(y, x, seen)
    state = _state(sums, covariance.matrix(theta))
    if state is None:
        raise CannotEstimateError("the data have no spread")
    for step in range(1, _MOST_STEPS + 1):
        score, information, slopes = _scoring(sums, state, covariance.derivatives(theta))
        if not np.isfinite(information).all() or np.linalg.cond(information) > _WORST_CONDITION:
            raise CannotEstimateError("two visits are seen together in too few people")
        move: Array = np.asarray(np.linalg.solve(information, score), dtype=float)
        promised = float(score @ move)
        if promised < _TOLERANCE:
            return _finished(sums, state, covariance, theta, information, slopes, (len(y), measures, step))
        found = _better(sums, covariance, theta, move, state.value)
        if found is None:
            break
        theta, state = found
    raise CannotEstimateError(f"the likelihood has no maximum that could be reached in {_MOST_STEPS} steps")


def fit_with_fallback(y: Array, x: Array) -> tuple[Mmrm, list[str]]:
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
            return fit_mmrm(y, x, covariance), failed
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


def _sums(y: Array, x: Array, seen: NDArray[np.bool_]) -> _Sums:
    patterns, which = np.unique(seen, axis=0, return_inverse=True)
    visits, q = x.shape[1:]
    ys, xs, xx, xy = [], [], [], []
    for g, pattern in enumerate(patterns):
        mine = which.ravel() == g
        own_x = x[mine] * pattern[:, None]
        own_y = np.where(pattern, y[mine], 0.0)
        flat = own_x.reshape(len(own_y), visits * q)
        xx.append((flat.T @ flat).reshape(visits, q, visits, q).transpose(0, 2, 1, 3).reshape(visits**2, q * q))
        xy.append((flat.T @ own_y).reshape(visits, q, visits).transpose(0, 2, 1).reshape(visits**2, q))
        ys.append(own_y)
        xs.append(own_x)
    count = np.bincount(which.ravel(), minlength=len(patterns)).astype(float)
    return _Sums(patterns.astype(float), count, np.concatenate(xx), np.concatenate(xy), ys, xs, q)


def _spread(y: Array, seen: NDArray[np.bool_], residuals: Array) -> Array:
    """Standard deviation of the plain residuals at each visit, never zero where another visit has some."""
    spread = np.full(y.shape, np.nan)
    spread[seen] = residuals
    square = np.array([np.nanmean(column**2) if np.isfinite(column).any() else np.nan for column in spread.T])
    usual = float(np.nanmean(square))
    return np.sqrt(np.where(np.isfinite(square) & (square > 1e-3 * usual), square, usual))


def _state(sums: _Sums, sigma: Array) -> _State | None:
    """Evaluate the likelihood; None where Σ is not positive definite, or so nearly that it has no inverse."""
    both = sums.seen[:, :, None] * sums.seen[:, None, :]
    # A visit that a pattern lacks becomes a 1 on the diagonal: it changes neither determinant nor the rest.
    own = sigma * both + (1.0 - sums.seen)[:, :, None] * np.eye(sigma.shape[0])
    try:
        np.linalg.cholesky(sigma)
        weight = np.linalg.inv(own) * both
        h = (weight.ravel() @ sums.xx).reshape(sums.q, sums.q)
        sign, log_h = np.linalg.slogdet(h)
        if sign <= 0:
            return None
        cov_beta: Array = np.asarray(np.linalg.inv(h), dtype=float)
    except np.linalg.LinAlgError:
        return None
    beta = cov_beta @ (weight.ravel() @ sums.xy)
    errors = [y - x @ beta for y, x in zip(sums.y, sums.x, strict=True)]
    residual = np.stack([e.T @ e for e in errors])
    value = float(sums.count @ np.linalg.slogdet(own)[1] + log_h + np.vdot(weight, residual))
    return _State(sigma, weight, cov_beta, beta, residual, value) if np.isfinite(value) else None


def _scoring(sums: _Sums, state: _State, derivatives: Array) -> tuple[Array, Array, Array]:
    """Derivative and expected second derivative of -2·log L by the parameters, and minus that of H."""
    weight, k = state.weight, len(derivatives)
    groups, visits = sums.seen.shape
    leverage = (sums.xx @ state.cov_beta.ravel()).reshape(groups, visits, visits)
    pull = sums.count[:, None, None] * weight - weight @ (state.residual + leverage) @ weight
    score = derivatives.reshape(k, -1) @ pull.sum(axis=0).ravel()
    wd = weight[None] @ derivatives[:, None]
    slopes = ((wd @ weight[None]).reshape(k, -1) @ sums.xx).reshape(k, sums.q, sums.q)
    transposed = np.swapaxes(wd, 2, 3).reshape(k, -1)
    core = sums.count[:, None, None] * wd.reshape(k, groups, visits, visits) - 2.0 * (weight @ leverage)[None] @ wd
    cs = state.cov_beta @ slopes
    information = core.reshape(k, -1) @ transposed.T + cs.reshape(k, -1) @ np.swapaxes(cs, 1, 2).reshape(k, -1).T
    return score, (information + information.T) / 2.0, slopes


def _better(
    sums: _Sums, covariance: Covariance, theta: Array, move: Array, value: float
) -> tuple[Array, _State] | None:
    """Go along the scoring step, halved until the likelihood does not fall."""
    share = 1.0
    for _ in range(_MOST_HALVINGS):
        tried = theta - share * move
        # A step may go so far that nothing can be computed there; it is then halved like any other bad one.
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            state = _state(sums, covariance.matrix(tried))
        if state is not None and state.value <= value + 1e-10 * abs(value):
            return tried, state
        share /= 2.0
    return None


def _finished(
    sums: _Sums,
    state: _State,
    covariance: Covariance,
    theta: Array,
    information: Array,
    slopes: Array,
    counts: tuple[int, int, int],
) -> Mmrm:
    people, measures, steps = counts
    cov_theta: Array = np.asarray(2.0 * np.linalg.inv(information), dtype=float)
    derivatives = covariance.derivatives(theta)
    weight, phi = state.weight, state.cov_beta
    # Kenward & Roger: phi + 2·phi·[Σ w(Q - P·phi·P)]·phi, where P is minus `slopes` and Q the sum of X'W·D·W·D·W·X.
    wd = weight[None] @ derivatives[:, None]
    mixed = np.tensordot(cov_theta, wd, axes=1)
    inner = (wd @ mixed).sum(axis=0) @ weight
    second = (inner.ravel() @ sums.xx).reshape(sums.q, sums.q)
    first = (slopes @ phi @ np.tensordot(cov_theta, slopes, axes=1)).sum(axis=0)
    adjusted = phi + 2.0 * phi @ (second - first) @ phi
    constant = (measures - sums.q) * np.log(2.0 * np.pi)
    return Mmrm(
        beta=state.beta,
        cov_beta=phi,
        cov_beta_adjusted=(adjusted + adjusted.T) / 2.0,
        sigma=state.sigma,
        covariance=covariance.name,
        minus_2_log_likelihood=state.value + float(constant),
        cov_theta=cov_theta,
        slopes=slopes,
        people=people,
        measures=measures,
        steps=steps,
    )
