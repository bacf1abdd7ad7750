"""How a foot moves from one stance to the next: the shape of its stride, free of size, time and foot angle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import factorial
from typing import Any

import numpy as np

from footwise.arrays import Array

CHANNELS = ("forward", "outward", "up", "roll", "pitch", "yaw")
# Value, slope and curvature are continuous from piece to piece, and the third and fourth derivative too.
_DEGREE = 5
STILL_S = 0.3
# The polynomial of seventh degree that is flat at 0 and at 1, up to the third derivative.
_COURSE = (-20.0, 70.0, -84.0, 35.0, 0.0, 0.0, 0.0, 0.0)

# The smooth foot, at every tenth of its movement: the means of the strides of `recorded_foot` in round numbers (m and
# degrees), with half the roll, since the markers take the bending of the forefoot for roll.
_SMOOTH_FOOT = {
    "forward": (0.0, 0.0, 0.02, 0.10, 0.26, 0.47, 0.71, 0.90, 0.98, 1.0, 1.0),
    "outward": (0.0, 0.0, 0.005, 0.02, 0.04, 0.045, 0.04, 0.02, 0.005, 0.0, 0.0),
    "up": (0.0, 0.01, 0.04, 0.10, 0.10, 0.055, 0.02, 0.045, 0.03, 0.005, 0.0),
    "roll": (0.0, -1.0, -8.0, -2.0, 4.0, 5.0, 1.0, -4.0, -3.0, -1.0, 0.0),
    "pitch": (0.0, 6.0, 25.0, 62.0, 52.0, 26.0, 0.0, -24.0, -21.0, -4.0, 0.0),
    "yaw": (0.0, 0.0, -1.0, 0.0, 6.0, 6.0, 6.0, 4.0, 2.0, 0.0, 0.0),
}
_SMOOTH_CONTACT = 0.75


@dataclass(frozen=True)
class StrideShape:
    """One stride of a foot, from the moment it begins to move to the moment it lies still again.

    Attributes
    ----------
    curves : scipy.interpolate.PPoly
        Of the share of the movement that is over, 0 to 1: the six `CHANNELS` and a seventh, the course of
        whatever else changes over the stride; then the first and the second derivatives of all seven.
    contact_share : float
        Share of the movement at which the foot meets the floor.
    """

    curves: Any
    contact_share: float

    def at(self, share: Array) -> tuple[Array, Array, Array]:
        """Values, first and second derivatives by the share, each of shape (7, n)."""
        out: Array = self.curves(share).T
        return out[:7], out[7:14], out[14:]


@dataclass(frozen=True)
class FootPose:
    """Where a foot is, and how it is turned, over its strides.

    Shares of a displacement are against the walking direction of the stride; ``outward`` and ``up`` are the way
    off the straight line, in m; roll, pitch and yaw (rad; about the forward, the leftward and the upward axis,
    yaw first) are the attitude less what the foot angle asks for. The shape is that of a left foot: outward,
    roll and yaw change their sign on a right one. Everything starts and ends at zero, ``forward`` ends at one,
    and nothing moves at either end, so that any stride follows any other.

    Attributes
    ----------
    name : str
    strides : tuple of StrideShape
        One is drawn for every stride.
    still_s : float
        How long the foot lies still in a stance; mid-stance is the middle of it.
    """

    name: str
    strides: tuple[StrideShape, ...]
    still_s: float = STILL_S


def stride_shape(share: Array, channels: Mapping[str, Array], contact_share: float) -> StrideShape:
    """Make a stride of samples of it.

    Parameters
    ----------
    share : array, shape (n,)
        Of the movement, 0 to 1.
    channels : mapping of array, shape (n,)
        Each of `CHANNELS`, m and rad; see `FootPose`.
    contact_share : float

    Returns
    -------
    StrideShape
        Quintic splines through the samples that begin and end with neither slope nor curvature.
    """
    from scipy.interpolate import PPoly, make_interp_spline

    values = np.stack([channels[name] for name in CHANNELS], axis=1)
    at_rest = [(order, np.zeros(values.shape[1])) for order in (1, 2)]
    spline = make_interp_spline(share, values, k=_DEGREE, bc_type=(at_rest, at_rest))
    breaks = np.asarray(spline.t[_DEGREE:-_DEGREE])
    # Taylor's series at the begin of every piece, highest order first: all channels in one evaluation.
    pieces = np.zeros((len(_COURSE), len(breaks) - 1, 7))
    for order in range(len(_COURSE)):
        own = spline(breaks[:-1], nu=order) if order <= _DEGREE else np.zeros((len(breaks) - 1, 6))
        whole = np.polyval(np.polyder(_COURSE, order), breaks[:-1])
        pieces[-1 - order] = np.column_stack((own, whole)) / factorial(order)
    curve = PPoly(pieces, breaks)
    stacked = np.zeros((len(_COURSE), len(breaks) - 1, 21))
    for order in range(3):
        stacked[order:, :, 7 * order : 7 * order + 7] = curve.derivative(order).c
    return StrideShape(PPoly(stacked, breaks), contact_share)


def course(share: Array) -> Array:
    """How far a stride has come in what changes from stance to stance, 0 to 1, at a share of the movement."""
    return np.asarray(np.polyval(_COURSE, share))


def smooth_foot_pose() -> FootPose:
    """Give a foot of smooth curves, the same in every stride, for which nothing needs to be fetched.

    It turns toe-down by 65° as the toe leaves the floor and toe-up by 27° before contact.
    """
    angles = ("roll", "pitch", "yaw")
    channels = {
        name: np.radians(values) if name in angles else np.array(values) for name, values in _SMOOTH_FOOT.items()
    }
    tenths = np.linspace(0.0, 1.0, len(_SMOOTH_FOOT["pitch"]))
    return FootPose("smooth", (stride_shape(tenths, channels, _SMOOTH_CONTACT),))
