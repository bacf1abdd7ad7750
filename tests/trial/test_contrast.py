"""A difference and how sure it is, against printed tables of the t and the normal distribution."""

import math

import pytest

from footwise.trial.contrast import estimate


@pytest.mark.parametrize(
    ("df", "alpha", "quantile"),
    [
        (10.0, 0.05, 2.2281),
        (10.0, 0.10, 1.8125),
        (4.0, 0.01, 4.6041),
        (math.inf, 0.05, 1.9600),
        (math.inf, 0.10, 1.6449),
    ],
)
def test_the_interval_is_at_the_level_that_was_asked_for(df, alpha, quantile):
    found = estimate(3.0, 0.5, df, alpha)
    assert (found.value, found.se, found.df) == (3.0, 0.5, df)
    assert found.high - found.value == pytest.approx(0.5 * quantile, rel=1e-4)
    assert found.value - found.low == pytest.approx(0.5 * quantile, rel=1e-4)


@pytest.mark.parametrize(
    ("t", "df", "p"),
    [(2.2281, 10.0, 0.05), (-2.2281, 10.0, 0.05), (1.8125, 10.0, 0.10), (1.96, math.inf, 0.05), (0.0, 5.0, 1.0)],
)
def test_the_p_value_is_two_sided(t, df, p):
    assert estimate(0.5 * t, 0.5, df).p == pytest.approx(p, rel=1e-3)


def test_the_interval_leaves_nought_out_just_where_p_is_below_the_level():
    for value, inside in ((2.228, True), (2.229, False)):
        found = estimate(value, 1.0, 10.0)
        assert (found.low < 0.0 < found.high) is inside
        assert (found.p > 0.05) is inside


@pytest.mark.parametrize(("value", "p"), [(1.0, 0.0), (-1.0, 0.0), (0.0, 1.0)])
@pytest.mark.parametrize("df", [10.0, math.inf])
def test_without_any_error_a_difference_is_certain_and_none_is_none(value, df, p):
    found = estimate(value, 0.0, df)
    assert (found.low, found.high, found.p) == (value, value, p)
