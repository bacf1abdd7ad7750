"""The restricted likelihood of a mixed model for repeated measures, its derivatives, and the sums that they need.

With W the inverse of the part of Σ that a person has, H = Σᵢ XᵢᵀWᵢXᵢ and e the residuals of generalised least squares
(Patterson & Thompson 1971, Biometrika 58:545):

    -2·log L = (N - q)·log 2π + Σᵢ log|Σᵢ| + log|H| + Σᵢ eᵢᵀWᵢeᵢ

Everything that depends on people is summed once per pattern of missing visits, so the cost does not grow with their
number.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array, by_value


@by_value
@dataclass(frozen=True)
class Sums:
    """Sums over the people of each pattern g of missing visits, as matrices for fast products.

    Attributes
    ----------
    seen : array, shape (g, visits)
        1 where the pattern has the visit.
    count : array, shape (g,)
        People of the pattern.
    xx : array, shape (g * visits * visits, q * q)
        Products of the regressors of two visits.
    xy : array, shape (g * visits * visits, q)
        Products of the regressors of the first visit and the measure of the second.
    y : array, shape (people, visits)
        One pattern after the other; 0 where a visit is missing.
    x : array, shape (people * visits, q)
        In the same order.
    begins : array of int, shape (g,)
        Where each pattern begins.
    q : int
        Fixed effects.
    """

    seen: Array
    count: Array
    xx: Array
    xy: Array
    y: Array
    x: Array
    begins: NDArray[np.intp]
    q: int


@by_value
@dataclass(frozen=True)
class State:
    """The likelihood and what belongs to it at one Σ.

    Attributes
    ----------
    sigma : array, shape (visits, visits)
    weight : array, shape (g, visits, visits)
        W of each pattern, 0 where a visit is missing.
    cov_beta : array, shape (q, q)
        The inverse of H.
    beta : array, shape (q,)
    residual : array, shape (g, visits, visits)
        Σ e·eᵀ of each pattern.
    value : float
        -2·log L without its constant.
    """

    sigma: Array
    weight: Array
    cov_beta: Array
    beta: Array
    residual: Array
    value: float


@by_value
@dataclass(frozen=True)
class Slopes:
    """Derivatives at one Σ by k parameters of which Σ has the derivatives D.

    Attributes
    ----------
    score : array, shape (k,)
        Of -2·log L.
    information : array, shape (k, k)
        Second derivative of -2·log L as it is to be expected where D has none itself.
    h : array, shape (k, q, q)
        Minus the derivative of H.
    wd : array, shape (k, g, visits, visits)
        W·D.
    pull : array, shape (visits, visits)
        Derivative of -2·log L by the elements of Σ.
    """

    score: Array
    information: Array
    h: Array
    wd: Array
    pull: Array


def sums_of(y: Array, x: Array, seen: NDArray[np.bool_]) -> Sums:
    """Sum what the likelihood needs of people.

    Parameters
    ----------
    y : array, shape (people, visits)
    x : array, shape (people, visits, q)
    seen : array of bool, shape (people, visits)
    """
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
    count = np.bincount(which.ravel(), minlength=len(patterns))
    return Sums(
        seen=patterns.astype(float),
        count=count.astype(float),
        xx=np.concatenate(xx),
        xy=np.concatenate(xy),
        y=np.concatenate(ys),
        x=np.concatenate(xs).reshape(-1, q),
        begins=np.append(0, np.cumsum(count)[:-1]),
        q=q,
    )


def state_at(sums: Sums, sigma: Array) -> State | None:
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
    errors = sums.y - (sums.x @ beta).reshape(sums.y.shape)
    residual = np.add.reduceat(errors[:, :, None] * errors[:, None, :], sums.begins, axis=0)
    value = float(sums.count @ np.linalg.slogdet(own)[1] + log_h + np.vdot(weight, residual))
    return State(sigma, weight, cov_beta, beta, residual, value) if np.isfinite(value) else None


def slopes_at(sums: Sums, state: State, derivatives: Array) -> Slopes:
    """Derive -2·log L by the parameters of which Σ has the `derivatives`, shape (k, visits, visits)."""
    weight, k = state.weight, len(derivatives)
    groups, visits = sums.seen.shape
    leverage = (sums.xx @ state.cov_beta.ravel()).reshape(groups, visits, visits)
    pull = (sums.count[:, None, None] * weight - weight @ (state.residual + leverage) @ weight).sum(axis=0)
    score = derivatives.reshape(k, -1) @ pull.ravel()
    wd = weight[None] @ derivatives[:, None]
    h = ((wd @ weight[None]).reshape(k, -1) @ sums.xx).reshape(k, sums.q, sums.q)
    transposed = np.swapaxes(wd, 2, 3).reshape(k, -1)
    core = sums.count[:, None, None] * wd.reshape(k, groups, visits, visits) - 2.0 * (weight @ leverage)[None] @ wd
    cs = state.cov_beta @ h
    information = core.reshape(k, -1) @ transposed.T + cs.reshape(k, -1) @ np.swapaxes(cs, 1, 2).reshape(k, -1).T
    return Slopes(score, (information + information.T) / 2.0, h, wd, pull)


def observed_information(
    sums: Sums, state: State, slopes: Slopes, derivatives: Array, second: Array | None = None
) -> Array:
    """Second derivative of -2·log L as it is at these data, shape (k, k).

    With P = W - W·X·H⁻¹·Xᵀ·W and D the derivatives of Σ it is -tr(P·Dₖ·P·Dₘ) + 2·yᵀ·P·Dₖ·P·Dₘ·P·y, and what the second
    derivatives of Σ add.

    Parameters
    ----------
    sums, state, slopes : Sums, State, Slopes
    derivatives : array, shape (k, visits, visits)
    second : array, shape (k, k, visits, visits), optional
        Second derivatives of Σ; nought where they are not given.
    """
    weight, k, q = state.weight, len(derivatives), sums.q
    wd = slopes.wd
    drawn = (weight @ state.residual @ weight)[None] @ derivatives[:, None]
    squares = drawn.reshape(k, -1) @ np.swapaxes(wd, 2, 3).reshape(k, -1).T
    errors = sums.xy - sums.xx.reshape(-1, q, q) @ state.beta
    moved = (wd @ weight[None]).reshape(k, -1) @ errors
    found = 2.0 * squares - 2.0 * moved @ state.cov_beta @ moved.T - slopes.information
    if second is not None:
        found = found + second.reshape(k, k, -1) @ slopes.pull.ravel()
    return np.asarray((found + found.T) / 2.0)
