"""An archive of recordings: what is in it, file by file, or that it is one recording and stays whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from footwise.recordings import archive_blocks, archive_members, is_one_sensor_recording

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class PackedFile:
    """A file in an archive.

    Attributes
    ----------
    path : str
        Its folders and its name, as the archive says them: they may lead anywhere and are to be shown only.
    size_bytes : int
    blocks : callable
        Gives its bytes.
    """

    path: str
    size_bytes: int
    blocks: Callable[[], Iterator[bytes]]


def files_in_archive(path: Path) -> list[PackedFile]:
    """List the files of an archive of recordings; none where it is one recording of foot sensors.

    Parameters
    ----------
    path : Path

    Raises
    ------
    FootwiseError
        It cannot be unpacked, or would unpack to more than anybody recorded.
    """
    members = archive_members(path)
    if is_one_sensor_recording(path, members):
        return []
    return [PackedFile(one.filename, one.file_size, partial(archive_blocks, path, one)) for one in members]
