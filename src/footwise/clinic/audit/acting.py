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
    only_reads : bool
        A request that changes nothing: what is shared for reading counts in no other.
    """

    name: str
    user_id: int | None = None
    address: str = ""
    route: str = ""
    only_reads: bool = False


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


def only_reads() -> bool:
    """Tell whether whoever acts only reads; where nobody was said to act, nothing is taken for granted."""
    actor = _actor.get(None)
    return actor is not None and actor.only_reads
