"""What the simulated sensor adds to the motion: as much bias, noise and loss as it says."""

import numpy as np
import pytest

from footwise.recordings import STANDARD_GRAVITY
from footwise.simulation import SensorImperfections, SimulatedFoot, simulated_sensor_walk


def test_bias_and_noise_are_as_large_as_told():
    imperfections = SensorImperfections(bias_rad_s=(0.01, -0.02, 0.03))
    rest = SimulatedFoot("left", imperfections=imperfections, rate_hz=200.0).stand(100.0)
    np.testing.assert_allclose(rest.angular_velocity_rad_s.mean(axis=0), imperfections.bias_rad_s, atol=1e-4)
    for values, density in (
        (rest.angular_velocity_rad_s, imperfections.angular_velocity_noise_rad_s_sqrt_hz),
        (rest.acceleration_m_s2, imperfections.acceleration_noise_m_s2_sqrt_hz),
    ):
        np.testing.assert_allclose(values.std(axis=0), density * 10.0, rtol=0.03)


def test_an_ideal_sensor_adds_nothing():
    rest = SimulatedFoot("left", imperfections=SensorImperfections.none()).stand(1.0)
    assert not rest.angular_velocity_rad_s.any()
    np.testing.assert_array_equal(rest.acceleration_m_s2, np.tile([0, 0, STANDARD_GRAVITY], (100, 1)))


def test_a_range_that_is_too_small_clips_and_says_so():
    imperfections = SensorImperfections(angular_velocity_range_rad_s=float(np.radians(250.0)))
    sensor, truth = simulated_sensor_walk("left", [0.0] * 6, imperfections=imperfections)
    assert np.abs(sensor.angular_velocity_rad_s).max() == pytest.approx(np.radians(250.0))
    assert sensor.clipped.any()
    # Only where the foot swings, never in stance.
    for at in truth["mid_stance_s"]:
        assert not sensor.clipped[np.abs(sensor.time_s - at) < 0.1].any()
    assert not simulated_sensor_walk("left", [0.0] * 6)[0].clipped.any()


@pytest.mark.parametrize(("lost", "burst"), [(0.05, 0.0), (0.0, 0.05), (0.03, 0.04)])
def test_the_share_of_lost_samples_is_right(lost, burst):
    foot = SimulatedFoot("left", imperfections=SensorImperfections(lost_share=lost, burst_share=burst, burst_s=0.1))
    # Many short calls: a burst goes on from one to the next.
    times = np.concatenate([foot.stand(0.25).time_s for _ in range(4000)])
    assert 1 - len(times) / 100_000 == pytest.approx(1 - (1 - lost) * (1 - burst), abs=0.008)


def test_bursts_are_gaps_of_the_recording():
    sensor, _ = simulated_sensor_walk(
        "left", [0.0] * 40, imperfections=SensorImperfections(burst_share=0.05, burst_s=0.1)
    )
    lengths = np.diff(sensor.gaps, axis=1)
    assert len(lengths) > 5
    assert lengths.min() == pytest.approx(0.11, abs=1e-6)


def test_shares_that_make_no_sense_are_refused():
    with pytest.raises(ValueError, match="between 0 and 1"):
        SensorImperfections(lost_share=1.0)
