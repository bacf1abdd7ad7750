"""How good the odds are: every person predicted by a model that was fitted, with all its choices, without them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from footwise.arrays import Array, by_value
from footwise.prescription.odds.fall import Fall
from footwise.prescription.odds.odds_model import FEWEST_KNEES, OddsModel, fit_odds_model

# Of one person, who is left out as a whole.
MOST_KNEES = 2


@by_value
@dataclass(frozen=True)
class OddsScores:
    """What predictions of falls came to.

    Attributes
    ----------
    knees : int
    r2 : float
        Share of the squared error of the mean of the other people that the prediction takes away.
    within_50, within_90 : float
        Share of falls inside the bands of 50 and of 90 %.
    told, fell : array, shape (3,)
        In thirds by the probability of a fall that was told: its mean, and the share that fell.
    log_gain, log_gain_se : float
        Log score of "the load fell" or "it did not" over that of the population's odds, nats a knee, and its standard
        error.
    density_gain, density_gain_se : float
        The same of the fall itself, over a normal distribution with the other people's mean and SD.
    """

    knees: int
    r2: float
    within_50: float
    within_90: float
    told: Array
    fell: Array
    log_gain: float
    log_gain_se: float
    density_gain: float
    density_gain_se: float

    @property
    def largest_miss(self) -> float:
        """The largest difference, over the thirds, between the odds that were told and the share that fell."""
        return float(np.abs(self.told - self.fell).max())


@dataclass(frozen=True)
class Population:
    """What is known of a knee without any measurement: how the other people's loads answered."""

    mean: float
    sd: float
    share_fell: float

    @classmethod
    def of(cls, fall: Array) -> Population:
        """Take it from falls; the spread is that of one more person."""
        return cls(float(fall.mean()), float(fall.std(ddof=1) * np.sqrt(1 + 1 / len(fall))), float(np.mean(fall > 0)))


def leave_one_out(
    names: Sequence[str], changes: Array, fall: Array, people: Sequence[object] | None = None
) -> list[tuple[np.ndarray, OddsModel, Population]]:
    """Fit without each person in turn, choosing everything anew.

    Parameters
    ----------
    names : sequence of str
    changes : array, shape (n, k)
    fall : array, shape (n,)
    people : sequence, optional
        Whose each of the n knees is: both knees of a person are left out together. Each is a person's only one without.

    Returns
    -------
    list of (indices, model, population)
        The knees that were left out, and what was fitted on the others.
    """
    whose = np.arange(len(fall)) if people is None else np.unique(np.asarray(people, dtype=str), return_inverse=True)[1]
    folds = []
    for person in range(whose.max() + 1):
        out = whose == person
        model = fit_odds_model(names, changes[~out], fall[~out], "", fewest=FEWEST_KNEES - MOST_KNEES)
        folds.append((np.flatnonzero(out), model, Population.of(fall[~out])))
    return folds


def scores(falls: Sequence[Fall], populations: Sequence[Population], fall: Array) -> OddsScores:
    """Score predictions against what happened.

    Parameters
    ----------
    falls : sequence of Fall, length n
    populations : sequence of Population, length n
        What would be told without a measurement.
    fall : array, shape (n,)
        What happened.
    """
    p_fall = np.array([one.p_at_least(0.0) for one in falls])
    p_of_others = np.array([one.share_fell for one in populations])
    fell = fall > 0
    # What none of the others showed can happen all the same: once in as many knees as there are, by Laplace's rule.
    came_of_others = np.maximum(np.where(fell, p_of_others, 1 - p_of_others), 1 / (len(fall) + 2))
    # A probability that rounding has made nothing costs a lot, and not without end.
    came = np.maximum(np.where(fell, p_fall, 1 - p_fall), np.finfo(float).eps)
    gain = np.log(came) - np.log(came_of_others)
    means = np.array([one.mean for one in falls])
    others, sds = np.array([one.mean for one in populations]), np.array([one.sd for one in populations])
    above = np.array([one.p_at_least(float(value)) for one, value in zip(falls, fall, strict=True)])
    density = np.array([one.log_density(float(value)) for one, value in zip(falls, fall, strict=True)])
    density += 0.5 * ((fall - others) / sds) ** 2 + np.log(sds) + 0.5 * np.log(2 * np.pi)
    thirds = np.array_split(np.argsort(p_fall, kind="stable"), 3)
    return OddsScores(
        knees=len(fall),
        r2=float(1 - np.sum((fall - means) ** 2) / np.sum((fall - others) ** 2)),
        within_50=float(np.mean(np.abs(above - 0.5) <= 0.25)),
        within_90=float(np.mean(np.abs(above - 0.5) <= 0.45)),
        told=np.array([p_fall[third].mean() for third in thirds]),
        fell=np.array([fell[third].mean() for third in thirds]),
        log_gain=float(gain.mean()),
        log_gain_se=float(gain.std(ddof=1) / np.sqrt(len(fall))),
        density_gain=float(density.mean()),
        density_gain_se=float(density.std(ddof=1) / np.sqrt(len(fall))),
    )
