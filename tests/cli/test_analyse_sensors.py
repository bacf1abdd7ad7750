"""`footwise analyse` with recordings of foot sensors: what it writes, and one line when something is wrong."""

import pandas as pd
import pytest
from tests.cli.running import one_line_of_trouble, run
from tests.recordings.foot_sensor.sensor_files import gaitmap, walk

from footwise.samples import sample_path
from footwise.steps_table import COLUMNS, STRIDE_COLUMNS


@pytest.fixture(scope="module")
def folder():
    return sample_path("foot-sensors", quiet=True)


def test_writes_table_and_report(folder, tmp_path):
    result = run("analyse", folder / "imu_sample.csv", "--out", tmp_path / "out")
    assert result.returncode == 0, result.stderr
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["report.html", "steps.csv"]
    table = pd.read_csv(tmp_path / "out" / "steps.csv")
    assert tuple(table.columns) == (*COLUMNS, *STRIDE_COLUMNS)
    assert table[table["used"]].groupby("side").size().min() >= 24
    assert "53 of 64 steps used" in result.stdout
    assert "  left out: " in result.stdout and " steps: turning" in result.stdout
    assert "left foot: holds no time: 204.8 samples a second are taken for granted" in result.stdout
    assert "left foot, relative to baseline" in result.stdout
    assert "  to check: the largest turn was to the left at 17.7 s: was it? If not, " in result.stdout


def test_one_foot_its_rate_and_a_clinic_value(folder, tmp_path):
    path = tmp_path / "walk.dat"
    path.write_bytes((folder / "imu_sample_ms_left.csv").read_bytes())
    options = ("--side", "right", "--rate", 102.4, "--calibration", "clinic", "--clinic-angle", "6", "--gravity", "up")
    result = run("analyse", path, *options, "--out", tmp_path / "out")
    assert result.returncode == 0, result.stderr
    table = pd.read_csv(tmp_path / "out" / "steps.csv")
    assert set(table["side"]) == {"right"}
    assert table["foot_progression_angle_deg"].median() == pytest.approx(6.0, abs=0.01)


def test_columns_of_its_own(tmp_path):
    _, acceleration, angular_velocity = walk(seconds=14.0)
    text = gaitmap(acceleration, angular_velocity).replace("acc_", "force ").replace("gyr_", "turn ")
    (tmp_path / "mine.csv").write_text(text)
    (tmp_path / "map.toml").write_text(
        'acc = ["force x", "force y", "force z"]\nacc_unit = "m/s2"\n'
        'gyr = ["turn x", "turn y", "turn z"]\ngyr_unit = "deg/s"\nrate_hz = 100\nside = "left"\ngravity = "up"\n'
    )
    result = run("analyse", tmp_path / "mine.csv", "--columns", tmp_path / "map.toml", "--out", tmp_path / "out")
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "out" / "steps.csv").exists()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("imu.csv", b"", "empty"),
        ("imu.csv", b"a,b,c\n1,2,3\n", "no table of a foot sensor"),
        ("imu.csv", b"acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z\n", "no data"),
        ("imu.csv", b"\x00\x01\x02" * 50, "not a text file"),
        ("left.csv", b"acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z\n" + b"0,0,9.81,0,0,0\n" * 400, "never changes"),
        ("phone.zip", b"PK\x03\x04 broken", "zip archive"),
        ("stream.xdf", b"XDF: broken", "stream.xdf"),
        ("none.csv", None, "no such file"),
    ],
)
def test_says_what_is_wrong_with_a_file(tmp_path, name, content, words):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    one_line_of_trouble(run("analyse", tmp_path / name, "--out", tmp_path / "out"), name, words)
    assert not (tmp_path / "out").exists()


def test_a_standing_foot_holds_no_stride(tmp_path):
    _, acceleration, angular_velocity = walk(seconds=2.0)
    (tmp_path / "left.csv").write_text(gaitmap(acceleration, angular_velocity))
    result = run("analyse", tmp_path / "left.csv", "--rate", 100, "--gravity", "up", "--out", tmp_path / "out")
    one_line_of_trouble(result, "holds no stride")


def test_which_way_gravity_reads_is_asked_by_its_option(tmp_path):
    _, acceleration, angular_velocity = walk(seconds=14.0)
    (tmp_path / "left.csv").write_text(gaitmap(acceleration, angular_velocity))
    result = run("analyse", tmp_path / "left.csv", "--rate", 100, "--out", tmp_path / "out")
    one_line_of_trouble(result, "which way its accelerometer measures gravity", "--gravity up", "--gravity down")


def test_two_kinds_of_recording_are_refused(folder, treadmill_c3d, tmp_path):
    result = run("analyse", treadmill_c3d, folder / "imu_sample.csv", "--out", tmp_path / "out")
    one_line_of_trouble(result, "imu_sample.csv", "treadmill_events.c3d", "one after the other")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--mass", "70"), "--mass"),
        (("--angles-only",), "--angles-only"),
        (("--side", "both"), "--side"),
        (("--rate", "-5"), "rate in Hz"),
        (("--calibration", "absolute"), "--calibration"),
        (("--calibration", "clinic"), "--clinic-angle"),
        (("--clinic-angle", "7"), "--clinic-angle"),
        (("--columns", "none.toml"), "none.toml"),
    ],
)
def test_options_that_make_no_sense(folder, tmp_path, options, words):
    result = run("analyse", folder / "imu_sample.csv", *options, "--out", tmp_path / "out")
    one_line_of_trouble(result, words)
    assert not (tmp_path / "out").exists()


def test_options_of_sensors_do_not_go_with_markers(treadmill_c3d, tmp_path):
    result = run("analyse", treadmill_c3d, "--calibration", "relative", "--out", tmp_path / "out")
    one_line_of_trouble(result, "--calibration", "foot sensors only")
    result = run("analyse", treadmill_c3d, "--columns", tmp_path / "none.toml", "--out", tmp_path / "out")
    one_line_of_trouble(result, "--columns", "foot sensors only")


def test_a_recording_of_a_sensor_that_is_named_twice(folder, tmp_path):
    path = folder / "imu_sample.csv"
    one_line_of_trouble(run("analyse", path, path, "--out", tmp_path / "out"), "imu_sample.csv", "named twice")
