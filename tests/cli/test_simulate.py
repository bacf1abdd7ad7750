"""`footwise simulate`: refusals that say which option, and what a stream says while it runs."""

import json
import os
import signal
import subprocess
import time

import pytest
from tests.cli.running import FOOTWISE, one_line_of_trouble, run


def test_the_sensors_of_two_feet_are_written(tmp_path):
    result = run("simulate", "--imu", "--minutes", 0.2, "--out", tmp_path / "out")
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith("11 strides of each foot")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "truth.csv",
        "walk_left.csv",
        "walk_right.csv",
    ]


def test_a_stream_says_how_it_goes():
    result = run("simulate", "--imu", "--lsl", "--minutes", 0.2, "--speed", "max", "--side", "right")
    assert result.stdout == "11 strides streamed as footwise_right, 0 cues heard\n"
    assert "footwise_right: 11 strides, foot angle" in result.stderr


@pytest.mark.parametrize(
    ("options", "trouble"),
    [
        ((), "Give --from RECORDING, or --imu"),
        (("--lsl",), "Say --imu --lsl"),
        (("--imu", "--lsl", "--side", "both"), "--side: is 'both'. Choose left or right"),
        (("--imu", "--minutes", 0), "--minutes: is 0. Choose 0.2 to 240"),
        (("--imu", "--seed", -1), "--seed: is -1. Choose 0 or a larger number"),
        (("--imu", "--draw", 1), "--draw: is not used by --imu"),
        (("--imu", "--lsl", "--mass", 70), "--mass: is not used by --imu"),
        (("--from", "walk.c3d", "--draw", -1), "--draw: is -1. Choose 0 or a larger number"),
        (("--from", "walk.c3d", "--seed", -1), "--seed: is -1. Choose 0 or a larger number"),
        (("--imu", "--from", "walk.c3d"), "--from: is not used by --imu"),
        (("--imu", "--lsl", "--speed", "fast"), "--speed: is 'fast'. Give a factor"),
        (("--imu", "--lsl", "--speed", -1), "--speed: is '-1'. Give a factor"),
        (("--from", "walk.c3d", "--side", "both"), "--side: is 'both'. Choose left or right"),
        (("--from", "walk.c3d", "--steps", 4), "--steps: is 4. Choose 5 to 5000 steps"),
    ],
)
def test_what_makes_no_sense_is_refused(options, trouble, tmp_path):
    one_line_of_trouble(run("simulate", *options, "--out", tmp_path / "out"), trouble)
    assert not (tmp_path / "out").exists()


def test_simulate_then_prescribe(treadmill_c3d, tmp_path):
    made = run("simulate", "--from", treadmill_c3d, "--steps", "12", "--side", "right", "--out", tmp_path / "study")
    assert made.returncode == 0, made.stderr
    found = run("prescribe", tmp_path / "study", "--out", tmp_path / "result")
    assert found.returncode == 0, found.stderr
    written = {path.name for path in (tmp_path / "result").iterdir()}
    assert written == {"for-the-person.html", "prescription.json", "report.html", "steps.csv"}
    prescription = json.loads((tmp_path / "result" / "prescription.json").read_text())
    truth = json.loads((tmp_path / "study" / "truth.json").read_text())
    assert prescription["simulated"] is True
    assert prescription["side"] == "right"
    assert prescription["target_change_deg"] == truth["conditions"][truth["prescription"]["condition"]]["change_deg"]


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
