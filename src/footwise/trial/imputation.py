"""Multiple imputation of missing visits: at random, and shifted, to see how bad the missing would have to be.

Missing values are drawn from the posterior of the model that the mixed model fits, a multivariate normal regression
with every coefficient at every visit, by data augmentation with Jeffreys' prior, as the R packages norm (`da.norm`)
and mlmi (`normImp`) do after Schafer 1997. Each imputation comes from a chain of its own, so imputations are
independent. The completed data are analysed by the analysis of covariance, and the results combined by Rubin's rules.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array
from footwise.trial.contrast import Estimate, estimate
from footwise.trial.mmrm import CannotEstimateError

# Chains begin at filled-in means; the influence of that is gone long before (missing shares of the order of a fifth).
_STEPS = 100
# The search for the tipping point ends here, in standard deviations of the outcome.
_FARTHEST = 5.0


@dataclass(frozen=True)
class Shift:
    """What comes out when the missing values of the first arm are worse by `delta` than missing at random."""

    delta: float
    effect: Estimate


@dataclass(frozen=True)
class Imputed:
    """Results with missing values imputed.

    Attributes
    ----------
    effect : Estimate
        Under missing at random.
    missing : int
        People without the visit that is tested.
    shifts : tuple of Shift
        Along a grid of growing shifts, in the direction that is bad for the person; empty where arms are blinded.
    tipping : float
        Smallest shift at which the difference is no longer significant; NaN where it never was or stays so, in the same
        direction, within five standard deviations.
    """

    effect: Estimate
    missing: int
    shifts: tuple[Shift, ...]
    tipping: float


def impute(y: Array, x: Array, imputations: int, random: np.random.Generator) -> Array:
    """Draw the missing visits.

    Parameters
    ----------
    y : array, shape (people, visits)
        NaN where missing.
    x : array, shape (people, p)
        Regressors, a column of ones among them.
    imputations : int
    random : Generator

    Returns
    -------
    array, shape (imputations, people, visits)

    Raises
    ------
    CannotEstimateError
        Fewer people than the posterior needs, or a visit that nobody has.
    """
    people, visits = y.shape
    spare = people - x.shape[1]
    seen = np.isfinite(y)
    if spare < visits + 1:
        raise CannotEstimateError(f"{people} people are too few to impute {visits} visits")
    if (seen.sum(axis=0) <= x.shape[1]).any():
        raise CannotEstimateError("a visit is seen in too few people to impute it")
    whole = _filled(y, x, imputations, random)
    if seen.all():
        return whole
    projection: Array = np.asarray(np.linalg.solve(x.T @ x, x.T), dtype=float)
    root: Array = np.asarray(np.linalg.cholesky(np.linalg.inv(x.T @ x)), dtype=float)
    patterns, which = np.unique(seen, axis=0, return_inverse=True)
    groups = [(np.flatnonzero(which.ravel() == g), pattern) for g, pattern in enumerate(patterns) if not pattern.all()]
    try:
        for _ in range(_STEPS):
            _step(whole, x, projection, root, groups, random)
    except np.linalg.LinAlgError:
        raise CannotEstimateError(f"{people} people leave the covariance of {visits} visits undetermined") from None
    return whole


def _step(
    whole: Array,
    x: Array,
    projection: Array,
    root: Array,
    groups: list[tuple[NDArray[np.intp], NDArray[np.bool_]]],
    random: np.random.Generator,
) -> None:
    """Draw covariance and coefficients given the completed data, then the missing values given these."""
    mean = projection @ whole
    errors = whole - x @ mean
    scatter = np.swapaxes(errors, 1, 2) @ errors
    sigma = _inverse_wishart(scatter, len(x) - x.shape[1], random)
    scale = np.linalg.cholesky(sigma)
    noise = random.standard_normal(mean.shape)
    beta = mean + root @ noise @ np.swapaxes(scale, 1, 2)
    expected = x @ beta
    for rows, pattern in groups:
        _draw_missing(whole, expected, sigma, rows, pattern, random)


def analyse_imputed(
    whole: Array,
    missing: NDArray[np.bool_],
    x: Array,
    in_first: NDArray[np.bool_],
    worse: float,
    alpha: float,
    shifts: bool = True,
) -> Imputed:
    """Analyse completed data at one visit and look for the tipping point.

    Parameters
    ----------
    whole : array, shape (imputations, people)
        The visit, imputed where missing.
    missing : array of bool, shape (people,)
    x : array, shape (people, p)
        Regressors: ones, arm, covariates.
    in_first : array of bool, shape (people,)
        The arm whose missing values are made worse.
    worse : float
        +1 where higher values are bad, -1 where lower ones are.
    alpha : float
    shifts : bool
        Whether to look for the tipping point: which arm is the treatment must be known.

    Raises
    ------
    CannotEstimateError
        Nobody differs from anybody in the same arm.
    """
    if all(np.ptp(whole[:, mine]) == 0 for mine in (in_first, ~in_first)):
        raise CannotEstimateError("everybody has the same value within the arms")
    solver = np.linalg.solve(x.T @ x, x.T)
    variance = float(np.linalg.inv(x.T @ x)[1, 1])
    df = len(x) - x.shape[1]
    # All is linear in the shift: coefficients and residuals of the shifted people are needed once.
    moved = (missing & in_first).astype(float) * worse
    effects, slope = whole @ solver[1], float(solver[1] @ moved)
    residuals = whole - whole @ solver.T @ x.T
    moved_residual = moved - x @ (solver @ moved)

    def shifted(delta: float) -> Estimate:
        errors = residuals + delta * moved_residual
        within = (errors**2).sum(axis=1) / df * variance
        return rubin(effects + delta * slope, within, df, alpha)

    at_random = shifted(0.0)
    spread = float(np.sqrt((residuals**2).sum(axis=1) / df).mean())
    steps: tuple[Shift, ...] = ()
    tipping = np.nan
    if shifts and (missing & in_first).any():
        if at_random.p <= alpha:
            # Where the difference is nought it is never significant, however narrow that stretch is.
            level = -at_random.value / slope if slope else 0.0
            tipping = _tipping(lambda delta: shifted(delta).p > alpha, _FARTHEST * spread, level)
        # As far as the point where it tips can be seen.
        end = 2.0 * spread if np.isnan(tipping) else max(2.0 * spread, 1.15 * tipping)
        steps = tuple(Shift(float(delta), shifted(float(delta))) for delta in np.linspace(0.0, end, 9))
    return Imputed(at_random, int(missing.sum()), steps, tipping)


def rubin(effects: Array, variances: Array, df_complete: float, alpha: float = 0.05) -> Estimate:
    """Combine the results of imputed data sets.

    Rubin's rules: the variance is the mean of those within, plus that between with the factor 1 + 1/m; degrees of
    freedom for small samples by Barnard and Rubin. Both as the R package rbmi has them (`rubin_rules`, `rubin_df`).

    Parameters
    ----------
    effects, variances : array, shape (imputations,)
        Estimate and its squared standard error in each.
    df_complete : float
        Degrees of freedom were nothing missing.
    alpha : float
    """
    m = len(effects)
    within, between = float(variances.mean()), float(effects.var(ddof=1))
    total = within + (1.0 + 1.0 / m) * between
    lost = (1.0 + 1.0 / m) * between / total
    observed = (df_complete + 1.0) / (df_complete + 3.0) * df_complete * (1.0 - lost)
    df = observed if lost < 1e-12 else 1.0 / (lost**2 / (m - 1) + 1.0 / observed)
    # Nothing imputed, nothing lost: the analysis of the data as they are.
    return estimate(float(effects.mean()), float(np.sqrt(total)), df if lost >= 1e-12 else df_complete, alpha)


def _tipping(tips: Callable[[float], bool], farthest: float, also: float) -> float:
    """Find the smallest shift that tips: the first of a grid (and `also`) that does, then by halving; NaN without one.

    The end of the grid alone would not do: a shift that is large enough can make the difference significant again, in
    the other direction.
    """
    grid = np.linspace(0.0, farthest, 201)
    grid = np.sort(np.append(grid, also)) if 0.0 < also < farthest else grid
    first = next((k for k, delta in enumerate(grid) if tips(float(delta))), 0)
    if not first:
        return np.nan
    low, high = float(grid[first - 1]), float(grid[first])
    for _ in range(40):
        middle = (low + high) / 2.0
        low, high = (low, middle) if tips(middle) else (middle, high)
    return high


def _filled(y: Array, x: Array, imputations: int, random: np.random.Generator) -> Array:
    """Fill every visit by the regression of those who have it, and noise of their size: where the chains begin."""
    whole = np.broadcast_to(y, (imputations, *y.shape)).copy()
    for visit in range(y.shape[1]):
        seen = np.isfinite(y[:, visit])
        beta = np.linalg.lstsq(x[seen], y[seen, visit], rcond=None)[0]
        spread = float(np.std(y[seen, visit] - x[seen] @ beta))
        noise = random.standard_normal((imputations, int((~seen).sum())))
        whole[:, ~seen, visit] = x[~seen] @ beta + spread * noise
    return whole


def _inverse_wishart(scatter: Array, df: int, random: np.random.Generator) -> Array:
    """Draw covariance matrices, one for each scatter matrix, by Bartlett's decomposition."""
    m, size = scatter.shape[0], scatter.shape[1]
    lower = np.tril(random.standard_normal((m, size, size)), -1)
    diagonal = np.sqrt(random.chisquare(df - np.arange(size), size=(m, size)))
    lower[:, np.arange(size), np.arange(size)] = diagonal
    # scatter = R·R'; the draw is R·(L·L')^-1·R'.
    half = np.linalg.cholesky(scatter) @ np.swapaxes(np.linalg.inv(lower), 1, 2)
    return np.asarray(half @ np.swapaxes(half, 1, 2), dtype=float)


def _draw_missing(
    whole: Array,
    expected: Array,
    sigma: Array,
    rows: NDArray[np.intp],
    seen: NDArray[np.bool_],
    random: np.random.Generator,
) -> None:
    """Draw what people of one pattern lack, given what they have; changes `whole`."""
    lost, kept = np.flatnonzero(~seen), np.flatnonzero(seen)
    spread = sigma[:, lost[:, None], lost]
    mean = expected[:, rows[:, None], lost]
    if len(kept):
        cross = sigma[:, lost[:, None], kept]
        slope = np.swapaxes(np.linalg.solve(sigma[:, kept[:, None], kept], np.swapaxes(cross, 1, 2)), 1, 2)
        known = whole[:, rows[:, None], kept] - expected[:, rows[:, None], kept]
        mean = mean + known @ np.swapaxes(slope, 1, 2)
        spread = spread - slope @ np.swapaxes(cross, 1, 2)
    root = np.linalg.cholesky(spread)
    noise = random.standard_normal((len(whole), len(rows), len(lost)))
    whole[:, rows[:, None], lost] = mean + noise @ np.swapaxes(root, 1, 2)
