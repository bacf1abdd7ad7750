"""Faces that load what they offer only when it is asked for (PEP 562)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def lazy_face(face: str, offered: Mapping[str, str]) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Make the `__getattr__` and `__dir__` of a face.

    Parameters
    ----------
    face : str
        Its ``__name__``.
    offered : mapping of str to str
        Each name that the face offers, and the full name of the module that defines it.

    Examples
    --------
    >>> get, names = lazy_face("a_face", {"sqrt": "math"})
    >>> names()
    ['sqrt']
    >>> get("sqrt")(9.0)
    3.0
    """

    def get(name: str) -> Any:
        if name not in offered:
            raise AttributeError(f"module {face!r} has no attribute {name!r}")
        return getattr(import_module(offered[name]), name)

    return get, lambda: sorted(offered)
