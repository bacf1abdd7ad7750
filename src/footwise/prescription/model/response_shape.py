"""The shape of one person's response: in proportion to the angle on each side, and how far from that."""

from __future__ import annotations

import numpy as np

from footwise.arrays import Array
from footwise.prescription.model.response_population import STATED_AT_DEG, ResponsePopulation

# How far a response may lie off the line at 5°, as a standard deviation over that of the response at 10°. For intervals
# and probabilities (assumed; with less, people who level off or jump are told intervals that are too narrow):
OFF_LINE = 0.7
# and as most people respond (assumed: about what the bend of the virtual people is):
OFF_LINE_OF_MOST = 0.15
# Share of people who do (assumed). It decides what is expected, and no interval.
LEANING = 0.5
# Changes at which a response may lie off the line from natural walking to 10°, which it does at neither end; in
# between it runs straight from each to the next. The furthest is the largest change that can be asked for.
_KNOTS_DEG = np.array([0.0, 5.0, 7.5, 10.0, 15.0, 20.0, 40.0])
_FREE = (_KNOTS_DEG != 0) & (_KNOTS_DEG != STATED_AT_DEG)
# Columns of a response, toe-in before toe-out.
COEFFICIENTS = 2 + 2 * int(_FREE.sum())
# What lies off the line is blurred over so many degrees to both sides in a walk (assumed): with none, responses would
# be taken to be smooth from degree to degree; with all of the steps' scatter, to be as rough there as over 5°.
_BLUR_DEG = 0.66


def shape_weights(change_deg: Array | float) -> Array:
    """Give the weights of the coefficients whose sum is the reduction at a change of foot angle.

    Parameters
    ----------
    change_deg : array, any shape
        Toe-out positive.

    Returns
    -------
    array, shape (..., 2 + 2 · free knots)
        Of the reductions at 10° toe-in and at 10° toe-out, and of how far the response lies off the line
        to them at the free knots of both sides.
    """
    change = np.asarray(change_deg, dtype=float)
    sides = np.stack([np.maximum(-change, 0.0), np.maximum(change, 0.0)], axis=-1)
    off = np.stack([np.interp(sides, _KNOTS_DEG, one) for one in np.eye(len(_KNOTS_DEG))[_FREE]], axis=-1)
    return np.concatenate([sides / STATED_AT_DEG, off.reshape(*change.shape, COEFFICIENTS - 2)], axis=-1)


def walk_weights(change_deg: Array) -> Array:
    """Give the weights for the mean over one walk's steps.

    Each step has its own angle on the line, for a response may bend at natural walking, where steps fall to both sides.

    Parameters
    ----------
    change_deg : array, shape (steps,)
    """
    line = shape_weights(change_deg)[:, :2]
    off = shape_weights(change_deg.mean() + np.array([-_BLUR_DEG, _BLUR_DEG]))[:, 2:]
    return np.concatenate([line.mean(axis=0), off.mean(axis=0)])


def shape_prior(population: ResponsePopulation, off_line: float) -> tuple[Array, Array]:
    """Give mean and covariance of the coefficients between people.

    Off the line the response is a Wiener process that is pinned at natural walking and at 10°: it may level off, turn
    or jump, at any angle.

    Parameters
    ----------
    population : ResponsePopulation
    off_line : float
        Standard deviation at 5° off the line, over that of the response at 10°.

    Returns
    -------
    mean : array, shape (coefficients,)
    covariance : array, shape (coefficients, coefficients)
    """
    mean, ends = population.ends()
    size = _KNOTS_DEG[_FREE] / STATED_AT_DEG
    inside, beyond = np.minimum(size, 1), np.maximum(size - 1, 0)
    pinned = np.minimum.outer(inside, inside) - np.outer(inside, inside) + np.minimum.outer(beyond, beyond)
    covariance = np.zeros((COEFFICIENTS, COEFFICIENTS))
    covariance[:2, :2] = ends
    for side, first in enumerate((2, 2 + len(size))):
        here = slice(first, first + len(size))
        # A pinned Wiener process has a quarter of its unit of variance in the middle.
        covariance[here, here] = 4 * off_line**2 * ends[side, side] * pinned
    return np.concatenate([mean, np.zeros(COEFFICIENTS - 2)]), covariance
