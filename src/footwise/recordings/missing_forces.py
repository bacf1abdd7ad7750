"""Forces that were not recorded: frames without a number, and plates that fall silent while they carry somebody."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from footwise.arrays import Array
from footwise.recordings.recording import ForcePlate
from footwise.signals import norm, runs

# Nobody leaves a plate between two samples with more than this on it, nor faster than this.
LARGEST_JUMP_N, FASTEST_N_S = 200.0, 20e3
# A plate that stands still in all its numbers for so long is not measuring.
SHORTEST_SILENCE_S = 0.02
# A point of force that is missing below this load is none: the makers leave it out when nobody is on the plate.
TELLING_N = 10.0


def missing_where_not_told(force_n: Array, point_m: Array, torque_nm: Array) -> tuple[Array, Array, Array]:
    """Take a force whose point is missing as missing, and a missing point without load as no load at all.

    Parameters
    ----------
    force_n, point_m, torque_nm : array, shape (samples, 3)

    Returns
    -------
    force_n, point_m, torque_nm : array, shape (samples, 3)
        All three NaN in every sample that was not recorded.
    """
    force_n, point_m, torque_nm = force_n.copy(), point_m.copy(), torque_nm.copy()
    idle = norm(np.nan_to_num(force_n)) < TELLING_N
    idle &= np.isfinite(force_n).all(axis=1)
    for values in (point_m, torque_nm):
        values[idle] = np.nan_to_num(values[idle])
    lost = ~np.isfinite(np.concatenate((force_n, point_m, torque_nm), axis=1)).all(axis=1)
    for values in (force_n, point_m, torque_nm):
        values[lost] = np.nan
    return force_n, point_m, torque_nm


def shifted_later(plate: ForcePlate, rate_hz: float, later_s: float) -> ForcePlate:
    """Move a plate's samples later in time, to the nearest sample; what comes in at the end is not recorded."""
    samples = round(later_s * rate_hz)
    values = np.concatenate((plate.force_n, plate.moment_nm), axis=1)
    moved = np.full_like(values, np.nan)
    source = np.arange(len(values)) - samples
    inside = (source >= 0) & (source < len(values))
    moved[inside] = values[source[inside]]
    return replace(plate, force_n=moved[:, :3], moment_nm=moved[:, 3:])


def without_silence(plate: ForcePlate, rate_hz: float) -> tuple[ForcePlate, str]:
    """Take out what a plate shows while it is silent: all its numbers stand still, and its load jumps there.

    Returns
    -------
    plate : ForcePlate
        NaN in the silent samples.
    note : str
        How long it was silent; empty when it never was.
    """
    values = np.concatenate((plate.force_n, plate.moment_nm), axis=1)
    with np.errstate(invalid="ignore"):
        still = np.append(False, (np.diff(values, axis=0) == 0).all(axis=1))
    jump = max(LARGEST_JUMP_N, FASTEST_N_S / rate_hz)
    silent = np.zeros(len(values), dtype=bool)
    load = plate.force_n[:, 2]
    for start, stop in runs(still):
        first = start - 1  # the sample whose value is repeated
        if stop - first < max(3, SHORTEST_SILENCE_S * rate_hz):
            continue
        before = abs(load[first] - load[first - 1]) if first > 0 else 0.0
        after = abs(load[stop] - load[stop - 1]) if stop < len(load) else 0.0
        if before > jump or after > jump:
            silent[first:stop] = True
    if not silent.any():
        return plate, ""
    hidden = np.where(silent[:, None], np.nan, values)
    note = f"stands still for {silent.sum() / rate_hz:.2f} s while it carries somebody: taken as not recorded"
    return replace(plate, force_n=hidden[:, :3], moment_nm=hidden[:, 3:]), note
