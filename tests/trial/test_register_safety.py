"""What kills, full disks and hands do to a register: nothing that was told is lost, and what was tampered with is told.

A kill is a child process that ends at one call of the system, or in the middle of what it writes; a full disk is the
system's own limit on the size of a file.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import shutil
import time

import pytest
from tests.trial.trials import EXAMPLE

from footwise.errors import FootwiseError
from footwise.trial import allocations, enrol, open_register, register_lock, reveal, verify, write_last_entry_anew
from footwise.trial.last_entry import LAST_FILE
from footwise.trial.register_files import AUDIT_FILE, SEED_FILE
from footwise.trial.register_lock import sole_writer

resource = pytest.importorskip("resource")
FEMALE = {"sex": "female", "kl_grade": "1-2"}
STEPS = ("open", "write", "fsync", "ftruncate", "replace", "rename", "unlink", "mkdir", "rmdir")


@pytest.fixture
def register(tmp_path):
    folder = tmp_path / "register"
    open_register(EXAMPLE, folder, seed="5" * 64, clock=lambda: "2030-01-01")
    for k in range(3):
        enrol_now(folder, f"P{k}")
    return folder


def enrol_now(folder, person):
    return enrol(folder, person, FEMALE, lambda: "2030-01-01")


def last_line(folder):
    return (folder / AUDIT_FILE).read_bytes().splitlines(keepends=True)[-1]


def killed_at(step, work, part=None):
    """Run `work` in a child that dies at its `step`-th call of the system; give False once it came to its end.

    At a write it dies after `part` bytes of it, if that is given.
    """

    def child():
        count = 0

        def dying(real, writes):
            def call(*args, **options):
                nonlocal count
                count += 1
                if count == step:
                    if writes and part is not None:
                        real(args[0], args[1][:part])
                    os._exit(9)
                return real(*args, **options)

            return call

        for name in STEPS:
            setattr(os, name, dying(getattr(os, name), name == "write"))
        work()
        os._exit(0)

    process = multiprocessing.get_context("fork").Process(target=child)
    process.start()
    process.join()
    assert process.exitcode in (0, 9)
    return process.exitcode == 9


def test_a_kill_at_any_step_of_an_enrolment_loses_nothing(register, tmp_path):
    """Either nobody was enrolled, or the next one says the arm; the register is sound and goes on in both cases."""
    expected = enrol_now(shutil.copytree(register, tmp_path / "whole"), "P9").arm
    step, seen = 0, set()
    while True:
        step += 1
        folder = shutil.copytree(register, tmp_path / f"step{step}")
        if not killed_at(step, lambda folder=folder: enrol_now(folder, "P9"), part=step * 37):
            break
        verify(folder)
        try:
            arm = enrol_now(folder, "P9").arm
            seen.add("not enrolled")
        except FootwiseError as error:
            arm = str(error).split(": ")[2].partition(".")[0]
            assert "is enrolled already, as P9, number 4, 2030-01-01, female, 1-2" in str(error)
            seen.add("enrolled")
        assert arm == expected
        assert enrol_now(folder, "P10").number == 5
        assert verify(folder).people == 5
    assert step > 12 and seen == {"enrolled", "not enrolled"}


def test_a_kill_at_any_step_of_randomise_leaves_nothing_that_it_refuses(tmp_path):
    """Nothing is there, and it can be done again; or all of it is, and enrolment goes on."""
    step, seen = 0, set()
    while True:
        step += 1
        folder = tmp_path / f"register{step}"
        if not killed_at(step, lambda folder=folder: open_register(EXAMPLE, folder)):
            break
        try:
            open_register(EXAMPLE, folder)
            seen.add("again")
        except FootwiseError as error:
            assert "0 people and the commitment" in str(error)
            seen.add("whole")
        enrol_now(folder, "P1")
        assert verify(folder).people == 1
        assert (folder / SEED_FILE).stat().st_mode & 0o077 == 0
    assert step > 8 and "again" in seen


def test_a_kill_in_a_folder_that_is_there_already(tmp_path):
    step = 0
    while True:
        step += 1
        folder = tmp_path / f"register{step}"
        folder.mkdir()
        if not killed_at(step, lambda folder=folder: open_register(EXAMPLE, folder)):
            break
        try:
            open_register(EXAMPLE, folder)
        except FootwiseError as error:
            assert "0 people and the commitment" in str(error)
        enrol_now(folder, "P1")
        assert verify(folder).people == 1


@pytest.mark.parametrize("every", [97, pytest.param(1, marks=pytest.mark.slow)])
def test_an_entry_that_was_written_in_part_is_set_aside(register, tmp_path, every):
    """At every byte of it: the arm was not told, as the note of the last entry shows."""
    before = (register / AUDIT_FILE).read_bytes()
    enrol_now(whole := shutil.copytree(register, tmp_path / "whole"), "P9")
    entry = last_line(whole)
    lengths = {*range(1, len(entry), every), len(entry) - 2, len(entry) - 1}
    for length in sorted(lengths):
        for zeros in (b"", bytes(5)) if length < len(entry) - 1 else (b"",):
            folder = shutil.copytree(register, tmp_path / f"cut{length}-{len(zeros)}")
            (folder / AUDIT_FILE).write_bytes(before + entry[:length] + zeros)
            notes = verify(folder).notes
            if length == len(entry) - 1:  # only the end of the line is missing: the entry counts
                assert "lacks the end of its last line" in notes[0]
                with pytest.raises(FootwiseError, match="is enrolled already, as P9"):
                    enrol_now(folder, "P9")
                assert enrol_now(folder, "P10").number == 5
                continue
            assert "of an entry that was never whole" in notes[0] and verify(folder).people == 3
            done = enrol_now(folder, "P9")
            assert done.number == 4 and "was set aside as" in done.notes[-1]
            assert (folder / f"{AUDIT_FILE}.half-written-1").read_bytes() == entry[:length] + zeros
            assert (folder / AUDIT_FILE).read_bytes() == before + last_line(folder)
            assert "were set aside earlier" in verify(folder).notes[0]


@pytest.mark.parametrize("every", [53, pytest.param(1, marks=pytest.mark.slow)])
def test_a_disk_that_fills_at_any_byte_leaves_the_register_as_it_was(register, every):
    before = (register / AUDIT_FILE).read_bytes()
    kept = resource.getrlimit(resource.RLIMIT_FSIZE)
    for room in range(0, 400, every):
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + room, kept[1]))
        try:
            with pytest.raises(FootwiseError, match=r"cannot be written \(file too large\)\. Nothing was added"):
                enrol_now(register, "P9")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, kept)
        assert (register / AUDIT_FILE).read_bytes() == before
        assert verify(register).notes == ()
    assert enrol_now(register, "P9").number == 4


def test_a_disk_that_fills_at_the_note_takes_the_entry_back(register, monkeypatch):
    before = (register / AUDIT_FILE).read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        with pytest.raises(FootwiseError, match=r"the disk is full\. Nothing was added, and nobody was enrolled"):
            enrol_now(register, "P9")
    assert (register / AUDIT_FILE).read_bytes() == before
    assert enrol_now(register, "P9").number == 4


def test_ctrl_c_while_an_entry_is_written_takes_it_back(register, monkeypatch):
    before, real = (register / AUDIT_FILE).read_bytes(), os.fsync

    def interrupted(handle):
        monkeypatch.setattr(os, "fsync", real)
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        enrol_now(register, "P9")
    assert (register / AUDIT_FILE).read_bytes() == before
    assert enrol_now(register, "P9").number == 4


def test_a_missing_last_line_end_harms_nothing(register):
    path = register / AUDIT_FILE
    path.write_bytes(path.read_bytes().removesuffix(b"\n"))
    assert "lacks the end of its last line" in verify(register).notes[0]
    assert "lacks the end of its last line" in enrol_now(register, "P9").notes[0]
    assert (verify(register).people, verify(register).notes) == (4, ())


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x85", "\n", "\r", "\x0b", "\0", "\u200b", "\ud800", "\x1b"])
def test_names_that_could_end_a_line_or_cannot_be_seen_are_refused(register, sign):
    for person in (f"P{sign}9", f"P9{sign}"):
        with pytest.raises(FootwiseError, match="letters, digits and signs that can be seen") as caught:
            enrol_now(register, person)
        assert len(str(caught.value).splitlines()) == 1
    with pytest.raises(FootwiseError, match="at most 100"):
        enrol_now(register, "P" * 101)
    assert verify(register).people == 3


def test_levels_with_such_signs_stay_on_their_line(tmp_path):
    """Whoever reads the file with another program, or in an editor, sees one entry a line."""
    design = tmp_path / "design.toml"
    design.write_text(EXAMPLE.read_text().replace('"female"', '"fe\\u2028male"'))
    open_register(design, tmp_path / "register")
    enrol(tmp_path / "register", "Jürgen", {**FEMALE, "sex": "fe\u2028male"})
    text = (tmp_path / "register" / AUDIT_FILE).read_text(encoding="ascii")
    assert len(text.splitlines()) == 2
    assert allocations(tmp_path / "register")["person"].tolist() == ["Jürgen"]


def test_one_person_in_two_ways_of_unicode_is_one(register):
    enrol_now(register, "Ju\u0308rgen")
    for same in ("J\u00fcrgen", "JU\u0308RGEN", "\uff2a\u00fcrgen"):
        with pytest.raises(FootwiseError, match="is enrolled already, as J\u00fcrgen, number 4"):
            enrol_now(register, same)


def test_an_older_register_is_read_and_gets_its_note(register):
    """Written before there was a note of the last entry: entries without numbers, names as they are."""
    from footwise.trial.audit import line_of, sealed_entry

    path, before, lines = register / AUDIT_FILE, None, []
    for record in [json.loads(line) for line in path.read_bytes().splitlines()]:
        bare = {name: value for name, value in record.items() if name not in ("before", "seal", "hash", "entry")}
        lines.append(sealed_entry(bare, before, "5" * 64))
        before = lines[-1]["hash"]
    path.write_bytes(b"".join(line_of(line, ascii_only=False) + b"\n" for line in lines))
    (register / LAST_FILE).unlink()
    assert "There is no last_entry.json yet" in verify(register).notes[0]
    # Nothing tells here whether the arm of a half line was told: it is not set aside.
    whole = path.read_bytes()
    path.write_bytes(whole[:-40])
    for check in (verify, lambda folder: enrol_now(folder, "P9")):
        with pytest.raises(FootwiseError, match="entry 4 is only half there"):
            check(register)
    path.write_bytes(whole)
    assert enrol_now(register, "P9").number == 4
    assert verify(register).notes == ()


def test_a_lock_names_its_process_and_ends_with_it(register, monkeypatch):
    monkeypatch.setattr(register_lock, "LONGEST_S", 0.1)
    ready = multiprocessing.get_context("fork").Event()

    def hold():
        with sole_writer(register / AUDIT_FILE):
            ready.set()
            time.sleep(60)

    holder = multiprocessing.get_context("fork").Process(target=hold)
    holder.start()
    assert ready.wait(10)
    for work in (lambda: enrol_now(register, "P9"), lambda: reveal(register)):
        with pytest.raises(FootwiseError, match=rf"another program is adding.*\(process {holder.pid} on .*, since 20"):
            work()
    holder.kill()
    holder.join()
    assert (register / f"{AUDIT_FILE}.lock").exists()
    assert enrol_now(register, "P9").number == 4
    assert not (register / f"{AUDIT_FILE}.lock").exists()


def test_where_there_are_no_locks_the_file_counts_until_its_process_ends_or_it_expires(register, monkeypatch):
    from footwise.outputs import lock as system

    monkeypatch.setattr(system, "_lock", lambda _: False)
    place, host = register / f"{AUDIT_FILE}.lock", __import__("socket").gethostname()
    gone = multiprocessing.get_context("fork").Process(target=int)
    gone.start()
    gone.join()
    for process, where, age_s, free in (
        (os.getpid(), host, 0, False),
        (gone.pid, host, 0, True),
        (gone.pid, "elsewhere", 0, False),
        (os.getpid(), "elsewhere", 3600, True),
    ):
        place.write_text(json.dumps({"process": process, "host": where, "since": "now"}))
        os.utime(place, (time.time() - age_s,) * 2)
        before = verify(register).people
        if free:
            enrol_now(register, f"P{before}")
        else:
            with pytest.raises(FootwiseError, match=f"process {process} on {where}"):
                enrol_now(register, "P9")
        assert verify(register).people == before + free


@pytest.mark.parametrize("edits", [400, pytest.param(10_000, marks=pytest.mark.slow)])
def test_whatever_a_hand_does_is_told(register, edits):
    """Cuts and edits at random in all files but the seed: refused by its name, or a note and nothing lost."""
    chance = random.Random(11)
    files = {name: (register / name).read_bytes() for name in (AUDIT_FILE, LAST_FILE)}
    people = allocations(register).to_dict("records")
    told = {"refused": 0, "noted": 0}
    for _ in range(edits):
        name = chance.choices((AUDIT_FILE, LAST_FILE), (4, 1))[0]
        changed = edited(files[name], chance)
        if changed == files[name]:
            continue
        (register / name).write_bytes(changed)
        try:
            found = verify(register)
        except FootwiseError:
            told["refused"] += 1
            with pytest.raises(FootwiseError):
                enrol_now(register, "P9")
        else:
            # The ends of lines alone, which editors change.
            assert changed.replace(b"\r\n", b"\n").rstrip(b"\n") == files[name].rstrip(b"\n")
            assert found.notes or name == LAST_FILE
            assert allocations(register).to_dict("records") == people
            told["noted"] += 1
        (register / name).write_bytes(files[name])
    assert told["refused"] > 0.9 * edits
    assert verify(register).notes == ()


def edited(raw, chance):
    """One cut or edit of a file."""
    at = chance.randrange(len(raw))
    end = min(len(raw), at + chance.choice((1, 1, 5, 50, 500)))
    lines = raw.splitlines(keepends=True)
    kind = chance.randrange(8)
    if kind == 0:
        return raw[:at]
    if kind == 1:
        return raw[:at] + raw[end:]
    if kind == 2:
        return raw[:at] + bytes([raw[at] ^ (1 << chance.randrange(8))]) + raw[at + 1 :]
    if kind == 3:
        return (
            raw[:at]
            + chance.choice((b" ", b"\n", b"\r", b"\0", b"0", b'"', b"\xe2\x80\xa8", b"\xef\xbb\xbf"))
            + raw[at:]
        )
    if kind == 4:
        return raw[:at] + raw[at:end] + raw[at:]
    if kind == 5:
        return b"".join(lines[: chance.randrange(len(lines))])
    if kind == 6:
        chance.shuffle(lines)
        return b"".join(lines)
    return raw.replace(*chance.choice(((b"\n", b"\r\n"), (b", ", b","), (b"P1", b"P7"), (b"2030", b"2031"))))


def test_a_lost_note_of_the_last_entry_is_written_anew_by_the_hash_noted_last(register):
    noted = [json.loads(line)["hash"] for line in (register / AUDIT_FILE).read_text(encoding="utf-8").splitlines()]
    before = (register / LAST_FILE).read_bytes()
    with pytest.raises(FootwiseError, match=r"last_entry\.json: is there"):
        write_last_entry_anew(register, noted[-1])
    (register / LAST_FILE).unlink()
    with pytest.raises(FootwiseError, match=r"is missing.*write it anew with the hash that was noted last"):
        enrol_now(register, "P9")
    with pytest.raises(FootwiseError, match="has 1 entry after the one of the hash"):
        write_last_entry_anew(register, noted[-2])
    with pytest.raises(FootwiseError, match="has no entry ffff"):
        write_last_entry_anew(register, "f" * 64)
    write_last_entry_anew(register, noted[-1])
    assert (register / LAST_FILE).read_bytes() == before
    assert enrol_now(register, "P9").number == 4


def test_a_cut_register_gets_no_new_note(register):
    noted = json.loads(last_line(register))["hash"]
    lines = (register / AUDIT_FILE).read_bytes().splitlines(keepends=True)
    (register / AUDIT_FILE).write_bytes(b"".join(lines[:-1]))
    (register / LAST_FILE).unlink()
    with pytest.raises(FootwiseError, match=r"has no entry .* Entries were removed since that hash was noted"):
        write_last_entry_anew(register, noted)
    assert not (register / LAST_FILE).exists()


def test_a_new_note_needs_the_seed(register):
    noted = json.loads(last_line(register))["hash"]
    (register / LAST_FILE).unlink()
    (register / SEED_FILE).unlink()
    with pytest.raises(FootwiseError, match="the sealed seed is not here"):
        write_last_entry_anew(register, noted)
