"""How many entries a register has, kept beside it: what tells an entry that was cut off from one that never was whole.

Every entry is on the disk first, then its number and hash here, and only then is an arm told. So a half-written line
behind the last entry named here belongs to nobody who was told an arm, and a register that lacks this entry was cut.
"""

from __future__ import annotations

import hmac
import json
from pathlib import Path
from typing import Any

from footwise.errors import FootwiseError
from footwise.outputs import write_text_whole
from footwise.settings import is_text, is_whole, read_json
from footwise.trial.audit import Audit, seal

LAST_FILE = "last_entry.json"
# An entry with its own number is of a register that has this file.
NUMBER = "entry"
_RESTORE = "Restore the folder from a copy"


def read_last(folder: Path) -> dict[str, Any] | None:
    """Read what was noted last; None where nothing is. To be read before the register, to which others may be adding.

    Raises
    ------
    FootwiseError
        A file that was changed by hand.
    """
    path = folder / LAST_FILE
    if not path.exists():
        return None
    told = read_json(path, "the note of the last entry", _RESTORE).table
    sound = is_whole(told.get("entries"), 1) and is_text(told.get("hash")) and is_text(told.get("seal"))
    if not sound or path.read_text(encoding="utf-8").rstrip("\r\n") != _text(told):
        raise FootwiseError(path, "was changed by hand", _RESTORE)
    return told


def compare_last(path: Path, audit: Audit, told: dict[str, Any] | None, secret: str | None) -> None:
    """Compare a record with what was noted of its last entry.

    Parameters
    ----------
    path : Path
        The record.
    audit : Audit
    told : dict or None
        From `read_last`.
    secret : str or None
        Where it is known, the note's seal is compared, too.

    Raises
    ------
    FootwiseError
        Entries that are missing at the end, a note that is missing or was changed, or a half-written line of which
        nothing tells whether it was whole once.
    """
    records = audit.records
    if told is None:
        if any(NUMBER in record for record in records):
            trouble = f"is missing; without it nobody sees whether entries were cut off {path.name}"
            remedy = f"{_RESTORE}; without one, write it anew with the hash that was noted last (`head`, `rebuild`)"
            raise FootwiseError(path.with_name(LAST_FILE), trouble, remedy)
        if audit.half:
            trouble = f"entry {len(records) + 1} is only half there: it was cut, or never written whole"
            remedy = "Restore the register from a copy; if nobody was told an arm, remove this half line"
            raise FootwiseError(path, trouble, remedy)
        return
    if told["entries"] > len(records):
        trouble = f"has {len(records)} whole entries, and an entry {told['entries']} was there"
        raise FootwiseError(path, trouble, "Entries were removed or cut off; restore the register from a copy")
    if told["hash"] != records[told["entries"] - 1]["hash"]:
        trouble = f"entry {told['entries']} is another one than {LAST_FILE} tells of"
        raise FootwiseError(path, trouble, "The register was changed by hand; restore the folder from a copy")
    if secret is not None and not hmac.compare_digest(told["seal"].encode(), _seal(told, secret).encode()):
        raise FootwiseError(path.with_name(LAST_FILE), "is not sealed by the seed", _RESTORE)


def note_last(folder: Path, entries: int, digest: str, secret: str) -> None:
    """Note the last entry, in one step.

    Raises
    ------
    FootwiseError
        It cannot be written; what was noted before is then still there.
    """
    told = {"entries": entries, "hash": digest}
    write_text_whole(folder / LAST_FILE, _text({**told, "seal": _seal(told, secret)}) + "\n")


def _seal(told: dict[str, Any], secret: str) -> str:
    return seal({"last": told["entries"], "hash": told["hash"]}, secret)


def _text(told: dict[str, Any]) -> str:
    return json.dumps(told, sort_keys=True)
