"""What a reader of a result must know, with what kind of thing it is: code asks for the kind, people read the text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class NoteKind(StrEnum):
    """What a note is about, as far as any code asks."""

    REMARK = "remark"
    """Nothing that any code asks for."""
    PLATE = "plate"
    """A force plate, or all forces, that cannot be used."""


@dataclass(frozen=True)
class Note:
    """One thing that a reader must know.

    Attributes
    ----------
    text : str
        One sentence or part of one, for people.
    kind : NoteKind
    """

    text: str
    kind: NoteKind = NoteKind.REMARK

    def __str__(self) -> str:
        return self.text
