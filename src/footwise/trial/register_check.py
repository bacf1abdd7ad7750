"""Whether the data of a trial have everybody of its register, in the arm and stratum of the register."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from footwise.errors import ErrorKind, FootwiseError
from footwise.trial.data import TrialData
from footwise.trial.design import TrialDesign
from footwise.trial.register import allocations

NOT_CHECKED = (
    "Whether these are all the people who were randomised, in their arms, was not checked: no register was given."
)
_MOST_NAMED = 8


def check_register(data: TrialData, design: TrialDesign, folder: Path) -> str:
    """Compare people, strata and arms.

    Parameters
    ----------
    data : TrialData
        With the arms' names, or with A and B.
    design : TrialDesign
    folder : Path
        Of the register. Without its sealed seed arms cannot be compared, and the sentence says so.

    Returns
    -------
    str
        A sentence for the report.

    Raises
    ------
    FootwiseError
        Somebody of the register whom the data lack, somebody else, another stratum or arm.
    """
    table = allocations(folder, blinded=data.blinded, need_arms=False)
    ours, theirs = list(data.people["person"]), list(table["person"])
    remedy = "An analysis by intention to treat has everybody who was randomised; correct people.csv"
    if lacking := [person for person in theirs if person not in ours]:
        trouble = f"has {_people(lacking)} whom the data lack: {_named(lacking)}"
        raise FootwiseError(folder, trouble, remedy, kind=ErrorKind.REFUSAL)
    if strange := [person for person in ours if person not in theirs]:
        raise FootwiseError(
            folder, f"lacks {_people(strange)} of the data: {_named(strange)}", remedy, kind=ErrorKind.REFUSAL
        )
    registered = table.set_index("person").loc[ours]
    known = bool((registered["arm"] != "").all())
    for column in (*(["arm"] if known else []), *(factor for factor in design.strata if factor in registered)):
        own, other = data.people[column].to_numpy(), registered[column].to_numpy()
        if wrong := [f"{p} is {b}, not {a}" for p, a, b in zip(ours, own, other, strict=True) if a != b]:
            raise FootwiseError(folder, f"has another {column} than the data: {_named(wrong)}", "Correct people.csv")
    if known:
        return "People, strata and arms are those of the register."
    return "People and strata are those of the register; without its sealed seed the arms could not be compared."


def _people(persons: Sequence[str]) -> str:
    return "1 person" if len(persons) == 1 else f"{len(persons)} people"


def _named(texts: Sequence[str]) -> str:
    more = len(texts) - _MOST_NAMED
    return ", ".join(texts[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
