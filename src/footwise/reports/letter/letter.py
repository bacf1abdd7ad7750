"""A plain letter of one page about a person, set by Typst: whoever writes it brings the words in their own language."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from footwise.extras import require

# The largest in which all of it stands on one page; what does not fit in the smallest goes on to a second.
_SIZES_PT = ("11", "10", "9")
_PAGE = re.compile(rb"/Type\s*/Page\b")
_TEMPLATE = Path(__file__).parents[1] / "templates" / "letter.typ"


@dataclass(frozen=True)
class LetterSection:
    """A heading, what stands under it, and a table.

    Attributes
    ----------
    heading : str
    paragraphs : tuple of str
    points : tuple of str
    head : tuple of str
        Of the table; empty where there is none.
    rows : tuple of tuple of str
    strong_row : int
        The row that stands out, from 0; −1 for none.
    after : tuple of str
        Paragraphs under the table.
    """

    heading: str
    paragraphs: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    strong_row: int = -1
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Letter:
    """What a letter says; every text is text, whatever letters it holds.

    Attributes
    ----------
    language : str
        Two letters, for where words may be broken.
    title : str
    facts : tuple of (str, str)
        Such as the pseudonym and the day.
    to_write : tuple of str
        Labels of lines that are filled in by hand: the name, which the clinic does not hold.
    banner : str
        In red at the top, such as that all of it is simulated; empty for none.
    lead : str
        What matters most, in a sentence.
    sections : tuple of LetterSection
    signed : tuple of str
        Who signed, and when.
    sign_here : str
        Label of the line for a signature.
    foot : str
    """

    language: str
    title: str
    facts: tuple[tuple[str, str], ...]
    to_write: tuple[str, ...]
    banner: str
    lead: str
    sections: tuple[LetterSection, ...]
    signed: tuple[str, ...]
    sign_here: str
    foot: str


def letter_pdf(letter: Letter) -> bytes:
    """Set a letter: the same letter gives the same file.

    Parameters
    ----------
    letter : Letter

    Returns
    -------
    bytes
        A PDF; its letters are in it, and none are the system's.

    Raises
    ------
    FootwiseError
        Where the package typst is not installed.
    """
    require("typst")
    import typst

    with tempfile.TemporaryDirectory(prefix="footwise-") as folder:
        root = Path(folder)
        shutil.copy(_TEMPLATE, root / _TEMPLATE.name)
        # Read as data, no text can become markup.
        (root / "content.json").write_text(json.dumps(asdict(letter), ensure_ascii=False), encoding="utf-8")
        for size in _SIZES_PT:
            pdf: bytes = typst.compile(
                str(root / _TEMPLATE.name),
                root=str(root),
                ignore_system_fonts=True,
                timestamp=0,
                sys_inputs={"size": size},
            )
            if len(_PAGE.findall(pdf)) == 1:
                break
    return pdf
