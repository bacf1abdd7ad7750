"""What a reader of a result must know, with what kind of thing it is: code asks for the kind, people read the text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum


class NoteKind(StrEnum):
    """What a note is about, as far as any code asks."""

    REMARK = "remark"
    """Nothing that any code asks for."""
    PLATE = "plate"
    """One force plate, or the forces that another program gave one foot; `about` is its name."""
    PLATES = "plates"
    """All force plates of a recording, or what rests on them."""
    NO_LEVEL_FLOOR = "no level floor"
    """Stairs or a ramp: the force plates were left out, and what needs no forces stays."""
    KNEE_CENTRE = "knee centre"
    """The choice of a foot angle hangs on where the knee centre lies."""
    CHOICE = "choice"
    """Who was measured, of several people in a clip."""
    DARK = "dark"
    """A clip too dark to see everybody in it for certain."""
    PHONE_MOVED = "phone moved"
    """A phone that moved while it filmed; `about` is the name of its clip."""
    MIRRORED = "mirrored"
    """A film that is, or asks to be shown as, a mirror image."""
    CUT_OFF = "cut off"
    """A film whose end is missing."""
    NOBODY_SEEN = "nobody seen"
    """A clip that shows nobody."""
    STANDS_LONG = "stands long"
    """A foot that stays on the floor for longer than a step takes, as in slow motion."""
    EVENT_LOST = "event lost"
    """A stance of which the contact or the off was not found."""
    SIDES_UNKNOWN = "sides unknown"
    """A step of a leg of which nobody can say whether it is the left or the right one."""
    AT_EDGE = "at the edge"
    """A stance all of which is at the edge of the picture, or hidden."""


ABOUT_PLATES = frozenset({NoteKind.PLATE, NoteKind.PLATES, NoteKind.NO_LEVEL_FLOOR})


@dataclass(frozen=True, repr=False)
class Note:
    """One thing that a reader must know.

    Attributes
    ----------
    text : str
        One sentence or part of one, for people.
    kind : NoteKind
    about : str
        The camera, plate or side that it is about, where any code asks for it.
    """

    text: str
    kind: NoteKind = NoteKind.REMARK
    about: str = ""

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Note({self.text!r})"

    def under(self, name: str) -> Note:
        """Put a name before the text: ``name: text``."""
        return replace(self, text=f"{name}: {self.text}")


def remarks(texts: Iterable[str]) -> tuple[Note, ...]:
    """Make notes of texts that no code asks about."""
    return tuple(Note(text) for text in texts)
