"""Means with their standard errors, and the reduction of one against another."""

import numpy as np
import pytest

from footwise.prescription import reduction_pct
from footwise.signals import Mean


def test_mean_of_independent_values_has_the_textbook_standard_error():
    mean = Mean.of(np.array([1.0, 2.0, 3.0, 4.0]))
    assert (mean.value, mean.steps) == (2.5, 4)
    # SD of 1, 2, 3, 4 is sqrt(5 / 3); divided by sqrt(4).
    assert mean.se == pytest.approx(np.sqrt(5 / 3) / 2)


def test_missing_values_do_not_count():
    mean = Mean.of(np.array([np.nan, 1.0, 3.0, np.nan]))
    assert (mean.value, mean.steps) == (2.0, 2)


@pytest.mark.parametrize(("values", "steps"), [([], 0), ([np.nan], 0), ([2.0], 1)])
def test_too_few_values_have_no_standard_error(values, steps):
    mean = Mean.of(np.array(values))
    assert mean.steps == steps
    assert np.isnan(mean.se)


def test_standard_error_is_honest_when_neighbouring_steps_are_alike():
    random = np.random.default_rng(4)
    rho, n, repeats = 0.5, 100, 600
    means, claimed = [], []
    for _ in range(repeats):
        noise = random.normal(size=n + 50)
        series = np.zeros(n + 50)
        for k in range(1, n + 50):
            series[k] = rho * series[k - 1] + noise[k]
        mean = Mean.of(series[50:])
        means.append(mean.value)
        claimed.append(mean.se)
    # What the means really scatter by, within the noise of 600 repeats and of the estimated correlation.
    assert np.mean(claimed) == pytest.approx(np.std(means), rel=0.12)


def test_reduction_and_its_error():
    reduction = reduction_pct(Mean(4.0, 0.1, 50), Mean(3.6, 0.2, 40))
    assert reduction.value == pytest.approx(10.0)
    # d(100 (1 - b/a)): 100 sqrt(sb² + (b/a)² sa²) / a = 100 sqrt(0.04 + 0.81 * 0.01) / 4
    assert reduction.se == pytest.approx(100 * np.sqrt(0.04 + 0.0081) / 4)
    assert reduction.steps == 40


def test_reduction_error_against_simulation():
    random = np.random.default_rng(1)
    a, b = random.normal(3.0, 0.3, (4000, 60)), random.normal(2.8, 0.3, (4000, 60))
    reductions = 100 * (1 - b.mean(axis=1) / a.mean(axis=1))
    claimed = reduction_pct(Mean(3.0, 0.3 / 60**0.5, 60), Mean(2.8, 0.3 / 60**0.5, 60)).se
    assert claimed == pytest.approx(reductions.std(), rel=0.05)
