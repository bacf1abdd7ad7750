"""How a job that looks at clips says how far it is: a bar for each, drawn by whoever called it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager

from footwise.video.people import ClipsProgress

ProgressBars = Callable[[Sequence[str]], AbstractContextManager[ClipsProgress]]
"""Makes bars with the titles it is given."""


@contextmanager
def no_progress_bars(titles: Sequence[str]) -> Iterator[ClipsProgress]:
    """Draw nothing."""
    yield lambda clip, done, total: None
