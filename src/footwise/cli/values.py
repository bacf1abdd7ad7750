"""What is written behind an option, as a value."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from footwise.errors import FootwiseError

_SIDES = ("left", "right")


def speed_of(text: str) -> float:
    """Read the factor on real time of a walk that is played: ``2``, or ``max``."""
    if text == "max":
        return float("inf")
    try:
        speed = float(text)
    except ValueError:
        speed = -1.0
    if not 0.0 < speed <= 1e4:
        raise FootwiseError("--speed", f"is {text!r}", "Give a factor such as 2, or max")
    return speed


def by_side(option: str, written: Sequence[str] | None, remedy: str, *, above: float = -inf) -> dict[str, float]:
    """Read a number of each side: ``7`` for both, ``left=7`` for one."""
    numbers: dict[str, float] = {}
    for text in written or ():
        side, equals, value = text.rpartition("=")
        try:
            number = float(value)
        except ValueError:
            number = float("nan")
        if (equals and side not in _SIDES) or not number > above:
            raise FootwiseError(option, f"is {text!r}", remedy)
        numbers |= {side: number} if equals else dict.fromkeys(_SIDES, number)
    return numbers


def lengths_of(option: str, written: Sequence[str] | None) -> dict[str, float]:
    """Read a length of each leg in metres."""
    remedy = "Give metres, such as 0.88, or left=0.88 and right=0.87"
    return by_side(option, written, remedy, above=0.0)


def are_stored(written: str | None) -> bool | None:
    """Whether contacts and offs are those of the file; None where nothing is said."""
    if written not in (None, "found", "file"):
        raise FootwiseError("--events", f"is {written!r}", "Say file for those stored in it, or found")
    return None if written is None else written == "file"


def numbers_of(option: str, text: str, between: str, count: int) -> tuple[float, ...]:
    """Read so many numbers with something between them."""
    try:
        numbers = tuple(float(part) for part in text.split(between))
    except ValueError:
        numbers = ()
    if len(numbers) != count:
        raise FootwiseError(option, f"is {text!r}", f"Give {count} numbers with {between!r} between them")
    return numbers
