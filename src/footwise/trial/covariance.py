"""How the repeated measures of one person are correlated: unstructured, and two simpler forms to fall back on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import special

from footwise.arrays import Array


@dataclass(frozen=True)
class Covariance:
    """A family of covariance matrices over visits.

    Attributes
    ----------
    name : str
        As reports print it.
    matrix : callable
        Parameters, shape (k,), to the matrix, shape (visits, visits).
    derivatives : callable
        Parameters to the derivatives of the matrix, shape (k, visits, visits).
    start : callable
        Standard deviations, shape (visits,), to parameters to begin with: correlation one half.
    """

    name: str
    matrix: Callable[[Array], Array]
    derivatives: Callable[[Array], Array]
    start: Callable[[Array], Array]


def unstructured(visits: int) -> Covariance:
    """Every variance and covariance on its own: visits·(visits + 1)/2 parameters, the upper triangle row by row."""
    rows, columns = np.triu_indices(visits)
    basis = np.zeros((len(rows), visits, visits))
    basis[np.arange(len(rows)), rows, columns] = 1.0
    basis[np.arange(len(rows)), columns, rows] = 1.0

    def matrix(theta: Array) -> Array:
        return np.tensordot(theta, basis, axes=1)

    def start(sd: Array) -> Array:
        correlation = np.where(np.eye(visits, dtype=bool), 1.0, 0.5)
        return np.asarray((correlation * np.outer(sd, sd))[rows, columns])

    return Covariance("unstructured", matrix, lambda _: basis, start)


def heterogeneous_ar1(visits: int) -> Covariance:
    """Own variance at each visit; the correlation falls by one factor from visit to visit, whatever the weeks."""
    lag = np.abs(np.subtract.outer(np.arange(visits), np.arange(visits))).astype(float)

    def correlation(rho: float) -> tuple[Array, Array]:
        return rho**lag, np.where(lag > 0, lag * rho ** np.maximum(lag - 1.0, 0.0), 0.0)

    return _heterogeneous("heterogeneous AR(1)", visits, correlation, low=-1.0)


def heterogeneous_cs(visits: int) -> Covariance:
    """Own variance at each visit; one correlation between any two (heterogeneous compound symmetry)."""
    off = 1.0 - np.eye(visits)

    def correlation(rho: float) -> tuple[Array, Array]:
        return np.eye(visits) + rho * off, off

    # Below -1/(visits - 1) the matrix is not positive definite.
    return _heterogeneous("heterogeneous compound symmetry", visits, correlation, low=-1.0 / max(visits - 1, 1))


def _heterogeneous(
    name: str, visits: int, correlation: Callable[[float], tuple[Array, Array]], low: float
) -> Covariance:
    """Logarithms of the standard deviations, and the correlation on a scale that cannot leave its range."""
    reach = 1.0 - low

    def rho_of(z: float) -> tuple[float, float]:
        share = float(special.expit(z))
        return low + reach * share, reach * share * (1.0 - share)

    def matrix(theta: Array) -> Array:
        sd = np.exp(theta[:visits])
        return np.asarray(correlation(rho_of(float(theta[visits]))[0])[0] * np.outer(sd, sd))

    def derivatives(theta: Array) -> Array:
        sd = np.exp(theta[:visits])
        rho, slope = rho_of(float(theta[visits]))
        shape, by_rho = correlation(rho)
        whole = shape * np.outer(sd, sd)
        found = np.zeros((visits + 1, visits, visits))
        for k in range(visits):
            found[k, k, :] += whole[k, :]
            found[k, :, k] += whole[:, k]
        found[visits] = by_rho * slope * np.outer(sd, sd)
        return found

    def start(sd: Array) -> Array:
        share = (0.5 - low) / reach
        return np.append(np.log(sd), np.log(share / (1.0 - share)))

    return Covariance(name, matrix, derivatives, start)
