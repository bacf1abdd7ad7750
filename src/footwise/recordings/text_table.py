"""Tables of numbers in text files, as motion laboratories write them."""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np

from footwise.arrays import Array
from footwise.errors import FootwiseError
from footwise.text_files import AGAIN

# What some compilers print for NaN: 1.#QNAN, -1.#IND, -nan(ind).
_NOT_A_NUMBER = re.compile(r"-?\d*\.?#\w+|[-+]?nan\(\w*\)", re.IGNORECASE)
_DECIMAL_COMMA = re.compile(r"-?\d*,\d+(?:[eE][-+]?\d+)?")


def split_fields(line: str) -> list[str]:
    """Fields of a line: between tabs when it has any, else between blanks."""
    return [field.strip() for field in line.split("\t")] if "\t" in line else line.split()


def split_cells(line: str) -> list[str]:
    """Cells of a line that has no numbers with decimal commas, the empty ones included."""
    for separator in ("\t", ";", ","):
        if separator in line:
            return [cell.strip(' "') for cell in line.split(separator)]
    return line.split()


def with_points(rows: list[str]) -> tuple[list[str], bool]:
    """Rows of numbers with tabs or blanks between them and points in them; and whether they had decimal commas."""
    if "\t" not in rows[0] and ";" in rows[0]:
        rows = [line.replace(";", "\t") for line in rows]
    elif "\t" not in rows[0] and "," in rows[0]:
        cells = rows[0].split()
        within = [cell for cell in cells if "," in cell]
        if len(cells) < 2 or not all(_DECIMAL_COMMA.fullmatch(cell) for cell in within):
            return [line.replace(",", "\t") for line in rows], False
    looked_at = (rows[0], rows[len(rows) // 2], rows[-1])
    if any(_DECIMAL_COMMA.fullmatch(cell) for line in looked_at for cell in line.split()):
        return [line.replace(",", ".") for line in rows], True
    return rows, False


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
            table[k, c] = np.nan if _NOT_A_NUMBER.fullmatch(field) else float(field)
    return table
