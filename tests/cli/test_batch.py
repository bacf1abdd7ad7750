"""`footwise batch` as a person runs it."""

import os
import signal
import subprocess

import pytest
from tests.cli.running import FOOTWISE, one_line_of_trouble, run
from tests.jobs.batch.conftest import write_walks


def test_a_folder_of_everything(tmp_path, treadmill_c3d):
    write_walks(tmp_path / "in", treadmill_c3d, "A/natural.c3d")
    (tmp_path / "in" / "A" / "film.mp4").write_bytes(b"film")
    command = ("batch", tmp_path / "in", "--out", tmp_path / "out", "--workers", "serial", "--angles-only")
    result = run(*command)
    assert result.returncode == 0, result.stderr
    first, second, last = result.stdout.splitlines()
    assert first == "1 of 2 files done (1 now): 20 of 23 steps used"
    assert second.endswith("failures.csv: 1 no recording") and last == f"Report: {tmp_path / 'out' / 'report.html'}"
    assert result.stderr == ""
    assert {path.name for path in (tmp_path / "out").glob("*.*")} >= {
        "failures.csv", "report.html", "steps.parquet", "summary.parquet",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--workers", "tcp://127.0.0.1:9"), ("tcp://127.0.0.1:9", "no Dask scheduler answers")),
        (("--memory", "0"), ("--memory", "is 0")),
        (("--longest", "0"), ("--longest",)),
        (("--gravity", "left"), ("--gravity",)),
        (("--markers", "none.toml"), ("none.toml", "no such file")),
    ],
)
def test_one_line_of_trouble(tmp_path, treadmill_c3d, words, told):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "walk.c3d").write_bytes(b"")
    one_line_of_trouble(run("batch", tmp_path / "in", "--out", tmp_path / "out", *words), *told)


def test_no_such_folder_and_a_wrong_list(tmp_path):
    one_line_of_trouble(run("batch", tmp_path / "in"), "there is no such folder")
    (tmp_path / "list.csv").write_text("file,mass\na.c3d,3\n", encoding="utf-8")
    one_line_of_trouble(run("batch", tmp_path / "list.csv"), "unknown column 'mass'", "mass_kg")


def test_ctrl_c_says_that_what_is_done_is_kept(tmp_path, treadmill_c3d):
    write_walks(tmp_path / "in", treadmill_c3d, "one.c3d")
    for number in range(300):
        os.link(tmp_path / "in" / "one.c3d", tmp_path / "in" / f"walk {number}.c3d")
    command = [FOOTWISE, "batch", str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--workers", "serial"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        while not list((tmp_path / "out" / "steps").glob("part-*.parquet")):
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 2
    assert said.splitlines() == [
        f"footwise: {tmp_path / 'out'}: was stopped before it was done. What is measured is kept: run the same command "
        "again, and it goes on."
    ]
