"""Why a step is left out or flagged: the words, and the numbers in them."""

from __future__ import annotations

from collections.abc import Iterable
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


def together(reasons: Iterable[StepReason | None]) -> StepReason | None:
    """Make one reason of those that there are, in their order; None without any.

    >>> str(together([StepReason("flag: {} %", ("4",)), None, StepReason("flag: {} mm", ("7",))]))
    'flag: 4 %; flag: 7 mm'
    """
    said = [reason for reason in reasons if reason is not None]
    if not said:
        return None
    numbers = tuple(number for reason in said for number in reason.numbers)
    return StepReason("; ".join(reason.words for reason in said), numbers)
