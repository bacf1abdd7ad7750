"""The words of a design file, taken one by one, with one clear line about the first that is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from footwise.errors import FootwiseError

_HELP = "See docs/trial.md for an example"


class Words:
    """One table of a TOML file.

    Parameters
    ----------
    path : Path
    table : mapping
    where : str
        Name of the table, for messages.
    """

    def __init__(self, path: Path, table: Mapping[str, Any], where: str = "") -> None:
        self.path = path
        self._table = table
        self._where = where
        self._taken: set[str] = set()

    def section(self, name: str, known: set[str]) -> Words:
        """Take a table of its own, which may have the `known` words."""
        table = self._take(name)
        if not isinstance(table, Mapping):
            raise self._trouble(f"has no [{name}]", _HELP)
        return self._checked(table, f"[{name}]", known)

    def sections(self, name: str, known: set[str]) -> list[Words]:
        """Take a list of tables; at least one."""
        tables = self._take(name)
        if not isinstance(tables, list) or not tables or not all(isinstance(one, Mapping) for one in tables):
            raise self._trouble(f"has no [[{name}]]", _HELP)
        return [self._checked(one, f"[[{name}]] number {k}", known) for k, one in enumerate(tables, start=1)]

    def text(self, name: str, usual: str | None = None) -> str:
        """Take a text that is not empty."""
        value = self._take(name)
        if value is None and usual is not None:
            return usual
        if not isinstance(value, str) or not value.strip():
            raise self._trouble(f"does not say {name}" if value is None else f"{name} is {value!r}, not a text", _HELP)
        return value.strip()

    def number(self, name: str, usual: float, low: float, high: float) -> float:
        """Take a number between two others."""
        value = self._take(name)
        value = usual if value is None else value
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise self._trouble(f"{name} is {value!r}", f"Write a number from {low:g} to {high:g}")
        return float(value)

    def whole(self, name: str, low: int, high: int, usual: int | None = None) -> int:
        """Take a whole number between two others."""
        value = self._take(name)
        value = usual if value is None else value
        if value is None:
            raise self._trouble(f"does not say {name}", _HELP)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self._trouble(f"{name} is {value!r}", f"Write a whole number from {low} to {high}")
        return value

    def whole_numbers(self, name: str, least: int) -> tuple[int, ...]:
        """Take a list of different whole numbers; give it in order."""
        values = self._take(name)
        if not isinstance(values, list) or not values:
            raise self._trouble(f"{name} is no list of numbers", f"Write {name} = [4, 6], for example")
        if not all(isinstance(v, int) and not isinstance(v, bool) and v >= least for v in values):
            raise self._trouble(f"{name} has something else than whole numbers from {least} on", _HELP)
        if len(set(values)) < len(values):
            raise self._trouble(f"{name} has a number twice", "Give each once")
        return tuple(sorted(values))

    def reach(self, name: str) -> tuple[float, float]:
        """Take a pair [lowest, highest]; infinite where it is not given."""
        value = self._take(name)
        if value is None:
            return float("-inf"), float("inf")
        numbers = isinstance(value, list) and all(isinstance(v, int | float) and not isinstance(v, bool) for v in value)
        if not numbers or len(value) != 2 or not value[0] < value[1]:
            raise self._trouble(f"{name} is {value!r}", f"Write {name} = [0, 10], for example")
        return float(value[0]), float(value[1])

    def levels(self, name: str) -> dict[str, tuple[str, ...]]:
        """Take factors with two or more levels each; none at all where the word is missing."""
        value = self._take(name)
        value = {} if value is None else value
        if not isinstance(value, Mapping):
            raise self._trouble(f"{name} is no table", 'Write strata = { sex = ["female", "male"] }, for example')
        for factor, levels in value.items():
            texts = isinstance(levels, list) and all(isinstance(level, str) and level for level in levels)
            if not texts or len(levels) < 2 or len(set(levels)) < len(levels):
                raise self._trouble(f"the stratum {factor} has no two different levels", "Write its levels as texts")
        return {str(factor): tuple(levels) for factor, levels in value.items()}

    def nothing_else(self) -> None:
        """Refuse words that nobody took."""
        strange = sorted(set(self._table) - self._taken)
        if strange:
            raise self._trouble(f"has the unknown word {strange[0]!r}", f"Known are {', '.join(sorted(self._taken))}")

    def _take(self, name: str) -> Any:
        self._taken.add(name)
        return self._table.get(name)

    def _checked(self, table: Mapping[str, Any], where: str, known: set[str]) -> Words:
        strange = sorted(set(table) - known)
        if strange:
            trouble = f"has the unknown word {strange[0]!r} in {where}"
            raise FootwiseError(self.path, trouble, f"Known are {', '.join(sorted(known))}")
        return Words(self.path, table, where)

    def _trouble(self, trouble: str, remedy: str) -> FootwiseError:
        return FootwiseError(self.path, f"{self._where} {trouble}".strip(), remedy)
