"""Arguments that a caller gives: as they are wanted, or one sentence that names the argument."""

from __future__ import annotations

import os
from collections.abc import Iterable
from math import inf, nan
from numbers import Integral, Real
from pathlib import Path

from footwise.errors import FootwiseError


def given_number(argument: str, value: object, low: float = -inf, high: float = inf, unit: str = "") -> float:
    """Take what was given as one number between two bounds, both allowed; a text that looks like one is none."""
    try:
        number = float(value) if not isinstance(value, bool) and isinstance(value, Real) else nan
    except OverflowError:
        # A whole number can be longer than any float.
        number = nan
    if low <= number <= high:
        return number
    raise FootwiseError(f"`{argument}`", f"is {told(value)}", f"Give a number{_between(low, high)} {unit}".rstrip())


def given_whole_number(argument: str, value: object, low: float = -inf, high: float = inf) -> int:
    """Take what was given as one whole number between two bounds, both allowed."""
    if not isinstance(value, bool) and isinstance(value, Integral) and low <= int(value) <= high:
        return int(value)
    raise FootwiseError(f"`{argument}`", f"is {told(value)}", f"Give a whole number{_between(low, high)}")


def number_list(argument: str, values: object) -> tuple[float, ...]:
    """Take what was given as several numbers."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise FootwiseError(f"`{argument}`", f"is {told(values)}", "Give a list of numbers")
    return tuple(given_number(argument, one) for one in values)


def whole_number_list(argument: str, values: object) -> tuple[int, ...]:
    """Take what was given as several whole numbers."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise FootwiseError(f"`{argument}`", f"is {told(values)}", "Give a list of whole numbers")
    return tuple(given_whole_number(argument, one) for one in values)


def given_text(argument: str, value: object, *choices: str) -> str:
    """Take what was given as a text, and as one of the choices where there are any."""
    if isinstance(value, str) and (not choices or value in choices):
        return value
    remedy = f"Say {' or '.join(map(repr, choices))}" if choices else "Give a text"
    raise FootwiseError(f"`{argument}`", f"is {told(value)}", remedy)


def given_path(argument: str, value: object, remedy: str = "Give the name of a file") -> Path:
    """Take what was given as the path of a file or folder."""
    if isinstance(value, str | os.PathLike) and isinstance(os.fspath(value), str):
        return Path(value)
    raise FootwiseError(f"`{argument}`", f"is {told(value)}", remedy)


def given_paths(argument: str, value: object, remedy: str) -> tuple[Path, ...]:
    """Take what was given as paths; a single one need not be in a list."""
    several = value if isinstance(value, Iterable) and not isinstance(value, str | os.PathLike) else [value]
    return tuple(given_path(argument, one, remedy) for one in several)


def optional_number(argument: str, value: object) -> float | None:
    """Take None as it is, and anything else as `given_number` does."""
    return None if value is None else given_number(argument, value)


def optional_path(argument: str, value: object, remedy: str = "Give the name of a file") -> Path | None:
    """Take None as it is, and anything else as `given_path` does."""
    return None if value is None else given_path(argument, value, remedy)


def told(value: object) -> str:
    """Show what was given, in a few words."""
    shown = repr(value)
    return shown if len(shown) <= 60 and "\n" not in shown else f"of type {type(value).__name__}"


def _between(low: float, high: float) -> str:
    if high == inf:
        return "" if low == -inf else f" of at least {low:g}"
    return f" from {low:g} to {high:g}"
