"""The time of frames of cameras: their stamps, or, where these are times of arrival, an even clock in their place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from footwise.coaching.sources.steady_clock import SteadyClock
from footwise.foot_sensor.live import ClockMeter

# So many frames say what the stamps are.
_LOOKED_AT = 60
# Cameras are triggered evenly: what scatters by more than this share of an interval, or 2 ms, was not stamped there.
_SCATTER, _SCATTER_S = 0.25, 0.002


class FrameClock:
    """Gives each frame its time.

    Parameters
    ----------
    pace : float
        Seconds of the cameras' time in a second; only frames in real time can be told to be late.
    told : callable
        Is told in words what was decided.
    """

    def __init__(self, pace: float, told: Callable[[str], object]) -> None:
        self._real = pace == 1.0
        self._told = told
        self._first: list[float] = []
        self._settled = False
        self._even: SteadyClock | None = None

    def times(self, stamps: Sequence[float]) -> list[float]:
        """Give the times of frames that came together, of all so far the first time; none while it looks at them."""
        if self._settled:
            return self._evenly(stamps)
        self._first += stamps
        if len(self._first) < _LOOKED_AT:
            return []
        self._settled = True
        first, self._first = self._first, []
        if self._real and _scattered(first):
            self._told("its stamps are times of arrival: the frames are taken to be even")
            self._even = SteadyClock()
        return self._evenly(first)

    def _evenly(self, stamps: Sequence[float]) -> list[float]:
        if self._even is None:
            return list(stamps)
        return [time for stamp in stamps for time in self._even.times(stamp, 1)]


def _scattered(stamps: Sequence[float]) -> bool:
    meter = ClockMeter()
    for stamp in stamps:
        meter.update(stamp)
    rate, spread, _, _ = meter.measured()
    # No rate where no stamp goes on.
    return rate > 0.0 and spread > max(_SCATTER_S, _SCATTER / rate)
