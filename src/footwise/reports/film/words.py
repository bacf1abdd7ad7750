"""Foot angles of a filmed walk in words: toe-out and toe-in, or further out and in than in neutral stance."""

from __future__ import annotations

import numpy as np

from footwise.arrays import Array
from footwise.gait.film import IN_ROOM, RELATIVE
from footwise.reports.numbers import MISSING, angle, number, turn

_CONSTANT = " (a constant of 5 to 10° of this foot is not known)"
_STANCE = " than in neutral stance"


def angle_words(angle_deg: float, label: str, digits: int = 1) -> str:
    """Write a foot angle for a table or a film.

    A foot that points further out than in neutral stance may still be a toed-in one, so that the words for angles in
    the room are not used for it.

    Parameters
    ----------
    angle_deg : float
    label : str
        What it is measured against, as in :class:`footwise.gait.film.FilmedWalk`.
    digits : int

    Returns
    -------
    str
        ``7.1° toe-out``, or ``7.1° further out`` against neutral stance.
    """
    if label != RELATIVE:
        return angle(angle_deg, digits)
    size, _, way = turn(angle_deg, digits).partition(" ")
    return f"{size} further {way}" if way else size


def mean_words(angles_deg: Array, label: str) -> str:
    """Write the mean angle of a foot with its standard error; that of one step is not known."""
    if not len(angles_deg):
        return MISSING
    words = angle_words(float(angles_deg.mean()), label)
    if len(angles_deg) < 2:
        return words
    size, _, way = words.partition(" ")
    error = number(float(angles_deg.std(ddof=1) / np.sqrt(len(angles_deg))), 1)
    # Steps that agree to less than that say nothing about what all of them are off.
    return f"{size} ± {'<0.1' if error == '0.0' else error}° {way}".rstrip()


def mean_sentence(angles_deg: Array, label: str) -> str:
    """Write the mean angle with what it is measured against, or what of it is not known."""
    words = mean_words(angles_deg, label)
    if label == RELATIVE:
        # As far as it is written: an angle that rounds to nought is none.
        mean = float(angles_deg.mean()) if len(angles_deg) else np.nan
        turned = np.isfinite(mean) and round(mean, 1) != 0
        return words + (_STANCE if turned else ", as in neutral stance")
    return words + (_CONSTANT if label == IN_ROOM else "")
