"""Analysis of covariance at one visit, by statsmodels, with what its residuals say about its assumptions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footwise.trial.contrast import Estimate
from footwise.trial.covariance import Array
from footwise.trial.mmrm import CannotEstimateError


@dataclass(frozen=True)
class Ancova:
    """Difference between the arms at one visit, adjusted, in the people who have the visit.

    Attributes
    ----------
    effect : Estimate
    people : int
    residuals : array, shape (people,)
        Externally studentised, sorted: normal quantiles where the model holds.
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
        Too few people, or an arm without anybody.
    """
    import statsmodels.api as sm
    from scipy import stats

    seen = np.isfinite(y)
    x = np.column_stack([np.ones(int(seen.sum())), arm[seen], covariates[seen]])
    if len(x) <= x.shape[1] or np.linalg.matrix_rank(x) < x.shape[1]:
        raise CannotEstimateError(f"{len(x)} people with this visit do not determine {x.shape[1]} coefficients")
    if np.ptp(y[seen]) == 0:
        raise CannotEstimateError("everybody has the same value")
    fit = sm.OLS(y[seen], x).fit()
    low, high = fit.conf_int(alpha)[1]
    effect = Estimate(
        float(fit.params[1]), float(fit.bse[1]), float(fit.df_resid), float(low), float(high), float(fit.pvalues[1])
    )
    residuals = np.asarray(fit.resid)
    influence = fit.get_influence()
    # One person less must leave something over, or no residual can be studentised from the others.
    studentised = influence.resid_studentized_external if fit.df_resid > 1 else residuals / np.sqrt(fit.mse_resid)
    first = arm[seen] == 1.0
    spreads = [float(np.std(residuals[of], ddof=1)) if of.sum() > 1 else np.nan for of in (first, ~first)]
    return Ancova(
        effect=effect,
        people=len(x),
        residuals=np.sort(np.asarray(studentised, dtype=float)),
        normality_p=float(stats.shapiro(residuals).pvalue) if len(residuals) >= 3 else np.nan,
        spread_ratio=spreads[0] / spreads[1] if spreads[1] > 0 else np.nan,
        largest_cook=float(np.nanmax(influence.cooks_distance[0])),
    )
