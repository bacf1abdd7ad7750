"""Changes of a load against natural walking as people read them: a sign, an error, and a mark on what gets worse."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footwise.prescription import ConditionResult, Prescription, reduction_pct
from footwise.reports.numbers import MISSING, number, signed
from footwise.signals import Mean

# A change beyond so many standard errors is none of chance (about 95 % of the time).
_CLEAR = 2.0


@dataclass(frozen=True)
class Change:
    """One change of a load; more of it is worse.

    Attributes
    ----------
    text : str
        In percent of natural walking, minus where the load falls.
    error : str
        Its standard error; empty where it is not known.
    worse, clear : bool
        The load rises; the change is beyond two standard errors.
    """

    text: str
    error: str = ""
    worse: bool = False
    clear: bool = False


def change_of(natural: Mean, changed: Mean, digits: int = 1) -> Change:
    """Compare a load in changed walking with that in natural walking."""
    fall = reduction_pct(natural, changed)
    if not np.isfinite(fall.value):
        return Change(MISSING)
    return Change(
        text=signed(-fall.value, digits),
        error=number(fall.se, digits) if np.isfinite(fall.se) else "",
        worse=fall.value < 0,
        clear=bool(abs(fall.value) > _CLEAR * fall.se),
    )


def as_walked(condition: ConditionResult) -> str:
    """Say the angle that was walked, where it is another one than the condition is named after; empty otherwise."""
    return f"walked as {number(abs(condition.change_deg), 0)}°" if condition.off_target else ""


def target_in_words(result: Prescription) -> str:
    """Name of the change to train: ``toe-in 10°``; that which was walked, where it is another one than was asked."""
    return f"{result.direction} {number(abs(result.target_change_deg), 0)}°"
