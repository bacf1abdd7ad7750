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
    by_variances : callable or None
        Parameters to the first and second derivatives of the matrix by its variances and correlation, shapes (k,
        visits, visits) and (k, k, visits, visits). None where the parameters are elements of the matrix themselves,
        of which second derivatives are nought.
    """

    name: str
    matrix: Callable[[Array], Array]
    derivatives: Callable[[Array], Array]
    start: Callable[[Array], Array]
    by_variances: Callable[[Array], tuple[Array, Array]] | None = None


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

    def correlation(rho: float) -> tuple[Array, Array, Array]:
        slope = np.where(lag > 0, lag * rho ** np.maximum(lag - 1.0, 0.0), 0.0)
        return rho**lag, slope, np.where(lag > 1, lag * (lag - 1.0) * rho ** np.maximum(lag - 2.0, 0.0), 0.0)

    return _heterogeneous("heterogeneous AR(1)", visits, correlation, low=-1.0)


def heterogeneous_cs(visits: int) -> Covariance:
    """Own variance at each visit; one correlation between any two (heterogeneous compound symmetry)."""
    off = 1.0 - np.eye(visits)

    def correlation(rho: float) -> tuple[Array, Array, Array]:
        return np.eye(visits) + rho * off, off, np.zeros_like(off)

    # Below -1/(visits - 1) the matrix is not positive definite.
    return _heterogeneous("heterogeneous compound symmetry", visits, correlation, low=-1.0 / max(visits - 1, 1))


def _heterogeneous(
    name: str, visits: int, correlation: Callable[[float], tuple[Array, Array, Array]], low: float
) -> Covariance:
    """Logarithms of the standard deviations, and the correlation on a scale that cannot leave its range.

    `correlation` gives the correlations and their first and second derivatives by rho.
    """
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
        shape, by_rho, _ = correlation(rho)
        own = crossed(shape * np.outer(sd, sd))
        return np.concatenate([own, (by_rho * slope * np.outer(sd, sd))[None]])

    def crossed(matrix: Array) -> Array:
        """Row and column k of a matrix, for each k; the element in both counts twice."""
        each = np.eye(visits)
        return np.asarray((each[:, :, None] + each[:, None, :]) * matrix)

    def by_variances(theta: Array) -> tuple[Array, Array]:
        variance = np.exp(2.0 * theta[:visits])
        shape, by_rho, by_rho_twice = (
            part * np.sqrt(np.outer(variance, variance)) for part in correlation(rho_of(float(theta[visits]))[0])
        )
        half = 1.0 / (2.0 * variance)
        first = np.concatenate([crossed(shape) * half[:, None, None], by_rho[None]])
        second = np.zeros((visits + 1, visits + 1, visits, visits))
        # Σᵢⱼ is a correlation times the roots of two variances; a variance itself has no second derivative.
        for k in range(visits):
            other = np.arange(visits) != k
            second[k, k, k, other] = second[k, k, other, k] = -shape[k, other] * half[k] ** 2
            for m in range(k):
                second[k, m, k, m] = second[k, m, m, k] = shape[k, m] * half[k] * half[m]
                second[m, k] = second[k, m]
            second[k, visits] = second[visits, k] = crossed(by_rho)[k] * half[k]
        second[visits, visits] = by_rho_twice
        return first, second

    def start(sd: Array) -> Array:
        share = (0.5 - low) / reach
        return np.append(np.log(sd), np.log(share / (1.0 - share)))

    return Covariance(name, matrix, derivatives, start, by_variances)
