"""The register of a trial: who was enrolled when, allocation concealed until then, nothing changed unseen.

A folder with three files: ``design.toml``, a copy that cannot be exchanged; ``register.jsonl``, the audit, in which no
arm can be read; and ``sealed_seed.json``, which belongs to the person who allocates and to nobody who measures.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from footwise.errors import ErrorKind, FootwiseError
from footwise.settings import is_text, is_whole, read_json
from footwise.trial.audit import append_audit, check_seals, read_audit, sole_writer
from footwise.trial.design import TrialDesign, read_design
from footwise.trial.randomisation import arm_of_place, blinded_labels, commitment, new_seed, sealed_arm

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
class Enrolment:
    """One person's entry: the arm, the number in the trial, and the entry's hash to note elsewhere."""

    person: str
    arm: str
    number: int
    hash: str


@dataclass(frozen=True)
class Verification:
    """What a check of the register found to hold.

    Attributes
    ----------
    people : int
        Enrolled.
    sealed : bool
        Whether the seed was there, so that the seals and every allocation could be checked too.
    revealed : bool
        Whether the blinding has ended.
    commitment : str
        As it stands in the register: must be the one that was made public.
    head : str
        Hash of the last entry.
    """

    people: int
    sealed: bool
    revealed: bool
    commitment: str
    head: str


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def open_register(design: Path, out: Path, seed: str | None = None, clock: Callable[[], str] = _now) -> str:
    """Seal a seed and begin the audit with its commitment.

    Parameters
    ----------
    design : Path
        Design file; a copy goes into the folder.
    out : Path
        Folder of the register; made where it is not there.
    seed : str, optional
        For simulated trials only: a real one draws its own.
    clock : callable
        Gives the time of an entry.

    Returns
    -------
    str
        The commitment, to be made public (in the registry, by letter) before the first person is enrolled.
    """
    read_design(design)
    text = design.read_bytes()
    out.mkdir(parents=True, exist_ok=True)
    if (out / AUDIT_FILE).exists() or (out / SEED_FILE).exists():
        raise FootwiseError(
            out, "holds the register of a trial already", "Choose another folder with `out`", kind=ErrorKind.BAD_REQUEST
        )
    seed = new_seed() if seed is None else seed
    digest = hashlib.sha256(text).hexdigest()
    promised = commitment(seed, digest)
    (out / DESIGN_FILE).write_bytes(text)
    handle = os.open(out / SEED_FILE, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"seed": seed}, file)
    record = {"kind": "opened", "time": clock(), "design_sha256": digest, "commitment": promised}
    append_audit(out / AUDIT_FILE, record, None, seed)
    return promised


def enrol(folder: Path, person: str, stratum: Mapping[str, str], clock: Callable[[], str] = _now) -> Enrolment:
    """Enrol a person for good, and only then draw the arm.

    Parameters
    ----------
    folder : Path
    person : str
        Pseudonym; never a name.
    stratum : mapping of str to str
        Level of every factor of the strata.

    Raises
    ------
    FootwiseError
        Somebody enrolled twice, a level that is not in the design, a register that is full, closed or damaged.
    """
    person = person.strip()
    if not person:
        raise FootwiseError("`person`", "is empty", "Give the person's pseudonym")
    with sole_writer(folder / AUDIT_FILE):
        design, records = _read(folder)
        seed = _seed(folder, records)
        if any(record["kind"] == "revealed" for record in records):
            raise FootwiseError(
                folder, "has been unblinded, so nobody can be enrolled any more", kind=ErrorKind.BAD_REQUEST
            )
        enrolled = [record for record in records if record["kind"] == "enrolled"]
        if any(record["person"].casefold() == person.casefold() for record in enrolled):
            remedy = "A person is enrolled once, and capitals make no other person; see the register"
            raise FootwiseError(person, "is enrolled already", remedy)
        if len(enrolled) >= design.people:
            raise FootwiseError(
                folder,
                f"has all {design.people} people of the design",
                "Amend the design first",
                kind=ErrorKind.BAD_REQUEST,
            )
        levels = _stratum(design, stratum)
        place = sum(record["stratum"] == list(levels) for record in enrolled)
        arm = arm_of_place(seed, design, levels, place)
        record = {
            "kind": "enrolled",
            "time": clock(),
            "person": person,
            "stratum": list(levels),
            "place": place,
            "sealed_arm": sealed_arm(seed, person, arm),
        }
        added = append_audit(folder / AUDIT_FILE, record, records[-1]["hash"], seed)
    return Enrolment(person, arm, len(enrolled) + 1, added["hash"])


def allocations(folder: Path, blinded: bool = True, *, need_arms: bool = True) -> pd.DataFrame:
    """Table of the people: person, arm, enrolled, and the factors of the strata.

    Blinded, the arms are A and B, and which is which is drawn from the sealed seed. Where that seed is neither there
    nor revealed, the arms are empty if they are not needed, else that is an error.
    """
    design, records = _read(folder)
    seed = _seed(folder, records) if need_arms else _seed_if_known(folder, records)
    letters = {} if seed is None else blinded_labels(seed, design)
    rows = []
    for record in records:
        if record["kind"] == "enrolled":
            arm = "" if seed is None else arm_of_place(seed, design, record["stratum"], record["place"])
            told = letters.get(arm, "") if blinded else arm
            strata = dict(zip(design.strata, record["stratum"], strict=True))
            rows.append({"person": record["person"], "arm": told, "enrolled": record["time"][:10], **strata})
    return pd.DataFrame(rows, columns=["person", "arm", "enrolled", *design.strata])


def reveal(folder: Path, clock: Callable[[], str] = _now) -> dict[str, str]:
    """End the blinding for good: write the seed into the audit, and give which letter was which arm."""
    with sole_writer(folder / AUDIT_FILE):
        design, records = _read(folder)
        seed = _seed(folder, records)
        if not any(record["kind"] == "revealed" for record in records):
            record = {"kind": "revealed", "time": clock(), "seed": seed}
            append_audit(folder / AUDIT_FILE, record, records[-1]["hash"], seed)
    return {letter: arm for arm, letter in blinded_labels(seed, design).items()}


def verify(folder: Path, head: str | None = None) -> Verification:
    """Check the chain, the copy of the design and the places in the strata; with the seed also seals and allocations.

    Parameters
    ----------
    folder : Path
    head : str, optional
        Hash that was noted at an enrolment. Without one, whoever has the seed could have written everything anew.

    Raises
    ------
    FootwiseError
        The first thing that does not hold.
    """
    design, records = _read(folder, head)
    seed = _seed_if_known(folder, records)
    places: dict[tuple[str, ...], int] = {}
    people = 0
    for record in records:
        if record["kind"] != "enrolled":
            continue
        people += 1
        stratum = tuple(record["stratum"])
        if record["place"] != places.get(stratum, 0):
            raise FootwiseError(folder / AUDIT_FILE, f"{record['person']} is out of the order of the stratum")
        places[stratum] = record["place"] + 1
        if seed is not None:
            arm = arm_of_place(seed, design, stratum, record["place"])
            if record["sealed_arm"] != sealed_arm(seed, record["person"], arm):
                raise FootwiseError(folder / AUDIT_FILE, f"{record['person']} was allocated against the list")
    revealed = any(record["kind"] == "revealed" for record in records)
    return Verification(people, seed is not None, revealed, records[0]["commitment"], records[-1]["hash"])


def _read(folder: Path, head: str | None = None) -> tuple[TrialDesign, list[dict[str, Any]]]:
    records = read_audit(folder / AUDIT_FILE, head)
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
    return read, records


def _seed(folder: Path, records: list[dict[str, Any]]) -> str:
    try:
        seed = read_json(folder / SEED_FILE, "a sealed seed", "Restore it from a copy").text("seed")
    except FootwiseError as error:
        remedy = "It is with the person who allocates; without it nobody can be allocated"
        raise FootwiseError(folder / SEED_FILE, f"the sealed seed is not here ({error.trouble})", remedy) from None
    if commitment(seed, records[0]["design_sha256"]) != records[0]["commitment"]:
        raise FootwiseError(folder / SEED_FILE, "is not the seed that was sealed", "Restore it from a copy")
    check_seals(folder / AUDIT_FILE, records, seed)
    return seed


def _seed_if_known(folder: Path, records: list[dict[str, Any]]) -> str | None:
    """Give the seed where it was revealed or its file is there, checked; None where it is with somebody else."""
    revealed = next((str(record["seed"]) for record in records if record["kind"] == "revealed"), None)
    if revealed is None:
        return _seed(folder, records) if (folder / SEED_FILE).exists() else None
    if commitment(revealed, records[0]["design_sha256"]) != records[0]["commitment"]:
        raise FootwiseError(folder / AUDIT_FILE, "reveals another seed than the one that was sealed", "Do not trust it")
    check_seals(folder / AUDIT_FILE, records, revealed)
    return revealed


def _stratum(design: TrialDesign, levels: Mapping[str, str]) -> tuple[str, ...]:
    strange = sorted(set(levels) - set(design.strata))
    if strange:
        raise FootwiseError(strange[0], "is no stratum of the design", f"Strata are {', '.join(design.strata)}")
    for factor, known in design.strata.items():
        if factor not in levels:
            raise FootwiseError(factor, "is not given", f"Give it with `stratum`, such as {factor}={known[0]}")
        if levels[factor] not in known:
            raise FootwiseError(factor, f"is {levels[factor]!r}", f"Levels are {', '.join(known)}")
    return tuple(levels[factor] for factor in design.strata)
