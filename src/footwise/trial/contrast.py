"""From fixed effects to one difference: estimate, standard error, degrees of freedom, interval, p-value."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from footwise.arrays import Array
from footwise.trial.mmrm import Mmrm


@dataclass(frozen=True)
class Estimate:
    """A difference and how sure it is.

    Attributes
    ----------
    value, se, df : float
        Degrees of freedom may be fractions, and infinite for a normal distribution.
    low, high : float
        Two-sided confidence interval at the level that was asked for.
    p : float
        Two-sided, against a difference of nought.
    """

    value: float
    se: float
    df: float
    low: float
    high: float
    p: float


def estimate(value: float, se: float, df: float, alpha: float = 0.05) -> Estimate:
    """Make interval and p-value from Student's t distribution."""
    # The incomplete beta function is what scipy.stats computes, without its overhead: power needs thousands.
    t = value / se if se > 0 else float(np.copysign(np.inf, value)) if value else 0.0
    if np.isfinite(df):
        p = float(special.betainc(df / 2.0, 0.5, df / (df + t * t))) if np.isfinite(t) else 0.0
        reach = float(special.stdtrit(df, 1.0 - alpha / 2.0)) * se
    else:
        p = float(2.0 * special.ndtr(-abs(t)))
        reach = float(special.ndtri(1.0 - alpha / 2.0)) * se
    return Estimate(float(value), float(se), float(df), float(value - reach), float(value + reach), p)


def contrast(fit: Mmrm, weights: Array, alpha: float = 0.05) -> Estimate:
    """Estimate a weighted sum of the fixed effects by the method of Kenward and Roger.

    For a single contrast their F statistic has scale one and Satterthwaite's degrees of freedom,
    2·(c'Φc)²/(g'Vg): Φ the unadjusted covariance of the effects, V that of the parameters of Σ, g the derivative of
    c'Φc by them. The standard error is from the adjusted covariance.

    Parameters
    ----------
    fit : Mmrm
    weights : array, shape (q,)
    alpha : float
        One less the confidence level.
    """
    variance = float(weights @ fit.cov_beta @ weights)
    pulled = fit.cov_beta @ weights
    slope = np.einsum("a,kab,b->k", pulled, fit.slopes, pulled)
    df = 2.0 * variance**2 / float(slope @ fit.cov_theta @ slope)
    adjusted = float(weights @ fit.cov_beta_adjusted @ weights)
    # The adjustment only ever adds for sound fits; rounding must not make a variance negative.
    return estimate(float(weights @ fit.beta), float(np.sqrt(max(adjusted, variance))), df, alpha)


def arm_effect(fit: Mmrm, visit: int, visits: int, alpha: float = 0.05) -> Estimate:
    """Estimate the difference between the arms at one visit of a model made with `visit_design`."""
    weights = np.zeros(len(fit.beta))
    weights[visit * (len(fit.beta) // visits) + 1] = 1.0
    return contrast(fit, weights, alpha)
