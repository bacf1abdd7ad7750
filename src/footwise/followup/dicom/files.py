"""The DICOM files of a folder or of a zip archive, one after the other; whatever else lies there is passed over."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from footwise.errors import FootwiseError
from footwise.extras import require

# A whole examination with every series has a few thousand.
_MOST_FILES = 50_000
_MOST_BYTES = 32 * 10**9
_PREAMBLE = 132
_EXPORT = "Export the examination again as DICOM files"
_LOCKED = 0x1


@dataclass(frozen=True)
class DicomFile:
    """One file.

    Attributes
    ----------
    source : Path
        The folder, or the archive.
    name : str
        Inside of it. It may hold a person's name and is shown to nobody.
    archive : ZipFile or None
        The archive, open.
    """

    source: Path
    name: str
    archive: zipfile.ZipFile | None = None

    def read(self, *, pixels: bool) -> Any:
        """Give its content as pydicom has it, with or without the pixels; what is there with them is in memory."""
        require("pydicom")
        import pydicom

        if self.archive is None:
            return pydicom.dcmread(self.source / self.name, stop_before_pixels=not pixels)
        return pydicom.dcmread(io.BytesIO(self.archive.read(self.name)), stop_before_pixels=not pixels)


@contextmanager
def dicom_files(source: Path) -> Iterator[list[DicomFile]]:
    """List the DICOM files, in the order of their names; an archive is open as long as they are looked at.

    Raises
    ------
    FootwiseError
        No such folder, a damaged, locked or far too large archive, or no DICOM file in it.
    """
    with ExitStack() as open_files:
        try:
            if source.is_dir():
                found = list(_in_folder(source))
            else:
                found = list(_in_archive(source, open_files.enter_context(zipfile.ZipFile(source))))
        except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
            trouble = f"cannot be read ({type(error).__name__})"
            raise FootwiseError(source, trouble, "Give the folder of the scanner's files, or zip it again") from None
        if not found:
            what = "a folder" if source.is_dir() else "an archive"
            raise FootwiseError(source, f"is {what} without a DICOM file", _EXPORT)
        yield found


def is_dicom(head: bytes) -> bool:
    """Say whether a file begins as DICOM files do."""
    return head[_PREAMBLE - 4 : _PREAMBLE] == b"DICM"


def _in_folder(folder: Path) -> Iterator[DicomFile]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "DICOMDIR")
    if len(paths) > _MOST_FILES:
        trouble = f"holds {len(paths)} files, more than an examination has"
        raise FootwiseError(folder, trouble, "Give the folder of one examination")
    for path in paths:
        with path.open("rb") as file:
            if is_dicom(file.read(_PREAMBLE)):
                yield DicomFile(folder, path.relative_to(folder).as_posix())


def _in_archive(path: Path, archive: zipfile.ZipFile) -> Iterator[DicomFile]:
    members = sorted((one for one in archive.infolist() if not one.is_dir()), key=lambda one: one.filename)
    if len(members) > _MOST_FILES or sum(one.file_size for one in members) > _MOST_BYTES:
        raise FootwiseError(path, "holds more than an examination has", "Zip the files of one examination")
    for member in members:
        if member.flag_bits & _LOCKED:
            raise FootwiseError(path, "is locked with a password", "Zip it again without")
        if Path(member.filename).name == "DICOMDIR":
            continue
        with archive.open(member) as file:
            if is_dicom(file.read(_PREAMBLE)):
                yield DicomFile(path, member.filename, archive)
