"""The one error that Footwise raises for trouble a person can do something about."""

import re
from pathlib import Path


class FootwiseError(Exception):
    """Trouble that a person can understand and act on, told in one line.

    Parameters
    ----------
    where : str or Path
        The file, folder or thing that has the trouble.
    trouble : str
        What is wrong with it.
    remedy : str
        What to do about it.
    """

    def __init__(self, where: str | Path, trouble: str, remedy: str = "") -> None:
        super().__init__(where, trouble, remedy)
        self.where = where
        self.trouble = trouble
        self.remedy = remedy

    def __str__(self) -> str:
        """Give ``WHERE: TROUBLE. REMEDY`` on one line."""
        sentences = (f"{self.where}: {self.trouble}", self.remedy)
        return " ".join(_as_sentence(sentence) for sentence in sentences if sentence.strip())


def _as_sentence(text: str) -> str:
    """Fold the newlines of `text` and end it with a full stop, unless it ends a sentence already."""
    line = re.sub(r"\s*[\r\n]+\s*", " ", text).strip()
    return line if line.endswith((".", "!", "?")) else f"{line}."
