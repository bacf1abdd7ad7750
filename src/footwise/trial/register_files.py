"""The files of a register: read and compared with each other, mended at their end, added to."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from footwise.errors import FootwiseError
from footwise.outputs import settle
from footwise.settings import is_text, is_whole, read_json
from footwise.trial.audit import Audit, check_seals, line_of, read_audit, sealed_entry
from footwise.trial.audit_writing import ASIDE, append_line, set_aside, take_back
from footwise.trial.design import TrialDesign, read_design
from footwise.trial.last_entry import LAST_FILE, NUMBER, compare_last, note_last, read_last
from footwise.trial.randomisation import commitment

AUDIT_FILE = "register.jsonl"
SEED_FILE = "sealed_seed.json"
DESIGN_FILE = "design.toml"

# What the entries of each kind hold; the chain of hashes cannot tell who has written them.
_KINDS: Mapping[str, Mapping[str, Callable[[object], bool]]] = {
    "opened": {"design_sha256": is_text, "commitment": is_text},
    "enrolled": {
        "time": is_text,
        "person": is_text,
        "sealed_arm": is_text,
        "stratum": lambda value: isinstance(value, list) and all(map(is_text, value)),
        "place": lambda value: is_whole(value, 0, 10_000_000),
    },
    "revealed": {"seed": is_text},
}


@dataclass(frozen=True)
class RegisterFiles:
    """A register as it stands, as far as it can be checked without the seed.

    Attributes
    ----------
    folder : Path
    design : TrialDesign
    audit : Audit
    last : dict or None
        What was noted of the last entry.
    """

    folder: Path
    design: TrialDesign
    audit: Audit
    last: dict[str, Any] | None

    @property
    def path(self) -> Path:
        """The audit."""
        return self.folder / AUDIT_FILE

    @property
    def records(self) -> tuple[dict[str, Any], ...]:
        """Its entries."""
        return self.audit.records


def read_register(folder: Path, head: str | None = None) -> RegisterFiles:
    """Read design and audit, whose chain holds and whose entries fit the design.

    Raises
    ------
    FootwiseError
        A file that is missing or was changed, or a noted hash `head` that is not there.
    """
    settle(folder)
    last = read_last(folder)
    audit = read_audit(folder / AUDIT_FILE, head)
    records = audit.records
    if not records or records[0]["kind"] != "opened":
        raise FootwiseError(folder / AUDIT_FILE, "does not begin with a commitment", "Restore it from a copy")
    for number, record in enumerate(records, start=1):
        if not all(is_kind(record.get(name)) for name, is_kind in _KINDS.get(record["kind"], {}).items()):
            raise FootwiseError(folder / AUDIT_FILE, f"entry {number} is not whole", "Restore it from a copy")
    design = folder / DESIGN_FILE
    if not design.is_file() or hashlib.sha256(design.read_bytes()).hexdigest() != records[0]["design_sha256"]:
        raise FootwiseError(design, "is not the design the register was opened with", "Restore it from a copy")
    read = read_design(design)
    strata = set(read.all_strata())
    for number, record in enumerate(records, start=1):
        if record["kind"] == "enrolled" and not (tuple(record["stratum"]) in strata and record["place"] < read.people):
            trouble = f"entry {number} is of a stratum or a place that the design does not have"
            raise FootwiseError(folder / AUDIT_FILE, trouble, "Restore it from a copy")
    return RegisterFiles(folder, read, audit, last)


def seed_of(read: RegisterFiles) -> str:
    """Give the sealed seed, once it fits its commitment and every seal, and no entry is missing at the end.

    Raises
    ------
    FootwiseError
        It is not there, or something does not hold.
    """
    seed = sealed_seed(read)
    compare_last(read.path, read.audit, read.last, seed)
    return seed


def sealed_seed(read: RegisterFiles) -> str:
    """Give the sealed seed, once it fits its commitment and every seal; whether an entry is missing is not looked at.

    Raises
    ------
    FootwiseError
        It is not there, or something does not hold.
    """
    folder, records = read.folder, read.records
    try:
        seed = read_json(folder / SEED_FILE, "a sealed seed", "Restore it from a copy").text("seed")
    except FootwiseError as error:
        remedy = "It is with the person who allocates; without it nobody can be allocated"
        raise FootwiseError(folder / SEED_FILE, f"the sealed seed is not here ({error.trouble})", remedy) from None
    if commitment(seed, records[0]["design_sha256"]) != records[0]["commitment"]:
        raise FootwiseError(folder / SEED_FILE, "is not the seed that was sealed", "Restore it from a copy")
    check_seals(read.path, records, seed)
    return seed


def seed_if_known(read: RegisterFiles) -> str | None:
    """Give the seed where it was revealed or its file is there, checked; None where it is with somebody else."""
    folder, records = read.folder, read.records
    revealed = next((str(record["seed"]) for record in records if record["kind"] == "revealed"), None)
    if revealed is None:
        if (folder / SEED_FILE).exists():
            return seed_of(read)
        compare_last(read.path, read.audit, read.last, None)
        return None
    if commitment(revealed, records[0]["design_sha256"]) != records[0]["commitment"]:
        raise FootwiseError(folder / AUDIT_FILE, "reveals another seed than the one that was sealed", "Do not trust it")
    check_seals(read.path, records, revealed)
    compare_last(read.path, read.audit, read.last, revealed)
    return revealed


def append_entry(read: RegisterFiles, record: dict[str, Any], seed: str) -> dict[str, Any]:
    """Add an entry, then note it as the last; only then may anybody be told of it."""
    number = len(read.records) + 1
    entry = sealed_entry({**record, NUMBER: number}, read.records[-1]["hash"], seed)
    size = append_line(read.path, line_of(entry))
    try:
        note_last(read.folder, number, entry["hash"], seed)
    except BaseException as error:
        # Unless it was noted in spite of that: what is noted must be there.
        if (read_last(read.folder) or {}).get("hash") != entry["hash"]:
            take_back(read.path, size)
            if isinstance(error, FootwiseError):
                remedy = f"Nothing was added, and nobody was enrolled. {error.remedy}"
                raise FootwiseError(error.where, error.trouble, remedy, error.kind) from error
        raise
    return entry


def mend_end(read: RegisterFiles, seed: str) -> tuple[str, ...]:
    """Bring the end of a register in order before anything is told or added, and say what was found."""
    notes = tuple(findings(read))
    if read.audit.half:
        aside = set_aside(read.path, read.audit.half)
        notes = (*notes, f"The half-written line was set aside as {aside.name}")
    # A program may have been killed between an entry and the note of it.
    if read.last is None or read.last["entries"] < len(read.records):
        note_last(read.folder, len(read.records), read.records[-1]["hash"], seed)
    return notes


def findings(read: RegisterFiles) -> list[str]:
    """Say what hands, full disks and power cuts have left at the end of the audit, and loses nothing."""
    found = []
    if read.audit.half:
        size = len(read.audit.half)
        found.append(
            f"{AUDIT_FILE} ends in {size} byte{'s' * (size > 1)} of an entry that was never whole: a program was "
            "stopped, or the disk was full, before an arm was told. Whoever should have been enrolled is not"
        )
    if read.audit.open_end:
        found.append(f"{AUDIT_FILE} lacks the end of its last line, as editors leave it; its entries are as they were")
    if read.audit.foreign_ends:
        found.append(f"{AUDIT_FILE} has line ends that Footwise does not write; its entries are as they were")
    if aside := sorted(path.name for path in read.folder.glob(f"{AUDIT_FILE}.{ASIDE}-*")):
        found.append(f"Half-written lines were set aside earlier: {', '.join(aside)}")
    if read.last is None:
        found.append(f"There is no {LAST_FILE} yet, so entries that were cut off cannot be seen without a noted hash")
    return found
