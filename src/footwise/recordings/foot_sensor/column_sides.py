"""Left and right by the names of several sensors in one table, of which the other foot's has the other word."""

from __future__ import annotations

import re
from collections.abc import Sequence

from footwise.side_words import side_in

_LEFT = {"left": "right", "l": "r", "lt": "rt", "lf": "rf", "lft": "rgt", "links": "rechts", "lh": "rh"}
_RIGHT = {right: left for left, right in _LEFT.items()}


def column_side(name: str, names: Sequence[str]) -> str | None:
    """Side of a sensor in a table of several.

    Parameters
    ----------
    name : str
        Its own name.
    names : sequence of str
        Of all sensors in the table, this one included.

    Examples
    --------
    >>> column_side("foot lt", ["foot lt", "foot rt"]), column_side("l", ["l", "r"]), column_side("l", ["l", "m"])
    ('left', 'left', None)
    """
    words, others = _words(name), [_words(one) for one in names]
    for side, counterparts in (("left", _LEFT), ("right", _RIGHT)):
        for k, word in enumerate(words):
            if word in counterparts and [*words[:k], counterparts[word], *words[k + 1 :]] in others:
                return side
    return side_in(name)


def _words(name: str) -> list[str]:
    """Words in small letters, without what stands in brackets, such as a radio's address."""
    plain = re.sub(r"\(.*?\)|\[.*?\]", " ", name)
    return [word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+", plain)]
