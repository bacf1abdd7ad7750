"""What an uploaded file is at first sight: by its first bytes; its name only says what it claims to be."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import PurePosixPath


class Kind(StrEnum):
    """What a file is."""

    C3D = "c3d"
    TRC = "trc"
    FORCES = "forces"
    TABLE = "table"
    SENSOR = "sensor"
    FILM = "film"
    ARCHIVE = "archive"
    OTHER = "other"


_FORCES = (".mot", ".sto")
_TABLES = (".csv", ".tsv", ".txt", ".json")
HEAD_BYTES = 4096
# An archive of XDF, and devices for the wrist, which the reader of sensors refuses by name.
_SENSORS = (b"XDF:", b"\x89HDF\r\n\x1a\n", b"\x1f\x8b", b"MD\xfc\x03", b"Device Identity")
_UTF8_MARK = b"\xef\xbb\xbf"
_ENDS_A_HEADER = re.compile(rb"(?im)^[\t ]*endheader[\t ,;]*$")
_BYTE_ORDER = (b"\xff\xfe", b"\xfe\xff")
# Reserved on Windows, with any ending: whoever saves such a file there cannot open it.
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)")


def kind_of(name: str, head: bytes) -> Kind:
    """Tell a file by its first bytes, and what is mere text by its name."""
    ending = PurePosixPath(name.lower()).suffix
    if head[1:2] == b"\x50" and b"\0" in head[:512] and head[:1] != b"\0":
        return Kind.C3D
    if head.removeprefix(_UTF8_MARK).lstrip().startswith(b"PathFileType"):
        return Kind.TRC
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Kind.ARCHIVE
    if head.startswith(_SENSORS):
        return Kind.SENSOR
    if head[4:8] == b"ftyp" or head.startswith(b"\x1a\x45\xdf\xa3") or (head[:4] == b"RIFF" and head[8:11] == b"AVI"):
        return Kind.FILM
    if head.startswith(_BYTE_ORDER) and ending in _TABLES:
        return Kind.TABLE
    if not head or b"\0" in head or _is_markup(head):
        return Kind.OTHER
    if ending in _FORCES or _ENDS_A_HEADER.search(head):
        return Kind.FORCES
    return Kind.TABLE if ending in _TABLES else Kind.OTHER


def claims_to_be_another(name: str, kind: Kind) -> bool:
    """Whether a name promises what the file does not hold, such as a C3D file that is a script."""
    promised = {".c3d": Kind.C3D, ".trc": Kind.TRC, ".zip": Kind.ARCHIVE}
    return promised.get(PurePosixPath(name.lower()).suffix, kind) is not kind


def clean_name(name: str) -> str:
    """Take the last part of a name, without what moves about in folders, pages and terminals."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(letter for letter in last if letter.isprintable() and letter not in '<>:"|?*').strip(" .")
    stem, dot, ending = shown.rpartition(".")
    if len(shown) > 120:
        shown = f"{stem[: 119 - len(ending[:10])]}{dot}{ending[:10]}"
    shown = shown or "recording"
    return f"_{shown}" if _DEVICES.match(shown) else shown


def clean_folder(path: str) -> str:
    """Keep of the folders before a name what can be shown: they say how somebody walked, and lead nowhere.

    >>> clean_folder("K-017/toe-in 10/walk.c3d"), clean_folder("../../etc/passwd"), clean_folder("walk.c3d")
    ('K-017/toe-in 10', 'etc', '')
    """
    parts = path.replace("\\", "/").split("/")[:-1]
    return "/".join(clean_name(part) for part in parts if part.strip(" .") and not part.endswith(":"))[-200:]


def _is_markup(head: bytes) -> bool:
    return head.lstrip()[:1] == b"<" or head.startswith(b"#!")
