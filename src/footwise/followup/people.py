"""Names of people in tables: one person, one name."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from footwise.errors import FootwiseError


def clean_people(where: Path | str, people: pd.Series[str]) -> pd.Series[str]:
    """Take the names of people, without blanks at their ends.

    Raises
    ------
    FootwiseError
        A name that is empty, or one that is written in two ways (``P001`` and ``p001``): they would be two people.
    """
    people = people.astype(str).str.strip()
    if (people == "").any():
        row = int((people == "").to_numpy().argmax())
        raise FootwiseError(where, f"has no person in row {row + 1}", "Say whose row it is")
    spellings = pd.Series(people.unique())
    alike = spellings.str.casefold()
    if alike.duplicated().any():
        both = spellings[alike == alike[alike.duplicated()].iloc[0]]
        raise FootwiseError(where, f"writes one person as {both.iloc[0]!r} and as {both.iloc[1]!r}", "Write them alike")
    return people
