"""Peaks of stance curves, and the windows in which they are looked for."""

import numpy as np

from footwise.loads import PeakWindow, half_stance_windows, peak, windows_around

POINT = np.arange(101)


def two_humps(first=26, second=76, heights=(3.0, 2.0)):
    return heights[0] * np.exp(-(((POINT - first) / 9) ** 2)) + heights[1] * np.exp(-(((POINT - second) / 9) ** 2))


def test_the_peaks_of_the_two_halves():
    curves = np.stack([two_humps(), two_humps(24, 80, (1.5, 2.5))])
    first, second = half_stance_windows(curves)
    np.testing.assert_allclose(peak(curves, first)[0], [3, 1.5], atol=1e-3)
    np.testing.assert_allclose(peak(curves, second)[0], [2, 2.5], atol=1e-3)
    assert peak(curves, first)[1].tolist() == [26, 24]
    assert peak(curves, second)[1].tolist() == [76, 80]


def test_modified_walking_looks_near_the_baseline_peaks_and_not_across_mid_stance():
    first, second = windows_around(PeakWindow(0, 49, 44), PeakWindow(50, 100, 55))
    assert (first.low, first.high) == (34, 49)
    assert (second.low, second.high) == (50, 65)
    first, second = windows_around(PeakWindow(0, 49, 5), PeakWindow(50, 100, 96))
    assert (first.low, first.high) == (0, 15)
    assert (second.low, second.high) == (86, 100)


def test_a_peak_that_may_be_hidden_is_none():
    whole = two_humps()
    begun = [np.where(begin > POINT, np.nan, whole) for begin in (10, 20, 29, 32, 45)]
    curves = np.stack([whole, *begun])
    value, _ = peak(curves, half_stance_windows(curves)[0])
    assert np.isfinite(value[:4]).all()
    assert np.isnan(value[4:]).all()
    # What is left of the flat top is within a tenth of the peak.
    np.testing.assert_allclose(value[:4], 3, rtol=0.11)


def test_a_hidden_second_peak():
    whole = two_humps()
    curves = np.stack([whole, np.where(POINT > 85, np.nan, whole), np.where(POINT > 66, np.nan, whole)])
    value, _ = peak(curves, half_stance_windows(curves)[1])
    assert np.isfinite(value).tolist() == [True, True, False]


def test_no_curve_no_peak():
    curves = np.full((3, 101), np.nan)
    for window in half_stance_windows(curves):
        assert np.isnan(peak(curves, window)[0]).all()
    assert peak(np.zeros((0, 101)), half_stance_windows(np.zeros((0, 101)))[0])[0].shape == (0,)
