"""The archive before it is encrypted: a tar, written and read from its beginning to its end, member by member."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from footwise.errors import FootwiseError
from footwise.settings import parse_json

ABOUT, END = "about.json", "end.json"
# What archives of this layout say of themselves.
FORMAT = 1
_PIECE = 1024 * 1024
_BLOCK = 512


def member(name: str, content: bytes) -> Iterator[bytes]:
    """Give a member of a tar as it stands in the file."""
    yield _header(name, len(content))
    yield content
    yield _filled(len(content))


def told(name: str, values: dict[str, Any]) -> Iterator[bytes]:
    """Give a member that says something as JSON."""
    return member(name, json.dumps(values, sort_keys=True).encode())


def file_member(name: str, file: IO[bytes], length: int, count: Callable[[int], None]) -> Iterator[bytes]:
    """Give a file of the disk as a member, of the length that it had when it was opened.

    A recording that is arriving may be cut back to what the database knows of it meanwhile: what is missing at its end
    then is filled up, and was of no use.
    """
    yield _header(name, length)
    left = length
    while left:
        piece = file.read(min(_PIECE, left)) or bytes(min(_PIECE, left))
        left -= len(piece)
        yield piece
    count(length)
    yield _filled(length)


def last_blocks() -> Iterator[bytes]:
    """Give what ends a tar."""
    yield bytes(2 * _BLOCK)


@dataclass(frozen=True)
class Member:
    """A member as it is read: its content can be asked for until the next one is."""

    name: str
    length: int
    content: IO[bytes]

    def whole(self) -> bytes:
        """Give all of it."""
        return self.content.read()


def members(path: Path, stream: IO[bytes]) -> Iterator[Member]:
    """Read the members of an archive; the last one has to be its end.

    Raises
    ------
    FootwiseError
        It ends before its end, or holds what no backup writes.
    """
    name = ""
    with tarfile.open(fileobj=stream, mode="r|") as tar:
        for info in tar:
            opened = tar.extractfile(info) if info.isreg() else None
            if opened is None or not _is_below(info.name):
                raise FootwiseError(path, f"holds {info.name!r}, which no backup writes", "It is no archive of ours")
            name = info.name
            yield Member(name, info.size, opened)
    if name != END:
        raise FootwiseError(path, "was cut off", "Take another copy of it, or the archive of another day")


def head_of(path: Path, found: Iterable[Member]) -> dict[str, Any]:
    """Read the first member: what the archive says of itself.

    Raises
    ------
    FootwiseError
        It says nothing, or is of a newer layout.
    """
    first = next(iter(found), None)
    about: Any = parse_json(first.whole().decode()) if first is not None and first.name == ABOUT else None
    if not isinstance(about, dict) or "format" not in about:
        raise FootwiseError(path, "is no archive of a clinic", "Name an archive that a backup has written")
    if about["format"] != FORMAT:
        raise FootwiseError(path, "was made by a newer Footwise than this one", "Install that version, or a newer one")
    return about


def _header(name: str, length: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mode = length, 0o600
    return info.tobuf(tarfile.PAX_FORMAT)


def _filled(length: int) -> bytes:
    return bytes(-length % _BLOCK)


def _is_below(name: str) -> bool:
    parts = name.split("/")
    return not name.startswith("/") and "\\" not in name and ":" not in name and not {"", ".", ".."} & set(parts)
