"""The one kind of array that Footwise computes with, and how things that hold arrays are compared and shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from numbers import Number
from reprlib import Repr
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
"""A NumPy array of floats, NaN where something is missing; the docstring of whoever takes or gives one says its shape
and unit."""

_Class = TypeVar("_Class", bound=type)


def by_value(cls: _Class) -> _Class:
    """Give a dataclass that holds arrays an equality that does not raise, and a `repr` that does not fill the screen.

    What `dataclass` itself generates compares arrays with ``==``, whose answer is an array and no truth, and prints
    them number by number. Stands above ``@dataclass(frozen=True)``; a class with a `repr` of its own says
    ``repr=False`` there, and keeps it. Like arrays, what holds them cannot be hashed.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> @by_value
    ... @dataclass(frozen=True)
    ... class Curve:
    ...     name: str
    ...     values: Array
    >>> Curve("a", np.array([1.0, np.nan])) == Curve("a", np.array([1.0, np.nan]))
    True
    >>> Curve("a", np.zeros((101, 3)))
    Curve(name='a', values=array of 101 × 3)
    """
    methods: dict[str, Any] = {"__eq__": _equal, "__hash__": None}
    # Else the class has one of its own: `dataclass` says afterwards whether it generated one.
    if vars(cls)["__dataclass_params__"].repr:
        methods["__repr__"] = _brief
    for name, method in methods.items():
        setattr(cls, name, method)
    return cls


def same_values(one: object, other: object) -> bool:
    """Whether two things hold the same values, all through: NaN is the same as NaN, and arrays are compared whole.

    Examples
    --------
    >>> same_values({"a": np.array([1.0, np.nan])}, {"a": np.array([1.0, np.nan])})
    True
    >>> same_values(np.zeros(3), np.zeros(4))
    False
    """
    if one is other:
        return True
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return _same_arrays(one, other)
    if isinstance(one, float | np.floating) and isinstance(other, float | np.floating):
        return bool(one == other or (np.isnan(one) and np.isnan(other)))
    if type(one) is not type(other):
        return isinstance(one, Number | str) and isinstance(other, Number | str) and bool(one == other)
    if is_dataclass(one) and not isinstance(one, type):
        return all(same_values(getattr(one, f.name), getattr(other, f.name)) for f in fields(one) if f.compare)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same_values(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(same_values, one, other))
    # Tables of pandas have a comparison of their own, which takes NaN for the same.
    equals = getattr(one, "equals", None)
    return bool(equals(other) if equals else one == other)


def _same_arrays(one: np.ndarray, other: np.ndarray) -> bool:
    if one.shape != other.shape:
        return False
    if one.dtype.kind == "O" or other.dtype.kind == "O":
        return same_values(one.tolist(), other.tolist())
    numbers = one.dtype.kind in "fc" and other.dtype.kind in "fc"
    return bool(np.array_equal(one, other, equal_nan=numbers))


def _equal(self: object, other: object) -> bool:
    return same_values(self, other) if type(self) is type(other) else NotImplemented


class _Brief(Repr):
    """Shapes in place of arrays, and the first of many; the names of the methods are those of the types."""

    def __init__(self) -> None:
        super().__init__()
        self.maxstring = self.maxother = 60

    def repr_ndarray(self, array: np.ndarray, level: int) -> str:
        return f"array of {' × '.join(map(str, array.shape)) or 'one number'}"

    def repr_DataFrame(self, table: Any, level: int) -> str:
        return f"table of {len(table)} rows"

    def repr_instance(self, instance: object, level: int) -> str:
        shown = super().repr_instance(instance, level)
        return shown if len(shown) < self.maxother and "\n" not in shown else f"{type(instance).__qualname__}(…)"


_BRIEF = _Brief()


def _brief(self: Any) -> str:
    shown = (f"{field.name}={_BRIEF.repr(getattr(self, field.name))}" for field in fields(self) if field.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"
