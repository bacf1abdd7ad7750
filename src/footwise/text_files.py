"""Text files as people's programs write them: their bytes and lines, or one line about why they cannot be read."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from footwise.errors import FootwiseError

AGAIN = "Export it again"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_bytes(path: Path, remedy: str = "Check the name and the folder", most: int | None = None) -> bytes:
    """Content of a file.

    Parameters
    ----------
    path : Path
    remedy : str
        What to do where there is no such file.
    most : int, optional
        Largest size in bytes that such a file can sensibly have.

    Raises
    ------
    FootwiseError
        No such file, a folder, no permission, or too large.
    """
    try:
        if path.is_dir():
            raise FootwiseError(path, "is a folder", "Name a file in it")
        if most is not None and (size := path.stat().st_size) > most:
            trouble = f"has {size / 1e6:.0f} MB, and no more than {most / 1e6:.0f} MB are read"
            raise FootwiseError(path, trouble, "Check that it is the right file")
        return path.read_bytes()
    except FileNotFoundError:
        raise FootwiseError(path, "there is no such file", remedy) from None
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        reason = getattr(error, "strerror", None) or str(error)
        raise FootwiseError(path, f"cannot be read ({reason.lower()})", "Check its name and permissions") from None


def decode_text(where: Path | str, raw: bytes) -> str:
    """Text in UTF-8, in UTF-16 with its mark, or in Latin-1 as old programs write names.

    Raises
    ------
    FootwiseError
        Empty, or no text.
    """
    if not raw.strip():
        raise FootwiseError(where, "is empty", AGAIN)
    try:
        text = raw.decode("utf-16") if raw[:2] in _UTF16 else raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    if "\0" in text:
        raise FootwiseError(where, "is not a text file", AGAIN)
    return text


def read_lines(path: Path) -> list[str]:
    """Lines of a text file, whatever ends them.

    Raises
    ------
    FootwiseError
        No such file, no permission, empty, or no text.
    """
    return re.split(r"\r\n|\n|\r", decode_text(path, read_bytes(path)))
