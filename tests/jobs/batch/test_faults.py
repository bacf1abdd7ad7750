"""What a file does to the process that reads it: a crash, a hang, too much memory, a fault of ours; each is one row."""

from tests.jobs.batch.conftest import write_walks

from footwise.jobs.batch import BatchOptions, Limits, run_batch

ANGLES = BatchOptions(angles_only=True)


def tries(faults, name):
    return len((faults / f"{name}.tries").read_text(encoding="utf-8"))


def test_each_fault_is_a_row_and_the_others_are_measured(tmp_path, treadmill_c3d, faults):
    place = write_walks(
        tmp_path / "in", treadmill_c3d, "a crash.c3d", "b crash once.c3d", "c memory.c3d", "d bug.c3d", "e print.c3d",
        "f sound.c3d",
    )  # fmt: skip
    limits = Limits(memory_gb=1.0)
    found = run_batch(place, tmp_path / "out", workers="serial", options=ANGLES, limits=limits)
    rows = {row.file: (row.kind, row.reason) for row in found.failures.itertuples()}
    assert rows["a crash.c3d"][0] == "crash" and "SIGSEGV" in rows["a crash.c3d"][1]
    assert rows["c memory.c3d"][0] == "memory limit" and "1 GB" in rows["c memory.c3d"][1]
    assert rows["d bug.c3d"][0] == "unexpected" and "ZeroDivisionError: of its own" in rows["d bug.c3d"][1]
    assert set(rows) == {"a crash.c3d", "c memory.c3d", "d bug.c3d"}
    assert set(found.summary["file"]) == {"b crash once.c3d", "e print.c3d", "f sound.c3d"}
    # Tried once more, and then left alone.
    assert tries(faults, "a crash.c3d") == 2 and tries(faults, "b crash once.c3d") == 2
    # What ended so may end otherwise another day: it is tried again, the others are not.
    run_batch(place, tmp_path / "out", workers="serial", options=ANGLES, limits=limits)
    assert tries(faults, "a crash.c3d") == 4 and tries(faults, "f sound.c3d") == 1


def test_what_takes_too_long_is_ended(tmp_path, treadmill_c3d, faults):
    place = write_walks(tmp_path / "in", treadmill_c3d, "a slow.c3d")
    found = run_batch(place, tmp_path / "out", workers="serial", options=ANGLES, limits=Limits(longest_s=2.0))
    (row,) = found.failures.itertuples()
    assert (row.file, row.kind) == ("a slow.c3d", "time limit") and "longer than the 2 s" in row.reason
    assert found.summary.empty and found.steps.empty
