"""Why a step is left out or flagged: the words, and the numbers in them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class StepReason:
    """One reason; those with the same `words` are of one kind, whatever their numbers.

    Attributes
    ----------
    words : str
        ``{}`` stands where a number comes.
    numbers : tuple of str
        As they are to be read.

    Examples
    --------
    >>> str(StepReason("plates carry only {}% of body weight", ("41",)))
    'plates carry only 41% of body weight'
    """

    words: str
    numbers: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.words.format(*self.numbers) if self.numbers else self.words
