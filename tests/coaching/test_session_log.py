"""The log of a session: nothing is lost by a kill, a cut line, a damaged line or a full disk."""

import errno
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.coaching.walks import of_kind, plan, walked

from footwise.coaching import SessionLog, read_course, read_log, session_path, summarise
from footwise.coaching.session_log import VERSION
from footwise.errors import FootwiseError


def begin(path):
    log = SessionLog(path)
    log.append({"kind": "session", "version": VERSION})
    return log


def test_what_is_written_comes_back(tmp_path):
    path = tmp_path / "course" / "session-01.jsonl"
    log = SessionLog(path)
    session = walked(plan(practice_s=40.0), log=log)
    summary = session.end()
    log.close()
    records, damage = read_log(path)
    assert damage == ""
    assert records == session.records
    assert summarise(records) == summary
    assert path.stat().st_mode & 0o077 == 0


def test_numbers_that_are_none_become_null(tmp_path):
    log = begin(tmp_path / "a.jsonl")
    log.append({"kind": "other", "a": float("nan"), "b": [float("inf"), 1.5], "c": {"d": float("-inf")}})
    log.close()
    assert read_log(tmp_path / "a.jsonl")[0][1] == {"kind": "other", "a": None, "b": [None, 1.5], "c": {"d": None}}


@pytest.mark.parametrize("cut", [1, 10, 57])
def test_a_cut_line_is_taken_away_and_the_log_goes_on(tmp_path, cut):
    path = tmp_path / "a.jsonl"
    log = begin(path)
    log.append({"kind": "notice", "text": "x" * 100})
    log.append({"kind": "notice", "text": "y" * 100})
    log.close()
    path.write_bytes(path.read_bytes()[:-cut])
    records, damage = read_log(path)
    assert len(records) == 2
    assert "cut off" in damage
    log = SessionLog(path)
    log.append({"kind": "notice", "text": "z"})
    log.close()
    records, damage = read_log(path)
    assert [record.get("text", "")[:1] for record in records] == ["", "x", "z"]
    assert damage == ""


def test_a_damaged_line_costs_only_itself(tmp_path):
    path = tmp_path / "a.jsonl"
    log = begin(path)
    for k in range(5):
        log.append({"kind": "notice", "text": str(k)})
    log.close()
    lines = path.read_bytes().split(b"\n")
    lines[3] = b"\xff\x00garbage"
    path.write_bytes(b"\n".join(lines))
    records, damage = read_log(path)
    assert [record["text"] for record in records[1:]] == ["0", "1", "3", "4"]
    assert damage == "1 damaged lines"


@pytest.mark.parametrize("content", [b"", b"hello\n", b'{"kind":"notice"}\n', b"[1]\n", b"\x00" * 1000 + b"\n"])
def test_what_is_no_log_is_said(tmp_path, content):
    path = tmp_path / "session-01.jsonl"
    path.write_bytes(content)
    with pytest.raises(FootwiseError, match="no log of a session"):
        read_log(path)


def test_a_line_that_lacks_something_is_damaged(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(
        '{"kind":"session","version":1}\n{"kind":"alive"}\n{"kind":"stride"}\n{"kind":"cue","side":"left"}\n'
    )
    records, damage = read_log(path)
    assert (len(records), damage) == (1, "3 damaged lines")


def test_a_log_of_a_later_version_is_not_read(tmp_path):
    path = tmp_path / "session-01.jsonl"
    path.write_text(json.dumps({"kind": "session", "version": 99}) + "\n")
    with pytest.raises(FootwiseError, match="version 99"):
        read_log(path)


def test_a_full_disk_keeps_records_in_memory_and_writes_them_later(tmp_path, monkeypatch):
    path = tmp_path / "a.jsonl"
    log = begin(path)
    write = os.write
    monkeypatch.setattr(os, "write", lambda *_: (_ for _ in ()).throw(OSError(errno.ENOSPC, "No space left on device")))
    log.append({"kind": "notice", "text": "1"})
    assert "no space" in log.trouble
    # The disk takes half of it.
    monkeypatch.setattr(os, "write", lambda file, block: write(file, block[: len(block) // 2]))
    log.append({"kind": "notice", "text": "2"})
    assert len(read_log(path)[0]) == 1
    assert read_log(path)[1] == ""
    monkeypatch.setattr(os, "write", write)
    log.append({"kind": "notice", "text": "3"})
    assert log.trouble == ""
    log.close()
    assert [record.get("text") for record in read_log(path)[0]] == [None, "1", "2", "3"]


def test_records_that_could_not_be_written_are_said_at_the_end(tmp_path, monkeypatch):
    log = begin(tmp_path / "a.jsonl")
    monkeypatch.setattr(os, "write", lambda *_: (_ for _ in ()).throw(OSError(errno.ENOSPC, "No space left on device")))
    log.append({"kind": "notice", "text": "1"})
    with pytest.raises(FootwiseError, match="1 records are not written") as told:
        log.close()
    # They are not lost: another disk has them, and they can be put back.
    rest = Path(told.value.remedy.split("kept in ")[1].split(":")[0])
    monkeypatch.undo()
    with (tmp_path / "a.jsonl").open("ab") as file:
        file.write(rest.read_bytes())
    rest.unlink()
    assert read_log(tmp_path / "a.jsonl")[0][1]["text"] == "1"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such locks")
def test_two_sessions_do_not_write_one_log(tmp_path):
    log = begin(tmp_path / "a.jsonl")
    with pytest.raises(FootwiseError, match="another session"):
        SessionLog(tmp_path / "a.jsonl")
    log.close()
    SessionLog(tmp_path / "a.jsonl").close()


def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(FootwiseError, match="cannot be written"):
        SessionLog(tmp_path / "file" / "session-01.jsonl")


_WALK = """
import sys, time
from pathlib import Path
from footwise.coaching import Block, CoachSession, SessionLog, SessionPlan, coach, read_course, session_path
from footwise.simulation import WalkerSource
folder = Path(sys.argv[1])
plan = SessionPlan(1, ("left",), (Block(1, 600.0, 1.0),), change_deg=-10.0)
before = [one for one in read_course(folder)]
log = SessionLog(session_path(folder, 1))
session = CoachSession(plan, log, continued=before[0].records if before else ())
source = WalkerSource(plan, before, speed=float(sys.argv[2]))
session._on_cue.append(source.hear)
last = time.monotonic()
def say(session):
    global last
    if time.monotonic() - last > 0.01:
        last = time.monotonic()
        print(len(session.records), round(session.elapsed_s, 3), flush=True)
coach(session, source, say)
session.end()
log.close()
print("done", flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="sends a POSIX signal")
def test_a_kill_at_any_moment_loses_less_than_a_second(tmp_path):
    """Killed again and again in real processes, each of which goes on where the last one was."""
    dice = random.Random(7)
    folder = tmp_path / "course"
    speed, elapsed, kills = 60.0, 0.0, 0
    for _ in range(4):
        process = subprocess.Popen(
            [sys.executable, "-c", _WALK, str(folder), str(speed)], stdout=subprocess.PIPE, text=True
        )
        first = process.stdout.readline()
        assert first
        time.sleep(dice.uniform(0.3, 0.8))
        process.send_signal(signal.SIGKILL)
        said = [line.split() for line in (first + process.stdout.read()).splitlines() if " " in line]
        process.wait()
        assert process.returncode == -signal.SIGKILL
        kills += 1
        (one,) = read_course(folder)
        assert one.damage in ("", "a last line that was cut off")
        assert not one.ended
        # Every record that the process had made when it last spoke is in the file, and so is all but the last
        # second (of its own time, which runs faster here) of what was walked.
        assert len(one.records) >= int(said[-1][0])
        now = max(record.get("elapsed_s") or 0.0 for record in one.records)
        assert now >= float(said[-1][1]) - 1.2 * speed
        assert now >= elapsed
        elapsed = now
    assert kills == 4
    (one,) = read_course(folder)
    assert len(of_kind(one.records, "continued")) == 3
    # The walk as a whole: the steps are numbered on, none twice.
    numbers = [record["number"] for record in of_kind(one.records, "stride")]
    assert numbers == list(range(len(numbers)))
    assert elapsed > 30.0
    # It still can be ended.
    done = subprocess.run([sys.executable, "-c", _WALK, str(folder), "inf"], capture_output=True, text=True, check=True)
    assert "done" in done.stdout
    assert read_course(folder)[0].ended
    assert Path(session_path(folder, 1)).exists()


@pytest.fixture(scope="module")
def sound_records(tmp_path_factory):
    path = tmp_path_factory.mktemp("course") / "session-01.jsonl"
    log = SessionLog(path)
    session = walked(plan(practice_s=30.0), log=log)
    session.notice("Well walked.")
    session.end()
    log.close()
    return read_log(path)[0]


def written(folder, records):
    lines = [one if isinstance(one, str) else json.dumps(one) for one in records]
    session_path(folder, 1).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return read_course(folder)[0]


def wrong(records, kind, name, value):
    """The records with one value of the last of a kind replaced."""
    at = max(k for k, record in enumerate(records) if record["kind"] == kind)
    return [{**record, name: value} if k == at else record for k, record in enumerate(records)]


NO_VALUES = [None, [], {}, "x", True, float("inf"), float("nan"), 10**400, -(10**30), [[]] * 3, "9" * 200]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("stride", "decided_s"),
        ("stride", "elapsed_s"),
        ("stride", "number"),
        ("stride", "side"),
        ("stride", "reason"),
        ("stride", "valid"),
        ("cue", "turn"),
        ("cue", "sample_s"),
        ("alive", "lost_s"),
        ("alive", "elapsed_s"),
        ("calibration", "forward"),
        ("calibration", "method"),
        ("target", "baseline_deg"),
        ("block", "number"),
        ("notice", "text"),
        ("end", "finished"),
    ],
)
def test_a_value_of_a_wrong_kind_costs_its_line_only(tmp_path, sound_records, kind, name):
    was = next(record[name] for record in reversed(sound_records) if record["kind"] == kind)
    for value in NO_VALUES:
        if isinstance(value, type(was)) and (isinstance(was, bool | dict) or name in ("reason", "text")):
            continue
        one = written(tmp_path, wrong(sound_records, kind, name, value))
        assert one.damage == "1 damaged lines", value
        assert len(one.records) == len(sound_records) - 1
        one.summary()


@pytest.mark.parametrize("value", [value for value in NO_VALUES if value is not None])
def test_numbers_that_may_be_missing_are_numbers_where_they_are_not(tmp_path, sound_records, value):
    for name in ("contact_s", "foot_progression_angle_deg", "error_deg", "stride_m", "block", "step"):
        assert written(tmp_path, wrong(sound_records, "stride", name, value)).damage == "1 damaged lines", name


@pytest.mark.parametrize("started", [5, None, [], "soon", "9999-12-31T00:00:00", "x" * 10_000, float("inf")])
def test_a_begin_that_is_no_time_costs_nothing_but_the_time(tmp_path, sound_records, started):
    one = written(tmp_path, wrong(sound_records, "session", "started", started))
    assert one.damage == "1 damaged lines"
    assert one.records[1:] == sound_records[1:]
    assert "started" not in one.records[0] and one.plan == plan(practice_s=30.0)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("session", value) for value in (0, 1.5, "one", None, 10**30, True)),
        *(("seed", value) for value in ("x", 0.5, None)),
        *(("sides", value) for value in ("left", [], ["left", "left"], ["up"], [1], None)),
        *(("blocks", value) for value in (3, [], [3], [{"session": 1}], [{"session": 1, "block_s": "x", "share": 1}])),
        *(("change_deg", value) for value in ("x", [], True, float("inf"), 10**400)),
        *(("how", value) for value in (None, [], {}, {"method": "magic"}, {"method": "clinic value", "clinic_deg": 3})),
        ("baseline_strides", 10**9),
        ("baseline_deg", {"left": "x"}),
        ("carried", {"left": {"method": "relative to baseline"}}),
        ("polarity", "sideways"),
        ("strange", 1),
    ],
)
def test_a_plan_of_wrong_kinds_is_said(tmp_path, sound_records, name, value):
    damaged = wrong(sound_records, "session", "plan", {**sound_records[0]["plan"], name: value})
    with pytest.raises(FootwiseError, match="has no plan that makes sense") as told:
        written(tmp_path, damaged)
    assert "\n" not in str(told.value)


def test_a_line_that_stands_twice_is_counted_once(tmp_path, sound_records):
    strides = [k for k, record in enumerate(sound_records) if record["kind"] == "stride"]
    cues = [k for k, record in enumerate(sound_records) if record["kind"] == "cue"]
    for k in (strides[5], cues[0]):
        one = written(tmp_path, [*sound_records[: k + 1], *sound_records[k:]])
        assert one.damage == "1 damaged lines"
        assert one.records == sound_records
    # Also where it stands elsewhere: a stride has a number.
    one = written(tmp_path, [*sound_records[:-1], sound_records[strides[3]], sound_records[-1]])
    assert one.records == sound_records


@pytest.mark.parametrize(
    "line", ["[" * 100_000, '{"a":' * 5000, '{"kind": "notice", "text": "\\ud800"}', "\x00", "x" * 200_000]
)
def test_lines_that_no_session_writes(tmp_path, sound_records, line):
    one = written(tmp_path, [*sound_records[:9], line, *sound_records[9:]])
    assert one.damage == "1 damaged lines"
    assert one.records == sound_records


def test_records_of_a_later_footwise_are_kept(tmp_path, sound_records):
    new = {"kind": "weather", "at_s": 1.0, "rain": True}
    one = written(tmp_path, [*sound_records, new, {**new, "elapsed_s": "long"}])
    assert one.damage == "1 damaged lines"
    assert one.records[-1] == new


def test_what_does_not_say_that_somebody_walked_is_not_taken_for_it(tmp_path, sound_records):
    assert not written(tmp_path, sound_records).simulated
    for value in (None, "yes", 1, "false"):
        assert written(tmp_path, wrong(sound_records, "session", "simulated", value)).simulated


def test_logs_whose_names_have_more_zeros_and_folders_called_like_logs(tmp_path, sound_records):
    written(tmp_path, sound_records)
    session_path(tmp_path, 1).rename(tmp_path / "session-001.jsonl")
    assert len(read_course(tmp_path)) == 1
    (tmp_path / "session-02.jsonl").mkdir()
    with pytest.raises(FootwiseError, match="is a folder"):
        read_course(tmp_path)
