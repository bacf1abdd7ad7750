"""Faces that load what they offer only when it is asked for (PEP 562)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Any


def lazy_face(
    face: str, offered: Mapping[str, str], advice: Mapping[str, str] | None = None
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Make the `__getattr__` and `__dir__` of a face.

    Parameters
    ----------
    face : str
        Its ``__name__``.
    offered : mapping of str to str
        Each name that the face offers, and the full name of the module that defines it.
    advice : mapping of str to str, optional
        What to say about a name that people look for and that another name is better for than those that look like it.

    Examples
    --------
    >>> get, names = lazy_face("a_face", {"sqrt": "math"})
    >>> names()
    ['sqrt']
    >>> get("sqrt")(9.0)
    3.0
    >>> get("sprt")
    Traceback (most recent call last):
    AttributeError: a_face has no 'sprt': is it sqrt?
    """

    def get(name: str) -> Any:
        if name not in offered:
            if advice and name in advice:
                raise AttributeError(f"{face} has no {name!r}: {advice[name]}", name=name)
            raise AttributeError(f"{face} has no {name!r}{_near(name, offered)}", name=name)
        return getattr(import_module(offered[name]), name)

    return get, lambda: sorted(offered)


def _near(name: str, offered: Iterable[str]) -> str:
    """Ask for the names that look like this one; say all where none does."""
    # Python itself looks for names that begin so, and does not read the answer.
    if name.startswith("_"):
        return ""
    from difflib import get_close_matches

    near = get_close_matches(name, offered, n=3, cutoff=0.5)
    return f": is it {' or '.join(near)}?" if near else f"; it has {', '.join(sorted(offered))}"
