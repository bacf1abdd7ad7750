"""How a job says how far it is: whoever calls it draws a bar, tells a page, or does nothing."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int | None], None]
"""Told what begins, how many pieces of work are done, and of how many; none where nobody knows."""


def no_progress(what: str, done: int, total: int | None) -> None:
    """Tell nobody."""


def counting(progress: Progress, total: int | None = None) -> Callable[[str], None]:
    """Count pieces of work that are only named when their turn comes.

    Parameters
    ----------
    progress : Progress
        Is told of each.
    total : int, optional
        How many there will be.
    """
    done = 0

    def begins(what: str) -> None:
        nonlocal done
        progress(what, done, total)
        done += 1

    return begins
