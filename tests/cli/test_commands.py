"""The commands as a user runs them: what they write, and one line when something is wrong."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from footwise.steps_table import COLUMNS

FOOTWISE = str(Path(sys.executable).with_name("footwise"))


def run(*arguments, **keywords):
    return subprocess.run(
        [FOOTWISE, *map(str, arguments)], capture_output=True, text=True, timeout=120, check=False, **keywords
    )


def one_line_of_trouble(result, *words):
    """Exit code 2, one line on stderr that has the words, no traceback."""
    assert result.returncode == 2, (result.returncode, result.stderr)
    lines = [line for line in result.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, lines
    assert lines[0].startswith("footwise: ")
    for word in words:
        assert word in lines[0], (word, lines[0])


def test_analyse_writes_table_and_report(treadmill_c3d, tmp_path):
    result = run("analyse", treadmill_c3d, "--out", tmp_path / "out")
    assert result.returncode == 0, result.stderr
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["report.html", "steps.csv"]
    table = pd.read_csv(tmp_path / "out" / "steps.csv")
    assert list(table.columns) == list(COLUMNS)
    counts = table[table["used"]].groupby("side").size()
    assert counts["left"] >= 8
    assert counts["right"] >= 8
    assert "report.html" in result.stdout


def test_analyse_takes_mass_and_height(treadmill_c3d, tmp_path):
    for height in (1.7, 1.87):
        assert run("analyse", treadmill_c3d, "--height", height, "--out", tmp_path / str(height)).returncode == 0
    short, tall = (pd.read_csv(tmp_path / str(h) / "steps.csv") for h in (1.7, 1.87))
    ratio = (short["kam_peak1_pct_bwht"] / tall["kam_peak1_pct_bwht"]).dropna()
    assert ratio.to_numpy() == pytest.approx(1.1, abs=0.001)


def test_a_mass_that_the_plates_contradict_uses_no_step(treadmill_c3d, tmp_path):
    result = run("analyse", treadmill_c3d, "--mass", 80, "--out", tmp_path / "out")
    assert "0 of 20 steps used" in result.stdout
    table = pd.read_csv(tmp_path / "out" / "steps.csv")
    assert table["kam_peak1_pct_bwht"].isna().all()
    assert table["reason"].str.contains("the plates weigh").all()


def test_angles_without_loads(treadmill_c3d, tmp_path):
    result = run("analyse", treadmill_c3d, "--angles-only", "--out", tmp_path / "out")
    assert "foot angles only" in result.stdout
    table = pd.read_csv(tmp_path / "out" / "steps.csv")
    assert table["foot_progression_angle_deg"].notna().all()
    assert table["kam_peak1_pct_bwht"].isna().all()


def test_simulate_then_prescribe(treadmill_c3d, tmp_path):
    made = run("simulate", "--from", treadmill_c3d, "--steps", "12", "--side", "right", "--out", tmp_path / "study")
    assert made.returncode == 0, made.stderr
    found = run("prescribe", tmp_path / "study", "--out", tmp_path / "result")
    assert found.returncode == 0, found.stderr
    assert sorted(p.name for p in (tmp_path / "result").iterdir()) == ["prescription.json", "report.html", "steps.csv"]
    prescription = json.loads((tmp_path / "result" / "prescription.json").read_text())
    truth = json.loads((tmp_path / "study" / "truth.json").read_text())
    assert prescription["simulated"] is True
    assert prescription["side"] == "right"
    assert prescription["target_change_deg"] == truth["conditions"][truth["prescription"]["condition"]]["change_deg"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"this is no recording\n" * 100, "not a C3D file"),
        (bytes(5000), "not a C3D file"),
        (None, "no such file"),
    ],
)
def test_analyse_says_what_is_wrong_with_a_file(tmp_path, content, words):
    path = tmp_path / "walk.c3d"
    if content is not None:
        path.write_bytes(content)
    one_line_of_trouble(run("analyse", path, "--out", tmp_path / "out"), "walk.c3d", words)
    assert not (tmp_path / "out").exists()


def test_a_cut_file_leaves_no_output(treadmill_c3d, tmp_path):
    path = tmp_path / "cut.c3d"
    path.write_bytes(treadmill_c3d.read_bytes()[:-1_000_000])
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "report.html").write_text("earlier")
    one_line_of_trouble(run("analyse", path, "--out", tmp_path / "out"), "cut.c3d", "cut off")
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["report.html"]
    assert (tmp_path / "out" / "report.html").read_text() == "earlier"


def test_one_bad_file_among_good_ones_writes_nothing(treadmill_c3d, tmp_path):
    (tmp_path / "bad.c3d").write_bytes(b"")
    one_line_of_trouble(run("analyse", treadmill_c3d, tmp_path / "bad.c3d", "--out", tmp_path / "out"), "bad.c3d")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "arguments",
    [("--mass", "7000"), ("--mass", "-3"), ("--height", "172"), ("--forces", "x.mot"), ("--markers", "none.toml")],
)
def test_options_that_make_no_sense(treadmill_c3d, tmp_path, arguments):
    one_line_of_trouble(run("analyse", treadmill_c3d, *arguments, "--out", tmp_path / "out"))


def test_an_output_that_is_a_file(treadmill_c3d, tmp_path):
    (tmp_path / "out").write_text("mine")
    one_line_of_trouble(run("analyse", treadmill_c3d, "--out", tmp_path / "out"), "is a file", "--out")
    assert (tmp_path / "out").read_text() == "mine"


def test_prescribe_without_a_study(tmp_path):
    one_line_of_trouble(run("prescribe", tmp_path, "--out", tmp_path / "out"), "study.toml")


def test_simulate_refuses_a_wrong_side(treadmill_c3d, tmp_path):
    one_line_of_trouble(run("simulate", "--from", treadmill_c3d, "--side", "both", "--out", tmp_path / "o"), "--side")


def test_debug_shows_the_traceback(tmp_path):
    result = run("--debug", "analyse", tmp_path / "none.c3d", "--out", tmp_path / "out")
    assert result.returncode == 2
    assert "Traceback" in result.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for a child process")
def test_ctrl_c_leaves_nothing_half_written(treadmill_c3d, tmp_path):
    command = [FOOTWISE, "simulate", "--from", str(treadmill_c3d), "--steps", "400", "--out", str(tmp_path / "out")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    # The staging folder says that the work has begun.
    deadline = time.monotonic() + 60
    while not list(tmp_path.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "Traceback" not in stderr
    assert "stopped" in stderr
    assert list(tmp_path.iterdir()) == []
