"""Files that belong together change together: a process is killed after each of its operations on files."""

import itertools
import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from footwise.errors import FootwiseError
from footwise.outputs import settle, whole_folder, write_text_whole

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="forks processes and kills them")

SET = ("steps.csv", "report.html", "prescription.json", "figures/kam.svg")
OPERATIONS = ("mkdir", "rename", "replace", "rmdir", "unlink", "open", "close", "fsync")


def write_set(out: Path, content: str, names: tuple[str, ...] = SET) -> None:
    with whole_folder(out) as staging:
        for name in names:
            (staging / name).parent.mkdir(exist_ok=True)
            (staging / name).write_text(content)


def seen(out: Path) -> dict[str, str]:
    """What somebody sees who looks into the folder, which is not what is hidden."""
    files = {path.relative_to(out): path for path in out.rglob("*") if path.is_file()}
    return {str(name): path.read_text() for name, path in files.items() if not name.parts[0].startswith(".")}


def hidden(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


def whole(content: str) -> dict[str, str]:
    return dict.fromkeys(SET, content)


def killed_after(operations: int, work: Callable[[], object]) -> bool:
    """Do the work in a process of its own that is killed after so many operations; say whether it was."""
    child = os.fork()
    if child == 0:
        try:
            left = itertools.count(operations, -1)

            def counted(function: Callable[..., Any]) -> Callable[..., Any]:
                def call(*args: Any, **kwargs: Any) -> Any:
                    try:
                        return function(*args, **kwargs)
                    finally:
                        if next(left) <= 0:
                            os.kill(os.getpid(), signal.SIGKILL)

                return call

            for name in OPERATIONS:
                setattr(os, name, counted(getattr(os, name)))
            work()
        except BaseException:
            os._exit(1)
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, -signal.SIGKILL)
    return status != 0


def every_kill(work: Callable[[], object], prepare: Callable[[], object]) -> Iterator[int]:
    """Kill the work after its first operation, after its second, and so on until it came to its end."""
    for operations in itertools.count():
        prepare()
        if not killed_after(operations, work):
            assert operations > 10
            return
        yield operations


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    # A killed process loses nothing that it gave to the system, and there are some thousand of them here.
    monkeypatch.setattr(os, "fsync", lambda handle: None)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def old_set(out: Path) -> None:
    """The set of an earlier run, with a file of the person beside it."""
    write_set(out, "old")
    (out / "notes.txt").write_text("mine")


@pytest.mark.requirement("R-071")
def test_after_a_kill_the_next_run_finds_the_old_set_or_the_new_one(out: Path) -> None:
    came: list[str] = []
    amid = 0
    for _ in every_kill(lambda: write_set(out, "new"), lambda: old_set(out)):
        found = seen(out)
        assert found.pop("notes.txt") == "mine"
        # Never files of two runs side by side, also before anybody has settled it.
        assert len(set(found.values())) <= 1
        if any(out.glob(".*/ready")):
            amid += found not in (whole("old"), whole("new"))
        else:
            assert found in (whole("old"), whole("new"))
        settle(out)
        found = seen(out)
        assert found.pop("notes.txt") == "mine"
        assert found in (whole("old"), whole("new"))
        assert hidden(out) == []
        came.append(found["steps.csv"])
        write_set(out, "third")
        assert seen(out) == whole("third") | {"notes.txt": "mine"}
        assert sorted(p.name for p in out.parent.iterdir()) == ["out"]
    # There is one moment that decides, and kills came before and after it.
    assert came == sorted(came, reverse=True)
    assert set(came) == {"old", "new"}
    assert amid > len(SET)


def test_what_the_new_set_no_longer_has_goes_with_the_old_one(out: Path) -> None:
    fewer = SET[:2]

    def write_fewer() -> None:
        with whole_folder(out, belonging=(*SET, "never-written.html")) as staging:
            for name in fewer:
                (staging / name).write_text("new")

    came: list[bool] = []
    for _ in every_kill(write_fewer, lambda: old_set(out)):
        assert len(set(seen(out).values()) - {"mine"}) <= 1
        settle(out)
        found = seen(out)
        assert found.pop("notes.txt") == "mine"
        assert found in (whole("old"), dict.fromkeys(fewer, "new"))
        assert hidden(out) == []
        came.append(len(found) == len(fewer))
    assert set(came) == {False, True}
    write_fewer()
    assert seen(out) == dict.fromkeys(fewer, "new") | {"notes.txt": "mine"}


def test_a_set_of_one_file_takes_the_other_away(out: Path) -> None:
    write_set(out, "old", ("report.html", "figures/kam.svg"))
    with whole_folder(out, belonging=("report.html", "figures/kam.svg")) as staging:
        (staging / "report.html").write_text("new")
    assert seen(out) == {"report.html": "new"}
    assert hidden(out) == []


def test_a_file_that_cannot_go_leaves_the_old_set(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old_set(out)
    replace = os.replace

    def refuse_one(source: Path, target: Path) -> None:
        if Path(source) == out / SET[2]:
            raise PermissionError(13, "Permission denied")
        replace(source, target)

    monkeypatch.setattr(os, "replace", refuse_one)
    with (
        pytest.raises(FootwiseError, match=r"prescription\.json: cannot be replaced"),
        whole_folder(out, belonging=SET) as staging,
    ):
        (staging / SET[0]).write_text("new")
    assert seen(out) == whole("old") | {"notes.txt": "mine"}
    assert hidden(out) == []


def test_a_new_folder_is_there_whole_or_not_at_all_after_a_kill(tmp_path: Path) -> None:
    numbers = itertools.count()
    out = tmp_path

    def prepare() -> None:
        nonlocal out
        out = tmp_path / f"{next(numbers)}" / "out"

    for _ in every_kill(lambda: write_set(out, "new"), prepare):
        assert not out.exists() or seen(out) == whole("new")
        write_set(out, "next")
        assert seen(out) == whole("next")
        assert [p.name for p in out.parent.iterdir()] == ["out"]


def test_a_kill_while_the_set_is_settled_is_settled_again(out: Path) -> None:
    amid = 20

    def prepare() -> None:
        nonlocal amid
        while True:
            old_set(out)
            killed_after(amid, lambda: write_set(out, "new"))
            # Amid the files that change place.
            if any(out.glob(".*/ready")) and set(seen(out)) != {*SET, "notes.txt"}:
                return
            settle(out)
            amid += 1

    for _ in every_kill(lambda: settle(out), prepare):
        assert len(set(seen(out).values()) - {"mine"}) <= 1
        settle(out)
        assert seen(out) == whole("new") | {"notes.txt": "mine"}
        assert hidden(out) == []


def test_what_a_killed_run_had_ready_does_not_come_over_a_later_set(out: Path) -> None:
    """It was killed while another process was at work, which is done after it."""
    old_set(out)
    with whole_folder(out) as staging:
        for operations in itertools.count():
            killed_after(operations, lambda: write_set(out, "killed"))
            if any(out.glob(".*/ready")):
                break
        for name in SET:
            (staging / name).parent.mkdir(exist_ok=True)
            (staging / name).write_text("later")
    settle(out)
    assert seen(out) == whole("later") | {"notes.txt": "mine"}
    assert hidden(out) == []


def test_one_file_is_the_old_or_the_new_one_without_anybody_settling_it(out: Path) -> None:
    def prepare() -> None:
        write_set(out, "old", ("summary.json",))

    for _ in every_kill(lambda: write_set(out, "new", ("summary.json",)), prepare):
        assert seen(out) in ({"summary.json": "old"}, {"summary.json": "new"})


def test_a_text_is_the_old_or_the_new_one_and_leaves_nothing(tmp_path: Path) -> None:
    text = tmp_path / "arms.csv"
    for _ in every_kill(lambda: write_text_whole(text, "new"), lambda: text.write_text("old")):
        assert text.read_text() in ("old", "new")
        write_text_whole(text, "next")
        assert [p.name for p in tmp_path.iterdir()] == ["arms.csv"]


def test_what_belongs_to_a_running_process_is_left_alone(out: Path) -> None:
    write_set(out, "old")
    begun, done = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        with whole_folder(out) as staging:
            (staging / "other.csv").write_text("slow")
            os.write(begun[1], b".")
            os.read(done[0], 1)
        os._exit(0)
    os.read(begun[0], 1)
    settle(out)
    write_set(out, "new")
    assert len(hidden(out)) == 1
    os.write(done[1], b".")
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert seen(out) == whole("new") | {"other.csv": "slow"}
    assert hidden(out) == []


def test_a_folder_of_a_dead_process_goes_with_the_next_run(out: Path) -> None:
    write_set(out, "old")
    child = os.fork()
    if child == 0:
        with whole_folder(out) as staging:
            (staging / "half.csv").write_text("half")
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    assert len(hidden(out)) == 1
    write_set(out, "new")
    assert seen(out) == whole("new")
    assert hidden(out) == []


@pytest.mark.parametrize("which", range(2 * len(SET)))
def test_a_file_that_cannot_be_replaced_leaves_the_old_set(
    out: Path, monkeypatch: pytest.MonkeyPatch, which: int
) -> None:
    """As on Windows, where a file that is open in a spreadsheet stays where it is."""
    old_set(out)
    replace, calls = os.replace, itertools.count()

    def refuse_one(source: Path, target: Path) -> None:
        if next(calls) == which:
            raise PermissionError(13, "Permission denied")
        replace(source, target)

    monkeypatch.setattr(os, "replace", refuse_one)
    with pytest.raises(FootwiseError, match=r"cannot be replaced \(permission denied\)\. Close the program"):
        write_set(out, "new")
    assert seen(out) == whole("old") | {"notes.txt": "mine"}
    assert hidden(out) == []


def test_a_file_where_a_folder_belongs_leaves_the_old_set(out: Path) -> None:
    write_set(out, "old", ("steps.csv", "figures"))
    with pytest.raises(FootwiseError, match=r"figures.kam\.svg: cannot be replaced"):
        write_set(out, "new")
    assert seen(out) == {"steps.csv": "old", "figures": "old"}
    assert hidden(out) == []


def test_two_who_write_the_same_files_do_not_mix_them(out: Path) -> None:
    def again_and_again(name: str) -> None:
        for _ in range(25):
            write_set(out, name)

    threads = [threading.Thread(target=again_and_again, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen(out) in (whole("a"), whole("b"))
    assert hidden(out) == []


def test_nothing_is_written_where_nothing_is_left(out: Path) -> None:
    old_set(out)
    before = out.stat().st_mtime_ns
    settle(out)
    settle(out / "none")
    assert out.stat().st_mtime_ns == before


def test_a_set_that_cannot_be_settled_is_said(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder that may only be read, rubbish is nobody's trouble, and half a set is."""
    old_set(out)
    open_file = os.open

    def refuse(path: Any, *flags: Any, **more: Any) -> int:
        if Path(path).name == ".footwise.lock":
            raise PermissionError(13, "Permission denied")
        return open_file(path, *flags, **more)

    for operations in itertools.count():
        killed_after(operations, lambda: write_set(out, "new"))
        ready = any(out.glob(".*/ready"))
        with monkeypatch.context() as only_read:
            only_read.setattr(os, "open", refuse)
            if not ready:
                settle(out)
                continue
            with pytest.raises(FootwiseError, match=r"was replacing when it was killed \(permission denied\)"):
                settle(out)
        break
    settle(out)
    assert seen(out) == whole("new") | {"notes.txt": "mine"}
