"""The register of a trial: who was enrolled when, allocation concealed until then, nothing changed unseen.

A folder with four files: ``design.toml``, a copy that cannot be exchanged; ``register.jsonl``, the audit, in which no
arm can be read; ``last_entry.json``, which tells whether the audit was cut; and ``sealed_seed.json``, which belongs to
the person who allocates and to nobody who measures.
"""

from __future__ import annotations

import hashlib
import json
import os
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from footwise.errors import ErrorKind, FootwiseError
from footwise.outputs import settle, whole_folder
from footwise.settings import quoted
from footwise.trial.audit import line_of, sealed_entry
from footwise.trial.design import TrialDesign, read_design
from footwise.trial.last_entry import NUMBER, note_last
from footwise.trial.randomisation import arm_of_place, blinded_labels, commitment, new_seed, sealed_arm
from footwise.trial.register_files import (
    AUDIT_FILE,
    DESIGN_FILE,
    SEED_FILE,
    append_entry,
    findings,
    mend_end,
    read_register,
    seed_if_known,
    seed_of,
)
from footwise.trial.register_lock import sole_writer

_LONGEST_NAME = 100


@dataclass(frozen=True)
class Enrolment:
    """One person's entry.

    Attributes
    ----------
    person, arm : str
    number : int
        In the trial.
    hash : str
        Of the entry, to be noted elsewhere.
    notes : tuple of str
        What was found at the end of the register, and mended.
    """

    person: str
    arm: str
    number: int
    hash: str
    notes: tuple[str, ...] = ()


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
    notes : tuple of str
        What hands, full disks and power cuts have left that loses nothing.
    """

    people: int
    sealed: bool
    revealed: bool
    commitment: str
    head: str
    notes: tuple[str, ...] = ()


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
    # What a killed program has begun appears now, or goes.
    settle(out)
    if (out / AUDIT_FILE).exists() or (out / SEED_FILE).exists():
        remedy = f"Choose another folder with `out`{_known_commitment(out)}"
        raise FootwiseError(out, "holds the register of a trial already", remedy, kind=ErrorKind.BAD_REQUEST)
    seed = new_seed() if seed is None else seed
    digest = hashlib.sha256(text).hexdigest()
    promised = commitment(seed, digest)
    record = {"kind": "opened", "time": clock(), "design_sha256": digest, "commitment": promised, NUMBER: 1}
    entry = sealed_entry(record, None, seed)
    with whole_folder(out) as folder:
        (folder / DESIGN_FILE).write_bytes(text)
        handle = os.open(folder / SEED_FILE, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({"seed": seed}, file)
        (folder / AUDIT_FILE).write_bytes(line_of(entry) + b"\n")
        note_last(folder, 1, entry["hash"], seed)
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
    person = _name(person)
    with sole_writer(folder / AUDIT_FILE):
        read = read_register(folder)
        design, records = read.design, read.records
        seed = seed_of(read)
        notes = mend_end(read, seed)
        enrolled = [record for record in records if record["kind"] == "enrolled"]
        for number, record in enumerate(enrolled, start=1):
            if _alike(record["person"]) == _alike(person):
                raise _enrolled_already(person, record, number, arm_of_place(seed, design, *_place(record)))
        if any(record["kind"] == "revealed" for record in records):
            raise FootwiseError(
                folder, "has been unblinded, so nobody can be enrolled any more", kind=ErrorKind.BAD_REQUEST
            )
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
        added = append_entry(read, record, seed)
    return Enrolment(person, arm, len(enrolled) + 1, added["hash"], notes)


def allocations(folder: Path, blinded: bool = True, *, need_arms: bool = True) -> pd.DataFrame:
    """Table of the people: person, arm, enrolled, and the factors of the strata.

    Blinded, the arms are A and B, and which is which is drawn from the sealed seed. Where that seed is neither there
    nor revealed, the arms are empty if they are not needed, else that is an error.
    """
    read = read_register(folder)
    design, records = read.design, read.records
    seed = seed_of(read) if need_arms else seed_if_known(read)
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
        read = read_register(folder)
        seed = seed_of(read)
        mend_end(read, seed)
        if not any(record["kind"] == "revealed" for record in read.records):
            append_entry(read, {"kind": "revealed", "time": clock(), "seed": seed}, seed)
    return {letter: arm for arm, letter in blinded_labels(seed, read.design).items()}


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
    read = read_register(folder, head)
    design, records = read.design, read.records
    seed = seed_if_known(read)
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
    promised, last = records[0]["commitment"], records[-1]["hash"]
    return Verification(people, seed is not None, revealed, promised, last, tuple(findings(read)))


def _known_commitment(folder: Path) -> str:
    try:
        records = read_register(folder).records
    except FootwiseError:
        return ""
    people = sum(record["kind"] == "enrolled" for record in records)
    counted = "1 person" if people == 1 else f"{people} people"
    return f". The one that is there has {counted} and the commitment {records[0]['commitment']}"


def _name(person: str) -> str:
    """Give a pseudonym without blanks at its ends, in one of the ways in which Unicode can write it."""
    name = unicodedata.normalize("NFC", person.strip()) if person.isprintable() else person
    if not name.strip():
        raise FootwiseError("`person`", "is empty", "Give the person's pseudonym")
    if not name.isprintable() or len(name) > _LONGEST_NAME:
        trouble = f"is {quoted(name)}"
        remedy = f"A pseudonym is one line of at most {_LONGEST_NAME} letters, digits and signs that can be seen"
        raise FootwiseError("`person`", trouble, remedy)
    return name


def _alike(person: str) -> str:
    """What two spellings of one person have in common."""
    return unicodedata.normalize("NFKC", person).strip().casefold()


def _place(record: dict[str, Any]) -> tuple[list[str], int]:
    return record["stratum"], record["place"]


def _enrolled_already(person: str, record: dict[str, Any], number: int, arm: str) -> FootwiseError:
    """Say the arm again: whoever can enrol has the seed, and may not have seen it, if the program was killed then."""
    trouble = (
        f"is enrolled already, as {record['person']}, number {number}, {record['time'][:10]}, "
        f"{', '.join(record['stratum']) or 'no strata'}: {arm}. The hash to note is {record['hash']}"
    )
    return FootwiseError(person, trouble, "A person is enrolled once, and capitals make no other person")


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
