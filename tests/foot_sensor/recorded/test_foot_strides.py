"""Foot angles from one motion sensor: a foot with known angles, and a real one beside optical markers."""

import cProfile
import pstats
from dataclasses import fields, replace

import numpy as np
import pandas as pd
import pytest
from benchmarks.marker_reference import is_straight_stride, marker_angle, read_markers
from tests.foot_sensor.walking_foot import STANCE_S, SWING_S, walking_foot

from footwise.foot_sensor.recorded.foot_strides import foot_strides
from footwise.foot_sensor.recorded.mid_stance import find_swings, resting_bias
from footwise.recordings.foot_sensor import read_foot_sensors
from footwise.samples.catalogue import sample_path

# From -15 to 15°, less than a turn apart from step to step.
ANGLES = [0, 5, 0, -6, -11, -15, -9, -4, 3, 8, 15, 11, 6]


def random_rotation(seed):
    q, _ = np.linalg.qr(np.random.default_rng(seed).normal(size=(3, 3)))
    return q * np.sign(np.linalg.det(q))


def turned(sensor, mount):
    """The same walk with the sensor in another mounting."""
    return replace(
        sensor,
        acceleration_m_s2=sensor.acceleration_m_s2 @ mount.T,
        angular_velocity_rad_s=sensor.angular_velocity_rad_s @ mount.T,
    )


def less_their_middle(angles_deg):
    """Angles about their own direction: what is left when the constant of the mounting is taken off."""
    angles_deg = np.asarray(angles_deg, dtype=float)
    centre = np.angle(np.exp(1j * np.radians(angles_deg)).sum())
    return np.degrees(np.angle(np.exp(1j * (np.radians(angles_deg) - centre))))


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("seed", [None, 1, 2, 3])
def test_known_angles_come_back_from_any_mounting(side, seed):
    mount = None if seed is None else random_rotation(seed)
    strides = foot_strides(walking_foot(ANGLES, side=side, mount=mount))
    assert len(strides) == len(ANGLES) - 1
    # The first stance is the rest before the walk.
    error = less_their_middle(strides.ending_deg - np.array(ANGLES[1:]))
    assert error.std() < 0.5
    slope, _ = np.polyfit(ANGLES[1:], error + ANGLES[1:], 1)
    assert slope == pytest.approx(1.0, abs=0.02)
    assert strides.stride_m == pytest.approx(1.3, abs=0.02)
    assert strides.climb_m == pytest.approx(0.0, abs=0.02)
    assert strides.drift_m_s2.max() < 0.2
    assert strides.tilt_error_deg.max() < 1.0


def test_starting_form_measures_the_stance_before():
    strides = foot_strides(walking_foot(ANGLES))
    error = less_their_middle(strides.starting_deg - np.array(ANGLES[:-1]))
    assert error.std() < 0.5


def test_sides_mirror():
    left, right = (foot_strides(walking_foot(ANGLES, side=side)) for side in ("left", "right"))
    np.testing.assert_allclose(left.ending_deg, right.ending_deg, atol=0.3)
    np.testing.assert_allclose(left.turn_deg, -right.turn_deg, atol=0.3)


def test_headings_have_one_frame():
    """A walk round a corner: directions follow it, and the foot's headings follow the foot."""
    turns = [0, 0, 0, 30, 30, 30, 0, 0, 0, 0]
    strides = foot_strides(walking_foot([4.0] * 11, turns_deg=turns))
    assert (strides.stretch == 0).all()
    np.testing.assert_allclose(np.diff(strides.direction_deg), turns[1:], atol=0.6)
    np.testing.assert_allclose(np.diff(strides.start_heading_deg), strides.turn_deg[:-1], atol=1e-9)


def test_the_rest_before_the_first_swing_begins_a_stride():
    strides = foot_strides(walking_foot(ANGLES, rest_s=3.0))
    assert strides.stood_s[0] == pytest.approx(3.0, abs=0.15)
    assert strides.start_s[0] > 2.0
    assert strides.stood_s[1:].max() < 1.0


def test_contact_and_off_lie_where_the_foot_meets_and_leaves_the_floor():
    strides = foot_strides(walking_foot([0.0] * 9))
    begins = 2.0 + (STANCE_S + SWING_S) * np.arange(8)
    assert np.all((strides.off_s > begins) & (strides.off_s < begins + SWING_S / 2))
    assert np.all((strides.contact_s > begins + SWING_S / 2) & (strides.contact_s < begins + SWING_S))


def test_a_resting_bias_is_taken_off():
    bias = np.radians([1.5, -1.0, 2.0])
    sensor = walking_foot(ANGLES, bias=bias)
    np.testing.assert_allclose(resting_bias(sensor), bias, atol=1e-4)
    np.testing.assert_allclose(foot_strides(sensor).ending_deg, foot_strides(walking_foot(ANGLES)).ending_deg, atol=0.2)


def test_turns_and_stairs_are_measured():
    strides = foot_strides(walking_foot([3.0] * 12, turns_deg=[0, 0, 0, 40, 0, 0, 0, 0, 0, 0, 0]))
    assert strides.turn_deg == pytest.approx([0, 0, 0, 40, 0, 0, 0, 0, 0, 0, 0], abs=1.0)
    climbs = [0, 0, 0, 0.32, 0.32, 0, 0, 0, -0.3, 0, 0]
    strides = foot_strides(walking_foot([3.0] * 12, climbs_m=climbs))
    assert strides.climb_m == pytest.approx(climbs, abs=0.03)


def test_lost_and_clipped_samples_are_those_of_their_stride():
    sensor = walking_foot(ANGLES)
    hole = np.abs(sensor.time_s - 5.0) > 0.03
    lost = replace(
        sensor,
        time_s=sensor.time_s[hole],
        acceleration_m_s2=sensor.acceleration_m_s2[hole],
        angular_velocity_rad_s=sensor.angular_velocity_rad_s[hole],
        clipped=sensor.clipped[hole],
    )
    strides = foot_strides(lost)
    assert strides.gap.sum() == 1
    # The headings before and after have no frame in common.
    assert len(set(strides.stretch)) >= 2
    clipped = sensor.clipped.copy()
    clipped[1000] = True
    assert foot_strides(replace(sensor, clipped=clipped)).clipped.sum() == 1


def test_nobody_walks():
    still = walking_foot([0.0], rest_s=5)
    assert len(foot_strides(still)) == 0
    assert len(find_swings(still.angular_velocity_rad_s, still.rate_hz)) == 0


@pytest.mark.parametrize("peak_deg_s", [300.0, 150.0, 95.0])
@pytest.mark.parametrize("rocking_deg_s", [0.0, 20.0])
def test_a_weak_shuffling_swing_is_still_a_swing(peak_deg_s, rocking_deg_s):
    sensor = walking_foot([0.0] * 12, stride_m=0.7)
    omega = sensor.angular_velocity_rad_s
    weak = omega * np.radians(peak_deg_s) / np.linalg.norm(omega, axis=1).max()
    weak[:, 1] += np.radians(rocking_deg_s) * np.sin(2 * np.pi * 1.7 * sensor.time_s)
    swings = find_swings(weak, sensor.rate_hz * 0.65)
    assert len(swings) == 11


def test_a_long_stand_between_walks_does_not_hide_the_steps():
    """Most of the recording is standing and shifting the weight: the walk's own swings set the limits."""
    sensor = walking_foot([0.0] * 10)
    random = np.random.default_rng(2)
    standing = np.radians(40) * np.sin(np.arange(12_000) / 40)[:, None] * random.normal(0.5, 0.1, 3)
    omega = np.concatenate((sensor.angular_velocity_rad_s, standing))
    assert len(find_swings(omega, sensor.rate_hz)) == 9


@pytest.fixture(scope="module")
def folder():
    return sample_path("foot-sensors", quiet=True)


@pytest.fixture(scope="module")
def sensors(folder):
    return {sensor.side: sensor for sensor in read_foot_sensors(folder / "imu_sample.csv")}


@pytest.mark.parametrize(("side", "largest_sd"), [("left", 1.0), ("right", 1.1)])
@pytest.mark.parametrize("seed", [None, 7])
def test_a_real_foot_beside_optical_markers(folder, sensors, side, largest_sd, seed):
    markers = read_markers(folder)
    sensor = sensors[side] if seed is None else turned(sensors[side], random_rotation(seed))
    strides = foot_strides(sensor)
    spans = list(zip(strides.start_s, strides.stop_s, strict=True))
    straight = np.array([is_straight_stride(markers, side, *span) for span in spans])
    straight &= strides.stood_s < 1.2
    assert straight.sum() >= 24
    reference = np.array([marker_angle(markers, side, *span) for span in spans])
    assert less_their_middle((strides.ending_deg - reference)[straight]).std(ddof=1) <= largest_sd


@pytest.mark.parametrize("side", ["left", "right"])
def test_contact_and_off_beside_another_method(folder, sensors, side):
    """The sample's own events, by hand and by gaitmap's method, are counted in samples of 204.8 Hz."""
    events = pd.read_csv(folder / "stride_events_sample.csv")
    strides = foot_strides(sensors[side])
    for name, found, largest in (("ic", strides.contact_s, 0.02), ("tc", strides.off_s, 0.05)):
        known = np.unique(events.loc[events["foot"] == side, name].dropna()) / 204.8
        away = [found[np.nanargmin(np.abs(found - at))] - at for at in known]
        assert np.abs(away).max() <= largest, name


def test_axes_in_another_order_measure_the_same(folder, sensors):
    """The sample in the sensor's own axes differs by whole quarter turns."""
    for other in read_foot_sensors(folder / "imu_sample_not_rotated.csv"):
        a, b = foot_strides(sensors[other.side]), foot_strides(other)
        for name in ("stop_s", "stride_m", "climb_m", "turn_deg"):
            np.testing.assert_allclose(getattr(a, name), getattr(b, name), atol=1e-6, err_msg=name)
        np.testing.assert_allclose(less_their_middle(a.ending_deg - b.ending_deg), 0, atol=1e-6)


def test_every_entry_is_a_stride(sensors):
    strides = foot_strides(sensors["left"])
    for field in fields(strides):
        value = getattr(strides, field.name)
        if field.name not in ("side", "forward"):
            assert len(value) == len(strides), field.name


def test_no_loop_runs_over_samples(sensors):
    """Counted in calls of functions, which a busy machine does not change."""
    with cProfile.Profile() as watch:
        foot_strides(sensors["left"])
    assert pstats.Stats(watch).total_calls < len(sensors["left"].time_s) / 2
