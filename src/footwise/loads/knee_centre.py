"""What the loads of a walk become when the knee centre lies elsewhere, which is the largest unknown of a knee moment.

Moving the centre adds to the moment what the ground force makes of the shift. Both axes of the shank stay what they
are when the centre moves along one of them, so the change is linear and nothing need be measured anew. A shift forwards
or backwards is parallel to the axis of the adduction moment and does not change it.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from footwise.arrays import Array
from footwise.loads.peaks import half_stance_windows, peak
from footwise.loads.step_loads import KAM_WEIGHT, KFM_WEIGHT, medial_force_bw
from footwise.loads.walk import Walk


class MomentMethod(StrEnum):
    """How the moment about the knee is computed."""

    LEVER_ARM = "lever-arm"
    NEWTON_EULER = "newton-euler"


def kam_elsewhere(
    walk: Walk, out_mm: float = 0.0, up_mm: float = 0.0, method: MomentMethod = MomentMethod.LEVER_ARM
) -> Array:
    """Curves of the adduction moment with the knee centre elsewhere.

    By the lever arm this is exactly what a walk measured with that centre gives. By inverse dynamics the weight and
    inertia of foot and shank, which stay what they are here, would change it by less than 0.05 %BW·ht for 10 mm.

    Parameters
    ----------
    walk : Walk
    out_mm : float
        Knee centre further out (lateral) along the flexion axis.
    up_mm : float
        Further up the long axis of the shank.
    method : MomentMethod

    Returns
    -------
    array, shape (steps, 101)
        %BW·ht, adduction positive.
    """
    curves = walk.kam if method is MomentMethod.LEVER_ARM else walk.kam_newton_euler
    return np.asarray(curves + out_mm * walk.kam_per_mm_out + up_mm * walk.kam_per_mm_up)


def loads_per_mm(walk: Walk) -> dict[str, Array]:
    """Change of every step's loads when the knee centre lies 1 mm further out, and 1 mm further up the shank.

    Returns
    -------
    dict
        ``kam_peak1``, ``kam_peak2``, ``kfm_peak`` (%BW·ht) and ``medial_force_peak_bw`` (body weights) to arrays of
        shape (steps, 2), NaN where the load is not known. Each is read where the step has its peak.
    """
    side = walk.steps["side"].to_numpy()
    names = ("kam_peak1", "kam_peak2", "kfm_peak", "medial_force_peak_bw")
    found = {name: np.full((len(side), 2), np.nan) for name in names}
    kam_per_mm = np.stack((walk.kam_per_mm_out, walk.kam_per_mm_up), axis=2)
    # A shift along the flexion axis does not change the moment about it.
    kfm_per_mm = np.stack((np.zeros_like(walk.kfm_per_mm_up), walk.kfm_per_mm_up), axis=2)
    force_per_mm = KAM_WEIGHT * kam_per_mm + KFM_WEIGHT * np.sign(walk.kfm)[..., None] * kfm_per_mm
    force = medial_force_bw(walk.kam, walk.kfm)
    for which, windows in walk.windows.items():
        mine = np.flatnonzero(side == which)
        for name, curves, per_mm, window in (
            ("kam_peak1", walk.kam, kam_per_mm, windows[0]),
            ("kam_peak2", walk.kam, kam_per_mm, windows[1]),
            ("kfm_peak", walk.kfm, kfm_per_mm, half_stance_windows(walk.kfm[mine])[0]),
        ):
            value, at = peak(curves[mine], window)
            found[name][mine] = np.where(np.isfinite(value)[:, None], per_mm[mine, at], np.nan)
    known = np.isfinite(found["kam_peak1"][:, 0])
    top = np.where(np.isfinite(force), force, -np.inf).argmax(axis=1)
    found["medial_force_peak_bw"][known] = force_per_mm[np.flatnonzero(known), top[known]]
    return found
