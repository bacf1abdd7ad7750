"""Small samples: the covariance of fixed effects when that of the measures is estimated, by Kenward and Roger.

Kenward & Roger 1997, Biometrics 53:983. With Φ the covariance of the effects were Σ known, V that of the parameters of
Σ, D and D' its first and second derivatives by them:

    Φ + 2·Φ·[Σₖₘ Vₖₘ·(XᵀW·Dₖ·W·Dₘ·W·X - Pₖ·Φ·Pₘ - XᵀW·D'ₖₘ·W·X / 4)]·Φ,   Pₖ = XᵀW·Dₖ·W·X

V is from the information that the data have (observed: PROC MIXED of SAS, the package mmrm of R) or that would be
expected of such data (the package pbkrtest of R). With complete data both are the same. The last term depends on how Σ
is written: here, as in SAS, by its variances and covariances where it is unstructured, which has no such term, and by
variances and a correlation in the two simpler forms. The package mmrm writes Σ by the elements of a root of it, and
leaves the term out where "Kenward-Roger-Linear" is asked for.
"""

from __future__ import annotations

import numpy as np

from footwise.arrays import Array
from footwise.trial.covariance import Covariance
from footwise.trial.likelihood import Slopes, State, Sums, observed_information, slopes_at

OBSERVED, EXPECTED = "observed", "expected"
INFORMATION = (OBSERVED, EXPECTED)


def small_sample(
    sums: Sums, state: State, covariance: Covariance, theta: Array, slopes: Slopes, information: str
) -> tuple[Array, Array, Array]:
    """Adjust the covariance of the fixed effects.

    Parameters
    ----------
    sums : Sums
    state : State
        At the maximum of the likelihood.
    covariance : Covariance
    theta : array, shape (k,)
        Its parameters there.
    slopes : Slopes
        By them.
    information : {"observed", "expected"}

    Returns
    -------
    adjusted : array, shape (q, q)
    cov_theta : array, shape (k, k)
        V.
    h : array, shape (k, q, q)
        P.

    Raises
    ------
    numpy.linalg.LinAlgError
        The information is not positive definite: the likelihood has no maximum here.
    """
    if covariance.by_variances is None:
        derivatives, second = covariance.derivatives(theta), None
    else:
        derivatives, second = covariance.by_variances(theta)
        slopes = slopes_at(sums, state, derivatives)
    if information == OBSERVED:
        found = observed_information(sums, state, slopes, derivatives, second)
        np.linalg.cholesky(found)
    else:
        found = slopes.information
    cov_theta: Array = np.asarray(2.0 * np.linalg.inv(found), dtype=float)
    weight, phi, h = state.weight, state.cov_beta, slopes.h
    mixed = np.tensordot(cov_theta, slopes.wd, axes=1)
    inner = (slopes.wd @ mixed).sum(axis=0) @ weight
    if second is not None:
        inner = inner - weight @ np.tensordot(cov_theta, second, axes=2) @ weight / 4.0
    outer = (inner.ravel() @ sums.xx).reshape(sums.q, sums.q)
    drawn = (h @ phi @ np.tensordot(cov_theta, h, axes=1)).sum(axis=0)
    adjusted = phi + 2.0 * phi @ (outer - drawn) @ phi
    return (adjusted + adjusted.T) / 2.0, cov_theta, h
