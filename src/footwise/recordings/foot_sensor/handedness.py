"""Whether gyroscope and accelerometer turn about the same right-handed axes: a mirrored axis is found by walking."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array
from footwise.recordings.recording import STANDARD_GRAVITY
from footwise.signals import norm

# A foot stands where it turns by less than this, and has stepped where it turned by more than that in between.
_STANDS_RAD_S, _STEPS_RAD_S = 0.9, 3.0
_STANCE_S, _SHORTEST_S, _LONGEST_S = 0.08, 0.4, 2.0
# Strides that are looked at, from the whole recording, and how many it takes.
_STRIDES, _FEWEST = 12, 5
_RATE_HZ = 100.0
_MOST_EMPTY = 10
# Speed that is left over at the end of a stride: right axes leave a tenth of this, mirrored ones several times it.
_LEFT_OVER_M_S = 1.0
_CLEARLY = 0.5
# Signs whose speeds differ by less are equally good.
_ALIKE, _ALIKE_M_S = 1.15, 0.05
SIGNS = tuple(product((1, -1), repeat=3))


def mirrored_axes(time_s: Array, acceleration_m_s2: Array, angular_velocity_rad_s: Array) -> str:
    """Name the axes of the gyroscope that turn the other way than those of the accelerometer.

    A stride from stance to stance begins and ends at rest. Where both sensors have the same right-handed axes, gravity
    is taken off rightly during the swing and nearly no speed is left over at its end; a mirrored axis leaves metres a
    second.

    Parameters
    ----------
    time_s : array, shape (n,)
    acceleration_m_s2, angular_velocity_rad_s : array, shape (n, 3)

    Returns
    -------
    str
        Such as ``z`` or ``x, y, z``; empty where the axes fit, or where there are too few strides to tell.
    """
    left = left_over_speeds(time_s, acceleration_m_s2, angular_velocity_rad_s)
    if left is None:
        return ""
    least = float(left.min())
    if left[0] < _LEFT_OVER_M_S or least > _CLEARLY * left[0]:
        return ""
    # A foot that turns about one axis alone cannot tell the others: then the mirror image as a whole comes first.
    alike = [k for k in np.flatnonzero(left <= _ALIKE * least + _ALIKE_M_S).tolist() if k]
    best = min(alike, key=lambda k: sum(SIGNS[k]))
    return ", ".join(axis for axis, sign in zip("xyz", SIGNS[best], strict=True) if sign < 0)


def left_over_speeds(time_s: Array, acceleration_m_s2: Array, angular_velocity_rad_s: Array) -> Array | None:
    """Median speed left over at the end of a stride, by the signs of the gyroscope's axes in `SIGNS`; None: too few."""
    if (time_s[-1] - time_s[0]) * _RATE_HZ > _MOST_EMPTY * len(time_s):
        return None  # nearly all of it is pauses
    even_s = np.arange(0.0, float(time_s[-1] - time_s[0]), 1 / _RATE_HZ) + time_s[0]
    force, omega = (
        np.stack([np.interp(even_s, time_s, axis) for axis in channels.T], axis=1)
        for channels in (acceleration_m_s2, angular_velocity_rad_s)
    )
    strides = _strides(norm(omega))
    if len(strides) < _FEWEST:
        return None
    strides = strides[np.unique(np.linspace(0, len(strides) - 1, min(_STRIDES, len(strides))).astype(int))]
    # All signs at once: a step through the strides costs as much for one as for eight.
    signs = np.repeat(np.array(SIGNS, dtype=float), len(strides), axis=0)
    left = _left_over(force, omega, np.tile(strides, (len(SIGNS), 1)), signs)
    return np.asarray(np.median(left.reshape(len(SIGNS), -1), axis=1))


def _strides(turning: Array) -> NDArray[np.intp]:
    """First and last sample of each stride, from where one stance is stillest to where the next is, shape (n, 2)."""
    width = max(round(_STANCE_S * _RATE_HZ), 1)
    smooth = np.convolve(turning, np.ones(width) / width, mode="same")
    instants: list[int] = []
    best, stepped = -1, True
    for k, value in enumerate(smooth.tolist()):
        if value > _STEPS_RAD_S:
            if best >= 0 and not stepped:
                instants.append(best)
            best, stepped = -1, True
        elif value < _STANDS_RAD_S and (best < 0 or value < smooth[best]):
            best, stepped = k, False
    pairs = np.array([(a, b) for a, b in pairwise(instants)
                      if _SHORTEST_S <= (b - a) / _RATE_HZ <= _LONGEST_S], dtype=int)  # fmt: skip
    return pairs.reshape(-1, 2)


def _left_over(force: Array, omega: Array, strides: NDArray[np.intp], signs: Array) -> Array:
    """Speed at the end of each stride that began at rest with gravity upwards, in m/s, shape (strides,).

    `signs` of the gyroscope's axes are of each stride, shape (strides, 3).
    """
    first, last = strides[:, 0], strides[:, 1]
    still = 2
    gravity = np.stack([force[a - still : a + still + 1].mean(axis=0) if a >= still else force[a] for a in first])
    up = gravity / norm(gravity)[:, None]
    # Turned into the frame of the first sample; its axes are as good as any.
    turned = np.tile(np.eye(3), (len(first), 1, 1))
    speed = np.zeros((len(first), 3))
    for step in range(int((last - first).max())):
        k = first + step
        going = k < last
        index = np.minimum(k, len(force) - 1)
        specific = np.einsum("nij,nj->ni", turned, force[index])
        speed += np.where(going[:, None], specific - STANDARD_GRAVITY * up, 0) / _RATE_HZ
        turned = np.where(going[:, None, None], turned @ _turn(omega[index] * signs / _RATE_HZ), turned)
    return norm(speed)


def _turn(angles: Array) -> Array:
    """Rotation matrices of rotation vectors, shape (n, 3, 3)."""
    size = norm(angles)
    axis = angles / np.maximum(size, 1e-12)[:, None]
    cross = np.zeros((len(angles), 3, 3))
    cross[:, 0, 1], cross[:, 0, 2], cross[:, 1, 2] = -axis[:, 2], axis[:, 1], -axis[:, 0]
    cross -= cross.transpose(0, 2, 1)
    sine, cosine = np.sin(size)[:, None, None], np.cos(size)[:, None, None]
    return np.asarray(np.eye(3) + sine * cross + (1 - cosine) * (cross @ cross))
