"""The register of a trial: opened, written out in letters, and checked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from footwise.arrays import by_value
from footwise.errors import FootwiseError
from footwise.tables import write_csv
from footwise.trial import (
    DESIGN_FILE,
    SEED_FILE,
    allocations,
    open_register,
    read_design,
    verify,
    write_last_entry_anew,
)


@dataclass(frozen=True)
class OpenedRegister:
    """A register in which nobody is yet.

    Attributes
    ----------
    folder : Path
    commitment : str
        To be made public before the first person is enrolled.
    foreseen : tuple of str
        What lets people foresee an arm.
    """

    folder: Path
    commitment: str
    foreseen: tuple[str, ...]

    def keep(self) -> list[str]:
        """Say what must be kept from whom, for the allocation to be concealed."""
        return [
            f"Keep {self.folder / SEED_FILE} from everybody who recruits or measures: whoever has it can read the next "
            "arm. One person who does neither keeps the folder and enrols people when asked.",
            f"Keep {self.folder / DESIGN_FILE} from those who recruit: it tells the sizes of the blocks.",
            *(f"Warning: {text}." for text in self.foreseen),
        ]


def open_trial(design: Path, out: Path) -> OpenedRegister:
    """Seal the seed of the allocation, and open the register in the folder `out`.

    The list is drawn, and nobody can see it.
    """
    commitment = open_register(design, out)
    return OpenedRegister(out, commitment, tuple(read_design(out / DESIGN_FILE).foreseen()))


@by_value
@dataclass(frozen=True)
class Allocations:
    """Who is in which arm.

    Attributes
    ----------
    table : DataFrame
        One row a person.
    blinded : bool
        The arms are A and B.
    ratio : (int, int)
        Of the two arms.
    """

    table: pd.DataFrame
    blinded: bool
    ratio: tuple[int, int]

    def sentence(self, out: Path) -> str:
        """Say how many people are in the file `out`, and how blind it is."""
        told = f"{len(self.table)} people in {out}"
        if not self.blinded:
            return told
        first, other = self.ratio
        if first == other:
            return f"{told}, blinded"
        return f"{told}, as A and B; but arms of {first}:{other} tell by their sizes which letter is which"


def read_allocations(register: Path, *, unblinded: bool = False) -> Allocations:
    """Read who is in which arm, as A and B unless the names of the arms are wanted."""
    table = allocations(register, blinded=not unblinded)
    first, other = (arm.ratio for arm in read_design(register / DESIGN_FILE).arms)
    return Allocations(table, not unblinded, (first, other))


def write_allocations(found: Allocations, out: Path) -> None:
    """Write the table as the CSV file `out`."""
    write_csv(found.table, out)


def verify_register(register: Path, head: str | None = None, *, rebuild: bool = False) -> list[str]:
    """Check a register for changes, and say what that shows and what it does not.

    Parameters
    ----------
    register : Path
        Folder of the register.
    head : str, optional
        A hash that was noted at an enrolment: is it still there?
    rebuild : bool
        Write the note of the last entry anew first, where it was lost; `head` must be the hash that was noted last.

    Raises
    ------
    FootwiseError
        What was changed.
    """
    if rebuild:
        if head is None:
            raise FootwiseError("`rebuild`", "needs the hash that was noted last", "Give it with `head`")
        write_last_entry_anew(register, head)
    found = verify(register, head)
    said = f"{found.people} people, and no entry breaks the chain. "
    if found.sealed:
        said += "Every entry has the seal of the seed, and every allocation follows the sealed list. "
    else:
        said += "Seals and allocations were not checked: the sealed seed is not here. "
    said += "The blinding has ended." if found.revealed else "The blinding holds."
    noted = (
        "The hash that was noted is there."
        if head
        else "Not compared with a noted hash (`head`): who has the seed could have written all entries anew."
    )
    notes = [f"Note: {note}." for note in found.notes]
    return [
        said,
        noted,
        *notes,
        f"Commitment, to be the one made public: {found.commitment}",
        f"Last hash: {found.head}",
    ]
