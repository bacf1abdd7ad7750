"""Where samples come from: the one shape that a live stream, a recording and a simulated walker share."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import NamedTuple, Protocol

Row = tuple[float, ...]
"""Of a sensor: device time in s, specific force x, y, z in m/s², angular velocity x, y, z in rad/s; sensor axes.
Of cameras: time in s, heel, toe and body, x, y, z each, in m, z up; NaN where hidden."""


class Packet(NamedTuple):
    """Samples of one foot that came together.

    Attributes
    ----------
    side : str
        left or right.
    rows : sequence of Row
        In the order in which they came.
    taken_s : float
        When the last of them was taken, on the session's clock.
    pace : float
        Seconds of device time that pass in a second of the session's clock: 1 for a real sensor, more for a
        recording that is replayed faster; infinite where the rows were all handed out at once.
    """

    side: str
    rows: Sequence[Row]
    taken_s: float
    pace: float = 1.0

    def taken_at(self, device_s: float) -> float:
        """When the sample of this device time was taken, on the session's clock."""
        return self.taken_s if self.pace == inf else self.taken_s - (self.rows[-1][0] - device_s) / self.pace


class Source(Protocol):
    """Gives packets; a piece that can be replaced by any object of this shape."""

    @property
    def name(self) -> str:
        """What it is, for people."""

    @property
    def simulated(self) -> bool:
        """Whether nobody walks."""

    @property
    def notes(self) -> Sequence[str]:
        """What it found and decided, in words; grows as it finds more."""

    def read(self) -> Sequence[Packet] | None:
        """Give what has come, after a short wait at most; nothing if nothing came, None when it has ended."""

    def close(self) -> None:
        """Let go of it."""
