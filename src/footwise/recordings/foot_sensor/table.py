"""Tables of named columns as sensors' programs export them: CSV with any of the usual separators and decimal signs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from footwise.arrays import Array, by_value
from footwise.errors import FootwiseError
from footwise.recordings.marker_sets import label_list
from footwise.recordings.text_table import is_number
from footwise.text_files import AGAIN, decode_text

if TYPE_CHECKING:
    import pandas as pd

_SEPARATORS = (",", ";", "\t")
# A header stands among the first lines, and is shorter than this.
_HEADER_LINES, _LONGEST_LINE = 200, 100_000


@by_value
@dataclass(frozen=True)
class Table:
    """A table of numbers, one column a name.

    Attributes
    ----------
    where : Path or str
        The file, for messages.
    names : tuple of str
        As written, without blanks at the ends.
    columns : array, shape (rows, names)
        NaN where a field is empty.
    notes : tuple of str
    """

    where: Path | str
    names: tuple[str, ...]
    columns: Array
    notes: tuple[str, ...] = ()

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def __getitem__(self, name: str) -> Array:
        return self.columns[:, self.names.index(name)]

    def stack(self, names: Iterable[str]) -> Array:
        """Columns side by side, shape (rows, names)."""
        return np.stack([self[name] for name in names], axis=1)

    def need(self, names: Iterable[str], remedy: str) -> None:
        """Refuse a table that lacks any of `names`, and say what it has."""
        missing = [name for name in names if name not in self.names]
        if missing:
            has = label_list(tuple(name or "a column without a name" for name in self.names))
            raise FootwiseError(self.where, f"has no column {', '.join(missing)}; it has {has}", remedy)


def decode(where: Path | str, raw: bytes) -> list[str]:
    """Lines of a text in UTF-8, UTF-16 with its mark, or Latin-1; without empty lines at the end.

    Raises
    ------
    FootwiseError
        Empty, or no text.
    """
    text = decode_text(where, raw)
    if any(c < " " and c not in "\t\r\n" for c in text[:4096]):
        raise FootwiseError(where, "is not a text file", "Export it as CSV in UTF-8")
    lines = text.rstrip().replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if (longest := max(map(len, lines[:_HEADER_LINES]))) > _LONGEST_LINE:
        raise FootwiseError(where, f"has a line of {longest} letters, which is no header and no sample", AGAIN)
    return lines


def separator_of(line: str) -> str:
    """The separator that a header has most of."""
    return max(_SEPARATORS, key=line.count)


def fields_of(line: str, separator: str) -> list[str]:
    """Fields of one line, without quotes and blanks around them."""
    return [field.strip() for field in next(csv.reader([line], delimiter=separator), [])]


def read_rows(where: Path | str, lines: list[str], first: int, names: list[str], separator: str) -> Table:
    """Numbers below a header.

    Parameters
    ----------
    where : Path or str
    lines : list of str
        Of the whole file.
    first : int
        Index of the first line of numbers.
    names : list of str
        Of the columns. A column of which no field is a number (such as a date) is all NaN.
    separator : str

    Raises
    ------
    FootwiseError
        No rows, a line of another length, or a word among numbers.
    """
    rows, notes = lines[first:], []
    while rows and not rows[0].strip():
        rows, first = rows[1:], first + 1
    if not rows:
        raise FootwiseError(where, "holds no data below its header", AGAIN)
    # A recording that stopped with the battery ends in the middle of a line.
    if len(rows) > 1 and rows[-1].count(separator) < rows[0].count(separator):
        rows = rows[:-1]
        notes.append("is cut off in its last line, which is left out")
    if all(row.endswith(separator) and row.count(separator) == len(names) for row in rows if row.strip()):
        names = [*names, ""]  # a separator at the end of every line
    widths = {row.count(separator) for row in rows if row.strip()}
    if '"' not in rows[0] and widths != {len(names) - 1}:
        _check_widths(where, rows, first, len(names), separator)
    frame = _parse(where, rows, separator)
    if frame.shape[1] != len(names):
        raise FootwiseError(where, f"has {frame.shape[1]} columns under {len(names)} names", AGAIN)
    columns = np.full(frame.shape, np.nan)
    for k in range(len(names)):
        columns[:, k] = _numbers(where, frame[k], names[k], first, separator)
    return Table(where, tuple(names), columns, tuple(notes))


def _parse(where: Path | str, rows: list[str], separator: str) -> pd.DataFrame:
    import pandas as pd

    try:
        return pd.read_csv(
            io.StringIO("\n".join(rows)),
            sep=separator,
            header=None,
            skipinitialspace=True,
            skip_blank_lines=True,
            low_memory=False,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError, OverflowError) as error:
        raise FootwiseError(where, f"is not a table ({str(error)[:120]})", AGAIN) from None


def _check_widths(where: Path | str, rows: list[str], first: int, width: int, separator: str) -> None:
    """Name the first line that has more or fewer fields than the header; a separator at the end of all is allowed."""
    for k, row in enumerate(rows):
        found = row.count(separator) + 1
        if row.strip() and found != width:
            raise FootwiseError(where, f"has {found} fields instead of {width} in line {first + k + 1}", AGAIN)


def _numbers(where: Path | str, column: pd.Series, name: str, first: int, separator: str) -> Array:
    """Numbers of a column; NaN where it is empty, refused where words stand among numbers."""
    import pandas as pd

    if pd.api.types.is_numeric_dtype(column):
        return column.to_numpy(dtype=float)
    words = column.astype("string").str.strip()
    if separator != ",":
        words = words.str.replace(",", ".")
    numbers = pd.to_numeric(words, errors="coerce").astype("Float64")
    wrong = np.flatnonzero((numbers.isna() & words.notna() & (words != "")).to_numpy(dtype=bool))
    wrong = np.array([k for k in wrong[:1000] if not is_number(str(words.iloc[k]))])
    if len(wrong) and numbers.notna().any():
        word = str(words.iloc[wrong[0]])[:40]
        raise FootwiseError(where, f"has {word!r} where a number belongs ({name}, line {first + wrong[0] + 1})", AGAIN)
    return np.asarray(numbers.to_numpy(dtype=float, na_value=np.nan), dtype=float)
