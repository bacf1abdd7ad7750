"""A guide of one page, a drawing beside each part, set by Typst: whoever writes it brings words and drawings."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

from footwise.extras import require

_TEMPLATE = Path(__file__).parents[1] / "templates" / "guide.typ"


@dataclass(frozen=True)
class GuidePart:
    """A question, its answer, and the drawing that shows it.

    Attributes
    ----------
    title : str
    words : tuple of str
        Paragraphs.
    drawing : str
        SVG.
    """

    title: str
    words: tuple[str, ...]
    drawing: str


@dataclass(frozen=True)
class Guide:
    """What a guide says; every text is text, whatever letters it holds.

    Attributes
    ----------
    language : str
        Two letters, for where words may be broken.
    title : str
    parts : tuple of GuidePart
    to_write : tuple of str
        Labels of lines that are filled in by hand, such as the clinic's telephone number.
    foot : str
    """

    language: str
    title: str
    parts: tuple[GuidePart, ...]
    to_write: tuple[str, ...]
    foot: str


def guide_pdf(guide: Guide) -> bytes:
    """Set a guide: the same guide gives the same file.

    Parameters
    ----------
    guide : Guide

    Returns
    -------
    bytes
        A PDF of one A4 page in large letters, which are in it.

    Raises
    ------
    FootwiseError
        Where the package typst is not installed.
    """
    require("typst")
    import typst

    with tempfile.TemporaryDirectory(prefix="footwise-") as folder:
        root = Path(folder)
        (root / _TEMPLATE.name).write_bytes(_TEMPLATE.read_bytes())
        parts = []
        for number, part in enumerate(guide.parts):
            (root / f"{number}.svg").write_text(part.drawing, encoding="utf-8")
            parts.append({"title": part.title, "words": part.words, "drawing": f"{number}.svg"})
        # Read as data, no text can become markup.
        told = {
            "language": guide.language,
            "title": guide.title,
            "parts": parts,
            "to_write": guide.to_write,
            "foot": guide.foot,
        }
        (root / "content.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        pdf: bytes = typst.compile(str(root / _TEMPLATE.name), root=str(root), ignore_system_fonts=True, timestamp=0)
    return pdf
