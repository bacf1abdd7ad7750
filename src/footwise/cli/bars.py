"""What is seen of long work: bars on the error stream, and nothing where nobody watches."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from footwise.jobs import Progress
    from footwise.video.people import ClipsProgress

# Of the pose model with the mirror, all clips together, on two cores.
USUAL_PICTURES_PER_S = 12.0


@contextmanager
def progress_bar(*, remaining: bool = False) -> Iterator[Progress]:
    """Show a bar that a job moves on, with the name of what it does.

    Parameters
    ----------
    remaining : bool
        Show how long the rest will take, not how long it has taken: for many pieces that are alike.
    """
    if not _somebody_watches():
        yield lambda what, done, total: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    time_column = TimeRemainingColumn() if remaining else TimeElapsedColumn()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), time_column)
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)
        yield lambda what, done, total: bar.update(task, description=what, completed=done, total=total)


@contextmanager
def clip_bars(titles: Sequence[str]) -> Iterator[ClipsProgress]:
    """Show a bar for each clip, with pictures a second and the time left.

    Parameters
    ----------
    titles : sequence of str
        What stands before each bar.

    Yields
    ------
    callable
        To be called with the number of a clip, how many of its pictures are done, and of how many.
    """
    if not _somebody_watches():
        yield lambda clip, done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import Task as RichTask
    from rich.text import Text

    class PicturesPerSecond(TextColumn):
        def render(self, task: RichTask) -> Text:
            return Text(f"{task.speed:.0f} pictures/s" if task.speed else "")

    class TimeLeft(TextColumn):
        def render(self, task: RichTask) -> Text:
            if task.total is None:
                return Text("beginning")
            left_s = task.time_remaining
            if left_s is None:
                # Until this computer has shown how fast it is.
                left_s = (task.total - task.completed) * len(titles) / USUAL_PICTURES_PER_S
            return Text(f"about {time_left(left_s)} left" if left_s else "")

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        PicturesPerSecond(""),
        TimeLeft(""),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        tasks = [bars.add_task(title, total=None) for title in titles]
        yield lambda clip, done, total: bars.update(tasks[clip], completed=done, total=total)


def time_left(seconds: float) -> str:
    """A time for who waits: seconds up to a minute and a half, then minutes."""
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def _somebody_watches() -> bool:
    """Whether the error stream is a terminal: asked before Rich is loaded, which is for those who see it."""
    return sys.stderr is not None and sys.stderr.isatty()
