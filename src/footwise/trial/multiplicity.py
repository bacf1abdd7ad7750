"""Several primary hypotheses at once: Holm's step-down procedure."""

from __future__ import annotations

import numpy as np

from footwise.arrays import Array


def holm(p: Array) -> Array:
    """Adjust p-values so that the chance of any false rejection stays at the level.

    The smallest of m p-values is multiplied by m, the next by m - 1 and so on; none may be smaller than the one
    before, or larger than one (Holm 1979, Scand J Stat 6:65).

    Parameters
    ----------
    p : array, shape (..., m)
        NaN, where a hypothesis could not be tested, counts as 1: it is never rejected and never helps the others.

    Returns
    -------
    array, shape (..., m)
        In the order of `p`; a hypothesis is rejected where this is at most the level.
    """
    whole = np.where(np.isnan(p), 1.0, p)
    order = np.argsort(whole, axis=-1, kind="stable")
    steps = np.take_along_axis(whole, order, axis=-1) * np.arange(whole.shape[-1], 0, -1)
    adjusted = np.minimum(np.maximum.accumulate(steps, axis=-1), 1.0)
    back = np.empty_like(adjusted)
    np.put_along_axis(back, order, adjusted, axis=-1)
    return back
