"""A simulated walk as files: what is written is read back, and the truth lies beside it."""

import numpy as np
import pandas as pd
import pytest

from footwise.recordings.foot_sensor import read_foot_sensors
from footwise.simulation import SensorImperfections, simulated_sensor_walk, write_sensor_walk
from footwise.simulation.sensor_walk import angle_programme


def test_the_files_are_read_back(tmp_path):
    imperfections = SensorImperfections(lost_share=0.02)
    walks = [
        simulated_sensor_walk(side, [3.0, -4.0, 5.0] * 3, imperfections=imperfections, seed=6)
        for side in ("left", "right")
    ]
    write_sensor_walk(tmp_path, walks)
    for sensor, _ in walks:
        (again,) = read_foot_sensors(tmp_path / f"walk_{sensor.side}.csv")
        assert again.side == sensor.side
        assert again.rate_hz == pytest.approx(100.0, abs=0.01)
        np.testing.assert_allclose(again.time_s, sensor.time_s, atol=1e-5)
        np.testing.assert_allclose(again.acceleration_m_s2, sensor.acceleration_m_s2, atol=1e-4)
        np.testing.assert_allclose(again.angular_velocity_rad_s, sensor.angular_velocity_rad_s, atol=1e-5)
    truth = pd.read_csv(tmp_path / "truth.csv")
    assert truth.columns.tolist() == [
        "side", "contact_s", "mid_stance_s", "foot_progression_angle_deg", "stride_m", "stride_s", "turn_deg"
    ]  # fmt: skip
    assert truth.groupby("side").size().to_dict() == {"left": 9, "right": 9}


def test_the_truth_is_one_row_a_stance_on_the_clock_of_the_recording():
    sensor, truth = simulated_sensor_walk("left", [1.0, 2.0, 3.0], rest_s=2.0, spread=(0.0, 0.0))
    assert truth["foot_progression_angle_deg"].tolist() == [1.0, 2.0, 3.0]
    np.testing.assert_allclose(truth["mid_stance_s"], 2.0 + 1.1 * np.arange(1, 4) - 0.15)
    assert (truth["contact_s"] < truth["mid_stance_s"]).all()
    assert sensor.time_s[0] == 0.0
    assert sensor.time_s[-1] == pytest.approx(2.0 + 3.3 + 2.0 - 0.01)


def test_the_programme_has_every_condition_and_its_turns():
    angles, turns = angle_programme(100, natural_deg=6.0, seed=3)
    means = angles.reshape(5, 20).mean(axis=1)
    np.testing.assert_allclose(means, [6.0, 1.0, -4.0, 11.0, 16.0], atol=1.5)
    assert turns.sum() == 4 * 90.0
    assert np.flatnonzero(turns).tolist() == [k + j for k in (20, 40, 60, 80) for j in range(3)]
