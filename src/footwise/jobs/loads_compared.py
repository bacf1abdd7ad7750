"""Whether a load has changed between two days by more than the error of measuring on two days."""

from __future__ import annotations

from dataclasses import dataclass

from footwise.prescription import between_visits
from footwise.signals import Mean


@dataclass(frozen=True)
class LoadBetweenDays:
    """A peak of the knee adduction moment on two days, %BW·ht.

    Attributes
    ----------
    fall : float
        First less second: positive when the load fell.
    detectable : float
        Falls and rises up to this size are inside the error (95 %).
    beyond_error : bool
    """

    fall: float
    detectable: float
    beyond_error: bool


def load_between_days(first: float, second: float, *, first_se: float = 0.0, second_se: float = 0.0) -> LoadBetweenDays:
    """Compare the same peak on two days.

    Parameters
    ----------
    first, second : float
        Means over steps, %BW·ht.
    first_se, second_se : float
        Their standard errors; they count only where they are larger than what two days differ by.
    """
    compared = between_visits(Mean(first, first_se, 2), Mean(second, second_se, 2))
    return LoadBetweenDays(compared.fall, compared.detectable, compared.beyond_error)
