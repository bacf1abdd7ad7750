"""`footwise coach` as a person uses it: sessions one after the other, a kill in between, and what it refuses."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from footwise.coaching import read_course
from footwise.samples.catalogue import sample_path

FOOTWISE = str(Path(sys.executable).with_name("footwise"))
SIMULATED = ("--source", "simulated", "--no-markers", "--speed", "max", "--minutes", "1.5")
FIRST = (*SIMULATED, "--side", "left", "--change", "-10")


def run(*arguments):
    command = [FOOTWISE, "coach", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def refused(result, *words):
    assert result.returncode == 2, (result.returncode, result.stdout, result.stderr)
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1 and "`" not in lines[0], lines
    for word in words:
        assert word in lines[0], (word, lines[0])


def test_sessions_follow_each_other(tmp_path):
    out = tmp_path / "anna"
    first = run(*FIRST, "--out", out)
    assert first.returncode == 0, first.stderr
    assert "Session 1 is done" in first.stdout
    assert "toes in" in first.stdout
    assert sorted(p.name for p in out.iterdir()) == ["report.html", "session-01.jsonl", "steps.csv", "summary.json"]
    # The second needs no target again.
    second = run(*SIMULATED, "--out", out)
    assert "Session 2 is done" in second.stdout, second.stderr
    one, two = read_course(out)
    assert two.plan.change_deg == one.plan.change_deg == -10.0
    assert two.simulated
    report = (out / "report.html").read_text()
    assert "Session 2 of 6" in report
    assert "Simulated" in report
    summary = json.loads((out / "summary.json").read_text())
    assert [session["simulated"] for session in summary] == [True, True]
    table = pd.read_csv(out / "steps.csv")
    assert set(table["condition"]) == {"session-1", "session-2"}
    assert table["kam_peak1_pct_bwht"].isna().all()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="sends a POSIX signal")
@pytest.mark.requirement("R-044")
def test_a_killed_session_goes_on(tmp_path):
    out = tmp_path / "anna"
    slow = [word if word != "max" else "40" for word in FIRST]
    process = subprocess.Popen([FOOTWISE, "coach", *slow, "--out", str(out)], stdout=subprocess.PIPE, text=True)
    # In the middle of the practice block.
    for line in process.stdout:
        if "toes in" in line:
            break
    time.sleep(0.3)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    (killed,) = read_course(out)
    assert not killed.ended
    walked = max(record.get("elapsed_s") or 0.0 for record in killed.records)
    refused(run(*SIMULATED, "--change", "5", "--out", out), "goes on as it began", "--change")
    again = run(*SIMULATED, "--out", out)
    assert "Session 1 is done" in again.stdout, again.stderr
    (whole,) = read_course(out)
    assert whole.ended
    assert whole.records[: len(killed.records)] == killed.records
    assert walked < 210.0 <= whole.summary().walked_s


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for a child process")
def test_ctrl_c_keeps_the_session(tmp_path):
    out = tmp_path / "anna"
    slow = [word if word != "max" else "40" for word in FIRST]
    process = subprocess.Popen([FOOTWISE, "coach", *slow, "--out", str(out)], stdout=subprocess.PIPE, text=True)
    for line in process.stdout:
        if "toes in" in line:
            break
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "goes on with it" in said
    assert (out / "report.html").exists()
    assert not read_course(out)[0].ended


def test_a_recording_is_replayed(tmp_path):
    recording = sample_path("foot-sensors", quiet=True) / "imu_sample.csv"
    result = run("--source", recording, "--side", "left", "--change", "-10", "--speed", "max", "--out", tmp_path / "o")
    assert result.returncode == 0, result.stderr
    # The recording ends within the practice block.
    assert "Session 1 stopped" in result.stdout
    (session,) = read_course(tmp_path / "o")
    strides = [record for record in session.records if record["kind"] == "stride"]
    assert sum(stride["valid"] for stride in strides) == 25
    assert not session.simulated


def test_a_prescription_says_foot_and_change(tmp_path):
    path = tmp_path / "prescription.json"
    path.write_text(json.dumps({"side": "right", "target_change_deg": -5, "direction": "toe-in"}))
    result = run(*SIMULATED, "--prescription", path, "--out", tmp_path / "o")
    assert result.returncode == 0, result.stderr
    plan = read_course(tmp_path / "o")[0].plan
    assert (plan.sides, plan.change_deg) == (("right",), -5.0)
    path.write_text(json.dumps({"side": "right", "target_change_deg": 0, "direction": "none"}))
    refused(run(*SIMULATED, "--prescription", path, "--out", tmp_path / "p"), "prescribes no change")
    path.write_text("[]")
    refused(run(*SIMULATED, "--prescription", path, "--out", tmp_path / "p"), "is not a prescription")


def test_a_schedule_is_kept_with_the_course(tmp_path):
    schedule = tmp_path / "mine.toml"
    schedule.write_text("".join(f"[[block]]\nsession = {n}\nblock_s = 30\nshare = 1\n" for n in (1, 2)))
    source = ("--source", "simulated", "--no-markers", "--speed", "max")
    first = run(*source, "--side", "left", "--change", "-10", "--schedule", schedule, "--out", tmp_path / "o")
    assert first.returncode == 0, first.stderr
    schedule.unlink()
    assert run(*source, "--out", tmp_path / "o").returncode == 0
    refused(run(*source, "--out", tmp_path / "o"), "has 2 sessions")
    assert "Session 2 of 2" in (tmp_path / "o" / "report.html").read_text()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (SIMULATED, ("needs a target", "--change")),
        ((*SIMULATED, "--change", "-10"), ("needs a foot", "--side")),
        ((*SIMULATED, "--side", "middle", "--change", "-10"), ("--side", "left, right or both")),
        ((*FIRST[:-1], "-45"), ("--change", "more than", "Choose -20 to 20")),
        ((*FIRST[:-1], "nan"), ("--change", "no number", "Choose -20 to 20")),
        ((*FIRST, "--target", "3"), ("--target", "--change", "either")),
        ((*SIMULATED, "--side", "left", "--target", "3"), ("--target", "calibration", "--change")),
        ((*FIRST, "--band", "9"), ("--band: is 9. Choose 2 to 5.",)),
        ((*FIRST, "--minutes", "-1"), ("--minutes",)),
        ((*FIRST, "--speed", "backwards"), ("--speed",)),
        ((*FIRST, "--polarity", "up"), ("--polarity", "towards or away")),
        ((*FIRST, "--calibration", "magic"), ("--calibration",)),
        ((*FIRST, "--calibration", "clinic"), ("--clinic-angle",)),
        ((*FIRST, "--schedule", "nowhere.toml"), ("nowhere.toml",)),
        ((*FIRST, "--session", "9"), ("6 sessions",)),
        ((*FIRST, "--prescription", "nowhere.json"), ("nowhere.json",)),
        ((*FIRST, "--sounds", "nowhere"), ("in.wav",)),
        (("--source", "nowhere.csv", *FIRST[2:]), ("nowhere.csv", "lsl")),
        (("--source", "lsl:nobody_sends_this", *FIRST[2:]), ("nobody_sends_this", "left foot")),
    ],
)
def test_what_makes_no_sense_is_one_line(tmp_path, arguments, words, monkeypatch):
    monkeypatch.chdir(tmp_path)
    refused(run(*arguments, "--out", tmp_path / "o"), *words)
    assert not (tmp_path / "o").exists()


@pytest.mark.parametrize("content", [b"", b"hello\n", b"time,acc_x\n1,2\n", bytes(2000)])
def test_a_malformed_recording(tmp_path, content):
    path = tmp_path / "walk.csv"
    path.write_bytes(content)
    refused(run("--source", path, "--side", "left", "--change", "-10", "--out", tmp_path / "o"), "walk.csv")
    assert not (tmp_path / "o").exists()


def test_a_damaged_course_is_said(tmp_path):
    (tmp_path / "session-01.jsonl").write_text("something else\n")
    refused(run(*FIRST, "--out", tmp_path), "session-01.jsonl", "no log of a session")
    assert (tmp_path / "session-01.jsonl").read_text() == "something else\n"


@pytest.mark.requirement("R-037")
def test_a_real_session_does_not_go_on_with_a_simulated_walker(tmp_path):
    recording = sample_path("foot-sensors", quiet=True) / "imu_sample.csv"
    run("--source", recording, "--side", "left", "--change", "-10", "--speed", "max", "--out", tmp_path)
    simulated = ("--source", "simulated", "--no-markers", "--speed", "max")
    refused(run(*simulated, "--out", tmp_path), "walked by a person so far")
    assert not read_course(tmp_path)[0].simulated


@pytest.mark.parametrize("option", [("--polarity", "away"), ("--band", "2"), ("--minutes", "7"), ("--seed", "9")])
def test_nothing_changes_on_the_way(tmp_path, option):
    recording = sample_path("foot-sensors", quiet=True) / "imu_sample.csv"
    replay = ("--source", recording, "--side", "left", "--change", "-10", "--speed", "max", "--out", tmp_path)
    assert run(*replay).returncode == 0
    refused(run(*replay, *option), option[0], "cannot change on the way")


def test_a_session_that_never_had_a_stride_is_begun_anew(tmp_path):
    still = tmp_path / "still.csv"
    rows = "".join(f"{k / 100},0.0{k % 3},0.0{k % 5},9.8{k % 3},0.0{k % 2},0.0{k % 3},0.0{k % 5}\n" for k in range(300))
    still.write_text("time,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z\n" + rows)
    out = tmp_path / "o"
    first = run(
        "--source", still, "--gravity", "up", "--side", "left", "--change", "-10", "--speed", "max", "--out", out
    )
    assert "Session 1 stopped" in first.stdout, first.stderr
    again = run(*SIMULATED, "--side", "right", "--change", "5", "--out", out)
    assert "Session 1 is done" in again.stdout, again.stderr
    assert read_course(out)[0].plan.sides == ("right",)


def test_output_that_has_no_arrows_or_no_reader(tmp_path):
    command = [FOOTWISE, "coach", *FIRST, "--out", str(tmp_path / "ascii")]
    result = subprocess.run(command, capture_output=True, env={**os.environ, "PYTHONIOENCODING": "ascii"}, check=False)
    assert result.returncode == 0, result.stderr
    assert b"toes in" in result.stdout
    (session,) = read_course(tmp_path / "ascii")
    assert all(record["emission_s"] is not None for record in session.records if record["kind"] == "cue")
    process = subprocess.Popen([FOOTWISE, "coach", *FIRST, "--out", str(tmp_path / "gone")], stdout=subprocess.PIPE)
    process.stdout.readline()
    process.stdout.close()
    process.wait(timeout=60)
    assert read_course(tmp_path / "gone")[0].ended
