"""Allocation: sealed until enrolled, balanced in blocks, and every change of the register is seen."""

from __future__ import annotations

import hashlib
import json
import os

import pytest
from tests.trial.trials import EXAMPLE, design_file

from footwise.errors import FootwiseError
from footwise.trial import allocations, enrol, open_register, read_design, reveal, verify
from footwise.trial.last_entry import LAST_FILE
from footwise.trial.randomisation import commitment, new_seed
from footwise.trial.register_files import AUDIT_FILE, DESIGN_FILE, SEED_FILE

FEMALE = {"sex": "female", "kl_grade": "1-2"}
MALE = {"sex": "male", "kl_grade": "3"}
NOON = "2030-01-01T12:00:00+00:00"


@pytest.fixture
def register(tmp_path):
    folder = tmp_path / "register"
    open_register(EXAMPLE, folder, seed="5" * 64, clock=lambda: NOON)
    return folder


def enrolled(folder, count, levels=FEMALE):
    before = len(allocations(folder))
    return [enrol(folder, f"P{before + k:03d}", levels, lambda: NOON) for k in range(1, count + 1)]


@pytest.mark.requirement("R-051")
def test_the_arm_is_nowhere_before_or_after_enrolment(register):
    """Neither the audit nor the design shows an arm of anybody; only the sealed seed does."""
    done = enrolled(register, 8)
    text = (register / AUDIT_FILE).read_text()
    assert "sham" not in text and "personalised" not in text and "5" * 64 not in text
    sealed = [json.loads(line)["sealed_arm"] for line in text.splitlines()[1:]]
    assert len(set(sealed)) == 8
    assert {one.arm for one in done} == {"sham", "personalised"}
    if os.name == "posix":
        assert (register / SEED_FILE).stat().st_mode & 0o077 == 0


@pytest.mark.requirement("R-051")
def test_blinded_tables_have_letters_only(register):
    done = enrolled(register, 8)
    blinded = allocations(register)
    assert set(blinded["arm"]) == {"A", "B"}
    names = allocations(register, blinded=False)
    assert list(names["arm"]) == [one.arm for one in done]
    letters = reveal(register)
    assert [letters[letter] for letter in blinded["arm"]] == list(names["arm"])
    assert list(names.columns) == ["person", "arm", "enrolled", "sex", "kl_grade"]


def test_the_seed_fits_its_commitment_and_the_list_is_checked(register):
    enrolled(register, 5)
    enrolled(register, 3, MALE)
    assert verify(register).revealed is False
    reveal(register)
    found = verify(register)
    assert (found.people, found.revealed) == (8, True)
    with pytest.raises(FootwiseError, match="has been unblinded"):
        enrolled(register, 1)
    assert commitment(new_seed(), "x") != commitment(new_seed(), "x")


@pytest.mark.parametrize(
    "tampered",
    [
        lambda lines: [*lines[:2], lines[2].replace("P002", "P099"), *lines[3:]],
        lambda lines: [*lines[:2], *lines[3:]],
        lambda lines: [*lines[:2], lines[3], lines[2], *lines[4:]],
        lambda lines: [*lines, lines[-1]],
        lambda lines: [*lines, '{"kind": "enrolled"}'],
        lambda lines: [*lines, "rubbish"],
        lambda lines: [lines[0].replace("2030", "2031"), *lines[1:]],
        lambda lines: lines[1:],
    ],
)
@pytest.mark.requirement("R-051")
def test_tampering_is_seen(register, tampered):
    enrolled(register, 4)
    path = register / AUDIT_FILE
    path.write_text("\n".join(tampered(path.read_text().splitlines())) + "\n")
    with pytest.raises(FootwiseError, match=r"entry|commitment"):
        verify(register)


def test_a_record_that_was_written_anew_without_the_seed_is_seen(register):
    """Whoever changes a time and computes all hashes again has a sound chain, but no seals."""
    enrolled(register, 3)
    path = register / AUDIT_FILE
    records, before = [json.loads(line) for line in path.read_text().splitlines()], "0" * 64
    records[2]["time"] = "2020-01-01T00:00:00+00:00"
    for record in records:
        del record["hash"]
        record["before"] = before
        text = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        before = record["hash"] = hashlib.sha256(text.encode()).hexdigest()
    path.write_text("\n".join(json.dumps(record, sort_keys=True) for record in records) + "\n")
    # From the second entry on everything is new: the seal covers the entry before, too.
    for check in (verify, enrol_one_more, reveal):
        with pytest.raises(FootwiseError, match="entry 3 is not sealed by the seed"):
            check(register)
    # Without the seed the note of the last entry tells; who writes that anew as well is seen by the seed alone.
    (register / SEED_FILE).unlink()
    with pytest.raises(FootwiseError, match=f"entry 4 is another one than {LAST_FILE} tells of"):
        verify(register)
    note = json.loads((register / LAST_FILE).read_text()) | {"hash": before}
    (register / LAST_FILE).write_text(json.dumps(note, sort_keys=True))
    assert verify(register).sealed is False


def enrol_one_more(folder):
    return enrol(folder, "P9", FEMALE, lambda: NOON)


@pytest.mark.parametrize(
    ("sizes", "said"),
    [("[4, 6]", []), ("[4]", ["All blocks have 4 people"]), ("[2]", ["All blocks have 2", "the last arm always"])],
)
@pytest.mark.requirement("R-051")
def test_blocks_whose_end_can_be_foreseen_are_named(tmp_path, sizes, said):
    found = read_design(design_file(tmp_path, ("block_sizes = [4, 6]", f"block_sizes = {sizes}"))).foreseen()
    assert len(found) == len(said)
    assert all(text in one for text, one in zip(said, found, strict=True))


def test_lines_missing_at_the_end_are_seen(register):
    """By the note of the last entry, and where an old note was put back, too, by a hash that was noted elsewhere."""
    enrolled(register, 3)
    old = (register / LAST_FILE).read_bytes()
    head = enrolled(register, 1)[-1].hash
    assert verify(register, head).head == head
    path = register / AUDIT_FILE
    path.write_text("\n".join(path.read_text().splitlines()[:-1]) + "\n")
    for check in (verify, enrol_one_more, reveal, allocations):
        with pytest.raises(FootwiseError, match="has 4 whole entries, and an entry 5 was there"):
            check(register)
    (register / LAST_FILE).write_bytes(old)
    assert verify(register).people == 3
    with pytest.raises(FootwiseError, match="Entries were removed"):
        verify(register, head)


def test_an_exchanged_design_or_seed_is_seen(register):
    enrolled(register, 1)
    (register / SEED_FILE).write_text('{"seed": "other"}')
    with pytest.raises(FootwiseError, match="not the seed that was sealed"):
        enrol(register, "P9", FEMALE)
    (register / SEED_FILE).unlink()
    with pytest.raises(FootwiseError, match="the sealed seed is not here"):
        enrol(register, "P9", FEMALE)
    (register / DESIGN_FILE).write_text("people = 3")
    with pytest.raises(FootwiseError, match="not the design the register was opened with"):
        verify(register)


@pytest.mark.parametrize(
    ("person", "levels", "trouble"),
    [
        ("P001", FEMALE, "is enrolled already"),
        (" P001 ", FEMALE, "is enrolled already"),
        ("p001", FEMALE, "is enrolled already"),
        ("", FEMALE, "is empty"),
        ("P2", {"sex": "female"}, "kl_grade: is not given"),
        ("P2", {**FEMALE, "sex": "f"}, "Levels are female, male"),
        ("P2", {**FEMALE, "age": "old"}, "no stratum of the design"),
    ],
)
def test_what_cannot_be_enrolled(register, person, levels, trouble):
    enrolled(register, 1)
    with pytest.raises(FootwiseError, match=trouble):
        enrol(register, person, levels)
    assert verify(register).people == 1


def test_a_register_is_opened_once_and_filled_once(register, tmp_path):
    with pytest.raises(FootwiseError, match="holds the register of a trial already"):
        open_register(EXAMPLE, register)
    enrolled(register, 68)
    with pytest.raises(FootwiseError, match="has all 68 people"):
        enrolled(register, 1)
