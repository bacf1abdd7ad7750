"""What people get wrong in TOML, told in their words: texts without quotes, decimal commas, backslashes."""

from __future__ import annotations

import re

_ASSIGNED = re.compile(r"\s*(?P<key>[\w.\"-]+)\s*=\s*(?P<value>[^\"'#\[{\s][^\"'#\[{]*?)\s*(#.*)?")
_DECIMAL_COMMA = re.compile(r"[-+]?\d+,\d+")
_NO_TEXT = re.compile(r"true|false|[-+]?(inf|nan)|[-+]?[\d.]+(e[-+]?\d+)?|\d{4}-.*|0[xob]\w+", re.IGNORECASE)
_BACKSLASH = re.compile(r'"[^"\n]*\\[^"\n]*"')
_LONGEST = 60


def likely_mistake(text: str) -> str:
    """Say which line of a text that is no TOML most likely is to blame, and what belongs there; empty if none is known.

    >>> likely_mistake("person = P07")
    'line 1: write person = "P07", between quotes'
    >>> likely_mistake("mass_kg = 72,5")
    'line 1: write mass_kg = 72.5, with a point'
    """
    for number, line in enumerate(text.splitlines(), start=1):
        if len(line) > 10 * _LONGEST or line.lstrip().startswith("#"):
            continue
        found = _ASSIGNED.fullmatch(line)
        if found is not None:
            key, value = found["key"][:_LONGEST], found["value"][:_LONGEST]
            if _DECIMAL_COMMA.fullmatch(value):
                return f"line {number}: write {key} = {value.replace(',', '.')}, with a point"
            if not _NO_TEXT.fullmatch(value):
                return f'line {number}: write {key} = "{value}", between quotes'
        if _BACKSLASH.search(line):
            return f"line {number}: write / in place of \\ in the names of files"
    return ""
