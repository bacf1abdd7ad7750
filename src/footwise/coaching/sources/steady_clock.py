"""A clock for samples that tell no time: they were taken evenly, however unevenly they arrive.

The radio repeats what was not heard, so what is late is not lost; only a stall can overflow the sensor's memory. So a
sample that is later than any stall without loss counts as after a gap, and the stride in it is not trusted.
"""

from __future__ import annotations

from collections import deque

# The rate is measured before the first sample is given a time.
MEASURE_S = 2.0
STALL_S = 0.10
_WINDOW_S = 3.0
# Share of what the last seconds say that is taken over at once.
_ADAPT = 0.5


class SteadyClock:
    """Gives each sample of one sensor its time.

    Attributes
    ----------
    rate_hz : float or None
        Samples a second, measured; None until it is known.
    lost_s : float
        Time of the stalls.
    """

    def __init__(self) -> None:
        self.rate_hz: float | None = None
        self.lost_s = 0.0
        self._first: list[float] = []
        self._time_s = self._adapted_s = 0.0
        # How late samples were, with when they came.
        self._late: deque[tuple[float, float]] = deque()

    def times(self, arrived_s: float, count: int) -> list[float]:
        """Give the times of samples that arrived together, of all so far the first time; none while it measures.

        Parameters
        ----------
        arrived_s : float
            On the session's clock.
        count : int
        """
        if self.rate_hz is None:
            self._first += [arrived_s] * count
            waited = arrived_s - self._first[0]
            if waited < MEASURE_S:
                return []
            # The first packet holds as much as came before it.
            first = self._first.count(self._first[0])
            self.rate_hz = (len(self._first) - first) / waited
            count = len(self._first)
            self._time_s = arrived_s - count / self.rate_hz
            self._first.clear()
        step = 1.0 / self.rate_hz
        times = []
        late = arrived_s - (self._time_s + count * step)
        # The last one stays: a stall that is longer than the window is one, too.
        while len(self._late) > 1 and arrived_s - self._late[0][0] > _WINDOW_S:
            self._late.popleft()
        usual = min((one for _, one in self._late), default=late)
        if late - usual > STALL_S:
            self._time_s += late - usual
            self.lost_s += late - usual
            late = usual
        for _ in range(count):
            self._time_s += step
            times.append(self._time_s)
        self._late.append((arrived_s, late))
        self._adapt(arrived_s)
        return times

    def _adapt(self, arrived_s: float) -> None:
        """A rate that is not quite what was measured shows as lateness that grows or shrinks."""
        half = _WINDOW_S / 2
        if self.rate_hz is None or arrived_s - self._adapted_s < half or arrived_s - self._late[0][0] < 1.9 * half:
            return
        self._adapted_s = arrived_s
        before, after = (
            min(late for came, late in self._late if (arrived_s - came > half) == earlier) for earlier in (True, False)
        )
        self.rate_hz /= 1.0 + _ADAPT * (after - before) / half
