"""Which numbers are here, as ranges in a short text: a session of an hour has thousands of packets and few gaps."""

from __future__ import annotations

Ranges = list[tuple[int, int]]


def read_ranges(text: str) -> Ranges:
    """Read ranges.

    >>> read_ranges("0-3 5-5")
    [(0, 3), (5, 5)]
    """
    found = []
    for word in text.split():
        first, _, last = word.partition("-")
        found.append((int(first), int(last)))
    return found


def written(ranges: Ranges) -> str:
    """Write ranges."""
    return " ".join(f"{first}-{last}" for first, last in ranges)


def has(ranges: Ranges, number: int) -> bool:
    """Tell whether a number is in them."""
    return any(first <= number <= last for first, last in ranges)


def added(ranges: Ranges, number: int) -> Ranges:
    """Give the ranges with a number more.

    >>> added([(0, 3), (5, 5)], 4)
    [(0, 5)]
    """
    joined: Ranges = []
    for first, last in sorted([*ranges, (number, number)]):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined


def is_whole(ranges: Ranges, last: int | None) -> bool:
    """Tell whether everything from 0 to the last one is here."""
    return last is not None and len(ranges) == 1 and ranges[0][0] == 0 and ranges[0][1] >= last
