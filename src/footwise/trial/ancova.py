"""Analysis of covariance at one visit, by statsmodels, with what its residuals say about its assumptions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footwise.arrays import Array, by_value
from footwise.extras import require
from footwise.trial.contrast import Estimate
from footwise.trial.mmrm import CannotEstimateError


@by_value
@dataclass(frozen=True)
class Ancova:
    """Difference between the arms at one visit, adjusted, in the people who have the visit.

    Attributes
    ----------
    effect : Estimate
    people : int
    residuals : array, shape (people,)
        Externally studentised, sorted: normal quantiles where the model holds. NaN for a person who alone determines a
        coefficient.
    normality_p : float
        Of Shapiro and Wilk's test of the residuals; NaN for fewer than three people.
    spread_ratio : float
        Standard deviation of the residuals in the first arm over that in the other.
    largest_cook : float
        Largest of Cook's distances: how much one person moves the estimates; above one is much.
    """

    effect: Estimate
    people: int
    residuals: Array
    normality_p: float
    spread_ratio: float
    largest_cook: float


def fit_ancova(y: Array, arm: Array, covariates: Array, alpha: float = 0.05) -> Ancova:
    """Regress the outcome on arm and covariates by ordinary least squares.

    Parameters
    ----------
    y : array, shape (people,)
        NaN where the visit is missing.
    arm : array, shape (people,)
        1 for the first arm, 0 for the other.
    covariates : array, shape (people, c)
    alpha : float

    Raises
    ------
    CannotEstimateError
        Too few people, an arm without anybody, or nobody who differs from anybody in the same arm.
    """
    require("statsmodels")
    import statsmodels.api as sm
    from scipy import stats

    seen = np.isfinite(y)
    x = np.column_stack([np.ones(int(seen.sum())), arm[seen], covariates[seen]])
    if len(x) <= x.shape[1] or np.linalg.matrix_rank(x) < x.shape[1]:
        raise CannotEstimateError(f"{len(x)} people with this visit do not determine {x.shape[1]} coefficients")
    if all(np.ptp(y[seen & (arm == own)]) == 0 for own in (0.0, 1.0)):
        raise CannotEstimateError("everybody has the same value within the arms")
    fit = sm.OLS(y[seen], x).fit()
    low, high = fit.conf_int(alpha)[1]
    effect = Estimate(
        float(fit.params[1]), float(fit.bse[1]), float(fit.df_resid), float(low), float(high), float(fit.pvalues[1])
    )
    residuals = np.asarray(fit.resid)
    studentised, cook = _influence(x, residuals)
    first = arm[seen] == 1.0
    spreads = [float(np.std(residuals[of], ddof=1)) if of.sum() > 1 else np.nan for of in (first, ~first)]
    return Ancova(
        effect=effect,
        people=len(x),
        residuals=np.sort(studentised),
        normality_p=float(stats.shapiro(residuals).pvalue) if len(residuals) >= 3 else np.nan,
        spread_ratio=spreads[0] / spreads[1] if spreads[1] > 0 else np.nan,
        largest_cook=float(np.nanmax(cook)) if np.isfinite(cook).any() else np.nan,
    )


def _influence(x: Array, residuals: Array) -> tuple[Array, Array]:
    """Externally studentised residuals and Cook's distances, from the hat matrix.

    statsmodels gives the same and a warning for everybody who alone determines a coefficient.
    """
    n, p = x.shape
    leverage = (np.linalg.qr(x)[0] ** 2).sum(axis=1)
    free = np.where(leverage < 1.0 - 1e-8, 1.0 - leverage, np.nan)
    square = residuals**2 / (free * (residuals @ residuals / (n - p)))
    # Without this person nothing may be left over to studentise by.
    others = n - p - square
    others = np.where(others > 1e-8, others, np.nan)
    studentised = np.sign(residuals) * np.sqrt(square * (n - p - 1) / others)
    return studentised, square * leverage / (free * p)
