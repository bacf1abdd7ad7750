"""Write the note of a register's last entry anew, where it was lost and there is no copy."""

from __future__ import annotations

from pathlib import Path

from footwise.errors import ErrorKind, FootwiseError
from footwise.trial.last_entry import LAST_FILE, note_last
from footwise.trial.register_files import AUDIT_FILE, read_register, sealed_seed
from footwise.trial.register_lock import sole_writer


def write_last_entry_anew(folder: Path, head: str) -> None:
    """Write ``last_entry.json`` anew, by the hash that was noted at the last enrolment.

    The register alone cannot show whether entries were cut off its end; whoever notes hashes can. So the hash must be
    that of the last entry that is there, and every seal must hold.

    Parameters
    ----------
    folder : Path
    head : str
        The hash that the last enrolment told.

    Raises
    ------
    FootwiseError
        The note is there; the hash is not the last one's; the seed is not here; or something in the register is wrong.
    """
    with sole_writer(folder / AUDIT_FILE):
        read = read_register(folder, head)
        if read.last is not None:
            remedy = "If it does not fit the register, entries were removed: restore the folder from a copy"
            raise FootwiseError(folder / LAST_FILE, "is there", remedy, kind=ErrorKind.BAD_REQUEST)
        later = len(read.records) - 1 - [record["hash"] for record in read.records].index(head)
        if later:
            trouble = f"has {later} entr{'y' if later == 1 else 'ies'} after the one of the hash {head[:12]}…"
            remedy = "Give the hash that was told at the last enrolment: an older one cannot show what was cut off"
            raise FootwiseError(folder / AUDIT_FILE, trouble, remedy)
        note_last(folder, len(read.records), head, sealed_seed(read))
