"""The largest turn of a walk: the one thing by which a person can check that left and right are not exchanged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from footwise.foot_sensor.live.stride import PATH_KNOWN, Reason, Stride

# A turn that people remember, and how long it may take.
REMEMBERED_DEG = 60.0
LONGEST_TURN_S = 5.0
# Of a foot that turned by nearly half a circle in one stride it is not known to which side.
_EITHER_SIDE_DEG = 150.0
# Strides of which it is known how the foot turned; not those of a sensor that is put on a shoe by hand.
_TURN_KNOWN = PATH_KNOWN | {Reason.TOO_QUICK, Reason.TOO_SLOW, Reason.TILTED, Reason.SHIFTED, Reason.IMPLAUSIBLE}


@dataclass(frozen=True, slots=True)
class WalkedTurn:
    """A turn of the walker, as one foot's sensor saw it.

    With gravity of the wrong sign the sensor seems to lie on its back: it sees every turn to the other side, as it
    exchanges toe-in and toe-out. Nothing else of a walk shows that.

    Attributes
    ----------
    at_s : float
        When half of it was done, device time.
    angle_deg : float
        To the walker's left positive.
    """

    at_s: float
    angle_deg: float

    @property
    def to(self) -> str:
        """Left or right."""
        return "left" if self.angle_deg > 0 else "right"


def largest_turn(strides: Iterable[Stride]) -> WalkedTurn | None:
    """Find the largest turn within 5 s.

    Parameters
    ----------
    strides : iterable of Stride
        Of one foot in the order of time, those that are not valid included: turning strides never are.

    Returns
    -------
    WalkedTurn or None
        None where no turn is of 60° or more, such as on a belt.
    """
    best: tuple[float, list[tuple[float, float]]] = (0.0, [])
    for headings in _stretches(strides):
        first = 0
        for last in range(1, len(headings)):
            at_s, heading = headings[last]
            while at_s - headings[first][0] > LONGEST_TURN_S:
                first += 1
            for begin in range(first, last):
                change = heading - headings[begin][1]
                if abs(change) > abs(best[0]):
                    best = change, headings[begin : last + 1]
    change, way = best
    return WalkedTurn(_half_way_s(way, change), change) if abs(change) >= REMEMBERED_DEG else None


def _stretches(strides: Iterable[Stride]) -> Iterator[list[tuple[float, float]]]:
    """Time and heading of the foot whenever it lay still, in stretches within which the heading is known."""
    headings: list[tuple[float, float]] = []
    stretch = None
    for stride in strides:
        heading, turn = stride.start_heading_deg, stride.turn_deg
        known = stride.start_s is not None and heading is not None and turn is not None and stride.reason in _TURN_KNOWN
        if not known or stride.stretch != stretch or abs(turn or 0.0) >= _EITHER_SIDE_DEG:
            yield headings
            headings = []
        stretch = stride.stretch
        if known and abs(turn or 0.0) < _EITHER_SIDE_DEG:
            headings.append((stride.start_s or 0.0, heading or 0.0))
            headings.append((stride.mid_stance_s, (heading or 0.0) + (turn or 0.0)))
    yield headings


def _half_way_s(way: list[tuple[float, float]], change: float) -> float:
    begin = way[0][1]
    for (before_s, before), (after_s, after) in pairwise(way):
        missing = begin + change / 2 - before
        if missing / change <= (after - before) / change:
            return before_s + (after_s - before_s) * missing / (after - before)
    return way[-1][0]
