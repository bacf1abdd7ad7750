"""Differences in standard deviations, so that outcomes with different units can be compared."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array
from footwise.trial.contrast import Estimate


@dataclass(frozen=True)
class EffectSize:
    """Hedges' g with an approximate 95 % confidence interval."""

    g: float
    low: float
    high: float


def hedges_g(effect: Estimate, values: Array, in_first: NDArray[np.bool_]) -> EffectSize | None:
    """Standardise an adjusted difference.

    The difference is divided by the standard deviation within arms before treatment, which treatment cannot have
    changed (Morris 2008, Organ Res Methods 11:364), times the small-sample factor 1 - 3/(4·df - 1) (Hedges 1981,
    J Educ Stat 6:107). The interval adds the uncertainty of the standard deviation, g²/(2·df), to that of the
    difference.

    Parameters
    ----------
    effect : Estimate
    values : array, shape (people,)
        Before treatment; NaN where missing.
    in_first : array of bool, shape (people,)

    Returns
    -------
    EffectSize or None
        None where baseline values have no spread or are too few.
    """
    known = np.isfinite(values)
    parts = [values[known & in_first], values[known & ~in_first]]
    df = sum(len(part) for part in parts) - 2
    if min(len(part) for part in parts) < 2:
        return None
    spread = float(np.sqrt(sum((len(part) - 1) * part.var(ddof=1) for part in parts) / df))
    if spread <= 0:
        return None
    factor = 1.0 - 3.0 / (4.0 * df - 1.0)
    g = factor * effect.value / spread
    reach = 1.959963984540054 * float(np.sqrt((factor * effect.se / spread) ** 2 + g**2 / (2.0 * df)))
    return EffectSize(g, g - reach, g + reach)
