"""The simulated foot: its angles come back from the live tracker and from the offline method, whatever the mounting."""

import time

import numpy as np
import pytest

from footwise.foot_sensor.live import StrideTracker
from footwise.foot_sensor.recorded.foot_strides import foot_strides
from footwise.recordings import STANDARD_GRAVITY
from footwise.simulation import (
    SensorImperfections,
    SimulatedFoot,
    recorded_foot_pose,
    simulated_sensor_walk,
    smooth_foot_pose,
)

# From -15 to 15°, less than a turn apart from step to step.
ANGLES = [0, 5, 0, -6, -11, -15, -9, -4, 3, 8, 15, 11, 6] * 2


def random_rotation(seed):
    q, _ = np.linalg.qr(np.random.default_rng(seed).normal(size=(3, 3)))
    return q * np.sign(np.linalg.det(q))


def pose_of(kind, side):
    return smooth_foot_pose() if kind == "smooth" else recorded_foot_pose(side)


def tracked(foot, angles, **stride):
    """Truth and stride of every stride that the tracker trusts."""
    tracker = StrideTracker(foot.side)
    for row in foot.stand(2.0).rows():
        tracker.update(*row)
    pairs = []
    for angle in angles:
        for row in foot.stride(angle, **stride).rows():
            found = tracker.update(*row)
            if found is not None and found.valid:
                pairs.append((foot.stance, found))
    return pairs


def gain_and_sd(true, found):
    """Slope of the found angles over the true ones, and the standard deviation of their difference, degrees."""
    off = np.radians(np.asarray(found) - np.asarray(true))
    centre = np.angle(np.exp(1j * off).sum())
    error = np.degrees(np.angle(np.exp(1j * (off - centre))))
    return 1 + np.polyfit(true, error, 1)[0], error.std()


@pytest.mark.parametrize("imperfections", [SensorImperfections.none(), SensorImperfections()], ids=["ideal", "usual"])
@pytest.mark.parametrize("seed", [None, 5])
@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("kind", ["smooth", "recorded"])
def test_the_live_tracker_finds_the_angles(kind, side, seed, imperfections):
    mount = None if seed is None else random_rotation(seed)
    foot = SimulatedFoot(side, pose=pose_of(kind, side), mount=mount, imperfections=imperfections, seed=2)
    pairs = tracked(foot, ANGLES)
    # The first stride starts from standing.
    assert len(pairs) == len(ANGLES) - 1
    gain, sd = gain_and_sd(
        [true.foot_progression_angle_deg for true, _ in pairs], [found.sensor_angle_deg for _, found in pairs]
    )
    assert gain == pytest.approx(1.0, abs=0.02)
    assert sd <= 0.5
    for true, found in pairs:
        assert found.stride_m == pytest.approx(true.stride_m, abs=0.01)
        assert true.contact_s < found.mid_stance_s < true.mid_stance_s + 0.15


@pytest.mark.parametrize("seed", [None, 5])
@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("kind", ["smooth", "recorded"])
def test_the_offline_method_finds_the_angles(kind, side, seed):
    mount = None if seed is None else random_rotation(seed)
    sensor, truth = simulated_sensor_walk(side, ANGLES, pose=pose_of(kind, side), mount=mount, seed=4)
    strides = foot_strides(sensor)
    true, found = [], []
    for angle, stop_s in zip(strides.ending_deg, strides.stop_s, strict=True):
        near = int(np.abs(truth["mid_stance_s"] - stop_s).argmin())
        # The last stance goes on as a stand, whose middle is anywhere.
        if 0 < near < len(truth) - 1 and np.isfinite(angle):
            assert abs(truth["mid_stance_s"][near] - stop_s) < 0.2
            true.append(truth["foot_progression_angle_deg"][near])
            found.append(angle)
    assert len(found) >= len(ANGLES) - 3
    gain, sd = gain_and_sd(true, found)
    assert gain == pytest.approx(1.0, abs=0.02)
    assert sd <= 0.5


def test_left_and_right_are_mirror_images():
    left, right = (SimulatedFoot(side, imperfections=SensorImperfections.none()) for side in ("left", "right"))
    for angle, turn in ((5.0, 0.0), (-8.0, 10.0), (3.0, -4.0)):
        a, b = left.stride(angle, turn_deg=turn), right.stride(angle, turn_deg=-turn)
        np.testing.assert_allclose(a.acceleration_m_s2 * [1, -1, 1], b.acceleration_m_s2, atol=1e-9)
        np.testing.assert_allclose(a.angular_velocity_rad_s * [-1, 1, -1], b.angular_velocity_rad_s, atol=1e-9)


def test_a_mount_turns_the_samples_and_nothing_else():
    mount = random_rotation(9)
    plain, turned = (SimulatedFoot("left", mount=m, imperfections=SensorImperfections.none()) for m in (None, mount))
    a, b = plain.stride(4.0), turned.stride(4.0)
    np.testing.assert_allclose(a.acceleration_m_s2 @ mount.T, b.acceleration_m_s2, atol=1e-12)
    np.testing.assert_allclose(a.angular_velocity_rad_s @ mount.T, b.angular_velocity_rad_s, atol=1e-12)


def test_the_clock_goes_on_and_no_sample_is_twice():
    foot = SimulatedFoot("left", rate_hz=60.0, imperfections=SensorImperfections.none())
    times = [foot.stand(1.003).time_s, *(foot.stride(0.0, stride_s=1.1 + 0.007 * k).time_s for k in range(20))]
    np.testing.assert_allclose(np.diff(np.concatenate(times)), 1 / 60.0, atol=1e-9)
    assert foot.time_s == pytest.approx(1.003 + sum(1.1 + 0.007 * k for k in range(20)))


def test_stance_is_really_still():
    foot = SimulatedFoot("left", rate_hz=200.0, imperfections=SensorImperfections.none())
    samples = foot.stride(7.0)
    still = np.abs(samples.time_s - foot.stance.mid_stance_s) < 0.125
    assert still.sum() >= 49
    np.testing.assert_array_equal(samples.angular_velocity_rad_s[still], 0.0)
    np.testing.assert_allclose(samples.acceleration_m_s2[still], np.tile([0, 0, STANDARD_GRAVITY], (still.sum(), 1)))


def test_length_time_turn_and_climb_are_as_told():
    pairs = tracked(
        SimulatedFoot("right", imperfections=SensorImperfections.none()), [2.0] * 4, stride_s=1.4, stride_m=0.9
    )
    for _, found in pairs:
        assert found.stride_m == pytest.approx(0.9, abs=0.01)
    decided = [found.mid_stance_s for _, found in pairs]
    np.testing.assert_allclose(np.diff(decided), 1.4, atol=0.02)
    foot = SimulatedFoot("right", imperfections=SensorImperfections.none())
    (_, first), (_, found) = tracked(foot, [2.0] * 3, turn_deg=8.0, climb_m=0.05)
    assert found.turn_deg == pytest.approx(8.0, abs=0.1)
    assert found.rise_m == pytest.approx(0.05, abs=0.005)
    assert first.valid


def test_a_stride_without_time_to_swing_is_refused():
    with pytest.raises(ValueError, match=r"at least 0\.6 s"):
        SimulatedFoot("left").stride(0.0, stride_s=0.5)
    with pytest.raises(ValueError, match="left or right"):
        SimulatedFoot("middle")


def test_a_seed_repeats_the_walk():
    walks = [
        np.concatenate([SimulatedFoot("left", pose=recorded_foot_pose("left"), seed=seed).stride(0.0).table])
        for seed in (3, 3, 4)
    ]
    np.testing.assert_array_equal(walks[0], walks[1])
    assert not np.array_equal(walks[0], walks[2])


def test_five_hundred_strides_take_less_than_a_second():
    foot = SimulatedFoot("left", pose=recorded_foot_pose("left"))
    begin = time.process_time()
    for _ in range(500):
        foot.stride(0.0)
    assert time.process_time() - begin < 1.0
