"""Time normalisation: many stretches of one signal, each laid on the same number of points."""

import numpy as np

from footwise.arrays import Array


def time_normalise(
    values: Array,
    rate_hz: float,
    start_s: Array,
    stop_s: Array,
    points: int = 101,
) -> Array:
    """Lay stretches of a signal on equal numbers of points by linear interpolation.

    Parameters
    ----------
    values : array, shape (n, ...)
        Sample `i` is at time ``i / rate_hz``. A point next to a NaN sample is NaN.
    rate_hz : float
    start_s, stop_s : array, shape (stretches,)
    points : int
        101 puts a point on every percent, both ends included.

    Returns
    -------
    array, shape (stretches, points, ...)
        NaN outside the signal.
    """
    where = (start_s[:, None] + (stop_s - start_s)[:, None] * np.linspace(0, 1, points)) * rate_hz
    # A boundary that falls on a sample up to rounding is that sample, not its NaN neighbour.
    nearest = np.round(where)
    where = np.where(np.abs(where - nearest) < 1e-6, nearest, where)
    inside = (where >= 0) & (where <= len(values) - 1)
    lower = np.clip(np.floor(np.where(inside, where, 0)).astype(np.intp), 0, len(values) - 1)
    upper = np.minimum(lower + 1, len(values) - 1)
    shape = where.shape + (1,) * (values.ndim - 1)
    share = (np.where(inside, where, 0) - lower).reshape(shape)
    laid = np.where(share == 0, values[lower], values[lower] * (1 - share) + values[upper] * share)
    laid[~inside] = np.nan
    return laid
