"""An archive of many recordings, taken apart file by file, and no larger than it says it is."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from footwise.errors import FootwiseError
from footwise.recordings.zipped import BROKEN_ZIP, is_a_bomb, sound_members

MOST_FILES = 300
# A visit's films are large; what else there is in an archive is not.
LARGEST_TOTAL = 64 * 10**9
_AT_ONCE = 1 << 23
_LOCKED = 0x1
# Of Word, Excel and their like: zip archives of another kind.
_OFFICE = "[Content_Types].xml"
_SENSORS_HAVE = frozenset((".csv", ".txt", ".tsv", ".json", ".xdf", ".xdfz", ".h5", ".hdf5", ".c3d", ".xml", ".md"))


def archive_members(path: Path) -> list[zipfile.ZipInfo]:
    """List the files of an archive, if all of them can be taken out of it.

    Raises
    ------
    FootwiseError
        Damaged, locked, empty, with too many files, or with one that unpacks to far more than somebody recorded.
    """
    again = "Zip the recordings again, or unpack them yourself"
    try:
        with zipfile.ZipFile(path) as archive:
            members = sound_members(path, archive)
    except BROKEN_ZIP as error:
        raise FootwiseError(path, f"is no whole zip archive ({str(error)[:80]})", again) from None
    if any(member.filename == _OFFICE for member in members):
        raise FootwiseError(path, "is a document of an office program", "Save the table as CSV")
    if not members:
        raise FootwiseError(path, "is an empty archive", again)
    if len(members) > MOST_FILES:
        raise FootwiseError(path, f"holds {len(members)} files", f"Zip at most {MOST_FILES} at a time")
    if locked := next((one for one in members if one.flag_bits & _LOCKED), None):
        raise FootwiseError(path, f"is locked with a password ({_bare(locked)})", again)
    if bomb := next((one for one in members if is_a_bomb(one)), None):
        trouble = f"unpacks {_bare(bomb)} to {bomb.file_size / 1e6:.0f} MB of repeated bytes"
        raise FootwiseError(path, trouble, again)
    if (total := sum(one.file_size for one in members)) > LARGEST_TOTAL:
        raise FootwiseError(path, f"unpacks to {total / 1e9:.0f} GB", "Zip fewer recordings at a time")
    return members


def archive_blocks(path: Path, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Give one file of an archive block by block.

    Raises
    ------
    FootwiseError
        It is damaged, or longer than it says.
    """
    left = member.file_size
    try:
        with zipfile.ZipFile(path) as archive, archive.open(member) as file:
            while block := file.read(_AT_ONCE):
                left -= len(block)
                if left < 0:
                    raise ValueError("it is longer than it says")
                yield block
    except BROKEN_ZIP as error:
        trouble = f"{_bare(member)} in it cannot be unpacked ({str(error)[:80]})"
        raise FootwiseError(path, trouble, "Zip the recordings again, or unpack them yourself") from None


def is_one_sensor_recording(path: Path, members: list[zipfile.ZipInfo]) -> bool:
    """Whether an archive is what a sensor or its app exports: one recording, which nobody may take apart."""
    from footwise.recordings.foot_sensor import SideNotSaidError, read_foot_sensors
    from footwise.recordings.zipped import holds_markers

    endings = {PurePosixPath(member.filename).suffix.lower() for member in members}
    if not endings <= _SENSORS_HAVE or holds_markers(path):
        return False
    try:
        read_foot_sensors(path)
    except SideNotSaidError:
        return True
    except FootwiseError:
        return False
    return True


def _bare(member: zipfile.ZipInfo) -> str:
    return PurePosixPath(member.filename).name
