"""How well the steps of a visit know the means of their walks: scatter, likeness of neighbours, drift."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from footwise.arrays import Array, by_value
from footwise.prescription.model.response_population import STATED_AT_DEG, ResponsePopulation

# The noise of a visit is marginalised over this grid.
LIKENESS = np.array([0.0, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8])
# Prior of the likeness of neighbouring steps: about the population's value, this wide (assumed).
_LIKENESS_SD = 0.2
# Step SDs of people differ by this share (assumed); the grid reaches two standard deviations of what is left open.
_STEP_SD_SPREAD = 0.3
_STEP_SD_POINTS = np.linspace(-2, 2, 5)
# SD that drift makes over the steps of one walk, in step SDs of the population, with its prior weights (assumed).
_DRIFTS, _DRIFT_WEIGHTS = np.array([0.0, 0.15, 0.4]), np.array([0.6, 0.3, 0.1])
# When a walk that drifts was itself, as a share of its time (assumed; 0 if people tire, 0.5 if they sway about it).
_ITSELF_AT = 0.25
# How far the step SD of one walk is its own: as if so many steps of the visit's SD had been seen before (assumed).
_STEPS_OF_USUAL_SD = 10
# Slope over the steps of one walk: may be anything, so its prior is this many times wider than a response.
_OWN_SLOPE_FACTOR = 3.0
# Columns of a walk's steps: their mean, angle and time within the walk, and the load.
_MEAN, _ANGLE, _TIME, _LOAD = range(4)


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
class WalkMeans:
    """What the steps say of the walks' mean loads, for every noise of a grid: likeness, step SD, drift.

    The likelihood of the means ``m`` is ``exp(log_constant - square / 2 + pulled @ m - m @ information @ m / 2)``.

    Attributes
    ----------
    information : array, shape (likeness, sds, drifts, walks, walks)
    pulled : array, shape (likeness, sds, drifts, walks)
    square, log_constant : array, shape (likeness, sds, drifts)
        With the prior of the noise.
    step_sds : array, shape (sds,)
    drift_sds : array, shape (drifts,)
        In the load's unit.
    """

    information: Array
    pulled: Array
    square: Array
    log_constant: Array
    step_sds: Array
    drift_sds: Array


def walk_means(walks: Sequence[LoadWalk], population: ResponsePopulation) -> WalkMeans:
    """Sum up the steps of every walk by generalised least squares.

    A step is its walk's mean, plus a slope over the steps' own angles (the same in all walks; it is no response), a
    drift over the walk's time (each walk's own), and noise that is a first-order autoregression. The step SD of each
    walk is drawn towards that of the visit.

    Parameters
    ----------
    walks : sequence of LoadWalk
        Without NaN.
    population : ResponsePopulation
        What is known of the noise beforehand.
    """
    step_sds, sd_prior = _step_sds(walks, population.noise.step_sd)
    drift_sds = population.noise.step_sd * _DRIFTS
    slope_variance = _OWN_SLOPE_FACTOR**2 * float(np.trace(population.covariance))
    sums, log_determinant = _whitened_sums(walks)
    # Axes: likeness, step SD, drift, walk, and the columns twice.
    sums = sums[:, None, None] / (step_sds**2)[:, None, None, None, None]
    variance = (drift_sds**2)[:, None]
    known = 1 + variance * sums[..., _TIME, _TIME]
    sums = sums - (variance / known)[..., None, None] * sums[..., :, [_TIME]] * sums[..., [_TIME], :]
    slope = sums[..., _ANGLE, _ANGLE].sum(axis=-1) + 1 / slope_variance
    with_slope, slope_seen = sums[..., _MEAN, _ANGLE], sums[..., _ANGLE, _LOAD].sum(axis=-1)
    outer = with_slope[..., :, None] * with_slope[..., None, :]
    steps = sum(len(w.load) for w in walks)
    likeness_prior = -0.5 * ((LIKENESS - population.noise.neighbour_correlation) / _LIKENESS_SD) ** 2
    return WalkMeans(
        information=sums[..., _MEAN, _MEAN, None] * np.eye(len(walks)) - outer / slope[..., None, None],
        pulled=sums[..., _MEAN, _LOAD] - with_slope * (slope_seen / slope)[..., None],
        square=sums[..., _LOAD, _LOAD].sum(axis=-1) - slope_seen**2 / slope,
        log_constant=(
            -0.5 * np.log(known).sum(axis=-1)
            - 0.5 * np.log(slope * slope_variance)
            - 0.5 * log_determinant[:, None, None]
            - steps * np.log(step_sds)[:, None]
            + likeness_prior[:, None, None]
            + sd_prior[:, None]
            + np.log(_DRIFT_WEIGHTS)
        ),
        step_sds=step_sds,
        drift_sds=drift_sds,
    )


def _whitened_sums(walks: Sequence[LoadWalk]) -> tuple[Array, Array]:
    """Sums of products of each walk's columns once the likeness of neighbours is taken out, and log determinants."""
    sums = np.zeros((len(LIKENESS), len(walks), 4, 4))
    log_determinant = np.zeros(len(LIKENESS))
    for place, (walk, factor) in enumerate(zip(walks, _sd_factors(walks), strict=True)):
        time = walk.number - walk.number.mean()
        since = time + (0.5 - _ITSELF_AT) * np.ptp(time)
        columns = [
            np.ones(len(walk.load)),
            (walk.change_deg - walk.change_deg.mean()) / STATED_AT_DEG,
            since / max(float(np.sqrt(np.mean(time**2))), 1e-9),
            walk.load,
        ]
        rows = np.stack(columns, axis=1) / factor
        log_determinant += 2 * len(walk.load) * np.log(factor)
        gaps = np.maximum(np.diff(walk.number), 1)
        for number, rho in enumerate(LIKENESS):
            # Likeness fades over steps that were left out between two used ones.
            fade = rho**gaps
            left = np.sqrt(1 - fade**2)
            white = np.concatenate([rows[:1], (rows[1:] - fade[:, None] * rows[:-1]) / left[:, None]])
            sums[number, place] = white.T @ white
            log_determinant[number] += 2 * float(np.log(left).sum())
    return sums, log_determinant


def _sd_factors(walks: Sequence[LoadWalk]) -> Array:
    """SD of each walk's steps over that of the visit."""
    squares = np.array([float(((w.load - w.load.mean()) ** 2).sum()) for w in walks])
    freedom = np.array([len(w.load) - 1 for w in walks])
    usual = float(squares.sum()) / max(int(freedom.sum()), 1)
    own = (squares + _STEPS_OF_USUAL_SD * usual) / (freedom + _STEPS_OF_USUAL_SD)
    return np.asarray(np.sqrt(own / usual))


def _step_sds(walks: Sequence[LoadWalk], usual: float) -> tuple[Array, Array]:
    """Grid of step SDs about what the steps and the population say together, and its log prior."""
    about = sum(float(((w.load - w.load.mean()) ** 2).sum()) for w in walks)
    freedom = max(sum(len(w.load) - 1 for w in walks), 1)
    seen, seen_sd = 0.5 * np.log(about / freedom), (2 * freedom) ** -0.5
    information = seen_sd**-2 + _STEP_SD_SPREAD**-2
    centre = (seen * seen_sd**-2 + np.log(usual) * _STEP_SD_SPREAD**-2) / information
    logs = centre + _STEP_SD_POINTS * information**-0.5
    return np.exp(logs), -0.5 * ((logs - np.log(usual)) / _STEP_SD_SPREAD) ** 2
