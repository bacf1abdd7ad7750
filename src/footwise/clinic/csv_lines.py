"""Lines of a table that a spreadsheet opens without taking any of its cells for a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

# With these a cell begins that a spreadsheet may take for a formula, those of East Asian keyboards among them.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?")


def csv_line(cells: Iterable[object]) -> str:
    r"""Write one line.

    >>> csv_line(["=HYPERLINK(1)", -3.5, "a, b"])
    '\'=HYPERLINK(1),-3.5,"a, b"\r\n'
    """
    line = io.StringIO()
    csv.writer(line).writerow([_guarded("" if cell is None else str(cell)) for cell in cells])
    return line.getvalue()


def _guarded(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell
