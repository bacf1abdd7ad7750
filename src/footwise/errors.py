"""The one error that Footwise raises for trouble a person can do something about."""

import re
from enum import StrEnum
from pathlib import Path

# A field of a damaged file, which a message shows, can have any length.
_LONGEST = 1500


class ErrorKind(StrEnum):
    """What an error is; what it says is prose, which no code reads."""

    BAD_FILE = "bad file"
    """A file, folder or stream cannot be read, or what it holds is wrong."""
    BAD_REQUEST = "bad request"
    """What was asked for does not fit together, or is out of range."""
    REFUSAL = "refusal to judge"
    """Everything was read, and the answer would not be trustworthy."""
    MISSING_EXTRA = "missing extra"
    """A part of Footwise that was not installed is needed."""


class FootwiseError(Exception):
    """Trouble that a person can understand and act on, told in one line.

    Parameters
    ----------
    where : str or Path
        The file, folder or thing that has the trouble.
    trouble : str
        What is wrong with it.
    remedy : str
        What to do about it. A parameter of the function that was called stands in backticks, by its own name, here as
        in `where` and `trouble`. Whoever calls it from a command line or a page puts its own word in that place.
    kind : ErrorKind, optional
        Default: a bad file where `where` is a path, else a bad request.
    """

    def __init__(self, where: str | Path, trouble: str, remedy: str = "", kind: ErrorKind | None = None) -> None:
        super().__init__(where, trouble, remedy)
        self.where = where
        self.trouble = trouble
        self.remedy = remedy
        self.kind = kind or (ErrorKind.BAD_FILE if isinstance(where, Path) else ErrorKind.BAD_REQUEST)

    def __str__(self) -> str:
        """Give ``WHERE: TROUBLE. REMEDY`` on one line."""
        sentences = (f"{_cut(str(self.where))}: {_cut(self.trouble)}", _cut(self.remedy))
        return " ".join(_as_sentence(sentence) for sentence in sentences if sentence.strip())


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _as_sentence(text: str) -> str:
    """Fold the newlines of `text` and end it with a full stop, unless it ends a sentence already."""
    line = re.sub(r"\s*[\r\n\v\f\x85\u2028\u2029]+\s*", " ", text).strip()
    return line if line.endswith((".", "!", "?", "…")) else f"{line}."
