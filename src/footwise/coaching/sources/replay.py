"""A recording as a source: at the speed at which it was recorded, faster, or as fast as it goes."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from heapq import merge
from math import inf
from operator import itemgetter

from footwise.coaching.sources.source import Packet, Row

# A packet holds this much device time at most: what a radio link sends at once, and a cue is no later for it.
_PACKET_S = 0.02
_PACKETS_AT_ONCE = 64


class ReplaySource:
    """Samples of one or both feet, in the order of device time.

    Parameters
    ----------
    feet : mapping of str to sequence of Row
        left, right or both; the two sensors share a clock.
    speed : float
        1 is real time; infinity is as fast as it goes.
    name : str
    notes : sequence of str
        What the reader of the recording found.
    simulated : bool
        Nobody walked it.
    clock, sleep : callable
        The session's clock, s, and how to wait.
    """

    def __init__(
        self,
        feet: Mapping[str, Sequence[Row]],
        *,
        speed: float = inf,
        name: str = "replay",
        notes: Sequence[str] = (),
        simulated: bool = False,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        if not speed > 0.0:
            raise ValueError(f"a speed of {speed} goes nowhere")
        self._name = name
        self.notes = notes
        self.simulated = simulated
        self._speed = speed
        self._clock = clock
        self._sleep = sleep
        packets = [[(rows[0][0], side, rows) for rows in _in_packets(all_rows)] for side, all_rows in feet.items()]
        self._packets = list(merge(*packets, key=itemgetter(0)))
        self._next = 0
        self._begin: float | None = None

    @property
    def name(self) -> str:
        """The recording."""
        return self._name

    def read(self) -> list[Packet] | None:
        """Give the packets that are due, waiting for the next one; None after the last."""
        if self._next >= len(self._packets):
            return None
        if self._speed == inf:
            due = self._packets[self._next : self._next + _PACKETS_AT_ONCE]
            self._next += len(due)
            now = self._clock()
            return [Packet(side, rows, now, inf) for _, side, rows in due]
        if self._begin is None:
            self._begin = self._clock() - self._packets[0][0] / self._speed
        given: list[Packet] = []
        while self._next < len(self._packets):
            _, side, rows = self._packets[self._next]
            taken = self._begin + rows[-1][0] / self._speed
            wait = taken - self._clock()
            if wait > 0.0:
                if given:
                    break
                self._sleep(min(wait, 0.1))
                if wait > 0.1:
                    break
            given.append(Packet(side, rows, taken, self._speed))
            self._next += 1
        return given

    def close(self) -> None:
        """Nothing to let go of."""
        self._next = len(self._packets)


def _in_packets(rows: Sequence[Row]) -> list[Sequence[Row]]:
    packets: list[Sequence[Row]] = []
    begin = 0
    for k in range(1, len(rows) + 1):
        if k == len(rows) or not 0.0 <= rows[k][0] - rows[begin][0] < _PACKET_S:
            packets.append(rows[begin:k])
            begin = k
    return packets
