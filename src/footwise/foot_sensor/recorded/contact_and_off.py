"""When a foot meets and leaves the floor, from how it pitches: toe down, then toe up, once a swing."""

from __future__ import annotations

import numpy as np

from footwise.arrays import Array
from footwise.foot_sensor.recorded.mid_stance import Swings
from footwise.signals import cross

SMOOTHED_S = 0.025


def off_and_contact(
    omega_rad_s: Array, up: Array, ahead: Array, swings: Swings, time_s: Array, rate_hz: float
) -> tuple[Array, Array]:
    """Foot-off and contact of each swing.

    While the foot swings it pitches toe up; it begins to at foot-off, after the push-off has pitched it toe down,
    and ends when the heel meets the floor and the sole comes down. So both are zero crossings of the angular
    velocity about the axis across the foot (as in Rampp 2015, IEEE Trans Biomed Eng 62:1089, for foot-off). On the
    sample walk they are within 0.05 s and 0.02 s of that method's.

    Parameters
    ----------
    omega_rad_s : array, shape (n, 3)
        Without its resting bias; any mounting.
    up, ahead : array, shape (3,)
        Gravity reaction of the standing foot, unit vector, and the level way that the foot goes, of any length;
        sensor axes.
    swings : Swings
    time_s : array, shape (n,)
    rate_hz : float

    Returns
    -------
    off_s, contact_s : array, shape (swings,)
        NaN where the foot does not pitch so.
    """
    width = max(1, round(SMOOTHED_S * rate_hz))
    toe_up = np.convolve(omega_rad_s @ cross(ahead, up), np.full(width, 1 / width), mode="same")
    down = np.flatnonzero(toe_up <= 0)
    if not len(swings) or not len(down):
        return np.full(len(swings), np.nan), np.full(len(swings), np.nan)
    begin, still = swings.begin, np.where(swings.still_after >= 0, swings.still_after, swings.end)
    fastest = np.array([a + toe_up[a:b].argmax() for a, b in zip(begin, still, strict=True)])
    # The toe goes down last before the fastest moment of the swing, and first after it.
    after = np.searchsorted(down, fastest)
    last, first = down[np.maximum(after - 1, 0)], down[np.minimum(after, len(down) - 1)]
    off = np.where((begin <= last) & (last < fastest), time_s[np.minimum(last + 1, len(time_s) - 1)], np.nan)
    contact = np.where((fastest <= first) & (first < still), time_s[first], np.nan)
    return off, contact
