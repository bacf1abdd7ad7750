"""A mean of neighbouring measurements, with a standard error that allows for their likeness."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footwise.arrays import Array


@dataclass(frozen=True)
class Mean:
    """Mean of a measure over steps, and its standard error.

    The standard error allows for the likeness of neighbouring steps: the number of steps is reduced
    by ``(1 - r) / (1 + r)`` with `r` their lag-one correlation where that is positive.
    """

    value: float
    se: float
    steps: int

    @classmethod
    def of(cls, values: Array) -> Mean:
        """Take the mean of the finite values; NaN without any, SE NaN below two."""
        values = np.asarray(values, dtype=float)
        values = values[np.isfinite(values)]
        n = len(values)
        if n < 2:
            return cls(float(values[0]) if n else np.nan, np.nan, n)
        about = values - values.mean()
        spread = float(about @ about)
        likeness = float(about[1:] @ about[:-1]) / spread if spread > 0 and n >= 10 else 0.0
        effective = n * (1 - max(likeness, 0.0)) / (1 + max(likeness, 0.0))
        return cls(float(values.mean()), float(np.sqrt(spread / (n - 1) / max(effective, 1.0))), n)
