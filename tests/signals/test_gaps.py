"""Runs of a mask, and gaps of a signal."""

import numpy as np

from footwise.signals import fill_gaps, runs


def test_runs():
    assert runs(np.array([], dtype=bool)).tolist() == []
    assert runs(np.array([False, False])).tolist() == []
    assert runs(np.array([True, True, False, True])).tolist() == [[0, 2], [3, 4]]


def test_a_cubic_is_filled_nearly_exactly():
    t = np.arange(60.0) / 20
    path = np.stack((t**3 - 2 * t, 4 - t**2, 3 * t), axis=1)
    holed = path.copy()
    holed[20:26] = np.nan
    filled = fill_gaps(holed, 6)
    # The slopes come from one-sided differences, half a sample away from the edge of the gap.
    np.testing.assert_allclose(filled, path, atol=0.02)
    np.testing.assert_allclose(filled[:, 2], path[:, 2], atol=1e-12)


def test_a_sample_with_one_missing_component_is_missing():
    path = np.column_stack((np.arange(10.0), np.ones(10), np.ones(10)))
    path[4, 1] = np.nan
    path[4, 0] = 1e6
    np.testing.assert_allclose(fill_gaps(path, 1)[4], [4, 1, 1])


def test_long_gaps_and_ends_stay_missing():
    path = np.arange(30.0)[:, None]
    path[[0, 1, 29]] = np.nan
    path[10:15] = np.nan
    path[20:22] = np.nan
    filled = fill_gaps(path, 4)
    assert np.isnan(filled[[0, 1, 29]]).all()
    assert np.isnan(filled[10:15]).all()
    np.testing.assert_allclose(filled[20:22, 0], [20, 21])


def test_gaps_with_a_lone_sample_between_them():
    path = np.arange(12.0)[:, None]
    path[[3, 4, 6, 7]] = np.nan
    np.testing.assert_allclose(fill_gaps(path, 3)[:, 0], np.arange(12.0))


def test_a_complete_signal_is_returned_as_it_is():
    path = np.ones((5, 3))
    assert fill_gaps(path, 3) is path


def test_nothing_but_gaps():
    assert np.isnan(fill_gaps(np.full((5, 3), np.nan), 10)).all()
