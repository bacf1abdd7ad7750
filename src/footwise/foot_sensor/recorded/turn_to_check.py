"""What is asked about the largest turn of a recording, so that a person can tell that left and right are right."""

from __future__ import annotations

from collections.abc import Sequence

from footwise.foot_sensor.live import WalkedTurn, largest_turn
from footwise.foot_sensor.recorded.foot import RecordedFoot

# Turns that both feet make within this time are one turn of the body.
_TOGETHER_S = 3.0
OTHERWISE = "the sign of gravity is wrong, and toe-in and toe-out have changed places"


def turn_to_check(feet: Sequence[RecordedFoot]) -> str:
    """Ask about the largest turn, in one or two sentences.

    Parameters
    ----------
    feet : sequence of RecordedFoot
        Of one recording.

    Returns
    -------
    str
        Empty where no foot made a turn that people remember, such as on a belt.
    """
    found = [(foot.side, turn) for foot in feet if (turn := largest_turn(foot.strides)) is not None]
    if not found:
        return ""
    if len(found) == 2 and abs(found[0][1].at_s - found[1][1].at_s) < _TOGETHER_S:
        (first, one), (second, other) = found
        if one.to != other.to:
            return (
                f"the largest turn, at {_middle(one, other):.1f} s, was to the {one.to} by the {first} foot's sensor "
                f"and to the {other.to} by the {second} foot's: of one of them {OTHERWISE}"
            )
        found = [("", WalkedTurn(_middle(one, other), (one.angle_deg + other.angle_deg) / 2))]
    said = [
        f"to the {turn.to} at {turn.at_s:.1f} s{f' ({side} foot)' if side and len(feet) > 1 else ''}"
        for side, turn in found
    ]
    asked = "was it" if len(said) == 1 else "were they"
    begin = "the largest turn was" if len(said) == 1 else "the largest turns were"
    return f"{begin} {' and '.join(said)}: {asked}? If not, {OTHERWISE}"


def _middle(one: WalkedTurn, other: WalkedTurn) -> float:
    return (one.at_s + other.at_s) / 2
