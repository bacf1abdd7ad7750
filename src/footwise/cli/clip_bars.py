"""A bar for each clip, with pictures a second and the time left, on the error stream."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from footwise.video.people import ClipsProgress


@contextmanager
def clip_bars(titles: Sequence[str]) -> Iterator[ClipsProgress]:
    """Show a bar for each clip; nothing where nobody watches.

    Parameters
    ----------
    titles : sequence of str
        What stands before each bar.

    Yields
    ------
    callable
        To be called with the number of a clip, how many of its pictures are done, and of how many.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
    from rich.progress import Task as RichTask
    from rich.text import Text

    class PicturesPerSecond(TextColumn):
        def render(self, task: RichTask) -> Text:
            return Text(f"{task.speed:.0f} pictures/s" if task.speed else "")

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        PicturesPerSecond(""),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        tasks = [bars.add_task(title, total=None) for title in titles]
        yield lambda clip, done, total: bars.update(tasks[clip], completed=done, total=total)
