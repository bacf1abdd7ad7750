"""Missing samples: where they are, and filling the short ones."""

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array


def runs(mask: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Find the runs of True in a mask.

    Parameters
    ----------
    mask : array of bool, shape (n,)

    Returns
    -------
    array of int, shape (runs, 2)
        First index of each run and the index after its last.

    Examples
    --------
    >>> runs(np.array([True, True, False, True])).tolist()
    [[0, 2], [3, 4]]
    """
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8)))
    return edges.reshape(-1, 2)


def fill_gaps(values: Array, longest: int) -> Array:
    """Fill interior gaps of at most `longest` samples with a cubic through their neighbours.

    The cubic (Hermite) meets the values and the slopes on both sides of the gap. Longer gaps, and
    gaps at either end, stay NaN: nothing is extrapolated.

    Parameters
    ----------
    values : array, shape (n, ...)
        NaN where missing; a sample counts as missing when any of its components is.
    longest : int
        Longest gap that is filled, in samples.

    Returns
    -------
    array, shape (n, ...)
        `values` itself when nothing is missing, a filled copy otherwise.
    """
    if np.isfinite(values.sum()):
        return values
    flat = values.reshape(len(values), -1)
    missing = np.asarray(~np.isfinite(flat).all(axis=1))
    filled = flat.copy()
    filled[missing] = np.nan
    for start, stop in runs(missing):
        gap = stop - start
        if start == 0 or stop == len(flat) or gap > longest:
            continue
        before, after = filled[start - 1], flat[stop]
        # One-sided slopes, in units of one sample; zero knowledge of a slope means a straight line.
        chord = (after - before) / (gap + 1)
        slope_in = before - filled[start - 2] if start >= 2 and np.isfinite(filled[start - 2]).all() else chord
        slope_out = flat[stop + 1] - after if stop + 1 < len(flat) and not missing[stop + 1] else chord
        u = (np.arange(1, gap + 1) / (gap + 1))[:, None]
        span = gap + 1
        filled[start:stop] = (
            (2 * u**3 - 3 * u**2 + 1) * before
            + (u**3 - 2 * u**2 + u) * span * slope_in
            + (3 * u**2 - 2 * u**3) * after
            + (u**3 - u**2) * span * slope_out
        )
    return filled.reshape(values.shape)
