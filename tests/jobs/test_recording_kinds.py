"""Which job recordings are for, and which parameters go with it."""

import pytest

from footwise.errors import ErrorKind, FootwiseError
from footwise.jobs import are_foot_sensor_files
from footwise.samples import sample_path


@pytest.fixture(scope="module")
def sensors():
    return sample_path("foot-sensors", quiet=True) / "imu_sample.csv"


def test_the_two_kinds_are_told_apart(treadmill_c3d, sensors, tmp_path):
    assert are_foot_sensor_files([sensors, sensors])
    assert not are_foot_sensor_files([treadmill_c3d])
    # A column map is for tables of sensors, whatever their names.
    assert are_foot_sensor_files([tmp_path / "walk.dat"], column_map=tmp_path / "map.toml")
    assert not are_foot_sensor_files([treadmill_c3d], column_map=tmp_path / "map.toml")


def test_what_does_not_go_together_is_refused(treadmill_c3d, sensors):
    with pytest.raises(FootwiseError, match=r"is a recording of a foot sensor, and") as caught:
        are_foot_sensor_files([treadmill_c3d, sensors])
    assert caught.value.where == sensors and caught.value.kind is ErrorKind.BAD_REQUEST
    with pytest.raises(FootwiseError, match=r"^`mass_kg`: goes with recordings of markers and force plates only; see "):
        are_foot_sensor_files([sensors], for_markers={"static": False, "mass_kg": True}, for_sensors={"side": True})
    with pytest.raises(FootwiseError, match=r"^`side`: goes with recordings of foot sensors only; see "):
        are_foot_sensor_files([treadmill_c3d], for_markers={"mass_kg": True}, for_sensors={"side": True})
