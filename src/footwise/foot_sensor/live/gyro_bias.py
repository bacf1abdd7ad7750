"""What a gyroscope shows while it does not turn, learnt whenever the foot rests."""

from __future__ import annotations

from math import inf

_REST_S = 1.0
# Slower than this at all times, and within this range over the second, rad/s.
_REST_SPIN = 0.2**2
_REST_RANGE = 0.05


class GyroBias:
    """Mean of the angular velocity over the last second of rest.

    Attributes
    ----------
    x, y, z : float
        The bias, rad/s; 0 until there was a rest.
    """

    __slots__ = ("_count", "_from_s", "_high", "_low", "_sum", "x", "y", "z")

    def __init__(self) -> None:
        self.x = self.y = self.z = 0.0
        self.interrupt()

    def interrupt(self) -> None:
        """The rest is over."""
        self._from_s = inf
        self._count = 0
        self._sum = [0.0, 0.0, 0.0]
        self._low = [inf, inf, inf]
        self._high = [-inf, -inf, -inf]

    def update(self, time_s: float, gx: float, gy: float, gz: float) -> None:
        """Take a sample of a foot that seems to rest, rad/s, bias included."""
        if gx * gx + gy * gy + gz * gz > _REST_SPIN:
            self.interrupt()
            return
        if not self._count:
            self._from_s = time_s
        self._count += 1
        for axis, value in enumerate((gx, gy, gz)):
            self._sum[axis] += value
            self._low[axis] = min(self._low[axis], value)
            self._high[axis] = max(self._high[axis], value)
            if self._high[axis] - self._low[axis] > _REST_RANGE:
                self.interrupt()
                return
        if time_s - self._from_s >= _REST_S:
            self.x, self.y, self.z = (total / self._count for total in self._sum)
            self.interrupt()
