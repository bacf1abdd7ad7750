"""Tables of numbers in text files, as motion laboratories write them."""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np

from footwise.arrays import Array
from footwise.errors import FootwiseError

AGAIN = "Export it again"
# What some compilers print for NaN: 1.#QNAN, -1.#IND.
_NOT_A_NUMBER = re.compile(r"-?\d*\.?#\w+")


def read_lines(path: Path) -> list[str]:
    """Lines of a text file in UTF-8, or in Latin-1 as old programs write names.

    Raises
    ------
    FootwiseError
        No such file, no permission, empty, or no text.
    """
    try:
        if path.is_dir():
            raise FootwiseError(path, "is a folder", "Name a file in it")
        raw = path.read_bytes()
    except FileNotFoundError:
        raise FootwiseError(path, "there is no such file", "Check the name and the folder") from None
    except OSError as error:
        raise FootwiseError(path, f"cannot be read ({error.strerror})", "Check its permissions") from None
    if not raw.strip():
        raise FootwiseError(path, "is empty", AGAIN)
    if b"\0" in raw:
        raise FootwiseError(path, "is not a text file", AGAIN)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    return re.split(r"\r\n|\n|\r", text)


def split_fields(line: str) -> list[str]:
    """Fields of a line: between tabs when it has any, else between blanks."""
    return [field.strip() for field in line.split("\t")] if "\t" in line else line.split()


def is_number(field: str) -> bool:
    """Whether a field is a number, or what some compilers print for NaN."""
    try:
        float(field)
    except ValueError:
        return _NOT_A_NUMBER.fullmatch(field) is not None
    return True


def read_table(path: Path, lines: list[str], columns: int) -> Array:
    """Numbers in lines separated by tabs or blanks; an empty field between tabs is missing.

    Parameters
    ----------
    path : Path
        For messages.
    lines : list of str
    columns : int
        Wanted; what a line has beyond them is not read.

    Returns
    -------
    array, shape (lines that are not empty, columns)

    Raises
    ------
    FootwiseError
        No lines, a field that is no number, or too few fields in a line.
    """
    rows = [line for line in lines if line.strip()]
    if not rows:
        raise FootwiseError(path, "holds no data", AGAIN)
    if all(len(row.split()) == columns for row in (rows[0], rows[-1])):
        try:
            table = np.loadtxt(io.StringIO("\n".join(rows)), ndmin=2, comments=None)
            if table.shape[1] == columns:
                return table
        except ValueError:
            pass  # some line is different: one by one
    table = np.full((len(rows), columns), np.nan)
    for k, row in enumerate(rows):
        fields = split_fields(row)
        # Trailing tabs may be stripped from a line whose last markers are missing, but not blanks.
        if len(fields) < columns and ("\t" not in row or len(fields) < 2):
            raise FootwiseError(path, f"has {len(fields)} numbers instead of {columns} in data line {k + 1}", AGAIN)
        for c, field in enumerate(fields[:columns]):
            if not field:
                continue
            if not is_number(field):
                raise FootwiseError(path, f"has {field!r} where a number belongs (data line {k + 1})", AGAIN)
            table[k, c] = np.nan if "#" in field else float(field)
    return table
