"""Small structured text, read in one way: TOML, JSON, lines of JSON, and values taken out with their types checked.

What is read here comes from people, other programs and crashed disks. What is too large or nested too deeply to be
sensible, and texts that cannot be written again, are refused before anything else sees them. Values are taken with
`Settings`, one by one, with one clear line about the first that is wrong. Standard library only: the coach needs it.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, TypeGuard

from footwise.errors import FootwiseError
from footwise.text_files import read_bytes
from footwise.toml_mistakes import likely_mistake

_MOST_JSON_BYTES = 4_000_000
MOST_TOML_BYTES = 500_000
_DEEPEST = 32
# tomllib takes time that grows with the square of the parts of a key.
_MOST_DOTS = 16
_LARGEST_WHOLE = 2**63 - 1
_MOST_LETTERS = 10_000
_MOST_SHOWN = 60
# What may hold dots that part no key.
_TEXTS_AND_COMMENTS = re.compile(
    # No possessive quantifiers: early releases of Python 3.11 get those of groups wrong.
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|' r"'''(?:[^']|'(?!''))*'''|" r'"(?:[^"\\\n]|\\.)*"|' r"'[^'\n]*'|" r"#[^\n]*",
    re.DOTALL,
)


def read_toml(path: Path, what: str, remedy: str, *, missing: str = "Check the name and the folder") -> Settings:
    """Read a TOML file.

    Parameters
    ----------
    path : Path
    what : str
        What it should be, for the message: "a study".
    remedy : str
        What to do where it is not.
    missing : str
        What to do where there is no such file.

    Raises
    ------
    FootwiseError
        No such file, no TOML, or nothing that a person or a program would write.
    """
    raw = read_bytes(path, missing, MOST_TOML_BYTES)
    try:
        return Settings(path, parse_toml(raw.decode("utf-8-sig")), remedy=remedy)
    except ValueError as error:
        hint = likely_mistake(raw.decode("utf-8-sig", errors="replace"))
        raise FootwiseError(path, f"is not {what} ({_said(error)}{'; ' if hint else ''}{hint})", remedy) from None


def read_json(path: Path, what: str, remedy: str, *, missing: str = "Check the name and the folder") -> Settings:
    """Read a file with one JSON object; see `read_toml`."""
    raw = read_bytes(path, missing, _MOST_JSON_BYTES)
    try:
        table = parse_json(raw)
    except ValueError as error:
        raise FootwiseError(path, f"is not {what} ({_said(error)})", remedy) from None
    if not isinstance(table, dict):
        raise FootwiseError(path, f"is not {what} (it is no JSON object)", remedy)
    return Settings(path, table, remedy=remedy)


def parse_toml(text: str) -> dict[str, Any]:
    """Parse TOML.

    Raises
    ------
    ValueError
        Saying what is wrong, with its line where that is known.
    """
    # Not needed by a session, which starts in a moment.
    import tomllib

    plain = _TEXTS_AND_COMMENTS.sub("x", text)
    if any(piece.count(".") > _MOST_DOTS for piece in re.split(r"[^\w\-. \t]+", plain)):
        raise ValueError(f"a key of more than {_MOST_DOTS + 1} parts")
    try:
        table = tomllib.loads(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    _refuse_nonsense(table, _LARGEST_WHOLE)
    return table


def parse_json(text: bytes | str, *, strict: bool = False) -> Any:
    """Parse JSON in UTF-8; a number of more digits than a computer counts with becomes one with a decimal point.

    Parameters
    ----------
    text : bytes or str
    strict : bool
        Refuse as well what Python reads and the standard does not know: NaN and infinity, and the same name twice.

    Raises
    ------
    ValueError
        Saying what is wrong.
    """
    known: dict[str, Any] = (
        {"object_pairs_hook": _each_once, "parse_constant": _no_number, "parse_float": _finite} if strict else {}
    )
    try:
        value = json.loads(text.decode("utf-8-sig") if isinstance(text, bytes) else text, parse_int=_whole, **known)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    _refuse_nonsense(value)
    return value


def is_number(value: object, low: float = -math.inf, high: float = math.inf) -> TypeGuard[int | float]:
    """Say whether a value is a finite number within bounds. True and false are none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return low <= value <= high and abs(value) < math.inf


def is_whole(value: object, low: int = -_LARGEST_WHOLE, high: int = _LARGEST_WHOLE) -> TypeGuard[int]:
    """Say whether a value is a whole number within bounds, written as one."""
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def is_text(value: object, most: int = _MOST_LETTERS) -> TypeGuard[str]:
    """Say whether a value is a text of not too many letters; it may be empty."""
    return isinstance(value, str) and len(value) <= most


def quoted(value: object) -> str:
    """Give a value as messages show it, cut where it is long."""
    text = repr(value)
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


class Settings:
    """One table of a file of settings, of which values are taken by name.

    Every method refuses, with a `FootwiseError` that names file, table and word, what is not of its kind.

    Parameters
    ----------
    path : Path or str
        The file, for messages.
    table : mapping
        As it stands there, unchecked, is the attribute of this name.
    where : str
        Name of the table in the file, for messages; empty for the file's own.
    remedy : str
        What to do where a word is missing: usually where an example is.
    """

    def __init__(self, path: Path | str, table: Mapping[str, Any], where: str = "", remedy: str = "") -> None:
        self.path = path
        self.table = dict(table)
        self._where = where
        self._remedy = remedy

    def __contains__(self, name: str) -> bool:
        return name in self.table

    def trouble(self, trouble: str, remedy: str = "") -> FootwiseError:
        """Make the error that says something about this table."""
        return FootwiseError(self.path, f"{self._where} {trouble}".strip(), remedy or self._remedy)

    def only(self, *known: str, what: str = "word") -> Settings:
        """Refuse names that are not `known`; give the table itself."""
        strange = sorted(set(self.table) - set(known))
        if strange:
            where = f" in {self._where}" if self._where else ""
            trouble = f"has the unknown {what} {quoted(strange[0])}{where}"
            raise FootwiseError(self.path, trouble, f"Known are {', '.join(known)}")
        return self

    def section(self, name: str) -> Settings:
        """Take a table of its own."""
        table = self.table.get(name)
        if not isinstance(table, Mapping):
            raise self.trouble(f"has no [{name}]")
        return Settings(self.path, table, f"[{name}]", self._remedy)

    def sections(self, name: str) -> list[Settings]:
        """Take a list of tables; at least one."""
        tables = self.table.get(name)
        if not isinstance(tables, list) or not tables or not all(isinstance(one, Mapping) for one in tables):
            raise self.trouble(f"has no [[{name}]]")
        return [
            Settings(self.path, one, f"[[{name}]] number {k}", self._remedy) for k, one in enumerate(tables, start=1)
        ]

    def text(self, name: str, usual: str | None = None) -> str:
        """Take a text that is not empty, without blanks at its ends."""
        value = self._taken(name, usual)
        if not is_text(value) or not (value.strip() or value == usual):
            raise self._wrong(name, "not a text")
        return value.strip()

    def name(self, name: str, usual: str | None = None) -> str:
        """Take what something is called: a text, or a whole number that serves as one."""
        value = self.table.get(name)
        return str(value) if is_whole(value) else self.text(name, usual)

    def texts(self, name: str) -> tuple[str, ...]:
        """Take one text or a list of texts, none of them empty."""
        value = self._taken(name)
        values = value if isinstance(value, list) else [value]
        if not values or not all(is_text(one) and one.strip() for one in values):
            raise self._wrong(name, "not a text or a list of texts")
        return tuple(values)

    def choice(self, name: str, known: Collection[str], usual: str | None = None) -> str:
        """Take one of a few known texts."""
        value = self._taken(name, usual)
        if not is_text(value) or value not in known:
            raise self._wrong(name, remedy=f"Write one of {', '.join(known)}")
        return value

    def flag(self, name: str, usual: bool | None = None) -> bool:
        """Take true or false."""
        value = self._taken(name, usual)
        if not isinstance(value, bool):
            raise self._wrong(name, remedy="Write true or false")
        return value

    def number(self, name: str, low: float, high: float, usual: float | None = None) -> float:
        """Take a number between two others."""
        value = self._taken(name, usual)
        if not is_number(value, low, high):
            raise self._wrong(name, remedy=f"Write a number from {low:g} to {high:g}")
        return float(value)

    def numbers(self, name: str, low: float, high: float, count: int) -> tuple[float, ...]:
        """Take a list of so many numbers between two others."""
        values = self._taken(name)
        if not isinstance(values, list) or len(values) != count or not all(is_number(v, low, high) for v in values):
            raise self._wrong(name, remedy=f"Write a list of {count} numbers from {low:g} to {high:g}")
        return tuple(map(float, values))

    def whole(self, name: str, low: int, high: int, usual: int | None = None) -> int:
        """Take a whole number between two others."""
        value = self._taken(name, usual)
        if not is_whole(value, low, high):
            raise self._wrong(name, remedy=f"Write a whole number from {low} to {high}")
        return value

    def whole_numbers(self, name: str, least: int) -> tuple[int, ...]:
        """Take a list of different whole numbers; give it in order."""
        values = self.table.get(name)
        if not isinstance(values, list) or not values:
            raise self.trouble(f"{name} is no list of numbers", f"Write {name} = [4, 6], for example")
        if not all(is_whole(value, least) for value in values):
            raise self.trouble(f"{name} has something else than whole numbers from {least} on")
        if len(set(values)) < len(values):
            raise self.trouble(f"{name} has a number twice", "Give each once")
        return tuple(sorted(values))

    def _taken(self, name: str, usual: Any = None) -> Any:
        value = self.table.get(name)
        if value is None:
            if usual is None:
                raise self.trouble(f"does not say {name}")
            return usual
        return value

    def _wrong(self, name: str, kind: str = "", remedy: str = "") -> FootwiseError:
        return self.trouble(f"{name} is {quoted(self.table.get(name))}" + (f", {kind}" if kind else ""), remedy)


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) < 19 else float(digits)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for name, value in pairs:
        if name in table:
            raise ValueError(f"{quoted(name)} stands there twice")
        table[name] = value
    return table


def _finite(written: str) -> float:
    value = float(written)
    if not math.isfinite(value):
        raise ValueError(f"{written[:20]} is no number")
    return value


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is no number")


def _refuse_nonsense(value: Any, largest: float = math.inf) -> None:
    """Refuse what is nested too deeply, too large a whole number, and a text that cannot be written in UTF-8."""
    level: list[Any] = [value]
    for _ in range(_DEEPEST + 1):
        below: list[Any] = []
        for one in level:
            if isinstance(one, dict):
                below += one
                below += one.values()
            elif isinstance(one, list):
                below += one
            elif isinstance(one, str):
                if not one.isascii():
                    one.encode()  # UnicodeEncodeError, a ValueError, where half a letter is missing
            elif isinstance(one, int) and abs(one) > largest:
                raise ValueError("a whole number of more than 64 bits")
        if not below:
            return
        level = below
    raise ValueError("nested too deeply")


def _said(error: ValueError) -> str:
    if isinstance(error, UnicodeError):
        return "no text in UTF-8"
    return str(error)
