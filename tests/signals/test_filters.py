"""The low-pass against SciPy's Butterworth and against its own formula."""

import numpy as np
import pytest
from scipy.signal import butter, filtfilt

from footwise.signals import butterworth_lowpass


@pytest.mark.parametrize(("rate", "cutoff"), [(100, 8), (100, 12), (1000, 50), (200, 0.5), (60, 7)])
def test_equals_scipy_inside(rate, cutoff):
    signal = np.cumsum(np.random.default_rng(1).standard_normal((2000, 3)), axis=0)
    expected = filtfilt(*butter(2, cutoff / (rate / 2)), signal, axis=0)
    inside = slice(int(2 * rate / cutoff), -int(2 * rate / cutoff)) if rate / cutoff < 300 else slice(900, -900)
    spread = np.ptp(signal)
    assert np.abs(butterworth_lowpass(signal, rate, cutoff)[inside] - expected[inside]).max() < 1e-4 * spread


def test_leaves_a_constant_and_a_straight_line_alone():
    line = np.stack((np.full(300, 7.0), np.linspace(-3, 5, 300)), axis=1)
    np.testing.assert_allclose(butterworth_lowpass(line, 100, 8), line, atol=1e-5)


@pytest.mark.parametrize("frequency", [1, 4, 8, 16, 30])
def test_gain_of_a_sine(frequency):
    rate, cutoff = 100, 8
    t = np.arange(4000) / rate
    filtered = butterworth_lowpass(np.sin(2 * np.pi * frequency * t), rate, cutoff)
    # Worked by hand: the bilinear transform bends frequencies by tan(pi f / rate).
    gain = 1 / (1 + (np.tan(np.pi * frequency / rate) / np.tan(np.pi * cutoff / rate)) ** 4)
    inside = slice(500, -500)
    np.testing.assert_allclose(filtered[inside], gain * np.sin(2 * np.pi * frequency * t[inside]), atol=1e-5)


def test_the_cutoff_halves():
    t = np.arange(4000) / 100
    filtered = butterworth_lowpass(np.sin(2 * np.pi * 8 * t), 100, 8)
    assert np.abs(filtered[500:-500]).max() == pytest.approx(0.5, abs=0.01)


def test_runs_between_missing_samples_are_filtered_on_their_own():
    signal = np.random.default_rng(2).standard_normal((400, 2, 3))
    signal[100:120, 0] = np.nan
    signal[0, 1, 2] = np.nan
    filtered = butterworth_lowpass(signal, 100, 8)
    np.testing.assert_array_equal(np.isnan(filtered), np.isnan(signal))
    np.testing.assert_allclose(filtered[120:, 0], butterworth_lowpass(signal[120:, 0], 100, 8), atol=1e-12)
    np.testing.assert_allclose(filtered[:100, 0], butterworth_lowpass(signal[:100, 0], 100, 8), atol=1e-12)
    np.testing.assert_allclose(filtered[1:, 1, 2], butterworth_lowpass(signal[1:, 1, 2], 100, 8), atol=1e-12)
    np.testing.assert_allclose(filtered[:, 1, 1], butterworth_lowpass(signal[:, 1, 1], 100, 8), atol=1e-12)


@pytest.mark.parametrize("n", [0, 1, 2, 3, 5, 17])
def test_short_signals_come_back_in_their_shape(n):
    filtered = butterworth_lowpass(np.arange(float(n))[:, None], 100, 8)
    assert filtered.shape == (n, 1)
    assert np.isfinite(filtered).all()


def test_a_cutoff_above_half_the_rate_changes_nothing():
    signal = np.random.default_rng(3).standard_normal(50)
    np.testing.assert_array_equal(butterworth_lowpass(signal, 60, 30), signal)


def test_the_input_is_not_changed():
    signal = np.random.default_rng(4).standard_normal((50, 3))
    signal[10] = np.nan
    before = signal.copy()
    butterworth_lowpass(signal, 100, 8)
    np.testing.assert_array_equal(signal, before)
