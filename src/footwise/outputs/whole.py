"""Outputs that appear whole or not at all."""

import contextlib
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from footwise.errors import FootwiseError
from footwise.outputs.one_of_many import DISK_FULL, disk_full
from footwise.outputs.switch import begin, begin_beside, clear_beside, discard, flush, settle, switch


@contextmanager
def whole_folder(
    out: Path, remedy: str = "Choose another folder with `out`", *, belonging: Sequence[str] = ()
) -> Iterator[Path]:
    """Collect the files of a folder out of sight, and show them only when all are written.

    Files that `out` already has and the new ones do not replace are kept. Whatever goes wrong in
    the ``with`` block, an interruption included, `out` stays as it was. After a kill the next run, or
    the next reader that calls `settle`, finds all old files or all new ones; `footwise.outputs.switch`
    says what holds until then. What a killed run has left is cleared by the next one.

    Parameters
    ----------
    out : Path
        The folder to fill. It is made, with its parents, where it does not exist.
    remedy : str
        What to tell the person to do where `out` cannot be written.
    belonging : sequence of str
        Names of the files that make up the set. Those that were not written this time go from `out`: nobody shall take
        one of an earlier run for one of this.

    Yields
    ------
    Path
        An empty folder to write into, on the same file system as `out`.

    Raises
    ------
    FootwiseError
        Before the block starts, where `out` is not a folder that can be written; after it, where
        the disk is full or a file of `out` cannot be replaced.
    """
    out = Path(os.path.abspath(out))
    if out.exists() and not out.is_dir():
        raise FootwiseError(out, "is a file, and a folder is needed", remedy)
    made: list[Path] = []
    try:
        _make_parents(out, made)
        clear_beside(out)
        settle(out)
        staging = begin(out)
    except OSError as error:
        _remove_empty(made)
        if error.errno in DISK_FULL:
            raise disk_full(out) from error
        raise FootwiseError(out, f"cannot be written ({_reason(error)})", remedy) from error
    try:
        yield staging.new
        with _uninterrupted():
            switch(staging, out, belonging)
    except OSError as error:
        if error.errno in DISK_FULL:
            raise disk_full(out) from error
        raise
    finally:
        discard(staging)
        # Parents made for nothing go again; those that hold the results are not empty and stay.
        _remove_empty(made)


def write_text_whole(path: Path, text: str) -> None:
    r"""Write a text file in one go, replacing the one that is there.

    Parameters
    ----------
    path : Path
        The file. Its folder must exist.
    text : str
        Its content, written as UTF-8 with ``\n`` line ends.

    Raises
    ------
    FootwiseError
        Where the file cannot be written; the old one is then untouched.
    """
    path = Path(os.path.abspath(path))
    staging = None
    try:
        settle(path.parent)
        clear_beside(path)
        staging = begin_beside(path)
        partial = staging.new / path.name
        partial.write_text(text, encoding="utf-8", newline="\n")
        flush(partial)
        os.replace(partial, path)
    except OSError as error:
        if error.errno in DISK_FULL:
            raise disk_full(path) from error
        raise FootwiseError(path, f"cannot be written ({_reason(error)})", "Choose another place for it") from error
    finally:
        if staging is not None:
            discard(staging)


def _make_parents(out: Path, made: list[Path]) -> None:
    """Make the folders above `out`, outermost first, and note which were not there."""
    for folder in reversed([parent for parent in out.parents if not parent.exists()]):
        folder.mkdir(exist_ok=True)
        made.append(folder)


def _remove_empty(folders: list[Path]) -> None:
    for folder in reversed(folders):
        with contextlib.suppress(OSError):
            folder.rmdir()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold ctrl-C back for the moment in which the files change place, and let it act afterwards."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if came:
            signal.raise_signal(signal.SIGINT)


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
