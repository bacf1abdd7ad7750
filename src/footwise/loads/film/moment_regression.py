"""A laboratory's own regression of the knee adduction moment on filmed steps, and how far off it is for new people.

Ridge regression in closed form: with some hundred inputs that move together and a handful of people, anything richer
learns who the person is. Its error is that for a person who was left out, beside what would be had without a video.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from footwise.arrays import Array, by_value
from footwise.errors import ErrorKind, FootwiseError

FEWEST_PEOPLE, FEWEST_STEPS = 3, 5
# Strengths of the ridge, as shares of the number of steps, with inputs of unit spread.
STRENGTHS = 10.0 ** np.arange(-3.0, 3.1, 0.5)
# Inputs that lie further out than those of people who were left out, by this factor, are outside.
OUTSIDE = 1.3


@by_value
@dataclass(frozen=True)
class Training:
    """Steps of several people with their inputs and their moments.

    Attributes
    ----------
    person : array of str, shape (steps,)
    features : array, shape (steps, inputs)
    peak_pct_bwht : array, shape (steps,)
        First peak of the knee adduction moment, from force plates.
    """

    person: np.ndarray
    features: Array
    peak_pct_bwht: Array


@by_value
@dataclass(frozen=True)
class MomentModel:
    """A fitted regression.

    Attributes
    ----------
    mean, spread, weight : array, shape (inputs,)
    constant : float
    reach : float
        Root mean square of standardised inputs beyond which a step is outside of what was learnt.
    facts : dict
        Plain numbers for people: `people`, `steps`, `strength`; mean absolute errors in %BW·ht for a person who was
        left out, `error`, when one takes the mean of all others, `error_of_others_mean`, and when one knew the
        person's own mean, `error_of_own_mean`; `error_by_person`; `people_nearer`, for how many of the people the
        regression was nearer than the mean of the others.
    """

    mean: Array
    spread: Array
    weight: Array
    constant: float
    reach: float
    facts: dict[str, Any]

    @property
    def better_than_no_video(self) -> bool:
        """Whether the error for new people is below that of the mean of the others."""
        return bool(self.facts["error"] < self.facts["error_of_others_mean"])

    def __str__(self) -> str:
        """Say in plain words how good it is."""
        f = self.facts
        nearer = f"It is nearer than the mean of the others for {f['people_nearer']} of {f['people']} people"
        verdict = f"{nearer}." if self.better_than_no_video else f"{nearer}, and no better on average: do not use it."
        return (
            f"{f['steps']} steps of {f['people']} people. For a person who was left out it is {f['error']:.2f} %BW·ht "
            f"off on average; the mean of the others would be {f['error_of_others_mean']:.2f} off, the person's own "
            f"mean {f['error_of_own_mean']:.2f}. {verdict}"
        )


def train(training: Training, progress: Callable[[str], None] = lambda _: None) -> MomentModel:
    """Fit the regression, and measure its error for people who were left out.

    The strength of the ridge is chosen among the people who are learnt from, each left out in turn, also within the
    measurement of the error.

    Parameters
    ----------
    training : Training
    progress : callable, optional
        Called with the name of every person who is left out.

    Returns
    -------
    MomentModel

    Raises
    ------
    FootwiseError
        Fewer than three people, or fewer than five steps of one.
    """
    names, counts = np.unique(training.person, return_counts=True)
    if len(names) < FEWEST_PEOPLE:
        raise FootwiseError(
            "training", f"has {len(names)} people, and an error for new people needs {FEWEST_PEOPLE}", "Add people"
        )
    if counts.min() < FEWEST_STEPS:
        raise FootwiseError(
            str(names[counts.argmin()]),
            f"has {counts.min()} steps with a moment, and a person needs {FEWEST_STEPS} at least",
            "Film a longer walk, or leave this person out",
        )
    sums = {str(name): _Sums.of(training, str(name)) for name in names}
    off, others, own, far = {}, {}, {}, []
    for name in sums:
        progress(name)
        rest = [sums[other] for other in sums if other != name]
        fit = _fit(rest, _strength(rest))
        x, y = sums[name].x, sums[name].y
        off[name] = float(np.abs(y - fit.values(x)).mean())
        others[name] = float(np.abs(y - np.mean([s.y.mean() for s in rest])).mean())
        own[name] = float(np.abs(y - y.mean()).mean())
        far.append(float(np.quantile(fit.distance(x), 0.95)))
    everyone = list(sums.values())
    strength = _strength(everyone)
    fit = _fit(everyone, strength)
    facts = {
        "people": len(names),
        "steps": len(training.person),
        "strength": strength,
        "error": float(np.mean(list(off.values()))),
        "error_of_others_mean": float(np.mean(list(others.values()))),
        "error_of_own_mean": float(np.mean(list(own.values()))),
        "error_by_person": off,
        "people_nearer": sum(off[name] < others[name] for name in sums),
    }
    return MomentModel(fit.mean, fit.spread, fit.weight, fit.constant, OUTSIDE * max(far), facts)


def predicted_peaks(model: MomentModel, features: Array, where: str = "walk") -> Array:
    """First peaks that the regression gives for filmed steps.

    Parameters
    ----------
    model : MomentModel
    features : array, shape (steps, inputs)
    where : str
        The recording, for the message.

    Returns
    -------
    array, shape (steps,)
        %BW·ht; NaN for a step outside of what was learnt.

    Raises
    ------
    FootwiseError
        Other inputs than the model's, or more than half of the steps outside of what was learnt.

    Examples
    --------
    A laboratory reads its own model and the inputs of new walks, which measuring films with a height writes. No
    command of Footwise does so: such peaks are exploratory, and only the laboratory knows how its model was tested.

    >>> from pathlib import Path
    >>> import pandas as pd
    >>> from footwise.loads.film import FEATURES, load_model, predicted_peaks
    >>> model = load_model(Path("knee.npz"))  # doctest: +SKIP
    >>> print(model)  # doctest: +SKIP
    >>> table = pd.read_csv("walk1/moment_features.csv")  # doctest: +SKIP
    >>> predicted_peaks(model, table[list(FEATURES)].to_numpy())  # doctest: +SKIP
    """
    if features.ndim != 2 or features.shape[1] != len(model.mean):
        raise FootwiseError(
            where, "has other inputs than the model learnt from", "Train the model again with this version of Footwise"
        )
    fit = _Fit(model.mean, model.spread, model.weight, model.constant)
    outside = ~(fit.distance(features) <= model.reach)
    if len(features) and outside.mean() > 0.5:
        raise FootwiseError(
            where,
            f"is unlike what the model learnt from ({outside.sum()} of {len(features)} steps lie outside)",
            "Film as in the laboratory's own recordings, or add such people to the training",
            kind=ErrorKind.REFUSAL,
        )
    return np.where(outside, np.nan, fit.values(features))


@by_value
@dataclass(frozen=True)
class _Sums:
    """One person's steps, and the sums that a fit needs of them."""

    x: Array
    y: Array
    square: Array
    product: Array

    @classmethod
    def of(cls, training: Training, name: str) -> _Sums:
        mine = training.person == name
        x, y = training.features[mine], training.peak_pct_bwht[mine]
        return cls(x, y, x.T @ x, x.T @ y)


@by_value
@dataclass(frozen=True)
class _Fit:
    mean: Array
    spread: Array
    weight: Array
    constant: float

    def values(self, x: Array) -> Array:
        return np.asarray(self.constant + (x - self.mean) / self.spread @ self.weight)

    def distance(self, x: Array) -> Array:
        return np.asarray(np.sqrt((((x - self.mean) / self.spread) ** 2).mean(axis=1)))


def _fit(people: list[_Sums], strength: float) -> _Fit:
    return _fits(people, np.array([strength]))[0]


def _fits(people: list[_Sums], strengths: Array) -> list[_Fit]:
    """Ridge fits of several strengths from one decomposition; every person counts alike, however many steps."""
    shares = [1 / (len(people) * len(p.y)) for p in people]
    mean = sum(share * p.x.sum(axis=0) for share, p in zip(shares, people, strict=True))
    constant = float(sum(share * p.y.sum() for share, p in zip(shares, people, strict=True)))
    square = sum(share * p.square for share, p in zip(shares, people, strict=True)) - np.outer(mean, mean)
    product = sum(share * p.product for share, p in zip(shares, people, strict=True)) - mean * constant
    spread = np.sqrt(np.maximum(np.diag(square), 0.0))
    # An input that never changes tells nothing; any spread will do.
    spread = np.where(spread > 1e-9 * max(float(spread.max()), 1e-12), spread, 1.0)
    values, axes = np.linalg.eigh(square / np.outer(spread, spread))
    along = axes.T @ (product / spread)
    values = np.maximum(values, 0.0)
    return [_Fit(np.asarray(mean), spread, axes @ (along / (values + s)), constant) for s in strengths]


def _strength(people: list[_Sums]) -> float:
    """Strength with the least error for each of the people left out in turn."""
    errors = np.zeros(len(STRENGTHS))
    for k, left_out in enumerate(people):
        for j, fit in enumerate(_fits(people[:k] + people[k + 1 :], STRENGTHS)):
            errors[j] += np.abs(left_out.y - fit.values(left_out.x)).mean()
    return float(STRENGTHS[errors.argmin()])
