"""The figures by which foot sensors are accepted, on the walk with markers and on other makers' recordings."""

import numpy as np
import pytest
from benchmarks import foot_sensor, foot_sensor_others
from tests.shared import recording

from footwise.foot_sensor.live import HowToCalibrate, Method
from footwise.foot_sensor.recorded import recorded_walk
from footwise.recordings.foot_sensor import read_foot_sensors


@pytest.mark.parametrize(
    ("angles", "left_deg", "right_deg"),
    [(foot_sensor.offline_angles, 0.98, 1.03), (foot_sensor.live_angles, 0.72, 1.00)],
    ids=["offline", "live"],
)
def test_spread_beside_markers(angles, left_deg, right_deg):
    walk = foot_sensor.read_walk()
    for sensor, largest in zip(walk.sensors, (left_deg, right_deg), strict=True):
        wrong = foot_sensor.errors(walk.markers, sensor.side, angles(sensor))
        assert len(wrong) >= 25
        assert round(float(wrong.std(ddof=1)), 2) <= largest


def others(folder, file, side):
    (sensor,) = read_foot_sensors(recording(f"foot_sensors/{folder}/{file}"), side=side)
    return sensor


@pytest.mark.shared
@pytest.mark.parametrize("side", ["left", "right"])
def test_a_physilog_beside_a_walkway_and_a_pressure_treadmill(side):
    sensor = others("treadmill_physilog", f"{side[0].upper()}F.csv", side)
    known = foot_sensor_others.ROTATION_DEG[side]
    (foot,) = recorded_walk([sensor], HowToCalibrate(Method.CLINIC_VALUE, {side: known})).feet
    used = [stride for stride in foot.strides if stride.valid]
    assert len(used) >= 0.97 * len(foot.strides)
    assert np.mean([stride.foot_progression_angle_deg for stride in used]) == pytest.approx(known, abs=0.8)
    # The offset of the first 20 strides, as a session takes it, holds for the rest.
    first, rest = ([s.sensor_angle_deg for s in part] for part in (used[:20], used[20:]))
    assert np.mean(rest) - np.median(first) == pytest.approx(0.0, abs=0.8)
    for strides in (used, [s for s in foot_sensor.tracked(side, sensor.rows()) if s.valid]):
        lengths, times = foot_sensor_others.against_walkway(side, strides)
        assert len(lengths) >= 80
        assert 100 * lengths.mean() == pytest.approx(-3.0, abs=5.0)
        assert 100 * lengths.std(ddof=1) <= 5.0
        assert times.std(ddof=1) <= 0.030


@pytest.mark.shared
@pytest.mark.parametrize(("folder", "file", "side"), foot_sensor_others.FILES)
def test_a_recording_keeps_what_a_session_would(folder, file, side):
    sensor = others(folder, file, side)
    (foot,) = recorded_walk([sensor]).feet
    live = foot_sensor.tracked(side, sensor.rows())
    assert sum(s.valid for s in foot.strides) >= 0.95 * sum(s.valid for s in live) > 0
    assert not foot.shifts
    assert not foot.uncalibrated
