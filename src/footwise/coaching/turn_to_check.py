"""Asking, once a foot is calibrated, whether its largest turn went where the sensor says: a check of left and right."""

from __future__ import annotations

from collections import deque

from footwise.foot_sensor.live import Stride, TrackerSettings, WalkedTurn, largest_turn

# Strides that a turn may take, and so those that are looked at.
_STRIDES = 12


class TurnToCheck:
    """The largest turn that one foot has made, until it was asked about.

    Parameters
    ----------
    side : str
        left or right.
    """

    def __init__(self, side: str) -> None:
        self._side = side
        self._last: deque[Stride] = deque(maxlen=_STRIDES)
        self._turn: WalkedTurn | None = None
        self._asked = False

    def update(self, stride: Stride, calibrated: bool) -> str:
        """Take a stride; give the question when it is time to ask it, once, else nothing."""
        if self._asked:
            return ""
        self._last.append(stride)
        turn = largest_turn(self._last)
        if turn is not None and (self._turn is None or abs(turn.angle_deg) > abs(self._turn.angle_deg)):
            self._turn = turn
        straight = stride.turn_deg is not None and abs(stride.turn_deg) < TrackerSettings().largest_turn_deg
        if self._turn is None or not calibrated or not straight:
            return ""
        self._asked = True
        return (
            f"By the {self._side} sensor the largest turn so far was to the {self._turn.to}, "
            f"{stride.decided_s - self._turn.at_s:.0f} s ago: was it? If not, the sign of its gravity is wrong, and "
            "toe-in and toe-out have changed places: end the session (ctrl-C), and say how it measures gravity."
        )
