"""How ways of walking are named: ``toe-in-10`` in files and tables, ``toe-in 10°`` where people read."""

from __future__ import annotations

import re

CONDITION_NAME = re.compile(r"toe-(?P<way>in|out)-(?P<size>\d{1,2}(?:\.\d)?)")


def condition_in_words(condition: str) -> str:
    """Name of a condition for people; whatever is no such name stays as it is.

    >>> condition_in_words("toe-in-10"), condition_in_words("natural")
    ('toe-in 10°', 'natural')
    """
    match = CONDITION_NAME.fullmatch(condition)
    return f"toe-{match['way']} {match['size']}°" if match else condition
