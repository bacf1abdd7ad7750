import numpy as np
import pytest
from scipy.optimize import curve_fit
from scipy.special import ive

from footwise.followup import fit_relaxation
from footwise.followup.relaxation_fit import rician_mean

TIMES = np.array([0.0, 10, 20, 30, 40, 60, 80])
BOUNDS = (2.0, 300.0)


def magnitudes(time_ms: float, snr: float, voxels: int, times: np.ndarray = TIMES, seed: int = 5) -> np.ndarray:
    """Rician signals with amplitude 1."""
    random = np.random.default_rng(seed)
    shape = (len(times), voxels)
    real = np.exp(-times / time_ms)[:, None] + random.standard_normal(shape) / snr
    return np.hypot(real, random.standard_normal(shape) / snr)


def crlb_ms(time_ms: float, snr: float, times: np.ndarray = TIMES) -> float:
    """Smallest SD that an unbiased estimate can have in Gaussian noise."""
    decay = np.exp(-times / time_ms)
    slopes = np.stack([decay, times / time_ms**2 * decay])
    return float(np.sqrt(np.linalg.inv(slopes @ slopes.T)[1, 1]) / snr)


@pytest.mark.parametrize("scale", [1e-3, 1.0, 3e4])
def test_without_noise_the_truth_comes_out(scale: float) -> None:
    true = np.linspace(8.0, 150.0, 300)
    fit = fit_relaxation(scale * np.exp(-TIMES[:, None] / true), TIMES, 0.0, BOUNDS)
    np.testing.assert_allclose(fit.time_ms, true, rtol=1e-4)
    np.testing.assert_allclose(fit.amplitude, scale, rtol=1e-4)
    assert fit.settled.all()
    assert (fit.r2 > 0.99999).all()
    assert (fit.se_ms == 0.0).all()


def test_the_fit_is_the_least_squares_one_far_from_the_noise_floor() -> None:
    signal = magnitudes(40.0, 300.0, 20)
    fit = fit_relaxation(signal, TIMES, 1 / 300, BOUNDS)
    for voxel in range(20):
        best, _ = curve_fit(lambda t, a, time: a * np.exp(-t / time), TIMES, signal[:, voxel], p0=(1.0, 35.0))
        # What is left is the Rician mean itself, 1/(2s) of a noise SD.
        assert fit.time_ms[voxel] == pytest.approx(best[1], rel=3e-4)


@pytest.mark.parametrize("time_ms", [20.0, 30.0, 45.0, 60.0, 80.0])
def test_bias_and_spread_at_snr_30(time_ms: float) -> None:
    fit = fit_relaxation(magnitudes(time_ms, 30.0, 20_000), TIMES, 1 / 30, BOUNDS)
    assert abs(fit.time_ms.mean() / time_ms - 1.0) < 0.005
    bound = crlb_ms(time_ms, 30.0)
    assert 0.97 < fit.time_ms.std() / bound < 1.06
    assert np.median(fit.se_ms) == pytest.approx(bound, rel=0.05)


@pytest.mark.parametrize("time_ms", [15.0, 25.0, 40.0, 60.0])
def test_the_noise_floor_does_not_lengthen_the_median(time_ms: float) -> None:
    signal = magnitudes(time_ms, 10.0, 20_000)
    fit = fit_relaxation(signal, TIMES, 0.1, BOUNDS)
    assert abs(np.nanmedian(fit.time_ms) / time_ms - 1.0) < 0.01
    plain = fit_relaxation(signal, TIMES, 0.0, BOUNDS)
    assert np.median(plain.time_ms) / time_ms - 1.0 > 0.02


def test_the_scatter_is_the_noise() -> None:
    fit = fit_relaxation(magnitudes(60.0, 30.0, 20_000), TIMES, 1 / 30, BOUNDS)
    assert np.sqrt(np.mean(fit.residual_sd.astype(float) ** 2)) == pytest.approx(1 / 30, rel=0.02)


def test_mean_of_a_magnitude() -> None:
    signal = np.linspace(0.0, 40.0, 4001)
    z = signal**2 / 4
    exact = np.sqrt(np.pi / 2) * ((1 + 2 * z) * ive(0, z) + 2 * z * ive(1, z))
    mean, gain = rician_mean(signal.astype(np.float32))
    assert np.abs(mean - exact).max() < 0.0012
    assert np.abs(gain - np.gradient(exact, signal)).max() < 0.006


def test_air_has_no_relaxation_time() -> None:
    random = np.random.default_rng(1)
    air = np.hypot(*random.standard_normal((2, 7, 5000)))
    fit = fit_relaxation(air, TIMES, 1.0, BOUNDS)
    assert np.isnan(fit.time_ms).mean() > 0.8


@pytest.mark.parametrize("signal", [np.zeros(7), np.ones(7), np.arange(7.0), np.array([1.0, 0, 0, 0, 0, 0, 0])])
@pytest.mark.parametrize("noise", [0.0, 0.01])
def test_what_does_not_decay_stays_within_the_bounds(signal: np.ndarray, noise: float) -> None:
    fit = fit_relaxation(signal[:, None], TIMES, noise, BOUNDS)
    time = fit.time_ms[0]
    assert np.isnan(time) or BOUNDS[0] * 0.999 <= time <= BOUNDS[1] * 1.001


def test_three_times_are_enough() -> None:
    times = np.array([5.0, 20.0, 60.0])
    fit = fit_relaxation(magnitudes(40.0, 100.0, 5000, times), times, 0.01, BOUNDS)
    assert fit.time_ms.mean() == pytest.approx(40.0, rel=0.005)


def test_the_number_of_voxels_does_not_matter() -> None:
    signal = magnitudes(40.0, 30.0, 20_001)
    together = fit_relaxation(signal, TIMES, 1 / 30, BOUNDS)
    alone = fit_relaxation(signal[:, -5:], TIMES, 1 / 30, BOUNDS)
    np.testing.assert_allclose(alone.time_ms, together.time_ms[-5:], rtol=1e-5)
    assert fit_relaxation(signal[:, :0], TIMES, 1 / 30, BOUNDS).time_ms.shape == (0,)
