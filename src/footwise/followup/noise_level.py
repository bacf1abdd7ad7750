"""Noise of a series of magnitude images, told by how far bright voxels scatter around their own decay.

Air would tell it too, but many scanners set air to zero, and parallel imaging makes its noise another than that in the
knee.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from footwise.arrays import Array
from footwise.followup.relaxation_fit import fit_relaxation

# So many voxels tell the level to better than 1 %.
_VOXELS = 20_000
# A voxel is bright from this share of the brightest (98th percentile) on.
_BRIGHT = 0.4


def noise_level(
    signal: npt.NDArray[np.floating],
    times_ms: Array,
    bounds_ms: tuple[float, float],
    usable: npt.NDArray[np.bool_] | None = None,
) -> tuple[float, int]:
    """Estimate the SD of the noise.

    The median of the squared scatter is taken, so that voxels which do not decay mono-exponentially, or moved, do not
    raise it.

    Parameters
    ----------
    signal : array, shape (times, voxels)
        Magnitudes; finite and not negative where they are usable.
    times_ms : array, shape (times,)
    bounds_ms : tuple of float
        Shortest and longest T that is looked for.
    usable : array of bool, shape (voxels,), optional
        Voxels that may be asked; default: all.

    Returns
    -------
    noise_sd : float
        SD of the noise of the real and the imaginary part, in units of the signal; 0 where nothing scatters.
    voxels : int
        How many told it.
    """
    from scipy.stats import chi2

    first = signal[0] if usable is None else np.where(usable, signal[0], 0.0)
    lit = first[first > 0.0]
    if not len(lit):
        return 0.0, 0
    bright = np.flatnonzero(first >= _BRIGHT * np.percentile(lit, 98.0))
    chosen = bright[:: max(1, len(bright) // _VOXELS)]
    samples = np.asarray(signal[:, chosen], dtype=np.float32)
    freedom = len(times_ms) - 2
    usual = float(chi2.median(freedom)) / freedom
    noise = 0.0
    for _ in range(2):
        # The second round knows the noise, and with it which voxels stay above its floor.
        fit = fit_relaxation(samples, times_ms, noise, bounds_ms)
        told = np.isfinite(fit.residual_sd)
        clear = told & (fit.above_floor == len(times_ms))
        squares = fit.residual_sd[clear if clear.any() else told].astype(float) ** 2
        if not len(squares):
            return noise, 0
        noise = float(np.sqrt(np.median(squares) / usual))
        # Single precision scatters by itself.
        if noise < 1e-5 * float(samples.max()):
            return 0.0, len(squares)
    return noise, len(squares)
