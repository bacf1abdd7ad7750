"""The model behind the odds: how the fall of the knee load goes with what else changed, fitted to people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from footwise.arrays import Array, by_value
from footwise.errors import FootwiseError
from footwise.prescription.odds.fall import Fall, mixture_variances

ANGLE = "foot_progression_angle"
FEWEST_KNEES = 30
# Degrees of freedom among which those of the differences between knees are chosen.
_DOFS = (3.0, 4.0, 5.0, 7.0, 10.0, 30.0)
_MOST_ROUNDS, _CLOSE, _NOTHING = 500, 1e-9, 1e-3
# Keeps variables that say the same apart in the inverse: far below any error of measuring.
_JITTER = 1e-9


@by_value
@dataclass(frozen=True)
class OddsModel:
    """A joint model of what changed in people's walks and of how far the first peak fell.

    Changes are standardised with `centre` and `spread`, and normal with `correlation` over people. The fall is
    ``coefficients @ [1, standardised changes]`` and a difference between knees, Student's t of scale `knee_scale`.

    Attributes
    ----------
    names : tuple of str
        Of the k variables, in the order of ``NAMES``.
    centre, spread : array, shape (k,)
        Mean and standard deviation over people, in the variables' units.
    low, high : array, shape (k,)
        The least and the largest that anybody showed.
    correlation : array, shape (k, k)
    coefficients : array, shape (1 + k,)
        Posterior mean, %BW·ht for one standard deviation.
    covariance : array, shape (1 + k, 1 + k)
        Posterior covariance of the coefficients.
    coefficient_sd : float
        Of the prior: standard deviation of a coefficient, chosen by the data.
    knee_scale, dof : float
    knees : int
    fall_mean, fall_sd, share_fell : float
        What the people showed, %BW·ht, and the share of them whose load fell.
    source : str
        Who they were, in words.
    """

    names: tuple[str, ...]
    centre: Array
    spread: Array
    low: Array
    high: Array
    correlation: Array
    coefficients: Array
    covariance: Array
    coefficient_sd: float
    knee_scale: float
    dof: float
    knees: int
    fall_mean: float
    fall_sd: float
    share_fell: float
    source: str

    @property
    def at_deg(self) -> float:
        """Change of the foot progression angle at which the people walked, on average; negative is toe-in."""
        return float(self.centre[self.names.index(ANGLE)])

    def fall(self, measured: Array, error_sd: Array) -> Fall:
        """Give the fall at the people's own change of foot angle.

        Parameters
        ----------
        measured : array, shape (k,)
            Changes in the variables' units; NaN where not measured, which is integrated out.
        error_sd : array, shape (k,)
            Standard error of each; zero where it is exact.

        Returns
        -------
        Fall
        """
        known, variance = self._known(measured, error_sd)
        expected = np.concatenate([[1.0], known])
        slopes, uncertain = self.coefficients[1:], self.covariance[1:, 1:]
        normal = slopes @ variance @ slopes + expected @ self.covariance @ expected + np.trace(uncertain @ variance)
        return Fall(float(self.coefficients @ expected), float(np.sqrt(normal)), self.knee_scale, self.dof)

    def share_told(self, measured: Array, error_sd: Array) -> float:
        """Give the share of the variance of falls between people that such a measurement is expected to explain.

        Only which variables are finite counts, and how large their errors are; 0 where nothing was measured.
        """
        slopes = self.coefficients[1:]
        _, variance = self._known(measured, error_sd)
        return float(slopes @ (self.correlation - variance) @ slopes / self.fall_sd**2)

    def distance(self, measured: Array, error_sd: Array) -> tuple[float, int]:
        """Squared Mahalanobis distance of what was measured from the people, and how many variables it is over."""
        at, standard, joint = self._measured(measured, error_sd)
        if not len(at):
            return 0.0, 0
        return float(standard @ np.linalg.solve(joint, standard)), len(at)

    def _measured(self, measured: Array, error_sd: Array) -> tuple[np.ndarray, Array, Array]:
        """Indices of what was measured, its standardised values, and their covariance with the errors in it."""
        at = np.flatnonzero(np.isfinite(measured))
        standard = (measured[at] - self.centre[at]) / self.spread[at]
        errors = (error_sd[at] / self.spread[at]) ** 2 + _JITTER
        return at, standard, self.correlation[np.ix_(at, at)] + np.diag(errors)

    def _known(self, measured: Array, error_sd: Array) -> tuple[Array, Array]:
        """Mean and covariance of the true standardised changes, given what was measured of them."""
        at, standard, joint = self._measured(measured, error_sd)
        if not len(at):
            return np.zeros(len(self.names)), self.correlation
        gain = np.linalg.solve(joint, self.correlation[at]).T
        return gain @ standard, self.correlation - gain @ self.correlation[at]


def fit_odds_model(
    names: Sequence[str], changes: Array, fall: Array, source: str, fewest: int = FEWEST_KNEES
) -> OddsModel:
    """Fit the model; how strongly coefficients are held back, and how heavy the tails are, is chosen by the data.

    Coefficients are normal with one common standard deviation, which expectation and maximisation find together with
    the scale of the differences between knees (empirical Bayes). The degrees of freedom are those with the best
    leave-one-out log score inside these data.

    Parameters
    ----------
    names : sequence of str
    changes : array, shape (n, k)
        Complete: every knee with every variable, in the variables' units.
    fall : array, shape (n,)
        Of the first peak, %BW·ht, positive when the load falls.
    source : str
        Who the people were, in words.
    fewest : int
        A model that is only judged, without one person of a table that is large enough, may have a few knees less.

    Raises
    ------
    FootwiseError
        Too few knees, or a variable that is the same in all.
    """
    if len(fall) < fewest:
        raise FootwiseError(
            "the table", f"has {len(fall)} complete knees, and a model needs {fewest}", "Measure more people"
        )
    centre, spread = changes.mean(axis=0), changes.std(axis=0, ddof=1)
    # Nearly the same counts, too: what is left of it is rounding.
    constant = [name for name, sd, mean in zip(names, spread, centre, strict=True) if sd <= 1e-9 * max(1.0, abs(mean))]
    if constant:
        raise FootwiseError("the table", f"has one and the same {constant[0]} in every row", "Leave the column out")
    design = np.column_stack([np.ones(len(fall)), (changes - centre) / spread])
    fits = [_fit(design, fall, dof) for dof in _DOFS]
    best = max(fits, key=lambda one: _inner_score(design, fall, one))
    return OddsModel(
        names=tuple(names),
        centre=centre,
        spread=spread,
        low=changes.min(axis=0),
        high=changes.max(axis=0),
        correlation=np.atleast_2d(np.corrcoef(changes.T)),
        coefficients=best.mean,
        covariance=best.covariance,
        coefficient_sd=float(np.sqrt(best.slope_variance)),
        knee_scale=float(np.sqrt(best.variance)),
        dof=best.dof,
        knees=len(fall),
        fall_mean=float(fall.mean()),
        fall_sd=float(fall.std(ddof=1)),
        share_fell=float(np.mean(fall > 0)),
        source=source,
    )


@by_value
@dataclass(frozen=True)
class _Fit:
    """Posterior of the coefficients at one number of degrees of freedom; `weights` of the n knees."""

    mean: Array
    covariance: Array
    slope_variance: float
    variance: float
    dof: float
    weights: Array


def _fit(design: Array, fall: Array, dof: float) -> _Fit:
    """Expectation and maximisation: of the weights of the knees, the noise, and the prior of the slopes."""
    weights = np.ones(len(fall))
    variance, slope_variance = float(fall.var()), float(fall.var()) / design.shape[1]
    mean: Array = np.zeros(design.shape[1])
    covariance: Array = np.eye(design.shape[1])
    for _ in range(_MOST_ROUNDS):
        before = np.log([variance, slope_variance])
        # The intercept is free.
        prior = np.diag(np.concatenate([[0.0], np.full(design.shape[1] - 1, 1 / slope_variance)]))
        covariance = np.asarray(np.linalg.inv((design.T * weights) @ design / variance + prior))
        mean = covariance @ (design.T @ (weights * fall)) / variance
        off = (fall - design @ mean) ** 2 + np.einsum("ni,ij,nj->n", design, covariance, design)
        weights = np.asarray((dof + 1) / (dof + off / variance))
        variance = float(np.mean(weights * off))
        slope_variance = float(np.mean(mean[1:] ** 2 + np.diag(covariance)[1:]))
        # Slopes that the data hold at nothing would creep there for ever.
        if slope_variance < _NOTHING * variance or np.abs(np.log([variance, slope_variance]) - before).max() < _CLOSE:
            break
    return _Fit(mean, covariance, slope_variance, variance, dof, weights)


def _inner_score(design: Array, fall: Array, fit: _Fit) -> float:
    """Log score of every knee by the fit without it; what it weighed and the noise stay as they are."""
    spread = np.einsum("ni,ij,nj->n", design, fit.covariance, design)
    left = 1 - spread * fit.weights / fit.variance
    off, variances = (fall - design @ fit.mean) / left, spread / left
    sds = np.sqrt(variances[:, None] + fit.variance * mixture_variances(fit.dof))
    density = np.mean(np.exp(-0.5 * (off[:, None] / sds) ** 2) / sds, axis=1)
    # A knee further off than a computer's numbers reach is as unlikely as they can say.
    return float(np.sum(np.log(np.maximum(density, np.finfo(float).tiny))))
