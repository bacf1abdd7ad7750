"""Who acts: set once a request, a job or a command, and known to whatever is recorded below."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """Whoever sees or changes something.

    Attributes
    ----------
    name : str
        E-mail of a user, or what the clinic itself does, such as ``first start``.
    user_id : int or None
        None: nobody who logged in.
    address : str
        Address on the network.
    route : str
        Name of the page.
    """

    name: str
    user_id: int | None = None
    address: str = ""
    route: str = ""


_actor: ContextVar[Actor] = ContextVar("_actor")


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """Say who acts inside the block."""
    before = _actor.set(actor)
    try:
        yield
    finally:
        _actor.reset(before)


def who_acts() -> Actor:
    """Give who acts.

    Raises
    ------
    LookupError
        Nobody was said to act: nothing is recorded as if nobody had done it.
    """
    return _actor.get()
