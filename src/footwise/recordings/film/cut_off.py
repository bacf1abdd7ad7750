"""Whether a file of film was cut off, by the lengths that it promises of its own parts.

An MP4 or MOV is a row of boxes, a Matroska or WebM file a row of elements, and each says first how long it is (ISO/IEC
14496-12, §4.2; RFC 8794, §4 to 6). One that is longer than what is left of the file was cut off.
"""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

_EBML, _SEGMENT = 0x1A45DFA3, 0x18538067
# Of a file of real boxes; what some phones and programs hang on behind the last of them is none.
_BOXES = (b"ftyp", b"styp", b"moov", b"moof", b"mdat", b"wide", b"free", b"skip", b"meta", b"uuid", b"sidx", b"mfra")
_MOST_BOXES = 10_000


def is_cut_off(path: Path) -> bool:
    """Tell whether a film ends before it says that it does.

    Parameters
    ----------
    path : Path

    Returns
    -------
    bool
        False where the kind of file does not tell, as of MPEG transport streams.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        begin = file.read(8)
        file.seek(0)
        if begin[4:8] in _BOXES:
            return _boxes_end(file, size) > size
        if int.from_bytes(begin[:4], "big") == _EBML:
            return _elements_end(file, size) > size
    return False


def _boxes_end(file: BinaryIO, size: int) -> int:
    """Where the last box of an MP4 says that it ends."""
    at = 0
    for _ in range(_MOST_BOXES):
        file.seek(at)
        head = file.read(16)
        if head[4:8] not in _BOXES:
            break
        length = int.from_bytes(head[:4], "big")
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        # Nought: up to the end of the file, however far that is.
        at = at + length if length >= 8 else size
    return at


def _elements_end(file: BinaryIO, size: int) -> int:
    """Where the segment of a Matroska file says that it ends; the size of the file where it does not say."""
    at = 0
    while at < size:
        file.seek(at)
        head = file.read(12)
        name_bytes = _width(head[0]) if head else 9
        if name_bytes > 4 or len(head) <= name_bytes:
            return size
        length_bytes = _width(head[name_bytes])
        if length_bytes > 8 or len(head) < name_bytes + length_bytes:
            return size
        bits = 7 * length_bytes
        length = int.from_bytes(head[name_bytes : name_bytes + length_bytes], "big") & ((1 << bits) - 1)
        if length == (1 << bits) - 1:
            # Unknown, as of what is sent while it is filmed.
            return size
        at += name_bytes + length_bytes + length
        if int.from_bytes(head[:name_bytes], "big") == _SEGMENT:
            return at
    return at


def _width(first: int) -> int:
    """How many bytes a number of EBML takes, by the noughts that its first one begins with."""
    return 9 - first.bit_length() if first else 9
