"""Files of one recording in a zip archive or a folder: judged by their beginnings, and only those needed are read."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from footwise.errors import FootwiseError
from footwise.recordings.zipped import BROKEN_ZIP, LARGEST_TOTAL, is_a_bomb, sound_members
from footwise.text_files import read_bytes

_LARGEST_FILE = 2**30
_HEAD_BYTES = 1 << 16
# Of these endings are the recordings of sensors.
_ENDINGS = (".csv", ".txt", ".tsv", ".json", ".xdf", ".xdfz", ".h5", ".hdf5", ".c3d")


@dataclass(frozen=True)
class PackedFiles:
    """Files of a zip archive or a folder that can be a sensor's.

    Attributes
    ----------
    path : Path
        The archive or the folder.
    names : tuple of str
        With the folders inside the archive; those of a folder are in it, not below it.
    """

    path: Path
    names: tuple[str, ...]

    def head(self, name: str) -> bytes:
        """First 64 kB of a file."""
        return self._read(name, _HEAD_BYTES)

    def read(self, name: str) -> bytes:
        """All of a file.

        Raises
        ------
        FootwiseError
            Damaged, or larger than a recording is.
        """
        return self._read(name, None)

    def _read(self, name: str, count: int | None) -> bytes:
        if self.path.is_dir():
            with (self.path / name).open("rb") as file:
                return file.read(count if count is not None else -1)
        try:
            with zipfile.ZipFile(self.path) as archive:
                info = archive.getinfo(name)
                if count is None and info.file_size > _LARGEST_FILE:
                    file_name = PurePosixPath(name).name
                    raise FootwiseError(self.path, f"holds {file_name} of over 1 GB", "Split the recording")
                with archive.open(info) as file:
                    return file.read(count if count is not None else info.file_size)
        except BROKEN_ZIP as error:
            raise broken(self.path, error) from None


def packed_files(path: Path) -> PackedFiles:
    """List what a zip archive or a folder holds, without what operating systems and phyphox add of their own.

    Raises
    ------
    FootwiseError
        No archive, damaged, with too many files, or one that unpacks to more than recordings hold.
    """
    if path.is_dir():
        inside = sorted(file for file in path.iterdir() if file.suffix.lower() in _ENDINGS and file.is_file())
        return PackedFiles(path, tuple(file.name for file in inside if not file.name.startswith(".")))
    if not path.exists():
        read_bytes(path)
    try:
        with zipfile.ZipFile(path) as archive:
            members = [one for one in sound_members(path, archive) if _is_wanted(PurePosixPath(one.filename))]
    except BROKEN_ZIP as error:
        raise broken(path, error) from None
    large = [one for one in members if one.file_size > _LARGEST_FILE]
    if large:
        raise FootwiseError(path, f"holds {PurePosixPath(large[0].filename).name} of over 1 GB", "Split the recording")
    if bombs := [one for one in members if is_a_bomb(one)]:
        trouble = (
            f"unpacks {PurePosixPath(bombs[0].filename).name} to {bombs[0].file_size / 1e6:.0f} MB of repeated bytes"
        )
        raise FootwiseError(path, trouble, "Copy it again from the device or the phone, or zip it again")
    if (total := sum(one.file_size for one in members)) > LARGEST_TOTAL:
        raise FootwiseError(path, f"unpacks to {total / 1e9:.1f} GB", "Zip one recording alone")
    return PackedFiles(path, tuple(one.filename for one in members))


def _is_wanted(name: PurePosixPath) -> bool:
    return name.suffix.lower() in _ENDINGS and "meta" not in name.parts[:-1]


def broken(path: Path, error: Exception) -> FootwiseError:
    """Tell of an archive that cannot be unpacked."""
    said = "is locked with a password" if "password" in str(error) else f"is no whole zip archive ({str(error)[:80]})"
    return FootwiseError(path, said, "Copy it again from the device or the phone, or zip it again")
