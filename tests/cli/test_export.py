"""`footwise export`: recordings in the forms of other systems, from the command line and back."""

import json

import numpy as np
import pytest
from tests.cli.running import one_line_of_trouble, run
from tests.foot_sensor.walking_foot import about_z, walking_foot

from footwise.jobs import measure_marker_walks
from footwise.recordings.c3d import read_c3d_results
from footwise.recordings.foot_sensor import read_foot_sensors
from footwise.samples import sample_path


@pytest.fixture
def sensors():
    return sample_path("foot-sensors", quiet=True) / "imu_sample.csv"


def one_foot(path, side, angle=4.0):
    # Every step a little different: an axis that never changes is that of a broken sensor.
    foot = walking_foot([angle, angle + 1.0] * 4, side=side, mount=about_z(0.3))
    header = "time,acc_x (m/s2),acc_y (m/s2),acc_z (m/s2),gyr_x (rad/s),gyr_y (rad/s),gyr_z (rad/s)\n"
    path.write_text(header + "".join(",".join(f"{value:.9g}" for value in row) + "\n" for row in foot.rows()))
    return path


def test_a_file_of_both_feet_goes_there_and_back(sensors, tmp_path):
    out = tmp_path / "shared"
    result = run("export", sensors, "--subject", "01", "--out", out)
    assert result.returncode == 0, result.stderr
    printed = result.stdout.split()
    assert [line.rpartition("tracksys-")[2] for line in printed] == ["leftfoot_motion.tsv", "rightfoot_motion.tsv"]
    described = json.loads((out / "dataset_description.json").read_text())
    assert (described["Name"], described["DatasetType"]) == ("shared", "raw")
    for written, sensor in zip(printed, read_foot_sensors(sensors), strict=True):
        (again,) = read_foot_sensors(written)
        assert again.side == sensor.side
        assert again.rate_hz == pytest.approx(sensor.rate_hz)
        np.testing.assert_allclose(again.time_s, sensor.time_s, atol=1e-6)
        np.testing.assert_allclose(again.acceleration_m_s2, sensor.acceleration_m_s2, atol=1e-5)
        np.testing.assert_allclose(again.angular_velocity_rad_s, sensor.angular_velocity_rad_s, atol=1e-6)


def test_a_file_a_foot_beside_what_is_there(tmp_path):
    out = tmp_path / "shared"
    files = [one_foot(tmp_path / name, side) for name, side in (("LF.csv", "left"), ("RF.csv", "right"))]
    common = ("--gravity", "up", "--subject", "07", "--session", "1", "--out", out)
    assert run("export", *files, *common).returncode == 0
    (out / "dataset_description.json").write_text('{"Name": "ours"}')
    assert run("export", *files, *common, "--task", "turn").returncode == 0
    names = sorted(path.name for path in (out / "sub-07" / "ses-1" / "motion").iterdir())
    assert len(names) == 16
    assert {name.split("_")[2] for name in names} == {"task-walk", "task-turn"}
    # What somebody has written of the data set stays.
    assert (out / "dataset_description.json").read_text() == '{"Name": "ours"}'


def test_what_cannot_be_exported_is_one_line(tmp_path):
    left, other = one_foot(tmp_path / "a_LF.csv", "left"), one_foot(tmp_path / "b_LF.csv", "left")
    common = ("--gravity", "up", "--out", tmp_path / "out")
    twice = run("export", left, other, "--subject", "01", *common)
    one_line_of_trouble(twice, "b_LF.csv", "is of the left foot, and so is a_LF.csv", "--task or --session")
    one_line_of_trouble(run("export", left, "--subject", "P 7", *common), "--subject: is 'P 7'", "letters and digits")
    one_line_of_trouble(run("export", left, *common), "--subject")
    assert not (tmp_path / "out").exists()


def test_results_in_a_copy_of_a_c3d_file(treadmill_c3d, tmp_path):
    before = treadmill_c3d.read_bytes()
    result = run("export", "c3d", treadmill_c3d, "--out", tmp_path / "copies")
    assert result.returncode == 0, result.stderr
    copy = tmp_path / "copies" / "treadmill_events_footwise.c3d"
    notes = measure_marker_walks([treadmill_c3d])[0].notes
    told = [f"{copy}: 20 of 23 steps with angles and moments", *(f"  note: {note}" for note in notes)]
    assert notes and result.stdout.splitlines() == told
    assert len(read_c3d_results(copy).events) == 43
    assert treadmill_c3d.read_bytes() == before
    again = run("export", "c3d", copy, "--out", tmp_path / "again")
    one_line_of_trouble(again, "holds results of Footwise already", "as the laboratory exported it")
    assert not (tmp_path / "again").exists()
