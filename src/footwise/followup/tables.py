"""Tables of people as spreadsheets and databases save them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd

from footwise.errors import FootwiseError
from footwise.text_files import read_lines


def read_csv_as_written(path: Path | str) -> pd.DataFrame:
    """Read a CSV file whose first line names the columns, whatever separates its fields.

    Every field is text, as it stands in the file: a wrong answer can then be named, and a number such as 0012 in a
    person's name keeps its zeros.

    Raises
    ------
    FootwiseError
        No such file, no text, no table, no rows, or two columns of one name.
    """
    path = Path(path)
    lines = [line for line in read_lines(path) if line.strip()]
    header = lines[0]
    separator = max(",;\t|", key=header.count)
    try:
        table = pd.read_csv(
            io.StringIO("\n".join(lines)), sep=separator, header=None, dtype=str, keep_default_na=False, index_col=False
        )
    except (ValueError, csv.Error) as error:
        said = str(error).strip().rpartition("error: ")[2]
        raise FootwiseError(path, f"is no table ({said})", "Save it as CSV with one line of names") from None
    # Names are taken from the first row by hand: pandas would call a second A1 "A1.1", which reads like A11.
    names = table.iloc[0].str.strip()
    twice = names[names.duplicated() & (names != "")]
    if len(twice):
        raise FootwiseError(path, f"has two columns {twice.iloc[0]!r}", "Remove or rename one of them")
    table = table.iloc[1:].reset_index(drop=True)
    table.columns = pd.Index(names)
    if table.empty:
        raise FootwiseError(path, "has no rows", "Export it again")
    return table.loc[:, [bool(name) for name in names]]


def clean_people(where: Path | str, people: pd.Series[str]) -> pd.Series[str]:
    """Take the names of people, without blanks at their ends.

    Raises
    ------
    FootwiseError
        A name that is empty, or one that is written in two ways (``P001`` and ``p001``): they would be two people.
    """
    people = people.astype(str).str.strip()
    if (people == "").any():
        row = int((people == "").to_numpy().argmax())
        raise FootwiseError(where, f"has no person in row {row + 1}", "Say whose row it is")
    spellings = pd.Series(people.unique())
    alike = spellings.str.casefold()
    if alike.duplicated().any():
        both = spellings[alike == alike[alike.duplicated()].iloc[0]]
        raise FootwiseError(where, f"writes one person as {both.iloc[0]!r} and as {both.iloc[1]!r}", "Write them alike")
    return people


def column_numbers(path: Path | str, table: pd.DataFrame, column: str, needed: bool = True) -> pd.Series[float]:
    """Take a column as numbers; an empty field is NaN.

    Raises
    ------
    FootwiseError
        A field that is no number, or, where the column is `needed`, an empty one.
    """
    text = table[column].astype(str).str.strip()
    values = pd.to_numeric(text, errors="coerce").astype(float)
    wrong = values.isna() & ((text != "") | needed)
    if wrong.any():
        row = int(wrong.to_numpy().argmax())
        trouble = f"has {text.iloc[row]!r} as {column} in row {row + 1}, which is no number"
        raise FootwiseError(path, trouble, "Correct it")
    return values
