"""Peaks of stance curves, and the windows in which they are looked for."""

import numpy as np
import pytest

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


@pytest.mark.parametrize("rising", [True, False])
def test_the_first_and_the_last_point_of_a_half_belong_to_it(rising):
    curve = POINT / 100 if rising else 1 - POINT / 100
    first, second = half_stance_windows(curve[None])
    assert (first.low, first.high, second.low, second.high) == (0, 49, 50, 100)
    assert (first.usual, second.usual) == ((49, 100) if rising else (0, 50))
    for window, at in ((first, first.usual), (second, second.usual)):
        value, point = peak(curve[None], window)
        assert (value[0], point[0]) == (curve[at], at)


def test_the_ends_of_a_window_around_the_usual_peak_belong_to_it():
    """A peak 10 % of stance beside the usual one is found, and one beyond that is another."""
    near = windows_around(PeakWindow(0, 49, 30), PeakWindow(50, 100, 70))
    for window in near:
        for at in (window.usual - 10, window.usual + 10):
            curve = np.where(at == POINT, 2.0, 1.0) + np.where((at - 1 == POINT) | (at + 1 == POINT), 0.5, 0.0)
            assert [found[0] for found in peak(curve[None], window)] == [2.0, at]
        beyond = np.where((window.low - 1 == POINT) | (window.high + 1 == POINT), 2.0, 1.0)
        assert peak(beyond[None], window)[0][0] == 1.0


@pytest.mark.parametrize(
    ("window", "needed"),
    [
        # From 4 % after the usual peak, or until 4 % before it, to 10 % beside it.
        (PeakWindow(0, 49, 26), range(30, 37)),
        (PeakWindow(50, 100, 76), range(66, 73)),
        # Not beyond the window.
        (PeakWindow(0, 49, 42), range(46, 50)),
        (PeakWindow(0, 49, 47), range(49, 50)),
        (PeakWindow(50, 100, 58), range(50, 55)),
        (PeakWindow(50, 100, 51), range(50, 51)),
    ],
)
def test_what_must_be_known_of_a_curve_and_no_point_more(window, needed):
    whole = two_humps(window.usual if window.high < 50 else 20, window.usual if window.high > 50 else 80)
    for missing in POINT:
        value, _ = peak(np.where(missing == POINT, np.nan, whole)[None], window)
        assert np.isnan(value[0]) == (missing in needed), missing


def test_where_some_curves_are_complete_the_others_do_not_say_where_the_peak_is():
    other = np.where((POINT == 3) | (POINT == 97), np.nan, two_humps(10, 60, (9.0, 9.0)))
    first, second = half_stance_windows(np.stack([two_humps(26, 76), two_humps(28, 78), other]))
    assert (first.usual, second.usual) == (27, 77)


def told(**points):
    """Four curves of which each point is known by some: `p20=(1.5, 1.5)` by two. No curve is complete."""
    curves = np.full((4, 101), np.nan)
    for name, values in points.items():
        curves[: len(values), int(name[1:])] = values
    return curves


@pytest.mark.parametrize(
    ("curves", "usual"),
    [
        # The mean of those that know it, not the sum.
        (told(p20=(1.5, 1.5), p30=(1.0, 1.0, 1.0, 1.0)), 20),
        # What is missing is neither high nor low.
        (told(p20=(1.2, 1.2), p30=(1.5, 1.5, 1.5, 1.5)), 30),
        (told(p20=(-1.2, -1.2), p30=(-1.0, -1.0, -1.0, -1.0)), 30),
        # Half of those that know the best-known point are enough, and fewer are not.
        (told(p10=(9.0,), p20=(1.5, 1.5), p30=(1.0, 1.0, 1.0, 1.0)), 20),
        (told(p10=(1.5,), p20=(1.0, 1.0)), 10),
        (told(p10=(9.0,), p20=(1.0, 1.0, 1.0)), 20),
        (told(p10=(1.0,), p20=(2.0,)), 20),
    ],
)
@pytest.mark.parametrize("half", [0, 1])
def test_where_no_curve_is_complete_the_mean_of_all_says_where_the_peak_is(curves, usual, half):
    shifted = np.roll(curves, 50 * half, axis=1)
    with np.errstate(all="raise"):
        assert half_stance_windows(shifted)[half].usual == usual + 50 * half


def test_without_any_curve_the_peak_is_looked_for_in_the_middle_of_its_half():
    for curves in (np.full((3, 101), np.nan), np.zeros((0, 101))):
        assert [window.usual for window in half_stance_windows(curves)] == [24, 75]
