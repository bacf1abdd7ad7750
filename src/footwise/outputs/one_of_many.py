"""One of very many files of a folder, written whole: it costs the same whether there are ten others or a million."""

from __future__ import annotations

import contextlib
import errno
import os
import re
from pathlib import Path

from footwise.errors import FootwiseError
from footwise.outputs.switch import flush

_PARTIAL = re.compile(r"\..+\.partial-[0-9a-f]{16}")
DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def write_one_of_many(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, without a look at what else there is in its folder.

    `write_text_whole` looks for what killed processes have left, which for each of many files would cost the square of
    their number; here `clear_partial` does so, once for all.

    Raises
    ------
    OSError
        As the system gives it: whoever writes many files must know a full disk from anything else.
    """
    # Several machines may write into one folder, where the number of a process tells nothing.
    partial = path.with_name(f".{path.name}.partial-{os.urandom(8).hex()}")
    try:
        partial.write_bytes(content)
        flush(partial)
        os.replace(partial, path)
    except BaseException:
        with contextlib.suppress(OSError):
            partial.unlink()
        raise


def clear_partial(folder: Path, older_than: float) -> None:
    """Remove what processes that were killed have left of `write_one_of_many` in a folder.

    Parameters
    ----------
    folder : Path
    older_than : float
        Time of the system's clock: what is younger may be being written.
    """
    try:
        with os.scandir(folder) as entries:
            left = [one for one in entries if _PARTIAL.fullmatch(one.name)]
    except OSError:
        return
    for one in left:
        with contextlib.suppress(OSError):
            if one.stat().st_mtime < older_than:
                os.unlink(one.path)


def disk_full(path: Path) -> FootwiseError:
    """The error that says it."""
    return FootwiseError(path, "the disk is full", "Free some space or choose another disk")
