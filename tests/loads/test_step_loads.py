"""The load figures of a step from curves whose figures are worked out by hand."""

import numpy as np
import pytest

from footwise.loads import PeakWindow
from footwise.loads.step_loads import medial_force_bw, step_loads

POINT = np.arange(101)
WINDOWS = (PeakWindow(0, 49, 25), PeakWindow(50, 100, 75))


def humps(first, second):
    """Two peaks of these heights, at 25 and 75 % of stance."""
    return first * np.exp(-(((POINT - 25) / 8) ** 2)) + second * np.exp(-(((POINT - 75) / 8) ** 2))


def loads_of(kam, kfm=None, per_mm=None, side="left", stance_s=0.8):
    kam = np.atleast_2d(kam)
    sides = np.broadcast_to(np.array(side), len(kam))
    curves = (np.zeros_like(kam) if one is None else np.atleast_2d(one) for one in (kfm, per_mm))
    return step_loads(sides, np.full(len(kam), stance_s), kam, *curves, dict.fromkeys(("left", "right"), WINDOWS))


@pytest.mark.parametrize("kfm", [3.0, -3.0])
def test_bending_and_stretching_the_knee_press_it_alike(kfm):
    """0.34 · 2 + 0.13 · 3 + 0.83 = 1.9 body weights."""
    assert medial_force_bw(np.array(2.0), np.array(kfm)) == pytest.approx(1.9)
    found = loads_of(humps(2.0, 1.0), kfm * np.exp(-(((POINT - 25) / 8) ** 2)))
    np.testing.assert_allclose(found["medial_force_peak_bw"], 1.9, rtol=1e-6)


@pytest.mark.parametrize("stance_s", [0.6, 0.8])
def test_the_impulse_is_the_area_under_the_curve_in_seconds(stance_s):
    """A constant 2 %BW·ht, and a triangle up to 4 of the same area."""
    for curve in (np.full(101, 2.0), 4.0 - 0.08 * np.abs(POINT - 50)):
        found = loads_of(curve, stance_s=stance_s)
        np.testing.assert_allclose(found["kam_impulse_pct_bwht_s"], 2.0 * stance_s, rtol=1e-3)


def test_the_peaks_are_told_apart_and_the_sensitivity_is_at_the_first():
    found = loads_of(humps(3.0, 2.0), humps(1.5, 4.0), POINT / 1000)
    at = {name: values[0] for name, values in found.items()}
    assert at["kam_peak1_pct_bwht"] == pytest.approx(3.0)
    assert at["kam_peak2_pct_bwht"] == pytest.approx(2.0)
    # That of the first half, however high the second is.
    assert at["kfm_peak_pct_bwht"] == pytest.approx(1.5)
    assert at["kam_per_mm_pct_bwht"] == pytest.approx(0.025)


def test_each_leg_has_its_own_windows():
    kam = np.stack([humps(3.0, 2.0), humps(3.0, 2.0)])
    windows = {"left": WINDOWS, "right": (PeakWindow(0, 10, 5), PeakWindow(50, 60, 55))}
    zeros = np.zeros_like(kam)
    found = step_loads(np.array(["right", "left"]), np.full(2, 0.8), kam, zeros, zeros, windows)
    np.testing.assert_allclose(found["kam_peak1_pct_bwht"], [kam[0, 10], 3.0])
    np.testing.assert_allclose(found["kam_peak2_pct_bwht"], [kam[0, 60], 2.0])


def test_a_hidden_first_peak_takes_the_force_with_it_but_not_the_second_peak():
    found = loads_of(np.where(POINT < 45, np.nan, humps(3.0, 2.0)))
    for lost in ("kam_peak1_pct_bwht", "kam_per_mm_pct_bwht", "medial_force_peak_bw", "kam_impulse_pct_bwht_s"):
        assert np.isnan(found[lost]).all(), lost
    np.testing.assert_allclose(found["kam_peak2_pct_bwht"], 2.0)
