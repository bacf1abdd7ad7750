"""A backup of 1,000 people and 1,000,000 steps: how long it takes, and whether what is restored is the same.

python benchmarks/clinic_backup.py [PEOPLE]
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from clinic_world import RECORDINGS, STEPS_A_RECORDING, first_person, hire, long_record, more_people, set_up
from markdown_table import markdown_table

PEOPLE, MOST_S = 1000, 60.0
_FILE_BYTES, _ENTRIES_A_PERSON = 200_000, 50


def part(people: int = PEOPLE) -> str:
    """Measure, and tell it as a part of the page of validation."""
    with tempfile.TemporaryDirectory() as place:
        here = Path(place)
        _in_a_process("make", here, people)
        made_s, made = _timed(
            ["backup", "--dir", here / "clinic", "--out", here / "backups", "--new-key", here / "key"]
        )
        (archive,) = (here / "backups").glob("footwise-*-2*.age")
        restored_s, restored = _timed(["restore", archive, "--key", here / "key", "--dir", here / "again"])
        before, after = (_in_a_process("hash", here / name, people) for name in ("clinic", "again"))
        differ = sorted(name for name in before if before[name] != after.get(name))
        megabytes = archive.stat().st_size / 1e6
    # What stands in the record of each is another: that it was backed up, that it was restored.
    same = differ == ["audit_entry"]
    steps = people * RECORDINGS * STEPS_A_RECORDING
    rows = [
        (
            "backup",
            f"{made_s:.1f} s, {made['peak']:.0f} MB of memory, {made['cpu']:.1f} s of one core",
            f"at most {MOST_S:.0f} s",
        ),
        (
            "restored into an empty clinic",
            f"{restored_s:.1f} s, {restored['peak']:.0f} MB of memory, {restored['cpu']:.1f} s of one core",
            "",
        ),
        ("archive", f"{megabytes:.0f} MB", ""),
        ("tables and files restored equal", "all" if same else f"all but {', '.join(differ)}", "all"),
    ]
    return "\n".join([
        "## A backup of the clinic\n",
        f"A clinic in SQLite with {people:,} people, {steps:,} steps and a sealed file of {_FILE_BYTES / 1e3:.0f} kB",
        "for each recording (`benchmarks/clinic_backup.py`); both as commands, start included. Compared are the rows",
        "of each table, in their order, but for the last entry of each record, and the bytes of each file.\n",
        markdown_table(("what", "measured", "bar"), rows),
    ])  # fmt: skip


def _timed(words: list[Any]) -> tuple[float, dict[str, Any]]:
    """Run a command; gives how long it took, and the memory that it needed."""
    script = (
        "import atexit, resource, sys\n"
        "def tell():\n"
        "    used = resource.getrusage(resource.RUSAGE_SELF)\n"
        "    print('used', used.ru_maxrss / 1e3, used.ru_utime + used.ru_stime, file=sys.stderr)\n"
        "atexit.register(tell)\n"
        "from footwise.cli import main; main()"
    )
    begin = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", script, *map(str, words)], capture_output=True, text=True, check=False)
    taken = time.perf_counter() - begin
    if done.returncode:
        sys.exit(done.stderr)
    ((peak, cpu),) = re.findall(r"^used (\S+) (\S+)$", done.stderr, re.MULTILINE)
    return taken, {"peak": float(peak), "cpu": float(cpu)}


def _in_a_process(what: str, folder: Path, people: int) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, __file__, what, str(folder), str(people)], stdout=subprocess.PIPE, text=True, check=True
    )
    told: dict[str, Any] = json.loads(done.stdout or "{}")
    return told


def _make(folder: Path, people: int) -> None:
    home = set_up(folder / "clinic")
    staff = hire(5)
    model = first_person(staff)
    more_people(staff, model, 1, people)
    long_record(staff, model, people * _ENTRIES_A_PERSON)
    from footwise.clinic.recordings import Recording

    for one in Recording.everything.all():
        if not one.file.exists():
            one.file.parent.mkdir(parents=True, exist_ok=True)
            one.file.write_bytes(os.urandom(_FILE_BYTES))
    assert home.folder.exists()


def _hash(folder: Path) -> dict[str, Any]:
    """Say what each table and the files hold."""
    set_up(folder)
    from footwise.clinic.backup.files import files_of
    from footwise.clinic.backup.tables import TableHash, packed_rows, stored_models

    found: dict[str, Any] = {}
    for model in stored_models():
        told = TableHash()
        for _ in packed_rows(model, told):
            pass
        found[model._meta.db_table] = told.told()
    whole = hashlib.sha256()
    for path in [*files_of(folder), *sorted((folder / "keys").iterdir())]:
        whole.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return {**found, "files": whole.hexdigest()}


if __name__ == "__main__":
    if sys.argv[1:2] == ["make"]:
        _make(Path(sys.argv[2]), int(sys.argv[3]))
    elif sys.argv[1:2] == ["hash"]:
        print(json.dumps(_hash(Path(sys.argv[2]))))
    else:
        print(part(*map(int, sys.argv[1:])))
