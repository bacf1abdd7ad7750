"""Stretches of a signal on equal numbers of points."""

import numpy as np

from footwise.signals import time_normalise


def test_equals_linear_interpolation():
    values = np.random.default_rng(7).standard_normal((200, 3))
    start, stop = np.array([0.103, 0.5]), np.array([0.71, 1.99])
    laid = time_normalise(values, 100, start, stop)
    assert laid.shape == (2, 101, 3)
    for k in range(2):
        at = np.linspace(start[k], stop[k], 101)
        for c in range(3):
            np.testing.assert_allclose(laid[k, :, c], np.interp(at, np.arange(200) / 100, values[:, c]), atol=1e-9)


def test_outside_and_beside_missing_samples_is_missing():
    values = np.arange(11.0)
    values[5] = np.nan
    laid = time_normalise(values, 10, np.array([0.0]), np.array([1.2]), points=13)[0]
    expected = np.array([0, 1, 2, 3, 4, np.nan, 6, 7, 8, 9, 10, np.nan, np.nan])
    np.testing.assert_allclose(laid, expected)


def test_unknown_boundaries_give_missing_curves():
    laid = time_normalise(np.ones(10), 10, np.array([np.nan, 0.1]), np.array([0.5, np.nan]))
    assert np.isnan(laid).all()


def test_no_stretches():
    assert time_normalise(np.ones(10), 10, np.zeros(0), np.zeros(0)).shape == (0, 101)
