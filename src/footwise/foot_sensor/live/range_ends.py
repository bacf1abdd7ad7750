"""Whether a channel sits at the end of its range, told from its samples alone."""

from __future__ import annotations

# Closer to zero than this no sensor ends: 200 °/s and 3.6 g, in rad/s and m/s².
FAR_SPIN, FAR_PULL = 3.5, 35.0
# The flat top of a channel has three samples.
_SHORTEST_CLIP = 3
# A moving foot holds no speed for so many samples, wherever that is.
_PLATEAU = 6
_NEAREST = (FAR_PULL, FAR_PULL, FAR_PULL, FAR_SPIN, FAR_SPIN, FAR_SPIN)


class RangeEnds:
    """How far each channel went so far, and where it stayed in the stride in progress.

    A channel that holds its largest or least value for three samples is at the end of its range. One that has gone
    further, before or after it within the stride, is not: three equal samples happen, though not six. Nor is a channel
    of a whole sample that is only repeated.
    """

    __slots__ = ("_held", "_high", "_last", "_low", "_plateau", "_stayed")

    def __init__(self) -> None:
        self._high = list(_NEAREST)
        self._low = [-one for one in _NEAREST]
        self._held = [1] * len(_NEAREST)
        self._last: tuple[float, ...] = ()
        self._stayed: list[tuple[int, float]] = []
        self._plateau = False

    def look(self, values: tuple[float, ...]) -> None:
        """Take a sample that is far from zero: acceleration x, y, z in m/s², angular velocity x, y, z in rad/s."""
        last, self._last = self._last, values
        if values == last:
            return
        for k in range(len(values)):
            value = values[k]
            if value > self._high[k]:
                self._high[k] = value
            elif value < self._low[k]:
                self._low[k] = value
            if not last or value != last[k]:
                self._held[k] = 1
                continue
            self._held[k] += 1
            if self._held[k] == _SHORTEST_CLIP and self._is_end(k, value):
                self._stayed.append((k, value))
            elif self._held[k] >= _PLATEAU and abs(value) > _NEAREST[k]:
                self._plateau = True

    def near(self) -> None:
        """Take note of a sample that is not far from zero."""
        self._last = ()

    def begin(self) -> None:
        """A stride begins."""
        self._stayed.clear()
        self._plateau = False

    def reached(self) -> bool:
        """Say whether a channel was at the end of its range in this stride."""
        return self._plateau or any(self._is_end(k, value) for k, value in self._stayed)

    def _is_end(self, k: int, value: float) -> bool:
        """No sample was beyond this value; those closer to zero than any range are none."""
        far = _NEAREST[k]
        return (value > far and value >= self._high[k]) or (value < -far and value <= self._low[k])
