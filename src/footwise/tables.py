r"""Tables as CSV: the one reader of those that people, databases and Footwise itself save, and the one writer.

A text that begins like a formula would be run by a spreadsheet that opens the file. So such a text is written behind an
apostrophe, and the reader takes it off again: what Footwise has written comes back as it was (but for the line ends
within a cell, which are ``\n``). Numbers stay numbers, also those that stand where texts do: they are no formulas.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import pandas as pd

from footwise.errors import FootwiseError
from footwise.outputs import settle, write_text_whole
from footwise.settings import quoted
from footwise.text_files import decode_text, read_bytes

# With these a cell begins that a spreadsheet may take for a formula, those of East Asian keyboards among them.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_SEPARATORS = ",;\t|"
# Numbers of people who write 5,5 and 1.234,5; and a number that may be 1.234 or 1234.
_DECIMAL_COMMA = r"[+-]?(?:\d*|\d{1,3}(?:\.\d{3})+),\d+(?:[eE][+-]?\d+)?"
_NUMBER_WITH_COMMAS = rf"{_DECIMAL_COMMA}|[+-]?\d+|[+-]?\d{{1,3}}(?:\.\d{{3}})+"
_THOUSANDS = r"[+-]?[1-9]\d{0,2},\d{3}"
_DECIMAL_POINT = r"[+-]?\d*\.\d+"
_NO_VALUE = ("", ".", "-", "na", "n/a", "nan", "none", "null", "missing")
_BLANK_LINES = re.compile(r"(?:[ \t]*(?:\r\n|\r|\n))+")
# A study of thousands with everything that was asked has some megabytes.
_MOST_BYTES = 500_000_000
_MOST_COLUMNS = 20_000
_SAVE = "Save it as CSV with one line of names"


def read_csv(path: Path | str, *, twins: bool = False) -> pd.DataFrame:
    """Read a CSV file whose first line names the columns, whatever separates its fields.

    Every field is text, as it stands in the file: a wrong answer can then be named, and a number such as 0012 in a
    person's name keeps its zeros.

    Parameters
    ----------
    path : Path or str
    twins : bool
        Whether two columns may have one name, as in tables that are headed by the labels of questions.

    Raises
    ------
    FootwiseError
        No such file, no text, no table, no rows, or two columns of one name.
    """
    path = Path(path)
    settle(path.parent)
    text = decode_text(path, read_bytes(path, most=_MOST_BYTES))
    text = text[match.end() :] if (match := _BLANK_LINES.match(text)) else text
    header = re.split(r"[\r\n]", text, maxsplit=1)[0]
    separator = max(_SEPARATORS, key=header.count)
    if header.count(separator) >= _MOST_COLUMNS:
        raise FootwiseError(path, f"is no table (over {_MOST_COLUMNS} columns)", _SAVE)
    try:
        table = pd.read_csv(
            io.StringIO(text, newline=""), sep=separator, header=None, dtype=str, keep_default_na=False, index_col=False
        )
    except (ValueError, OverflowError, csv.Error) as error:
        said = str(error).strip().rpartition("error: ")[2]
        raise FootwiseError(path, f"is no table ({said})", _SAVE) from None
    # A line of blanks is none; what a short line lacks is empty.
    table = table[(table[0].str.strip() != "") | table.iloc[:, 1:].notna().any(axis=1)].fillna("")
    for name in table:
        guarded = table[name].str.startswith("'")
        if guarded.any():
            table[name] = table[name].map(_as_meant)
    # Names are taken from the first row by hand: pandas would call a second A1 "A1.1", which reads like A11.
    names = table.iloc[0].str.strip()
    twice = names[names.duplicated() & (names != "")]
    if len(twice) and not twins:
        raise FootwiseError(path, f"has two columns {quoted(twice.iloc[0])}", "Remove or rename one of them")
    table = table.iloc[1:].reset_index(drop=True)
    if separator != ",":
        # Spreadsheets write semicolons where the comma is the decimal sign.
        sure = separator == ";" and not any(_has_decimal_points(table[name]) for name in table)
        table = table.apply(_decimal_points, sure=sure)
    table.columns = pd.Index(names)
    if table.empty:
        raise FootwiseError(path, "has no rows", "Export it again")
    return table.loc[:, [bool(name) for name in names]]


def write_csv(table: pd.DataFrame, path: Path, float_format: str | None = None) -> None:
    """Write a table as CSV in UTF-8; a missing value is an empty field, a text that begins like a formula is guarded.

    Parameters
    ----------
    table : pandas.DataFrame
    path : Path
        The file to write; its folder must exist.
    float_format : str, optional
        Of all numbers that are floats; as many digits as they have by default.
    """
    guarded = table.rename(columns=_guarded)
    for name in guarded.select_dtypes(["object", "string"]):
        guarded[name] = guarded[name].map(_guarded)
    write_text_whole(path, guarded.to_csv(index=False, lineterminator="\n", float_format=float_format))


def column_numbers(
    path: Path | str, table: pd.DataFrame, column: str, needed: bool = True, largest: float = 1e300
) -> pd.Series[float]:
    """Take a column of texts as numbers; an empty field is NaN.

    Raises
    ------
    FootwiseError
        A field that is no number, one beyond `largest`, or, where the column is `needed`, an empty one.
    """
    text = table[column].astype(str).str.strip()
    values = pd.to_numeric(text, errors="coerce").astype(float)
    wrong = ~values.abs().le(largest) & ((text != "") | needed)
    if wrong.any():
        row = int(wrong.to_numpy().argmax())
        trouble = f"has {quoted(text.iloc[row])} as {column} in row {row + 1}, which is no number"
        raise FootwiseError(path, trouble, "Correct it")
    return values


def _decimal_points(texts: pd.Series[str], sure: bool) -> pd.Series[str]:
    """Write the decimal commas of a column of numbers as points, and take points between thousands out.

    Nothing is changed where the column has anything but numbers, both signs in turn (5,5 and 6.5), or only numbers such
    as 1,234, which may be a thousand and more: whoever asks for numbers will refuse them.

    Parameters
    ----------
    texts : Series of str
    sure : bool
        The table is known to have decimal commas, so that 1,234 is one and a bit.
    """
    words = texts.astype(str).str.strip()
    words = words[~words.str.lower().isin(_NO_VALUE)]
    commas = words[words.str.fullmatch(_DECIMAL_COMMA)]
    if commas.empty or not words.str.fullmatch(_NUMBER_WITH_COMMAS).all():
        return texts
    grouped = words.str.contains(".", regex=False)
    if grouped.any() and not commas.str.contains(".", regex=False).any():
        return texts
    if not sure and not grouped.any() and commas.str.fullmatch(_THOUSANDS).all():
        return texts
    changed = words.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
    return texts.astype(object).where(~texts.index.isin(words.index), changed.reindex(texts.index))


def _has_decimal_points(texts: pd.Series[str]) -> bool:
    return bool(texts.astype(str).str.strip().str.fullmatch(_DECIMAL_POINT).any())


def _guarded(cell: Any) -> Any:
    """Put an apostrophe before a text that begins like a formula, or like one that was guarded already."""
    if not isinstance(cell, str):
        return cell
    # Between the lines of a cell: a carriage return alone would end the row.
    cell = re.sub(r"\r\n?", "\n", cell) if "\r" in cell else cell
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def _as_meant(cell: str) -> str:
    """Take the apostrophe of `_guarded` off."""
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell) else cell
