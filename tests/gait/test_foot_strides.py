"""Foot angles from one motion sensor: a foot with known angles, and a real one beside optical markers."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from tests.gait.walking_foot import walking_foot

from footwise.gait.foot_strides import foot_strides
from footwise.gait.mid_stance import mid_stances, resting_bias
from footwise.recordings.foot_sensor import FootSensor
from footwise.recordings.samples import sample_path

# From -15 to 15°, less than a turn apart from step to step.
ANGLES = [0, 5, 0, -6, -11, -15, -9, -4, 3, 8, 15, 11, 6]


def random_rotation(seed):
    q, _ = np.linalg.qr(np.random.default_rng(seed).normal(size=(3, 3)))
    return q * np.sign(np.linalg.det(q))


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("seed", [None, 1, 2, 3])
def test_known_angles_come_back_from_any_mounting(side, seed):
    mount = None if seed is None else random_rotation(seed)
    strides = foot_strides(walking_foot(ANGLES, side=side, mount=mount))
    assert strides.used.all()
    # The first stance is the rest before the walk; the last swing has no swing after it to end its stance.
    slope, _ = np.polyfit(ANGLES[2:-1], strides.ending_deg, 1)
    assert slope == pytest.approx(1.0, abs=0.02)
    error = strides.ending_deg - np.array(ANGLES[2:-1])
    assert error.std() < 0.5
    assert strides.stride_m == pytest.approx(1.3, abs=0.02)


def test_starting_form_measures_the_stance_before():
    strides = foot_strides(walking_foot(ANGLES))
    slope, _ = np.polyfit(ANGLES[1:-2], strides.starting_deg, 1)
    assert slope == pytest.approx(1.0, abs=0.02)


def test_sides_mirror():
    left, right = (foot_strides(walking_foot(ANGLES, side=side)) for side in ("left", "right"))
    np.testing.assert_allclose(left.ending_deg, right.ending_deg, atol=0.3)


def test_a_resting_bias_is_taken_off():
    bias = np.radians([1.5, -1.0, 2.0])
    sensor = walking_foot(ANGLES, bias=bias)
    np.testing.assert_allclose(resting_bias(sensor), bias, atol=1e-4)
    np.testing.assert_allclose(foot_strides(sensor).ending_deg, foot_strides(walking_foot(ANGLES)).ending_deg, atol=0.2)


def test_turns_and_stairs_are_left_out_with_their_reason():
    turns = [0, 0, 0, 40, 0, 0, 0, 0, 0, 0, 0]
    strides = foot_strides(walking_foot([3.0] * 12, turns_deg=turns))
    assert [bool(r) for r in strides.reason].count(True) == 1
    assert "turns by" in next(r for r in strides.reason if r)
    stairs = foot_strides(walking_foot([3.0] * 12, climbs_m=[0, 0, 0, 0.32, 0.32, 0, 0, 0, 0, 0, 0]))
    assert sum("stairs" in r for r in stairs.reason) == 2


def test_lost_and_clipped_samples_cost_only_their_stride():
    sensor = walking_foot(ANGLES)
    hole = np.abs(sensor.time_s - 5.0) > 0.03
    lost = replace(
        sensor,
        time_s=sensor.time_s[hole],
        acceleration_m_s2=sensor.acceleration_m_s2[hole],
        angular_velocity_rad_s=sensor.angular_velocity_rad_s[hole],
        clipped=sensor.clipped[hole],
    )
    assert [r for r in foot_strides(lost).reason if r] == ["samples missing within the stride"]
    clipped = sensor.clipped.copy()
    clipped[1000] = True
    assert [r for r in foot_strides(replace(sensor, clipped=clipped)).reason if r] == [
        "the sensor was at the end of its range"
    ]


def test_nobody_walks():
    still = walking_foot([0.0], rest_s=5)
    assert foot_strides(still).reason == ()
    assert len(mid_stances(still.angular_velocity_rad_s, still.rate_hz)) == 0


def test_a_weak_shuffling_swing_is_still_a_swing():
    sensor = walking_foot([0.0] * 12, stride_m=0.7)
    slow = replace(
        sensor,
        rate_hz=sensor.rate_hz * 0.65,
        time_s=sensor.time_s / 0.65,
        angular_velocity_rad_s=sensor.angular_velocity_rad_s * 0.65,
    )
    peak = np.degrees(np.linalg.norm(slow.angular_velocity_rad_s, axis=1).max())
    weak = slow.angular_velocity_rad_s * min(1.0, 150 / peak)
    assert len(mid_stances(weak, slow.rate_hz)) == 10


@pytest.fixture(scope="module")
def sensors():
    folder = sample_path("foot-sensors", quiet=True)
    table = pd.read_csv(folder / "imu_sample.csv", header=[0, 1], index_col=0)
    rate = 204.8
    found = {}
    for side in ("left", "right"):
        own = table[f"{side}_sensor"]
        force = own[["acc_x", "acc_y", "acc_z"]].to_numpy()
        omega = np.radians(own[["gyr_x", "gyr_y", "gyr_z"]].to_numpy())
        time = np.arange(len(own)) / rate
        found[side] = FootSensor("imu", folder, side, rate, time, force, omega, np.zeros(len(own), bool))
    markers = pd.read_csv(folder / "mocap_sample.csv", header=[0, 1], index_col=0)
    return found, markers


def marker_angle(markers, side, start_s, stop_s):
    """Heel to toe at mid-stance against the way of the heel, 100 Hz, degrees; toe-out positive."""
    first, last = round(start_s * 100), round(stop_s * 100)
    if last + 2 >= len(markers):
        return np.nan
    heel, toe = (markers[f"{side[0].upper()}_{name}"].to_numpy()[:, :2] for name in ("FCC", "TOE"))
    way = heel[last] - heel[first]
    foot = (toe[last - 2 : last + 3] - heel[last - 2 : last + 3]).mean(axis=0)
    angle = np.degrees(np.arctan2(foot[1], foot[0]) - np.arctan2(way[1], way[0]))
    return ((angle + 180) % 360 - 180) * (1 if side == "left" else -1)


@pytest.mark.parametrize(("side", "largest_sd"), [("left", 1.0), ("right", 1.1)])
@pytest.mark.parametrize("seed", [None, 7])
def test_a_real_foot_beside_optical_markers(sensors, side, largest_sd, seed):
    found, markers = sensors
    sensor = found[side]
    if seed is not None:
        mount = random_rotation(seed)
        sensor = replace(
            sensor,
            acceleration_m_s2=sensor.acceleration_m_s2 @ mount.T,
            angular_velocity_rad_s=sensor.angular_velocity_rad_s @ mount.T,
        )
    strides = foot_strides(sensor)
    reference = np.array(
        [marker_angle(markers, side, *span) for span in zip(strides.start_s, strides.stop_s, strict=True)]
    )
    straight = strides.used & np.isfinite(reference)
    assert straight.sum() >= 24
    assert (strides.ending_deg - reference)[straight].std(ddof=1) <= largest_sd
