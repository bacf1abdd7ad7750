"""A mirrored axis is named, a sensor mounted any way round and of either sign of gravity is not."""

import numpy as np
import pytest
from tests.foot_sensor.walking_foot import walking_foot
from tests.recordings.foot_sensor.test_read import one
from tests.shared import recording

from footwise.errors import FootwiseError
from footwise.recordings.foot_sensor import foot_sensor_from_arrays, read_foot_sensors
from footwise.recordings.foot_sensor.handedness import mirrored_axes
from footwise.samples.catalogue import sample_path

MIRRORS = {"x": [-1, 1, 1], "y": [1, -1, 1], "z": [1, 1, -1], "x, y, z": [-1, -1, -1]}
OTHERS = {"x": "y, z", "y": "x, z", "z": "x, y", "x, y, z": "x, y, z"}


@pytest.fixture(scope="module")
def planar():
    """A simulated foot, which turns about one axis only while it swings."""
    return walking_foot([0, *[5] * 12], side="left")


@pytest.fixture(scope="module")
def foot():
    return read_foot_sensors(sample_path("foot-sensors", quiet=True) / "imu_sample.csv")[0]


@pytest.mark.parametrize("axis", MIRRORS)
def test_a_mirrored_accelerometer_is_found(foot, axis):
    acceleration = foot.acceleration_m_s2 * MIRRORS[axis]
    if axis == "x, y, z":  # all three are the other sign of gravity, which looks like the sensor turned over
        assert mirrored_axes(foot.time_s, acceleration, foot.angular_velocity_rad_s) == ""
    else:
        assert mirrored_axes(foot.time_s, acceleration, foot.angular_velocity_rad_s) == OTHERS[axis]


@pytest.mark.parametrize("axis", MIRRORS)
@pytest.mark.requirement("R-005")
def test_a_mirrored_gyroscope_is_found(foot, axis):
    turned = foot.angular_velocity_rad_s * MIRRORS[axis]
    assert mirrored_axes(foot.time_s, foot.acceleration_m_s2, turned) == axis


@pytest.mark.parametrize("seed", range(5))
def test_a_sensor_mounted_any_way_round_is_sound(foot, seed):
    turn, _ = np.linalg.qr(np.random.default_rng(seed).normal(size=(3, 3)))
    turn *= np.linalg.det(turn)
    force, omega = foot.acceleration_m_s2 @ turn, foot.angular_velocity_rad_s @ turn
    assert mirrored_axes(foot.time_s, force, omega) == ""
    assert mirrored_axes(foot.time_s, force * [1, 1, -1], omega * [1, 1, -1]) == "x, y, z"


def test_a_foot_that_turns_about_one_axis_is_found_but_not_which_axes(planar):
    force, omega = planar.acceleration_m_s2, planar.angular_velocity_rad_s
    assert mirrored_axes(planar.time_s, force, omega) == ""
    assert mirrored_axes(planar.time_s, force, -omega) == "x, y, z"
    assert mirrored_axes(planar.time_s, force * [1, 1, -1], omega)


@pytest.mark.requirement("R-005")
def test_it_is_refused_with_what_to_do(foot):
    with pytest.raises(FootwiseError, match="left-handed axes: its gyroscope turns the other way about x, y, z"):
        foot_sensor_from_arrays(foot.time_s, foot.acceleration_m_s2, -foot.angular_velocity_rad_s, side="left",
                                acc_unit="m/s2", gyr_unit="rad/s", gravity="up")  # fmt: skip


SAMPLES = [
    "imu_sample", "imu_sample_ic_stride", "imu_sample_healthy_stair_up", "imu_sample_healthy_stair_down",
    "imu_sample_ms_left", "imu_sample_ms_right",
]  # fmt: skip


SLOWER = dict.fromkeys(("imu_sample_ic_stride", "imu_sample_ms_left", "imu_sample_ms_right"), 102.4)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_real_foot_is_never_called_mirrored(name):
    path = sample_path("foot-sensors", quiet=True) / f"{name}.csv"
    for sensor in read_foot_sensors(path, gravity="up", rate_hz=SLOWER.get(name)):
        assert mirrored_axes(sensor.time_s, sensor.acceleration_m_s2, sensor.angular_velocity_rad_s) == ""


@pytest.mark.shared
@pytest.mark.parametrize("name", ["treadmill_physilog/LF.csv", "treadmill_physilog/RF.csv",
                                  "overground_xio/short_walk.csv", "treadmill_xsens_mt/MT_000-000_96.txt"])  # fmt: skip
def test_a_real_foot_of_another_maker_mirrored_is_found(name):
    sensor = one(recording(f"foot_sensors/{name}"), side="left" if "LF" in name else "right")
    for axis in ("x", "z"):
        force = sensor.acceleration_m_s2 * MIRRORS[axis]
        found = mirrored_axes(sensor.time_s, force, sensor.angular_velocity_rad_s)
        assert found in (OTHERS[axis], "")
    assert mirrored_axes(sensor.time_s, sensor.acceleration_m_s2, -sensor.angular_velocity_rad_s) == "x, y, z"
