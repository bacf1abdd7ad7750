"""Whether the forces stand upright: over whole strides of even walking the ground carries the body and no more."""

from __future__ import annotations

import numpy as np

from footwise.arrays import Array
from footwise.gait import FootForce, PlateLoads, Steps
from footwise.recordings import SIDES

# A stance of which more is hidden has no impulse; nor have strides that the plates do not carry all the time.
LEAST_KNOWN = 0.95


def tilt_of_belts_deg(steps: Steps, loads: PlateLoads, rate_hz: float) -> tuple[float, float]:
    """How far the mean force of all plates leans over as many whole strides as a treadmill's recording has.

    Returns
    -------
    forwards_deg, left_deg : float
        NaN where there is no whole stride, or a foot has no plate.
    """
    whole = slice(0, 0)
    for side in SIDES:
        contacts = steps.contact_s[(steps.side == side) & np.isfinite(steps.contact_s)]
        if len(contacts) > 1:
            strides = slice(round(contacts[0] * rate_hz), round(contacts[-1] * rate_hz))
            whole = max(whole, strides, key=lambda s: s.stop - s.start)
    if whole.stop == whole.start or loads.loaded[:, whole].any(axis=0).mean() < LEAST_KNOWN:
        return np.nan, np.nan
    return _leaning(loads.wrench[:, whole, :3].sum(axis=(0, 1)))


def tilt_of_stances_deg(
    steps: Steps, directions: Array, forces: dict[str, FootForce], rate_hz: float, sound: np.ndarray
) -> tuple[float, float]:
    """How far the mean force of a stance of each foot leans: on the floor the two are what a stride takes.

    Parameters
    ----------
    steps : Steps
    directions : array, shape (steps, 2)
        Of walking.
    forces : dict
        By side.
    rate_hz : float
        Of the markers.
    sound : array of bool, shape (steps,)
        The steps that count.

    Returns
    -------
    forwards_deg, left_deg : float
        NaN where a foot has no whole stance on plates.
    """
    total = np.zeros(3)
    for side in SIDES:
        impulses = []
        mine = (steps.side == side) & sound & np.isfinite(steps.stance_s)
        for contact, off, ahead in zip(steps.contact_s[mine], steps.off_s[mine], directions[mine], strict=True):
            force = forces[side].force_n[max(0, round(contact * rate_hz)) : round(off * rate_hz) + 1]
            known = np.isfinite(force).all(axis=1)
            if known.mean() >= LEAST_KNOWN:
                impulse = force[known].sum(axis=0)
                impulses.append([impulse[:2] @ ahead, impulse[1] * ahead[0] - impulse[0] * ahead[1], impulse[2]])
        total += np.mean(impulses, axis=0) if impulses else np.full(3, np.nan)
    return _leaning(total)


def _leaning(force: Array) -> tuple[float, float]:
    if not force[2] > 0:
        return np.nan, np.nan
    forwards, left = np.degrees(np.arctan2(force[:2], force[2])).tolist()
    return forwards, left
