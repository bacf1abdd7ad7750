"""Tables of named columns as sensors' programs export them: CSV with any of the usual separators and decimal signs."""

from __future__ import annotations

import csv
import io
import re
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

_SEPARATORS = (",", ";", "\t", "|")
_BLANKS = " "
# Between these a line is no sample: someone wrote a remark, or a program a marker.
_COMMENTS = ("#", "//", "%")
# What people write for nothing, beyond what pandas knows.
_NOTHING = frozenset(["-", "--", "---", "–"])
_COMMA, _POINT = re.compile(r"[-+]?\d*,\d+(?:[eE][-+]?\d+)?"), re.compile(r"[-+]?\d*\.\d+(?:[eE][-+]?\d+)?")
_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?|[-+]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
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
    """The separator that a header has most of; a blank where it has none of the usual ones."""
    most = max(_SEPARATORS, key=line.count)
    return most if most in line or " " not in line.strip() else _BLANKS


def fields_of(line: str, separator: str) -> list[str]:
    """Fields of one line, without quotes and blanks around them."""
    if separator == _BLANKS:
        return [field.strip('"') for field in line.split()]
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
    rows, notes = _samples_only(lines, first)
    if separator == _BLANKS:
        rows, separator = ["\t".join(row.split()) for row in rows], "\t"
    while rows and not rows[0].strip():
        rows, first = rows[1:], first + 1
    if not rows:
        raise FootwiseError(where, "holds no data below its header", AGAIN)
    # A recording that stopped with the battery ends in the middle of a line.
    if len(rows) > 1 and _separators(rows[-1], separator) < _separators(rows[0], separator):
        rows = rows[:-1]
        notes.append("is cut off in its last line, which is left out")
    if all(row.endswith(separator) and row.count(separator) == len(names) for row in rows if row.strip()):
        names = [*names, ""]  # a separator at the end of every line
    widths = {row.count(separator) for row in rows if row.strip()}
    if widths != {len(names) - 1}:
        _check_widths(where, rows, first, len(names), separator)
    frame = _parse(where, rows, separator)
    if frame.shape[1] != len(names):
        raise FootwiseError(where, f"has {frame.shape[1]} columns under {len(names)} names", AGAIN)
    if commas := _has_decimal_commas(frame, separator):
        # Where numbers have decimal commas, 1.234 is a thousand and more.
        frame = _parse(where, rows, separator, as_text=True)
    columns = np.full(frame.shape, np.nan)
    for k in range(len(names)):
        columns[:, k] = _numbers(where, frame[k], names[k], first, commas=commas)
    return Table(where, tuple(names), columns, tuple(notes))


def table_rows(lines: list[str], first: int) -> list[str]:
    """Rows below a header that `read_rows` reads, those at a torn end included."""
    return [row for row in _samples_only(lines, first)[0] if row.strip()]


def _separators(row: str, separator: str) -> int:
    return len(fields_of(row, separator)) - 1 if '"' in row else row.count(separator)


def _samples_only(lines: list[str], first: int) -> tuple[list[str], list[str]]:
    """Rows below a header, empty where a remark or the header itself stands among them; and a note on the latter."""
    above = {line.strip() for line in lines[:first] if line.strip()}
    rows, again = lines[first:], 0
    for k, row in enumerate(rows):
        if row.startswith(_COMMENTS):
            rows[k] = ""
        elif row.strip() in above:
            rows[k], again = "", again + (row.strip() == lines[first - 1].strip())
    while rows and not rows[-1].strip():
        rows.pop()
    return rows, [f"holds its header {again + 1} times"] if again else []


def _has_decimal_commas(frame: pd.DataFrame, separator: str) -> bool:
    """Whether the first rows of some column say so: numbers with one comma, and not just in front of three digits."""
    import pandas as pd

    for k in frame.columns:
        if pd.api.types.is_numeric_dtype(frame[k]):
            continue
        words = [str(word).strip() for word in frame[k].head(200).dropna()]
        commas = [word for word in words if _COMMA.fullmatch(word)]
        if commas and (separator != "," or not all(_THOUSANDS.fullmatch(word) for word in commas)):
            return True
    return False


def _parse(where: Path | str, rows: list[str], separator: str, *, as_text: bool = False) -> pd.DataFrame:
    import pandas as pd

    try:
        return pd.read_csv(
            io.StringIO("\n".join(rows)),
            sep=separator,
            header=None,
            skipinitialspace=True,
            skip_blank_lines=True,
            low_memory=False,
            dtype=str if as_text else None,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError, OverflowError) as error:
        raise FootwiseError(where, f"is not a table ({str(error)[:120]})", AGAIN) from None


def _check_widths(where: Path | str, rows: list[str], first: int, width: int, separator: str) -> None:
    """Name the first line that has more or fewer fields than the header; a separator at the end of all is allowed."""
    for k, row in enumerate(rows):
        found = _separators(row, separator) + 1
        if row.strip() and found != width:
            raise FootwiseError(where, f"has {found} fields instead of {width} in line {first + k + 1}", AGAIN)


def _numbers(where: Path | str, column: pd.Series, name: str, first: int, *, commas: bool) -> Array:
    """Numbers of a column; NaN where it is empty, refused where words stand among numbers."""
    import pandas as pd

    if pd.api.types.is_numeric_dtype(column):
        return column.to_numpy(dtype=float)
    words = column.astype("string").str.strip()
    words = words.mask(words.isin(_NOTHING))
    words = _with_points(words, commas)
    numbers = pd.to_numeric(words, errors="coerce").astype("Float64")
    wrong = np.flatnonzero((numbers.isna() & words.notna() & (words != "")).to_numpy(dtype=bool))
    wrong = np.array([k for k in wrong[:1000] if not is_number(str(words.iloc[k]))])
    if len(wrong) and numbers.notna().any():
        word = str(column.iloc[wrong[0]])[:40]
        raise FootwiseError(where, f"has {word!r} where a number belongs ({name}, line {first + wrong[0] + 1})", AGAIN)
    return np.asarray(numbers.to_numpy(dtype=float, na_value=np.nan), dtype=float)


def _with_points(words: pd.Series, commas: bool) -> pd.Series:
    """Words with a decimal point, whatever their decimal sign, and without the signs between thousands.

    Parameters
    ----------
    words : Series of str
        A column.
    commas : bool
        The table has decimal commas: a point can only stand between thousands, where it looks like that everywhere.
    """
    known = words.dropna()
    comma, point = (known.str.contains(sign, regex=False) for sign in ",.")
    both = known[comma & point]
    if len(both):
        decimal = "," if (both.str.rfind(",") > both.str.rfind(".")).all() else "."
    elif comma.any():
        decimal = "," if commas or not _between_thousands(known, comma) else "."
    else:
        decimal = "," if commas and point.any() and _between_thousands(known, point) else "."
    thousands = "." if decimal == "," else ","
    return words.str.replace(thousands, "", regex=False).str.replace(",", ".", regex=False)


def _between_thousands(words: pd.Series, signed: pd.Series) -> bool:
    """Whether a sign stands between thousands wherever it stands, and no number without it has four digits."""
    plain = words[~signed].str.lstrip("+-")
    return bool(words[signed].str.fullmatch(_THOUSANDS.pattern).all() and len(plain) and (plain.str.len() < 4).all())
