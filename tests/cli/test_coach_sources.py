"""`footwise coach` with each of its sources: a file a foot, cameras, cues, a kill in natural walking."""

import contextlib
import os
import pty
import signal
import subprocess
import threading
import tty

import numpy as np
import pandas as pd
import pytest
from tests.cli.test_coach import FIRST, FOOTWISE, SIMULATED, refused, run
from tests.coaching.qtm_server import QtmServer

from footwise.coaching import read_course
from footwise.foot_sensor.live import Method
from footwise.recordings import read_recording
from footwise.simulation import SimulatedFoot

HEADER = "time,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z\n"


def write_walk(path, side, strides=16, from_s=0.0):
    foot = SimulatedFoot(side, rate_hz=100.0, seed=4)
    rows = list(foot.stand(2.0).rows())
    for _ in range(strides):
        rows += foot.stride(6.0).rows()
    path.write_text(HEADER + "".join(",".join(f"{v:.6f}" for v in (r[0] + from_s, *r[1:])) + "\n" for r in rows))
    return path


COLUMNS = """time = "time"
time_unit = "s"
acc = ["acc_x", "acc_y", "acc_z"]
acc_unit = "m/s^2"
gyr = ["gyr_x", "gyr_y", "gyr_z"]
gyr_unit = "rad/s"
acc_at_rest = "up"
"""


@pytest.fixture
def columns(tmp_path):
    path = tmp_path / "map.toml"
    path.write_text(COLUMNS)
    return path


@pytest.mark.parametrize("from_s", [0.0, 5000.0])
def test_a_file_a_foot(tmp_path, columns, from_s):
    one = write_walk(tmp_path / "walk_left.csv", "left")
    other = write_walk(tmp_path / "walk_right.csv", "right", from_s=from_s)
    out = tmp_path / "out"
    both = ("--side", "both", "--change", "-10", "--columns", columns, "--speed", "max", "--no-markers", "--out", out)
    result = run("--source", one, "--source", other, *both)
    assert result.returncode == 0, result.stderr
    (session,) = read_course(out)
    assert session.plan.sides == ("left", "right")
    seen = {
        side: sum(r["kind"] == "stride" and r["side"] == side for r in session.records) for side in ("left", "right")
    }
    assert min(seen.values()) >= 14
    told = [r["text"] for r in session.records if r["kind"] == "notice"]
    assert sum("each file is played from its begin" in text for text in told) == 1


@pytest.mark.slow
def test_which_foot_a_file_is_of_is_said_with_it(tmp_path, columns):
    one, other = write_walk(tmp_path / "a.csv", "left"), write_walk(tmp_path / "b.csv", "right")
    common = ("--side", "both", "--change", "-10", "--columns", columns, "--speed", "max", "--no-markers")
    result = run("--source", f"left={one}", "--source", f"right={other}", *common, "--out", tmp_path / "out")
    assert result.returncode == 0, result.stderr
    again = ("--source", f"left={one}", "--source", f"left={other}", *common, "--out", tmp_path / "o")
    refused(run(*again), "b.csv", "is of the left foot, and so is a.csv")
    refused(run("--source", f"left={one}", *common, "--out", tmp_path / "o"), "has no right foot")
    silent = run("--source", one, "--source", other, *common, "--out", tmp_path / "o")
    refused(silent, "a.csv: does not say which foot it is", f"--source left={one}")


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="sends a POSIX signal")
def test_a_session_killed_in_its_natural_walking_goes_on(tmp_path):
    out = tmp_path / "anna"
    slow = [word if word != "max" else "20" for word in FIRST]
    process = subprocess.Popen([FOOTWISE, "coach", *slow, "--out", str(out)], stdout=subprocess.DEVNULL)
    log = out / "session-01.jsonl"
    # In the middle of the natural walking.
    while not log.exists() or log.read_text().count('"kind": "stride"') + log.read_text().count('"kind":"stride"') < 12:
        assert process.poll() is None
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    (killed,) = read_course(out)
    assert not any(record["kind"] == "target" for record in killed.records)
    before = sum(record["kind"] == "stride" and record["valid"] for record in killed.records)
    assert 10 <= before < 20
    again = run(*SIMULATED, "--out", out)
    assert "Session 1 is done" in again.stdout, again.stderr
    (whole,) = read_course(out)
    target = next(k for k, record in enumerate(whole.records) if record["kind"] == "target")
    natural = sum(record["kind"] == "stride" and record["valid"] for record in whole.records[:target])
    assert natural == 20
    calibration = next(record for record in whole.records if record["kind"] == "calibration")
    assert calibration["strides"] == 20
    assert any("were walked before, and count" in r["text"] for r in whole.records if r["kind"] == "notice")


@pytest.mark.slow
def test_cameras_from_the_command_line_to_the_report(tmp_path, treadmill_c3d):
    """The sample three times over, so that natural walking and some practice are in it."""
    markers = read_recording(treadmill_c3d).markers
    positions = np.concatenate([1000.0 * markers.positions_m] * 3)
    server = QtmServer(markers.labels)
    out = tmp_path / "out"
    command = [FOOTWISE, "coach", "--source", f"qtm:127.0.0.1:{server.port}", "--side", "both", "--change", "-5"]
    device, terminal = pty.openpty()
    tty.setraw(terminal)
    command += ["--cue", f"serial:{os.ttyname(terminal)}", "--no-markers", "--out", str(out)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert server.streaming.wait(20.0)
    times = np.arange(len(positions)) / markers.rate_hz
    player = threading.Thread(target=server.play, args=(times, positions, 15.0), daemon=True)
    player.start()
    player.join(timeout=30.0)
    process.send_signal(signal.SIGINT)
    said, errors = process.communicate(timeout=60)
    server.close()
    assert "Session 1 stopped" in said, errors
    (session,) = read_course(out)
    assert session.plan.how.method is Method.MARKERS
    targets = [record for record in session.records if record["kind"] == "target"]
    assert {record["side"] for record in targets} == {"left", "right"}
    assert all(5.0 < record["baseline_deg"] < 25.0 for record in targets)
    assert os.read(device, 1000).decode().split()[1] == "in"
    os.close(device)
    os.close(terminal)
    report = (out / "report.html").read_text()
    assert "Cameras see heel and toe themselves" in report
    assert "sensor on the shoe" not in report.lower()
    table = pd.read_csv(out / "steps.csv")
    assert table["foot_progression_angle_deg"].notna().sum() > 50
    # A session with cameras does not go on with a sensor, and cameras take no calibration.
    refused(run("--source", "simulated", "--out", out), "was walked with cameras so far")
    calibrated = ("--source", "qtm:127.0.0.1", "--calibration", "relative", "--side", "left", "--change", "5")
    refused(run(*calibrated, "--out", tmp_path / "o"), "--calibration: is for sensors")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--source", "qtm:"), "is qtm without a computer"),
        (("--source", "qtm:127.0.0.1:1"), "does not answer on port 1"),
        (("--source", "qtm:127.0.0.1:x"), "Say qtm:HOST"),
        (("--source", "dot:left"), "Say dot:left=ADDRESS"),
        (("--source", "simulated", "--cue", "osc:nowhere"), "Say osc:HOST:PORT"),
        (("--source", "simulated", "--cue", "serial:/dev/no-such-line"), "cannot be opened"),
    ],
)
def test_what_cannot_be_is_one_line(tmp_path, words, said):
    refused(run(*words, "--side", "both", "--change", "-5", "--no-markers", "--out", tmp_path / "o"), said)
    assert not (tmp_path / "o").exists()
