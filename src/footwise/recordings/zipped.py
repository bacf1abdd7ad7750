"""Recordings of markers as people keep them: one in a zip archive, unpacked out of sight and read from there."""

from __future__ import annotations

import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from footwise.errors import FootwiseError

_LZMA: tuple[type[Exception], ...] = ()
try:
    import lzma

    _LZMA = (lzma.LZMAError,)
except ImportError:  # a Python that was built without it; its zipfile refuses such archives by a RuntimeError
    pass

# What reading an archive raises that is damaged, locked with a password, or packed in a way that Python does not know;
# the unpackers have errors of their own, and a name or a date that cannot be is a ValueError.
BROKEN_ZIP: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    zlib.error,
    *_LZMA,
)
_MARKERS, _FORCES = (".c3d", ".trc"), (".mot", ".sto")
# A recording compresses to a third or a tenth; what unpacks to more than this is no recording.
LARGEST_TOTAL = 2 * 10**9
_LARGEST_RATIO, _MOST_MEMBERS = 300, 10_000
_AT_ONCE = 1 << 20


def holds_markers(path: Path) -> bool:
    """Whether a zip archive has a TRC file in it, or a C3D file that has markers; False where it cannot be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [one for one in archive.infolist() if _ending(one) in _MARKERS]
            return any(_ending(one) != ".c3d" or not _is_without_markers(archive, one) for one in members)
    except BROKEN_ZIP:
        return False


def _is_without_markers(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """Whether the header of a C3D file says that it has no markers: then it may hold foot sensors."""
    try:
        with archive.open(member) as file:
            head = file.read(4)
    except BROKEN_ZIP:
        return False  # the reader of markers says what is wrong with it
    return len(head) == 4 and head[1] == 0x50 and head[2:] == b"\0\0"


@contextmanager
def unzipped(path: Path) -> Iterator[tuple[Path, Path | None]]:
    """Unpack the one recording of a zip archive for as long as the ``with`` block lasts.

    Parameters
    ----------
    path : Path
        A zip archive with one C3D or TRC file in it, and with a TRC file one MOT or STO file, if any.

    Yields
    ------
    recording : Path
    forces : Path or None
        The MOT or STO file beside a TRC file.

    Raises
    ------
    FootwiseError
        No archive, damaged, locked, none or several recordings in it, or one that unpacks to gigabytes.
    """
    with tempfile.TemporaryDirectory(prefix="footwise-") as folder:
        try:
            with zipfile.ZipFile(path) as archive:
                members = sound_members(path, archive)
                recording = _only(path, [m for m in members if _ending(m) in _MARKERS], "recording")
                forces = [m for m in members if _ending(m) in _FORCES] if _ending(recording) == ".trc" else []
                wanted = [recording, *([_only(path, forces, "file of forces")] if forces else [])]
                out = [_unpack(path, archive, member, Path(folder)) for member in wanted]
        except BROKEN_ZIP as error:
            said = "is locked with a password" if "password" in str(error) else f"cannot be unpacked ({error})"
            raise FootwiseError(path, said, "Zip the recording again, or unpack it yourself") from None
        yield out[0], out[1] if len(out) > 1 else None


def _ending(member: zipfile.ZipInfo) -> str:
    return PurePosixPath(member.filename).suffix.lower()


def sound_members(path: Path, archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Files in the archive, without folders and what an operating system adds of its own.

    Raises
    ------
    FootwiseError
        There are more than a recording has.
    """
    members = archive.infolist()
    if len(members) > _MOST_MEMBERS:
        raise FootwiseError(path, f"holds {len(members)} files", "Zip one recording alone")
    return [member for member in members if not member.is_dir() and not _is_a_systems(PurePosixPath(member.filename))]


def _is_a_systems(name: PurePosixPath) -> bool:
    """Whether a file was put there by an operating system, as ``__MACOSX/._walk.c3d`` and ``.DS_Store`` are."""
    return name.name.startswith(".") or "__MACOSX" in name.parts


def _only(path: Path, members: list[zipfile.ZipInfo], what: str) -> zipfile.ZipInfo:
    if len(members) == 1:
        return members[0]
    names = ", ".join(sorted(member.filename for member in members)[:5])
    trouble = f"holds {len(members)} files that may be a {what} ({names})" if members else f"holds no {what}"
    raise FootwiseError(path, trouble, "Unpack it and name one, or zip one alone")


def is_a_bomb(member: zipfile.ZipInfo) -> bool:
    """Whether a file is packed far more tightly than numbers that somebody measured can be."""
    return member.file_size > _LARGEST_RATIO * max(member.compress_size, 4096)


def _unpack(path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo, folder: Path) -> Path:
    """Unpack one file under its bare name, and no more of it than it says it holds."""
    too_large = FootwiseError(
        path, f"unpacks {member.filename} to more than a recording holds", "Unpack it yourself and look at it"
    )
    if member.file_size > LARGEST_TOTAL or is_a_bomb(member):
        raise too_large
    out, left = folder / (PurePosixPath(member.filename).name or "recording"), member.file_size
    with archive.open(member) as source, out.open("wb") as target:
        while block := source.read(_AT_ONCE):
            left -= len(block)
            if left < 0:
                raise too_large
            target.write(block)
    return out
