"""Which way an accelerometer measures gravity is known, or asked; never guessed."""

from pathlib import Path

import numpy as np
import pytest
from tests.recordings.foot_sensor.sensor_files import (
    PLAIN,
    dot,
    gaitmap,
    logger_metadata,
    logger_table,
    text_table,
    walk,
    xdf,
    xdf_stream,
    zipped,
)
from tests.recordings.foot_sensor.test_read import MAP, mapped, written

from footwise.errors import ErrorKind, FootwiseError
from footwise.foot_sensor.recorded import recorded_walk
from footwise.recordings.foot_sensor import read_foot_sensors
from footwise.simulation import simulated_sensor_walk

TIME, ACC, GYR = walk()
SERIES = np.column_stack((ACC, np.rad2deg(GYR)))
TABLE = text_table(["time", *PLAIN], [TIME, *ACC.T, *np.rad2deg(GYR).T])


def asked(folder: Path) -> dict[str, Path]:
    """Files that do not say it."""
    tables = {
        "Accelerometer.csv": logger_table(TIME, ACC - ACC[:1]),
        "Gravity.csv": logger_table(TIME, np.tile(ACC[:1], (len(TIME), 1))),
        "Gyroscope.csv": logger_table(TIME, GYR),
    }
    (folder / "phone").mkdir()
    return {
        "table": written(folder / "left.csv", TABLE),
        "gaitmap": written(folder / "left_2.csv", gaitmap(ACC, GYR)),
        "dot without its preamble": written(folder / "left_3.csv", dot(TIME, ACC, GYR).split("\n\n", 1)[1]),
        "phone without metadata": zipped(folder / "phone" / "left.zip", tables),
        "xdf": written(folder / "left.xdf", xdf(xdf_stream(1, "foot_left", TIME, SERIES))),
    }


@pytest.mark.parametrize("which", ["table", "gaitmap", "dot without its preamble", "phone without metadata", "xdf"])
def test_it_is_asked_where_nobody_says_it(tmp_path: Path, which: str) -> None:
    path = asked(tmp_path)[which]
    with pytest.raises(FootwiseError, match="does not say which way its accelerometer measures gravity") as caught:
        read_foot_sensors(path)
    assert caught.value.kind is ErrorKind.BAD_REQUEST
    assert "`gravity='up'`" in caught.value.remedy
    (up,), (down,) = (read_foot_sensors(path, gravity=way) for way in ("up", "down"))
    np.testing.assert_allclose(up.acceleration_m_s2, ACC, atol=1e-6)
    np.testing.assert_allclose(down.acceleration_m_s2, -ACC, atol=1e-6)


@pytest.mark.requirement("R-005")
def test_another_way_than_the_file_says_is_refused(tmp_path: Path) -> None:
    tables = {
        "TotalAcceleration.csv": logger_table(TIME, -ACC / 9.80665),
        "Gyroscope.csv": logger_table(TIME, GYR),
        "Metadata.csv": logger_metadata("ios", "false"),
    }
    path = zipped(tmp_path / "left.zip", tables)
    (sensor,) = read_foot_sensors(path)
    np.testing.assert_allclose(sensor.acceleration_m_s2, ACC, atol=1e-6)
    with pytest.raises(FootwiseError, match="is known to measure gravity down, and `gravity` says up"):
        read_foot_sensors(path, gravity="up")
    with pytest.raises(FootwiseError, match="`gravity`: is 'sideways'"):
        read_foot_sensors(path, gravity="sideways")


def test_a_map_says_it_or_is_asked(tmp_path: Path) -> None:
    table = written(tmp_path / "imu.csv", mapped())
    for word, sign in (("up", 1), ("down", -1)):
        told = MAP.replace('gravity = "up"', f'gravity = "{word}"')
        (sensor,) = read_foot_sensors(table, column_map=written(tmp_path / "map.toml", told))
        np.testing.assert_allclose(sensor.acceleration_m_s2, sign * ACC, atol=1e-6)
    silent = written(tmp_path / "map.toml", MAP.replace('gravity = "up"', ""))
    with pytest.raises(FootwiseError, match="does not say which way"):
        read_foot_sensors(table, column_map=silent)
    assert read_foot_sensors(table, column_map=silent, gravity="up")[0].side == "left"


@pytest.mark.requirement("R-005")
def test_the_wrong_way_exchanges_toe_in_and_toe_out(tmp_path: Path) -> None:
    """Why it is asked: the mirrored angles look as good as the right ones."""
    true = np.tile([0.0, 8.0, -6.0, 3.0], 8)
    sensor, _ = simulated_sensor_walk("left", true)
    rows = np.column_stack((sensor.time_s, sensor.acceleration_m_s2, np.degrees(sensor.angular_velocity_rad_s)))
    path = written(tmp_path / "left.csv", text_table(["time", *PLAIN], list(rows.T)))
    found = []
    for way in ("up", "down"):
        (foot,) = recorded_walk(read_foot_sensors(path, gravity=way)).feet
        angles = {round(s.contact_s, 1): s.foot_progression_angle_deg for s in foot.strides if s.valid and s.contact_s}
        found.append(angles)
    both = sorted(set(found[0]) & set(found[1]))
    assert len(both) >= 15
    assert np.corrcoef(*([angles[k] for k in both] for angles in found))[0, 1] < -0.95


def test_of_a_column_of_simulated_samples_it_is_known(tmp_path: Path) -> None:
    table = text_table(["time", *PLAIN, "simulated"], [TIME, *ACC.T, *np.rad2deg(GYR).T, np.ones(len(TIME))])
    assert read_foot_sensors(written(tmp_path / "left.csv", table))[0].simulated
