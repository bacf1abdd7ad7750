import errno
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from footwise.errors import FootwiseError
from footwise.outputs import whole_folder, write_text_whole


def everything_in(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): p.read_text() for p in folder.rglob("*") if p.is_file()}


def test_a_new_folder_appears_whole_with_its_parents(tmp_path: Path) -> None:
    out = tmp_path / "people" / "anna"
    with whole_folder(out) as staging:
        (staging / "steps.csv").write_text("steps")
        (staging / "figures").mkdir()
        (staging / "figures" / "kam.svg").write_text("kam")
        assert not out.exists()
    assert everything_in(tmp_path) == {"people/anna/steps.csv": "steps", "people/anna/figures/kam.svg": "kam"}


def test_a_folder_in_use_keeps_what_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "steps.csv").write_text("old")
    with whole_folder(tmp_path) as staging:
        (staging / "steps.csv").write_text("new")
        (staging / "deep" / "er").mkdir(parents=True)
        (staging / "deep" / "er" / "x").write_text("x")
        assert (tmp_path / "steps.csv").read_text() == "old"
    assert everything_in(tmp_path) == {"notes.txt": "mine", "steps.csv": "new", "deep/er/x": "x"}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["deep", "notes.txt", "steps.csv"]


@pytest.mark.parametrize("trouble", [ValueError, KeyboardInterrupt, SystemExit])
@pytest.mark.parametrize("there_already", [False, True])
@pytest.mark.requirement("R-071")
def test_nothing_is_left_when_the_work_fails(tmp_path: Path, trouble: type[BaseException], there_already: bool) -> None:
    out = tmp_path / "new" / "out"
    if there_already:
        out.mkdir(parents=True)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(trouble), whole_folder(out) as staging:
        (staging / "half.csv").write_text("half")
        raise trouble
    assert sorted(tmp_path.rglob("*")) == before


def test_a_file_in_the_way_is_named_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    for out in (tmp_path / "out", tmp_path / "out" / "deeper"):
        with pytest.raises(FootwiseError, match=r"out.*\. Choose another folder with `out`\."), whole_folder(out):
            pytest.fail("the work started")
    assert everything_in(tmp_path) == {"out": "a file"}


def test_a_folder_in_the_way_of_a_file_stops_all_replacements(tmp_path: Path) -> None:
    (tmp_path / "z.csv").mkdir()
    (tmp_path / "a.csv").write_text("old")
    with pytest.raises(FootwiseError, match=r"z\.csv: is a folder"), whole_folder(tmp_path) as staging:
        (staging / "a.csv").write_text("new")
        (staging / "z.csv").write_text("new")
    assert everything_in(tmp_path) == {"a.csv": "old"}


def test_a_folder_that_may_not_be_written_is_named_before_the_work(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    # Root may write anywhere but into the kernel's own folder.
    closed = Path("/proc") if hasattr(os, "geteuid") and os.geteuid() == 0 else tmp_path
    with pytest.raises(FootwiseError, match="cannot be written"), whole_folder(closed / "out"):
        pytest.fail("the work started")
    tmp_path.chmod(0o700)


def test_a_refusal_of_the_system_is_told_with_its_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    refusal = r"out: cannot be written \(permission denied\)\. Ask for it\."
    with pytest.raises(FootwiseError, match=refusal), whole_folder(tmp_path / "out", "Ask for it"):
        pytest.fail("the work started")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(FootwiseError, match="the disk is full"), whole_folder(tmp_path / "out"):
        Path("/dev/full").write_text("x")
    assert list(tmp_path.iterdir()) == []


def test_two_at_once_do_not_meet(tmp_path: Path) -> None:
    out = tmp_path / "out"
    both = threading.Barrier(2)

    def fill(name: str) -> None:
        with whole_folder(out) as staging:
            (staging / name).write_text(name)
            both.wait(timeout=10)

    threads = [threading.Thread(target=fill, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert everything_in(tmp_path) == {"out/a": "a", "out/b": "b"}


@pytest.mark.skipif(os.name != "posix", reason="sends a POSIX signal")
def test_ctrl_c_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    program = (
        "import sys, time, pathlib; from footwise.outputs import whole_folder\n"
        "with whole_folder(pathlib.Path(sys.argv[1])) as staging:\n"
        "    (staging / 'half').write_text('x'); print('ready', flush=True); time.sleep(60)\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "out")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
    assert process.returncode != 0
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_waits_for_the_files_to_change_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = os.replace

    def interrupted_replace(source: Path, target: Path) -> None:
        signal.raise_signal(signal.SIGINT)
        time.sleep(0.01)
        replace(source, target)

    monkeypatch.setattr(os, "replace", interrupted_replace)
    with pytest.raises(KeyboardInterrupt), whole_folder(tmp_path) as staging:
        (staging / "a").write_text("a")
        (staging / "b").write_text("b")
    assert everything_in(tmp_path) == {"a": "a", "b": "b"}


def test_a_text_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "prescription.json"
    write_text_whole(file, "5° toe-in\n")
    assert file.read_bytes() == "5° toe-in\n".encode()

    def refuse(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(FootwiseError, match="the disk is full"):
        write_text_whole(file, "other")
    assert everything_in(tmp_path) == {"prescription.json": "5° toe-in\n"}


def test_a_text_without_a_folder_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(FootwiseError, match=r"none/x\.json: cannot be written \(no such file or directory\)"):
        write_text_whole(tmp_path / "none" / "x.json", "x")
