"""One person's response to a change of foot angle, from the steps of a visit: a Bayesian model in closed form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from footwise.arrays import Array, by_value
from footwise.errors import ErrorKind, FootwiseError
from footwise.prescription.model.response_population import ResponsePopulation, response_curve
from footwise.prescription.thresholds import FEWEST_STEPS

# The noise of a visit is marginalised over this grid; factors of the population's walk SD with their prior weights.
_LIKENESS = np.array([0.0, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8])
# Prior of the likeness of neighbouring steps: about the population's value, this wide (assumed).
_LIKENESS_SD = 0.2
_WALK_FACTORS, _WALK_WEIGHTS = np.array([0.5, 1.0, 1.6]), np.array([0.25, 0.5, 0.25])
# Step SDs of people differ by this share (assumed); the grid reaches two standard deviations of what is left open.
_STEP_SD_SPREAD = 0.3
_STEP_SD_POINTS = np.linspace(-2, 2, 5)
# Slope over the steps of one walk: may be anything, so its prior is this many times wider than a response.
_OWN_SLOPE_FACTOR = 3.0
# Columns that are no walk: level, two coefficients, slope within walks, two shared errors.
_COMMON = 6
# Wide against any knee load: the level of natural walking is learnt from the steps alone.
_LEVEL_SD = 10.0
# How far from natural walking one walk must be.
LEAST_CHANGE_DEG = 2.0


@by_value
@dataclass(frozen=True)
class LoadWalk:
    """One load of one leg over one walk.

    Attributes
    ----------
    change_deg : array, shape (steps,)
        Achieved change of the foot progression angle of every step against natural walking, toe-out positive.
    load : array, shape (steps,)
        NaN where missing.
    number : array of int, shape (steps,)
        Count of this leg's steps, so that steps left out are known to lie between.
    shared_error : array, shape (steps, 2), optional
        What two errors that all walks of the visit share do to the load, one standard deviation each: the place of
        the knee centre across the knee and along the shank. Their mean over the walk counts.
    """

    change_deg: Array
    load: Array
    number: np.ndarray
    shared_error: Array | None = None


@by_value
@dataclass(frozen=True)
class ResponsePosterior:
    """What is known of one load's response, as a normal distribution of level and coefficients.

    Attributes
    ----------
    mean : array, shape (3,)
        Level of natural walking, and both coefficients of ``response_curve``, in the load's unit.
    covariance : array, shape (3, 3)
    bend_deg : float
    step_sd, neighbour_correlation, walk_sd : float
        Posterior means of the noise.
    steps : int
    """

    mean: Array
    covariance: Array
    bend_deg: float
    step_sd: float
    neighbour_correlation: float
    walk_sd: float
    steps: int

    @property
    def level(self) -> float:
        """Natural walking, in the load's unit."""
        return float(self.mean[0])

    def weights(self, change_deg: Array | float, threshold_pct: float = 0.0) -> Array:
        """Give the weights of level and coefficients whose sum is reduction minus a share of the level, (..., 3)."""
        curve = response_curve(np.asarray(change_deg, dtype=float), self.bend_deg)
        level = np.full((*curve.shape[:-1], 1), -threshold_pct / 100)
        return np.concatenate([level, curve], axis=-1)

    def reduction(self, change_deg: Array | float) -> tuple[Array, Array]:
        """Posterior mean and standard deviation of the reduction, positive when the load falls."""
        return self._normal(self.weights(change_deg))

    def band(self, change_deg: Array | float, share: float) -> tuple[Array, Array]:
        """Bounds between which the reduction lies with probability `share`."""
        from scipy.special import ndtri

        mean, sd = self.reduction(change_deg)
        z = float(ndtri(0.5 + share / 2))
        return mean - z * sd, mean + z * sd

    def p_reaches(self, change_deg: Array | float, threshold_pct: float) -> Array:
        """Probability that the reduction is at least `threshold_pct` of natural walking."""
        from scipy.special import ndtr

        mean, sd = self._normal(self.weights(change_deg, threshold_pct))
        return np.asarray(ndtr(mean / np.where(sd > 0, sd, np.inf)))

    def p_worse(self, change_deg: Array | float) -> Array:
        """Probability that the load rises."""
        return 1 - self.p_reaches(change_deg, 0.0)

    def _normal(self, weights: Array) -> tuple[Array, Array]:
        variance = np.einsum("...i,ij,...j->...", weights, self.covariance, weights)
        return weights @ self.mean, np.sqrt(np.maximum(variance, 0.0))


def fit_response(walks: Sequence[LoadWalk], population: ResponsePopulation) -> ResponsePosterior:
    """Fit one load's response to the steps of a visit.

    ``load = level + walk + shared error - response_curve(change) @ coefficients + noise``: coefficients normal as in
    the population, every walk off by its own normal amount, noise of a leg's steps a first-order autoregression. The
    shared error is one unknown for all walks: where it does the same to each it moves the level and no response. With
    the noise known all is normal and exact; step SD, likeness of neighbours and walk SD are marginalised
    over a small grid by their exact likelihood, and the mixture is given as the normal distribution of the same mean
    and covariance.

    The response is what a walk's steps do on average at the angles they really had. How load and angle go together from
    one step to the next *within* a walk is no answer to a change on purpose (both may follow a sway of the
    body), so it has a slope of its own and tells nothing about the response.

    Parameters
    ----------
    walks : sequence of LoadWalk
        Of one visit, in any order; steps without a load or an angle do not count.
    population : ResponsePopulation
        The prior.

    Returns
    -------
    ResponsePosterior

    Raises
    ------
    FootwiseError
        It cannot be estimated: the line says why.
    """
    known = [w for w in map(_finite, walks) if len(w.load)]
    _check(known)
    steps = sum(len(w.load) for w in known)
    middle = float(np.concatenate([w.load for w in known]).mean())
    grams = [_whitened(known, middle, population.bend_deg, rho) for rho in _LIKENESS]
    sds, sd_prior = _step_sds(known, population.noise.step_sd)
    precision = np.zeros((len(_WALK_FACTORS), _COMMON + len(known), _COMMON + len(known)))
    precision[:, 0, 0] = _LEVEL_SD**-2
    precision[:, 1:3, 1:3] = np.linalg.inv(population.covariance)
    precision[:, 4, 4] = precision[:, 5, 5] = 1.0
    precision[:, 3, 3] = 1 / (_OWN_SLOPE_FACTOR**2 * np.trace(population.covariance))
    walk_sds = population.noise.walk_sd * _WALK_FACTORS
    for place in range(_COMMON, _COMMON + len(known)):
        precision[:, place, place] = walk_sds**-2
    prior_mean = np.zeros(_COMMON + len(known))
    prior_mean[1:3] = -population.mean
    pulled = precision @ prior_mean
    # Axes: likeness, step SD, walk SD.
    gram = np.stack([g.gram for g in grams])[:, None, None]
    cross = np.stack([g.cross for g in grams])[:, None, None]
    variance = (sds**2)[None, :, None]
    a = gram / variance[..., None, None] + precision
    c = cross / variance[..., None] + pulled
    solved = np.linalg.solve(a, c[..., None])[..., 0]
    log_likelihood = (
        -steps * np.log(sds)[None, :, None]
        - 0.5 * np.array([g.log_determinant for g in grams])[:, None, None]
        - 0.5 * np.array([g.square for g in grams])[:, None, None] / variance
        + 0.5 * np.einsum("...i,...i->...", c, solved)
        - 0.5 * np.linalg.slogdet(a)[1]
        + 0.5 * np.linalg.slogdet(precision)[1]
        + sd_prior[None, :, None]
        - 0.5 * ((_LIKENESS - population.noise.neighbour_correlation) / _LIKENESS_SD)[:, None, None] ** 2
        + np.log(_WALK_WEIGHTS)
    )
    weight = np.exp(log_likelihood - log_likelihood.max())
    weight /= weight.sum()
    means = solved[..., :3]
    mean = np.einsum("rsw,rswi->i", weight, means)
    apart = means - mean
    covariance = np.einsum("rsw,rswij->ij", weight, np.linalg.inv(a)[..., :3, :3]) + np.einsum(
        "rsw,rswi,rswj->ij", weight, apart, apart
    )
    # Within the fit coefficients are those of the load; a reduction is its fall.
    sign = np.array([1.0, -1.0, -1.0])
    return ResponsePosterior(
        mean=sign * mean + np.array([middle, 0.0, 0.0]),
        covariance=covariance * np.outer(sign, sign),
        bend_deg=population.bend_deg,
        step_sd=float(np.einsum("rsw,s->", weight, sds)),
        neighbour_correlation=float(np.einsum("rsw,r->", weight, _LIKENESS)),
        walk_sd=float(np.einsum("rsw,w->", weight, walk_sds)),
        steps=steps,
    )


@by_value
@dataclass(frozen=True)
class _Gram:
    """Sums over the steps once the likeness of neighbours is taken out."""

    gram: Array
    cross: Array
    square: float
    log_determinant: float


def _whitened(walks: Sequence[LoadWalk], middle: float, bend_deg: float, rho: float) -> _Gram:
    size = _COMMON + len(walks)
    gram, cross, square, log_determinant = np.zeros((size, size)), np.zeros(size), 0.0, 0.0
    for place, walk in enumerate(walks, start=_COMMON):
        rows = np.zeros((len(walk.load), size))
        rows[:, 0] = 1.0
        curve = response_curve(walk.change_deg, bend_deg)
        rows[:, 1:3] = curve.mean(axis=0)
        rows[:, 3] = curve[:, 0] - curve[:, 0].mean()
        if walk.shared_error is not None:
            rows[:, 4:_COMMON] = walk.shared_error.mean(axis=0)
        rows[:, place] = 1.0
        load = walk.load - middle
        # Likeness fades over steps that were left out between two used ones.
        fade = rho ** np.maximum(np.diff(walk.number), 1)
        left = np.sqrt(1 - fade**2)
        load = np.concatenate([load[:1], (load[1:] - fade * load[:-1]) / left])
        rows = np.concatenate([rows[:1], (rows[1:] - fade[:, None] * rows[:-1]) / left[:, None]])
        gram += rows.T @ rows
        cross += rows.T @ load
        square += float(load @ load)
        log_determinant += 2 * float(np.log(left).sum())
    return _Gram(gram, cross, square, log_determinant)


def _step_sds(walks: Sequence[LoadWalk], usual: float) -> tuple[Array, Array]:
    """Grid of step SDs about what the steps and the population say together, and its log prior."""
    about = sum(float(((w.load - w.load.mean()) ** 2).sum()) for w in walks)
    freedom = max(sum(len(w.load) - 1 for w in walks), 1)
    seen, seen_sd = 0.5 * np.log(about / freedom), (2 * freedom) ** -0.5
    information = seen_sd**-2 + _STEP_SD_SPREAD**-2
    centre = (seen * seen_sd**-2 + np.log(usual) * _STEP_SD_SPREAD**-2) / information
    logs = centre + _STEP_SD_POINTS * information**-0.5
    return np.exp(logs), -0.5 * ((logs - np.log(usual)) / _STEP_SD_SPREAD) ** 2


def _finite(walk: LoadWalk) -> LoadWalk:
    keep = np.isfinite(walk.change_deg) & np.isfinite(walk.load)
    shared = None if walk.shared_error is None else np.nan_to_num(walk.shared_error[keep])
    return LoadWalk(walk.change_deg[keep], walk.load[keep], walk.number[keep], shared)


def _check(walks: Sequence[LoadWalk]) -> None:
    steps = sum(len(w.load) for w in walks)
    if steps < FEWEST_STEPS:
        raise _impossible(f"only {steps} step{' is' if steps == 1 else 's are'} known", "Record more steps")
    if len(walks) < 2:
        raise _impossible("there is only one walk", "Record natural walking and at least one change of foot angle")
    loads = np.concatenate([w.load for w in walks])
    if not any(np.ptp(w.load) > 1e-9 * max(1.0, float(np.abs(loads).max())) for w in walks):
        raise _impossible("the load is the same in every step", "Look at the recordings: no knee load is constant")
    middles = [float(np.mean(w.change_deg)) for w in walks]
    if max(middles) - min(middles) < LEAST_CHANGE_DEG:
        raise _impossible(
            f"no walk turns the foot {LEAST_CHANGE_DEG:.0f}° or more away from natural walking",
            "Practise the change and record it again",
        )


def _impossible(why: str, remedy: str) -> FootwiseError:
    return FootwiseError(
        "response to the foot angle", f"cannot be estimated, because {why}", remedy, kind=ErrorKind.REFUSAL
    )
