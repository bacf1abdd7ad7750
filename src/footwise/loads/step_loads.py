"""The load figures of a step, from its stance curves."""

from __future__ import annotations

import numpy as np

from footwise.arrays import Array
from footwise.loads.peaks import STANCE_POINTS, PeakWindow, half_stance_windows, peak
from footwise.steps_table import LOAD_COLUMNS

# Weights of the medial force proxy, body weights for each %BW·ht.
KAM_WEIGHT, KFM_WEIGHT = 0.34, 0.13


def step_loads(
    side: np.ndarray,
    stance_s: Array,
    kam: Array,
    kfm: Array,
    per_mm: Array,
    windows: dict[str, tuple[PeakWindow, PeakWindow]],
) -> dict[str, Array]:
    """Peaks, impulse, medial force proxy and sensitivity of every step.

    Parameters
    ----------
    side : array of str, shape (steps,)
    stance_s : array, shape (steps,)
    kam, kfm : array, shape (steps, 101)
        %BW·ht.
    per_mm : array, shape (steps, 101)
        Change of `kam` when the knee centre lies 1 mm more laterally.
    windows : dict
        Side to the windows of its two peaks.

    Returns
    -------
    dict
        One array for each of :data:`LOAD_COLUMNS`, NaN where a curve does not tell. The flexion moment
        is the peak of the first half of stance, the sensitivity is at the first peak of `kam`.
    """
    loads = {name: np.full(len(side), np.nan) for name in LOAD_COLUMNS}
    for which, (first, second) in windows.items():
        mine = np.flatnonzero(side == which)
        value, at = peak(kam[mine], first)
        loads["kam_peak1_pct_bwht"][mine] = value
        loads["kam_peak2_pct_bwht"][mine] = peak(kam[mine], second)[0]
        loads["kam_per_mm_pct_bwht"][mine] = np.where(np.isfinite(value), per_mm[mine, at], np.nan)
        loads["kfm_peak_pct_bwht"][mine] = peak(kfm[mine], half_stance_windows(kfm[mine])[0])[0]
    loads["kam_impulse_pct_bwht_s"] = np.trapezoid(kam, axis=1) / (STANCE_POINTS - 1) * stance_s
    force = medial_force_bw(kam, kfm)
    largest = np.where(np.isfinite(force), force, -np.inf).max(axis=1)
    loads["medial_force_peak_bw"] = np.where(np.isfinite(loads["kam_peak1_pct_bwht"]), largest, np.nan)
    return loads


def medial_force_bw(kam_pct_bwht: Array, kfm_pct_bwht: Array) -> Array:
    """Proxy of the force through the medial compartment, in body weights.

    ``0.34·KAM + 0.13·|KFM| + 0.83`` with the moments in %BW·ht, as in the trial's own code, which
    credits Walter 2010 and Manal 2015. A proxy: in implants KAM and KFM together explain most, not
    all, of the medial force.
    """
    return np.asarray(KAM_WEIGHT * kam_pct_bwht + KFM_WEIGHT * np.abs(kfm_pct_bwht) + 0.83)
