"""How what Footwise gives looks where it is typed: three lines at a prompt, a small table in a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from footwise.notes import Note

if TYPE_CHECKING:
    import pandas as pd

_MOST_NOTES = 3


def counted(count: int, noun: str) -> str:
    """Say how many: ``1 step``, ``2 steps``.

    Examples
    --------
    >>> counted(1, "force plate"), counted(0, "note")
    ('1 force plate', '0 notes')
    """
    return f"{count} {noun}{'' if count == 1 else 's'}"


def few_notes(notes: Sequence[Note | str]) -> str:
    """Give the first remark, and say how many others there are; empty without any."""
    if not notes:
        return ""
    more = f" (and {counted(len(notes) - 1, 'other note')})" if len(notes) > 1 else ""
    return f"Note: {_short(str(notes[0]))}{more}"


def lines(*texts: str) -> str:
    """Put at most three lines below each other; empty ones are left out."""
    return "\n".join([" ".join(text.split()) for text in texts if text][:3])


def html_table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]], notes: Sequence[Note | str] = ()) -> str:
    """Write a table as HTML for a notebook, with its first notes below it; nothing in it is taken for HTML.

    Examples
    --------
    >>> html_table("Walk <1>", ["side"], [["left"]])
    '<table><caption>Walk &lt;1&gt;</caption><tr><th>side</th></tr><tr><td>left</td></tr></table>'
    """
    top = _row("th", head) if head else ""
    body = "".join(_row("td", row) for row in rows)
    below = "".join(f"<p>Note: {escape(_short(str(note)))}</p>" for note in notes[:_MOST_NOTES])
    if len(notes) > _MOST_NOTES:
        below += f"<p>{counted(len(notes) - _MOST_NOTES, 'other note')} in <code>.notes</code></p>"
    return f"<table><caption>{escape(title)}</caption>{top}{body}</table>{below}"


def table_html(title: str, table: pd.DataFrame, most: int = 20) -> str:
    """Write the first rows of a table as HTML for a notebook; a value that is missing is an empty cell."""
    first = table.head(most).round(2)
    known = first.astype(object).where(first.notna(), "")
    rows = [[str(value) for value in row] for row in known.to_numpy().tolist()]
    notes = [f"the first {most} of {len(table)} rows"] if len(table) > most else []
    return html_table(title, [str(name) for name in first], rows, notes)


def _row(cell: str, texts: Sequence[str]) -> str:
    return "<tr>" + "".join(f"<{cell}>{escape(text)}</{cell}>" for text in texts) + "</tr>"


def _short(text: str, most: int = 200) -> str:
    return text if len(text) <= most else f"{text[:most].rstrip()} …"
